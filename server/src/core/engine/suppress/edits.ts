import type { TextEdit } from "../../text/edit.ts";
import { type Span, span } from "../../text/span.ts";
import type { CommentPlaces } from "./places.ts";

/** The edit that writes a suppression of one rule for what is at an offset: above its line, or above the text that the line is in. */
export function suppressLineEdit(places: CommentPlaces, offset: number, ruleId: string): TextEdit {
  const { lines, text } = places;
  const line = places.anchorLine(offset);
  const start = afterByteOrderMark(text, lines.lineStart(line));
  const indent = /^[ \t]*/.exec(text.slice(start, lines.lineEnd(line)))?.[0] ?? "";
  return insertLine(text, start, `${indent}# hullcheck-disable-next-line ${ruleId}`);
}

/** The edit that writes a suppression of one rule for the whole file, after the parser directives of a Dockerfile. */
export function suppressFileEdit({ lines, text }: CommentPlaces, ruleId: string): TextEdit {
  let line = 0;
  while (isParserDirective(text.slice(lines.lineStart(line), lines.lineEnd(line)))) line++;
  const start = afterByteOrderMark(text, lines.lineStart(line));
  return insertLine(text, start, `# hullcheck-disable ${ruleId}`);
}

function afterByteOrderMark(text: string, offset: number): number {
  return offset === 0 && text.startsWith("\ufeff") ? 1 : offset;
}

function isParserDirective(line: string): boolean {
  return /^\s*#\s*(?:syntax|escape|check)\s*=/i.test(line);
}

/** Inserts a line at an offset where one starts, or at the end of a text without a last line break. */
function insertLine(text: string, offset: number, line: string): TextEdit {
  const lineBreak = lineBreakOf(text);
  const isBehindText = offset === text.length && !/(?:^\ufeff?|[\r\n])$/.test(text);
  return { span: span(offset, offset), newText: `${isBehindText ? lineBreak : ""}${line}${lineBreak}` };
}

function lineBreakOf(text: string): string {
  return /\r\n|\n/.exec(text)?.[0] ?? "\n";
}

/** What goes when a comment is taken away: its line where it stands alone there, else the blanks before it too. */
export function commentRemoval({ lines, text }: Pick<CommentPlaces, "lines" | "text">, comment: Span): Span {
  const line = lines.lineAt(comment.start);
  const start = afterByteOrderMark(text, lines.lineStart(line));
  const before = text.slice(start, comment.start).trimEnd();
  return before === "" ? span(start, lines.lineStart(line + 1)) : span(start + before.length, comment.end);
}

/** What goes when a list of ids loses one of them: the id, and the comma or blanks that part it from a neighbour. */
export function idRemoval(ids: readonly { readonly span: Span }[], index: number): Span {
  const own = ids[index]?.span ?? span(0, 0);
  const [before, after] = [ids[index - 1]?.span, ids[index + 1]?.span];
  if (before !== undefined) return span(before.end, own.end);
  return after === undefined ? own : span(own.start, after.start);
}
