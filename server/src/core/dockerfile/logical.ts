import { EmbeddedBuilder, type EmbeddedText } from "../text/embedded.ts";
import type { Span } from "../text/span.ts";

const SPACE_OR_TAB = /[ \t]/;

/**
 * Joins the lines of an instruction as Docker does before it reads it: the escape character at the end of a line goes together
 * with the line break, and comment lines and blank lines between continued lines go whole
 * (Dockerfile reference, "Format" and "escape").
 */
export function joinLines(text: string, range: Span, escape: string): EmbeddedText {
  const written = text.slice(range.start, range.end);
  const joined = new EmbeddedBuilder(range.start);
  let isContinued = false;
  for (let start = 0, next = 0; start < written.length; start = next) {
    const end = lineEnd(written, start);
    next = afterBreak(written, end);
    const line = written.slice(start, end);
    if (isContinued && isSkipped(line)) continue;
    const kept = continuedLength(line, escape);
    isContinued = kept !== undefined;
    joined.addVerbatim(written.slice(start, kept === undefined ? next : start + kept), range.start + start);
  }
  return joined.build();
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
