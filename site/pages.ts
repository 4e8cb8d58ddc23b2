import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { headingAnchor } from "../scripts/generated/markdown.ts";

/** The Markdown files that are pages of the site, by their paths in the repository. */
export const SOURCES: readonly string[] = globSync(["*.md", "docs/**/*.md"]).sort();

/** The page that a Markdown file becomes: `docs/rules/README.md` is `rules/index.md` there. */
export function pageOf(source: string): string {
  return source
    .replace(/^docs\//, "")
    .toLowerCase()
    .replace(/(^|\/)readme\.md$/, "$1index.md");
}

/** The Markdown file of a rule. */
export function rulePage(ruleId: string): string {
  return `docs/rules/${ruleId}.md`;
}

const SOURCE_OF = new Map(SOURCES.map((source) => [pageOf(source), source]));

/** The Markdown file of a page, which VitePress names now by the one and now by the other. */
export function sourceOf(path: string): string {
  return SOURCE_OF.get(path) ?? path;
}

/** The address of a page from the site's root, without its base: `/rules/`, `/cli`. */
export function addressOf(source: string): string {
  return `/${pageOf(source).replace(/(^|\/)index\.md$|\.md$/, "$1")}`;
}

/** What a Markdown file says of itself: its title, its first paragraph, and the anchor of its first section. */
export interface PageHead {
  readonly title: string;
  readonly introduction: string;
  readonly firstAnchor: string;
}

/** Reads the head of a Markdown file that begins with a title and a paragraph. */
export function readPage(source: string): PageHead {
  const text = readFileSync(source, "utf8");
  const [, title, introduction = ""] = /^# (.+)\n\n([^\n]+(?:\n[^\n]+)*)/m.exec(text) ?? [];
  if (title === undefined) throw new Error(`${source} has no title`);
  return { title, introduction, firstAnchor: headingAnchor(/^## (.+)$/m.exec(text)?.[1] ?? title) };
}
