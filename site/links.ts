import { existsSync, statSync } from "node:fs";
import { posix } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { pageOf, SOURCES } from "./pages.ts";

/** Where the files of the repository are shown. */
export const REPOSITORY = manifest.repository.url.replace(/\.git$/, "");

/**
 * Where a link of a Markdown file, which is written so that it works on GitHub, leads on the site: to the page, or to
 * the file on GitHub where it is none. Throws where neither is there.
 */
export function siteLink(source: string, href: string): string {
  if (/^(?:[a-z][a-z+.-]*:|#|\/\/)/i.test(href)) return href;
  const [path = "", anchor] = href.split("#", 2);
  const target = posix.join(posix.dirname(source), decodeURI(path));
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (SOURCES.includes(target)) return `/${pageOf(target)}${hash}`;
  if (!existsSync(target)) throw new Error(`${source}: the link to ${href} leads nowhere`);
  return `${REPOSITORY}/${statSync(target).isDirectory() ? "tree" : "blob"}/main/${target}${hash}`;
}
