import { indexLines } from "../text/lines.ts";
import { matchesPattern } from "../text/pattern.ts";
import { span } from "../text/span.ts";
import type { Fact } from "./facts.ts";
import { placesIn } from "./place.ts";

/** What a `.dockerignore` says. */
export function ignoreFileFacts(path: string, text: string): readonly Fact[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const patterns = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  const end = placesIn(path, indexLines(text))(span(text.length, text.length));
  const isLineOpen = text !== "" && !text.endsWith("\n");
  return [{ table: "ignoreFile", keys: [path], value: { path, patterns, end, isLineOpen } }];
}

/**
 * Whether the patterns keep a path out of the build context; both are relative to it. The last pattern that matches the path or a folder
 * around it decides (Docker documentation, "Build context", ".dockerignore files").
 */
export function isIgnored(patterns: readonly string[], path: string): boolean {
  let ignored = false;
  for (const pattern of patterns) {
    const isException = pattern.startsWith("!");
    if (ignored === isException && matchesPath(cleaned(isException ? pattern.slice(1) : pattern), path)) {
      ignored = !isException;
    }
  }
  return ignored;
}

/** Leading and trailing slashes count for nothing. */
function cleaned(pattern: string): string {
  return pattern
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** A pattern that matches a folder matches all below it. `**` stands for any number of folders, none too. */
function matchesPath(pattern: string, path: string): boolean {
  const variants = pattern.startsWith("**/") ? [pattern, pattern.slice("**/".length)] : [pattern];
  const parts = path.split("/");
  return variants.some((variant) =>
    parts.some((_, i) => {
      const part = parts.slice(0, i + 1).join("/");
      return matchesPattern(variant, part, "/") || matchesPattern(variant.replaceAll("/**/", "/"), part, "/");
    }),
  );
}
