import { compareSpans, type Span, shift } from "./span.ts";

/** Replaces the text in `span` (UTF-16 code units) by `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Moves every edit by `delta` code units. */
export function shiftEdits(edits: readonly TextEdit[], delta: number): readonly TextEdit[] {
  return edits.map((edit) => ({ span: shift(edit.span, delta), newText: edit.newText }));
}

/** Tells whether the edits can be applied together: no two change the same place. */
export function areCompatible(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort((a, b) => compareSpans(a.span, b.span));
  return sorted.every((edit, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || !collide(previous, edit);
  });
}

/** Two edits collide when they share text, or both insert at one place: which comes first would be a guess. */
function collide(earlier: TextEdit, later: TextEdit): boolean {
  if (earlier.span.end > later.span.start) return true;
  return earlier.span.start === later.span.start;
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
