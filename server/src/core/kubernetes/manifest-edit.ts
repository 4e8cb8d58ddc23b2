import type { TextEdit } from "../text/edit.ts";
import { overlaps } from "../text/span.ts";

/** A change of a manifest that touches nothing but what it is about. */
export interface ManifestEdit {
  readonly edits: readonly TextEdit[];
  /** It also changes other places, which use the same text through an anchor. */
  readonly isShared: boolean;
}

/**
 * Several changes as one; undefined where one of them is, or where two touch the same text. Lines that are put in right after
 * lines that go take their place.
 */
export function combine(changes: readonly (ManifestEdit | undefined)[]): ManifestEdit | undefined {
  const known = changes.filter((change) => change !== undefined);
  if (known.length < changes.length) return undefined;
  const edits: TextEdit[] = [];
  for (const edit of known.flatMap((change) => change.edits)) {
    const other = edits.findIndex(({ span }) => overlaps(span, edit.span));
    const found = edits[other];
    const merged = found === undefined ? edit : (takePlace(found, edit) ?? takePlace(edit, found));
    if (merged === undefined) return undefined;
    edits.splice(other < 0 ? edits.length : other, found === undefined ? 0 : 1, merged);
  }
  return { edits, isShared: known.some(({ isShared }) => isShared) };
}

const LINE_BREAK = /^(?:\r\n|\r|\n)/;

/** New lines begin with their line break where they are put after a line, and end with it where they take the place of lines. */
function takePlace(removal: TextEdit, insertion: TextEdit): TextEdit | undefined {
  const lineBreak = LINE_BREAK.exec(insertion.newText)?.[0];
  const isInsertion = insertion.span.start === insertion.span.end && removal.newText === "";
  const isAtLineEnd = lineBreak !== undefined && removal.span.end === insertion.span.end + lineBreak.length;
  if (!isInsertion || !isAtLineEnd) return undefined;
  return { span: removal.span, newText: insertion.newText.slice(lineBreak.length) + lineBreak };
}
