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
  const starts = [0];
  for (const marker of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    const start = marker[0] === "---" ? marker.index : nextLine(text, marker.index);
    const last = starts.at(-1) ?? 0;
    if (start <= last || start >= text.length || marker.index !== lineStartAt(text, marker.index)) continue;
    if (marker[0] === "---" && hasOnlyDirectives(text.slice(last, start))) continue;
    starts.push(start);
  }
  return starts.map((start, index) => ({ offset: start, text: text.slice(start, starts[index + 1] ?? text.length) }));
}

function nextLine(text: string, offset: number): number {
  const end = lineEndAt(text, offset);
  return end + (text.startsWith("\r\n", end) ? 2 : 1);
}

/** Directives such as `%YAML 1.1` belong to the document whose `---` follows them. */
function hasOnlyDirectives(text: string): boolean {
  return text.includes("%") && text.split(/[\r\n]/).every((line) => /^\uFEFF?(?:[ \t]*$|[ \t]*#|%)/.test(line));
}
