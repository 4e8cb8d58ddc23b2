import { type EmbeddedText, embedMapped } from "../text/embedded.ts";
import type { Span } from "../text/span.ts";

const SPACE_OR_TAB = /[ \t]/;

/**
 * Joins the lines of an instruction as Docker does before it reads it: the escape character at the end of a line goes together
 * with the line break, and comment lines and blank lines between continued lines go whole
 * (Dockerfile reference, "Format" and "escape").
 */
export function joinLines(text: string, range: Span, escape: string): EmbeddedText {
  const offsets: number[] = [];
  const ends: number[] = [];
  let joined = "";
  let position = range.start;
  let isContinued = false;
  while (position < range.end) {
    const end = Math.min(lineEnd(text, position), range.end);
    const next = Math.min(afterBreak(text, end), range.end);
    const content = text.slice(position, end);
    if (isContinued && isSkipped(content)) {
      position = Math.max(next, position + 1);
      continue;
    }
    const kept = continuedLength(content, escape);
    const keepsBreak = kept === undefined;
    const stop = kept === undefined ? next : position + kept;
    for (let i = position; i < stop; i++) {
      joined += text[i];
      offsets.push(i);
      ends.push(i + 1);
    }
    isContinued = !keepsBreak;
    position = Math.max(next, position + 1);
  }
  offsets.push(ends[ends.length - 1] ?? range.start);
  return embedMapped(joined, offsets, ends);
}

function lineEnd(text: string, from: number): number {
  const lf = text.indexOf("\n", from);
  if (lf < 0) return text.length;
  return lf > from && text[lf - 1] === "\r" ? lf - 1 : lf;
}

function afterBreak(text: string, end: number): number {
  if (text[end] === "\r" && text[end + 1] === "\n") return end + 2;
  return end < text.length ? end + 1 : end;
}

function isSkipped(line: string): boolean {
  const trimmed = line.trim();
  return trimmed === "" || trimmed.startsWith("#");
}

/** How much of a line stays when it is continued: all before the escape character; undefined when it is not continued. */
function continuedLength(line: string, escape: string): number | undefined {
  let end = line.length;
  while (end > 0 && SPACE_OR_TAB.test(line[end - 1] ?? "")) end--;
  return line[end - 1] === escape ? end - 1 : undefined;
}
