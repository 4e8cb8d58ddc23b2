import type { TextEdit } from "./edit.ts";

/** More pairs of lines than this are not compared: the difference is then one edit. */
const MOST_PAIRS = 4_000_000;

/** The edits, each of whole lines, that turn one text into another; what stays is left alone, so that places in it stay valid. */
export function lineDifferences(before: string, after: string): readonly TextEdit[] {
  const old = splitLines(before);
  const fresh = splitLines(after);
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  const most = Math.min(old.length, fresh.length) - start;
  while (end < most && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end++;
  const oldPart = old.slice(start, old.length - end);
  const freshPart = fresh.slice(start, fresh.length - end);
  const offset = old.slice(0, start).join("").length;
  if (oldPart.length === 0 && freshPart.length === 0) return [];
  if (oldPart.length * freshPart.length > MOST_PAIRS) return [replace(offset, oldPart, freshPart)];
  return compare(oldPart, freshPart, offset);
}

/** Lines with their line breaks. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function replace(offset: number, old: readonly string[], fresh: readonly string[]): TextEdit {
  return { span: { start: offset, end: offset + old.join("").length }, newText: fresh.join("") };
}

/** Walks along a longest common subsequence of the lines. */
function compare(old: readonly string[], fresh: readonly string[], offset: number): readonly TextEdit[] {
  const common = commonLengths(old, fresh);
  const edits: TextEdit[] = [];
  let [i, j, at] = [0, 0, offset];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && old[i] === fresh[j]) {
      at += old[i]?.length ?? 0;
      i++;
      j++;
      continue;
    }
    const [to, until] = nextCommon(old, fresh, common, i, j);
    const edit = replace(at, old.slice(i, to), fresh.slice(j, until));
    edits.push(edit);
    at = edit.span.end;
    [i, j] = [to, until];
  }
  return edits;
}

/** The next pair of equal lines on the way, or both ends. */
function nextCommon(
  old: readonly string[],
  fresh: readonly string[],
  common: Uint32Array,
  fromOld: number,
  fromFresh: number,
): readonly [number, number] {
  const width = fresh.length + 1;
  let [i, j] = [fromOld, fromFresh];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && old[i] === fresh[j]) break;
    const isRemoved = (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0);
    if (j >= fresh.length || (i < old.length && isRemoved)) i++;
    else j++;
  }
  return [i, j];
}

/** At `i * (fresh.length + 1) + j`, how many lines the rests from `i` and `j` on have in common. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint32Array {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      const here = i * width + j;
      lengths[here] =
        old[i] === fresh[j]
          ? (lengths[here + width + 1] ?? 0) + 1
          : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0);
    }
  }
  return lengths;
}
