import { compareSpans, overlaps, type Span, shift, span } from "./span.ts";

/** Replaces the text in `span` (UTF-16 code units) by `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Moves every edit by `delta` code units. */
export function shiftEdits(edits: readonly TextEdit[], delta: number): readonly TextEdit[] {
  return edits.map((edit) => ({ span: shift(edit.span, delta), newText: edit.newText }));
}

/** Two edits collide when they share text, or both insert at one place: which comes first would be a guess. */
export function collide(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start || overlaps(a.span, b.span);
}

/**
 * Applies compatible edits to a text and returns the new text.
 * Throws a RangeError when edits overlap or leave the text: that is a fault of the caller, never of a user.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => compareSpans(a.span, b.span));
  let result = "";
  let position = 0;
  for (const { span, newText } of sorted) {
    if (span.start < position || span.end < span.start || span.end > text.length) {
      throw new RangeError(`edit ${span.start}-${span.end} overlaps another or leaves the text`);
    }
    result += text.slice(position, span.start) + newText;
    position = span.end;
  }
  return result + text.slice(position);
}

/** Tells whether two edits are the same edit, as when two findings ask for one change. */
export function isSameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}

/** The smallest single edit that turns one text into another; undefined where they are the same. */
export function textDifference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  const start = longest(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const common = longest(shorter - start, (from, to) => {
    return (
      before.slice(before.length - to, before.length - from) === after.slice(after.length - to, after.length - from)
    );
  });
  return {
    span: span(start, before.length - common),
    newText: after.slice(start, after.length - common),
  };
}

/** How much is the same, `most` at the highest: found by halves, since whole stretches are compared far faster than code units. */
function longest(most: number, isSame: (from: number, to: number) => boolean): number {
  let known = 0;
  let limit = most;
  while (known < limit) {
    const middle = (known + limit + 1) >> 1;
    if (isSame(known, middle)) known = middle;
    else limit = middle - 1;
  }
  return known;
}
