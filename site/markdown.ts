import type { MarkdownEnv, MarkdownRenderer } from "vitepress";
import { readMarks } from "./code.ts";
import { siteLink } from "./links.ts";
import { pageOf, sourceOf } from "./pages.ts";

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

/** Lets Markdown that is written for GitHub read as well on the site. */
export function forSite(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("site", (state) => {
    const { relativePath }: MarkdownEnv = state.env;
    const source = sourceOf(relativePath);
    for (const token of state.tokens) {
      for (const child of token.children ?? []) relink(child, source);
      // The findings below an example name its lines by their numbers.
      if (token.type === "fence" && readMarks(token.content).marks.length > 0) token.info += ":line-numbers";
    }
    if (pageOf(source) === "index.md") state.tokens = withoutIntroduction(state.tokens);
  });
}

function relink(token: Token, source: string): void {
  const href = token.type === "link_open" ? token.attrGet("href") : null;
  if (href !== null) token.attrSet("href", siteLink(source, href));
}

/** The home page shows the title and the first paragraph at its head already. */
function withoutIntroduction(tokens: readonly Token[]): Token[] {
  return tokens.slice(tokens.findIndex(({ type }) => type === "paragraph_close") + 1);
}
