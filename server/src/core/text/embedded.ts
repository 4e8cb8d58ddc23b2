import { type Span, span } from "./span.ts";

/**
 * A text that stands inside the file, perhaps in another spelling (a JSON string, the argument of `sh -c "…"`),
 * with the place in the file of each of its code units.
 */
export interface EmbeddedText {
  readonly text: string;
  /** File offset of the code unit at `index`; for `text.length`, the offset just after the last one. */
  offsetAt(index: number): number;
}

/** A text that stands in the file as it is, from `start` on (or masked at the same length). */
export function embedVerbatim(text: string, start: number): EmbeddedText {
  return { text, offsetAt: (index) => start + Math.max(0, Math.min(index, text.length)) };
}

/** A text whose code unit `i` comes from `offsets[i]`; `offsets` has one entry more than the text, for its end. */
export function embedMapped(text: string, offsets: readonly number[]): EmbeddedText {
  const last = offsets[offsets.length - 1] ?? 0;
  return { text, offsetAt: (index) => offsets[Math.max(0, index)] ?? last };
}

/** The file span of a range of the embedded text. */
export function embeddedSpan(embedded: EmbeddedText, start: number, end: number): Span {
  return span(embedded.offsetAt(start), embedded.offsetAt(end));
}
