import { textDifference } from "../text/edit.ts";
import { lineEndAt, lineStartAt } from "./column.ts";

/** A stretch of a file that holds one YAML document. */
export interface DocumentText {
  readonly offset: number;
  readonly text: string;
}

/**
 * Cuts a file at its document markers; each piece but the first begins with its own `---`, or after the `...` of the one before.
 * Together they are the whole text. A marker at the start of a line ends even a block scalar (YAML 1.2.2, section 9.1.2 and rule c-forbidden).
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  return cut(text, [0, ...startsAfter(text, 0)]);
}

/** A text with the offsets at which its documents start. */
export interface SplitText {
  readonly text: string;
  readonly starts: readonly number[];
}

/** What an edit leaves of the documents of a text: so many at its beginning and at its end, and those in between are others. */
export interface SplitChange {
  readonly kept: number;
  readonly between: readonly DocumentText[];
  readonly keptAtEnd: number;
}

/** A marker with the character behind it, which decides whether it is one. */
const MARKER_LENGTH = 4;

/** Cuts a text again after an edit, looking only at the documents that it may concern. The result is that of `splitDocuments`. */
export function splitAfterEdit(text: string, { text: before, starts }: SplitText): SplitChange {
  const change = textDifference(before, text);
  if (change === undefined) return { kept: starts.length, between: [], keptAtEnd: 0 };
  const { span, newText } = change;
  const kept = Math.max(
    0,
    starts.findLastIndex((start) => start + MARKER_LENGTH <= span.start),
  );
  const first = starts[kept] ?? 0;
  const shift = text.length - before.length;
  const fresh = [first];
  for (const start of startsAfter(text, first)) {
    const same = start >= span.start + newText.length ? starts.indexOf(start - shift) : -1;
    if (same >= 0) return { kept, between: cut(text, fresh, start), keptAtEnd: starts.length - same };
    fresh.push(start);
  }
  return { kept, between: cut(text, fresh), keptAtEnd: 0 };
}

/** The offsets behind a start at which further documents start; what is before it does not matter. */
function* startsAfter(text: string, first: number): Generator<number> {
  const markers = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  markers.lastIndex = first;
  let last = first;
  for (const marker of text.matchAll(markers)) {
    const start = marker[0] === "---" ? marker.index : nextLine(text, marker.index);
    if (start <= last || start >= text.length || marker.index !== lineStartAt(text, marker.index)) continue;
    if (marker[0] === "---" && hasOnlyDirectives(text.slice(last, start))) continue;
    yield start;
    last = start;
  }
}

function cut(text: string, starts: readonly number[], end = text.length): readonly DocumentText[] {
  return starts.map((start, index) => ({ offset: start, text: text.slice(start, starts[index + 1] ?? end) }));
}

function nextLine(text: string, offset: number): number {
  const end = lineEndAt(text, offset);
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

/** Directives such as `%YAML 1.1` belong to the document whose `---` follows them. */
function hasOnlyDirectives(text: string): boolean {
  return text.includes("%") && text.split(/[\r\n]/).every((line) => /^\uFEFF?(?:[ \t]*$|[ \t]*#|%)/.test(line));
}
