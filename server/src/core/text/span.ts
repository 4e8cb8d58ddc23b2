/** A half-open range of a text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes a span from `start` (inclusive) to `end` (exclusive), in UTF-16 code units. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** Tells whether `inner` lies wholly inside `outer`; a span contains itself. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Tells whether the offset lies in the span or at its end, where a cursor still counts as inside. */
export function touches(outer: Span, offset: number): boolean {
  return outer.start <= offset && offset <= outer.end;
}

/** Tells whether two spans share at least one code unit, or an empty one lies strictly inside the other. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Orders spans by start, then by end; for `Array.prototype.sort`. */
export function compareSpans(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}

/** Moves a span by `delta` code units. */
export function shift(moved: Span, delta: number): Span {
  return { start: moved.start + delta, end: moved.end + delta };
}
