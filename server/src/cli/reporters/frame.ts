import { maskedLine } from "../../core/engine/mask.ts";
import type { Span } from "../../core/text/span.ts";
import { type Cell, toCells } from "./cells.ts";
import type { CheckedFile } from "./report.ts";

/** How the parts of a frame are coloured; plain text where there are no colours. */
export interface FramePaint {
  readonly gutter: (text: string) => string;
  readonly marker: (text: string) => string;
}

const MOST_LINES = 5;
/** Code units read on each side of a span, so that a file of one enormous line costs no more than others. */
const REACH = 400;
const LEAST_WIDTH = 40;

/** The lines a span covers, each with `^^^^` under its part of the span; secrets are masked. */
export function codeFrame(file: CheckedFile, span: Span, width: number, paint: FramePaint): readonly string[] {
  const { lines } = file;
  const first = lines.lineAt(span.start);
  const last = lines.lineAt(Math.max(span.start, span.end - 1));
  const shown = Math.min(last, first + MOST_LINES - 1);
  const digits = String(shown + 1).length;
  const room = Math.max(LEAST_WIDTH, width - digits - 6);
  const frame: string[] = [];
  for (let line = first; line <= shown; line++) {
    const { code, marker } = framedLine(file, span, line, room);
    frame.push(`${paint.gutter(`${String(line + 1).padStart(digits)} │`)} ${code}`.trimEnd());
    if (marker !== "") frame.push(`${paint.gutter(`${" ".repeat(digits)} │`)} ${paint.marker(marker)}`);
  }
  if (shown < last) frame.push(paint.gutter(`${" ".repeat(digits)} │ … ${countLines(last - shown)}`));
  return frame;
}

function countLines(count: number): string {
  return count === 1 ? "1 more line" : `${count} more lines`;
}

interface FramedLine {
  readonly code: string;
  readonly marker: string;
}

function framedLine(file: CheckedFile, span: Span, line: number, room: number): FramedLine {
  const { text } = file.source;
  const whole = { start: file.lines.lineStart(line), end: file.lines.lineEnd(line) };
  const part = trimmedPart(text, whole, span);
  // An empty span points between two characters: the one behind it is marked, or the place after the line.
  const end = span.start === span.end ? part.start + 1 : part.end;
  const from = wholeCharacter(text, Math.max(whole.start, part.start - REACH));
  const to = wholeCharacter(text, Math.min(whole.end, part.start + REACH));
  const read = toCells(maskedLine(text, { start: from, end: to }, file.secrets));
  const pointsBehindLine = span.start === span.end && end > to;
  const cells = pointsBehindLine ? [...read, { text: " ", width: 1, start: to - from }] : read;
  const isMarked = (cell: Cell): boolean => part.start - from <= cell.start && cell.start < end - from;
  const clipped = clip(cells, isMarked, room, { before: from > whole.start, after: to < whole.end });
  return {
    code: clipped
      .map((cell) => cell.text)
      .join("")
      .trimEnd(),
    marker: clipped
      .map((cell) => (isMarked(cell) ? "^" : " ").repeat(cell.width))
      .join("")
      .trimEnd(),
  };
}

/** The part of the span on a line, without the blanks at its start that the span only runs through. */
function trimmedPart(text: string, line: Span, span: Span): Span {
  const start = Math.max(span.start, line.start);
  const end = Math.max(start, Math.min(span.end, line.end));
  const blanks = span.start < line.start ? (/^\s*/.exec(text.slice(start, end))?.[0].length ?? 0) : 0;
  return { start: start + blanks, end };
}

/** An offset that does not cut a pair of code units. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code < 0xe000 ? offset - 1 : offset;
}

const ELLIPSIS = "…";

interface Cut {
  readonly before: boolean;
  readonly after: boolean;
}

/** Cuts a line to the columns there are room for, around what is marked; `…` stands where something was cut. */
function clip(cells: readonly Cell[], isMarked: (cell: Cell) => boolean, room: number, cut: Cut): readonly Cell[] {
  if (widthOf(cells) <= room) return withEllipses(cells, cut);
  const firstMarked = Math.max(0, cells.findIndex(isMarked));
  const start = Math.max(0, firstMarked - Math.floor(room / 4));
  const kept: Cell[] = [];
  for (let i = start, width = 2; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === undefined || width + cell.width > room) break;
    width += cell.width;
    kept.push(cell);
  }
  return withEllipses(kept, {
    before: cut.before || start > 0,
    after: cut.after || start + kept.length < cells.length,
  });
}

function withEllipses(cells: readonly Cell[], { before, after }: Cut): readonly Cell[] {
  const ellipsis: Cell = { text: ELLIPSIS, width: 1, start: Number.NEGATIVE_INFINITY };
  return [...(before ? [ellipsis] : []), ...cells, ...(after ? [ellipsis] : [])];
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
