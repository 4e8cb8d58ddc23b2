import { type Span, span } from "./span.ts";

/**
 * A text that stands inside the file, perhaps in another spelling (a JSON string, the argument of `sh -c "…"`, joined lines),
 * with the place in the file of each of its code units.
 */
export interface EmbeddedText {
  readonly text: string;
  /** File offset of the code unit at `index`; for `text.length`, the offset just after the last one. */
  offsetAt(index: number): number;
  /** File offset just after the code unit before `index`: differs from `offsetAt` where units between them were left out. */
  endAt(index: number): number;
}

/** A text that stands in the file as it is, from `start` on (or masked at the same length). */
export function embedVerbatim(text: string, start: number): EmbeddedText {
  const offsetAt = (index: number): number => start + Math.max(0, Math.min(index, text.length));
  return { text, offsetAt, endAt: offsetAt };
}

/**
 * A text whose code unit `i` comes from `offsets[i]`; `offsets` has one entry more than the text, for its end.
 * `ends[i]`, where given, is the offset just after that unit's spelling in the file (an escape is longer than one unit).
 */
export function embedMapped(text: string, offsets: readonly number[], ends?: readonly number[]): EmbeddedText {
  const last = offsets[offsets.length - 1] ?? 0;
  const offsetAt = (index: number): number => offsets[Math.max(0, index)] ?? last;
  const endAt = (index: number): number => {
    if (index <= 0) return offsetAt(0);
    const beforeEnd = ends?.[index - 1];
    if (beforeEnd !== undefined) return beforeEnd;
    return offsetAt(index);
  };
  return { text, offsetAt, endAt };
}

/** The file span of a range of the embedded text. */
export function embeddedSpan(embedded: EmbeddedText, start: number, end: number): Span {
  return span(embedded.offsetAt(start), end <= start ? embedded.offsetAt(start) : embedded.endAt(end));
}

/** A range of an embedded text as an embedded text of its own. */
export function embeddedSlice(embedded: EmbeddedText, start: number, end = embedded.text.length): EmbeddedText {
  return {
    text: embedded.text.slice(start, end),
    offsetAt: (index) => (start + index >= end && end > start ? embedded.endAt(end) : embedded.offsetAt(start + index)),
    endAt: (index) => embedded.endAt(start + index),
  };
}
