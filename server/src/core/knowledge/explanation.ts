import type { Span } from "../text/span.ts";

/** What something that stands in a file means for security. */
export interface Explanation {
  readonly title: string;
  /** At most three sentences or so, each a line of its own; with Markdown's backticks. */
  readonly lines: readonly string[];
  readonly link: Link;
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
