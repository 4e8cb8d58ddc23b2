import type { Span } from "../text/span.ts";

/** What something that stands in a file means for security. */
export interface Explanation {
  readonly title: string;
  /** At most three sentences or so, each a line of its own; with Markdown's backticks. */
  readonly lines: readonly string[];
  readonly link: Link;
}

/**
 * Words of a file as code in Markdown. Whatever they hold, they stay code: an image that they name would be loaded, a link could be
 * clicked (CommonMark, "Code spans": a longer row of backticks ends where a row of that length is).
 */
export function inCode(words: string): string {
  const line = words.replace(/\s+/g, " ");
  const longest = (line.match(/`+/g) ?? []).reduce((most, row) => Math.max(most, row.length), 0);
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** Where a fact is from, and where to read on. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

/** An explanation with the place that it is about. */
export interface PlacedExplanation extends Explanation {
  readonly span: Span;
}
