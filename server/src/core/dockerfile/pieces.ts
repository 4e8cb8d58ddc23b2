import { firstIndex } from "../text/first-index.ts";
import { indexLines } from "../text/lines.ts";
import { type Span, shift } from "../text/span.ts";
import type { Comment } from "./model.ts";
import { type DockerfileSyntax, parseSyntax, type RawInstruction } from "./parse.ts";

/**
 * A part of a file that is read by itself: an instruction, from the start of its first line, with the comments and blank lines
 * behind it; the first piece of a file also has what stands above.
 */
export interface Piece {
  readonly text: string;
  /** Offset in the layout. */
  readonly start: number;
  /** With offsets in the layout. More than one where the body of an `ONBUILD`'s heredoc reads as instructions. */
  readonly instructions: readonly RawInstruction[];
  readonly comments: readonly Comment[];
}

/** What the first lines of a file say. */
type Head = Pick<DockerfileSyntax, "escape" | "directives">;

/**
 * A file as its pieces. They are laid out with blanks between them, so that one can grow and those below it are still the same
 * objects at the same offsets: all that was made of them stays true. The layout of a file that was not read before is its text.
 */
export interface PiecedFile extends Head {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Blanks behind a piece that is laid out anew, so that the layout is at most twice as long as the text. */
const roomOf = ({ text }: Piece): number => Math.min(64, text.length);
/** What is deleted leaves blanks; a layout so many times as long as its text is made anew. */
const WIDEST = 4;

/** Reads a file; with an earlier reading, only what changed. */
export function readPieces(text: string, previous?: PiecedFile): PiecedFile {
  if (previous === undefined) return readBelow(text, NOTHING, 0, () => 0);
  if (previous.text === text) return previous;
  const read = readChanged(text, previous);
  return endOf(read.pieces) > WIDEST * Math.max(text.length, 1000) ? readBelow(text, NOTHING, 0, roomOf) : read;
}

const NOTHING: PiecedFile = { text: "", escape: "\\", directives: [], pieces: [] };

function readChanged(text: string, old: PiecedFile): PiecedFile {
  const above = countAbove(old.pieces, text);
  const below = countBelow(old.pieces, text, above);
  // Twice as far at each round, until an instruction begins where an old piece does and there is room for what is new above it.
  for (let further = 0; further < below; further = 2 * further + 1) {
    const read = readAround(text, old, above, old.pieces.length - below + further);
    if (read !== undefined) return read;
  }
  return readBelow(text, old, above, roomOf);
}

/** Reads all that stands below the pieces that are kept. */
function readBelow(text: string, old: PiecedFile, above: number, room: (piece: Piece) => number): PiecedFile {
  const upper = old.pieces.slice(0, above);
  const syntax = readPart(text.slice(lengthOf(upper)), above === 0 ? undefined : old.escape);
  return fileOf(text, above === 0 ? syntax : old, [...upper, ...layOut(syntax.parts, upper, room)]);
}

/** How many pieces at the top stand in the text as they are, and are whole there. */
function countAbove(pieces: readonly Piece[], text: string): number {
  let offset = 0;
  let count = 0;
  for (const piece of pieces.slice(0, -1)) {
    const mayGoOn = piece.text.endsWith("\r") || piece.instructions.some(({ awaits }) => awaits !== undefined);
    if (mayGoOn || !text.startsWith(piece.text, offset)) break;
    offset += piece.text.length;
    count++;
  }
  // Comments and blank lines belong to the piece above them.
  return count > 0 && !/^[ \t]*[^ \t\r\n#]/.test(text.slice(offset)) ? count - 1 : count;
}

/** How many pieces stand at the end of the text as they are, below the part that the upper ones take. */
function countBelow(pieces: readonly Piece[], text: string, above: number): number {
  const top = lengthOf(pieces.slice(0, above));
  let offset = text.length;
  let count = 0;
  for (const piece of pieces.slice(above).reverse()) {
    offset -= piece.text.length;
    if (offset < top || !text.startsWith(piece.text, offset)) break;
    count++;
  }
  return count;
}

/** Reads what stands between two pieces that are kept; undefined where it goes on behind the lower one, or finds no room. */
function readAround(text: string, old: PiecedFile, above: number, next: number): PiecedFile | undefined {
  const [upper, lower] = [old.pieces.slice(0, above), old.pieces.slice(next)];
  const [from, to] = [lengthOf(upper), text.length - lengthOf(lower)];
  const [first] = lower;
  const left = first === undefined ? 0 : first.start - endOf(upper) - (to - from);
  if (first === undefined || left < 0) return undefined;
  // With the first line of the next piece, to see whether an instruction still begins there.
  const part = text.slice(from, to + (/^[^\r\n]*/.exec(first.text)?.[0].length ?? 0));
  const syntax = readPart(part, above === 0 ? undefined : old.escape);
  const changed = syntax.parts.slice(0, -1);
  const isEnd = syntax.parts.at(-1)?.start === to - from && !mayGoOn(changed, text.slice(from + part.length));
  if (!isEnd || syntax.escape !== old.escape) return undefined;
  const share = Math.floor(left / syntax.parts.length);
  const pieces = layOut(changed, upper, () => share);
  // The layout begins with the first piece.
  if ((upper[0] ?? pieces[0] ?? first).start > 0) return undefined;
  return fileOf(text, above === 0 ? syntax : old, [...upper, ...pieces, ...lower]);
}

function fileOf(text: string, { escape, directives }: Head, pieces: readonly Piece[]): PiecedFile {
  return { text, escape, directives, pieces };
}

/** Whether a heredoc may be closed in the rest of the file. */
function mayGoOn(pieces: readonly Piece[], rest: string): boolean {
  return pieces.some(({ instructions }) =>
    instructions.some(({ awaits }) => awaits !== undefined && rest.includes(awaits)),
  );
}

interface ReadPart extends Head {
  /** The pieces, with offsets in the part. */
  readonly parts: readonly Piece[];
}

function readPart(text: string, escape: DockerfileSyntax["escape"] | undefined): ReadPart {
  const lines = indexLines(text);
  const { instructions, comments, ...rest } = parseSyntax(text, lines, escape);
  const starts = [0];
  const begun: RawInstruction[][] = [[]];
  let reach = 0;
  for (const instruction of instructions) {
    const lineStart = lines.lineStart(lines.lineAt(instruction.span.start));
    if (reach > 0 && lineStart >= reach) {
      starts.push(lineStart);
      begun.push([]);
    }
    begun.at(-1)?.push(instruction);
    reach = Math.max(reach, instruction.span.end, instruction.trigger?.span.end ?? 0);
  }
  let comment = 0;
  const parts = starts.map((start, index): Piece => {
    const end = starts[index + 1] ?? text.length;
    const first = comment;
    while ((comments[comment]?.span.start ?? end) < end) comment++;
    return {
      text: text.slice(start, end),
      start,
      instructions: begun[index] ?? [],
      comments: comments.slice(first, comment),
    };
  });
  return { ...rest, parts };
}

/** Puts pieces below others, with blanks behind each of them and behind the last of those. */
function layOut(pieces: readonly Piece[], upper: readonly Piece[], room: (piece: Piece) => number): readonly Piece[] {
  const last = upper.at(-1);
  let start = last === undefined ? 0 : endOf(upper) + room(last);
  return pieces.map((piece) => {
    const placed = moved(piece, start - piece.start);
    start += piece.text.length + room(piece);
    return placed;
  });
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((length, { text }) => length + text.length, 0);
}

/** Where the last of the pieces ends in the layout, without the blanks behind it. */
function endOf(pieces: readonly Piece[]): number {
  const last = pieces.at(-1);
  return last === undefined ? 0 : last.start + last.text.length;
}

function moved(piece: Piece, delta: number): Piece {
  if (delta === 0) return piece;
  return {
    text: piece.text,
    start: piece.start + delta,
    instructions: piece.instructions.map((instruction) => movedInstruction(instruction, delta)),
    comments: piece.comments.map(({ span, text }) => ({ span: shift(span, delta), text })),
  };
}

function movedInstruction(raw: RawInstruction, delta: number): RawInstruction {
  const move = (place: Span): Span => shift(place, delta);
  const moveIfAny = (place: Span | undefined): Span | undefined => place && shift(place, delta);
  return {
    ...raw,
    keywordSpan: move(raw.keywordSpan),
    span: move(raw.span),
    argumentsSpan: move(raw.argumentsSpan),
    flags: raw.flags.map((flag) => ({ ...flag, span: move(flag.span), valueSpan: move(flag.valueSpan) })),
    heredocs: raw.heredocs.map((heredoc) => ({
      ...heredoc,
      nameSpan: move(heredoc.nameSpan),
      bodySpan: move(heredoc.bodySpan),
      endSpan: moveIfAny(heredoc.endSpan),
    })),
    properties: raw.properties.map((property) => ({
      ...property,
      span: move(property.span),
      nameSpan: move(property.nameSpan),
      valueSpan: moveIfAny(property.valueSpan),
    })),
    trigger: raw.trigger && movedInstruction(raw.trigger, delta),
  };
}

const LINE_BREAK = /\r\n$|[\r\n]$/;

/** The text of the layout: blanks stand at the end of a piece's last line. */
export function layoutText({ text, pieces }: PiecedFile): string {
  if (!isSpread(pieces)) return text;
  return pieces
    .map((piece, index) => {
      const room = (pieces[index + 1]?.start ?? endOf([piece])) - endOf([piece]);
      const lineBreak = LINE_BREAK.exec(piece.text)?.[0] ?? "";
      return room === 0
        ? piece.text
        : `${piece.text.slice(0, piece.text.length - lineBreak.length)}${" ".repeat(room)}${lineBreak}`;
    })
    .join("");
}

function isSpread(pieces: readonly Piece[]): boolean {
  return endOf(pieces) !== lengthOf(pieces);
}

/** Tells where an offset of the layout is in the file; undefined where the two are the same. */
export function placeInFile({ pieces }: PiecedFile): ((offset: number) => number) | undefined {
  if (!isSpread(pieces)) return undefined;
  const starts: number[] = [];
  let length = 0;
  for (const { text } of pieces) {
    starts.push(length);
    length += text.length;
  }
  return (offset) => {
    const index = Math.max(0, firstIndex(pieces, ({ start }) => start > offset) - 1);
    const { text = "", start = 0 } = pieces[index] ?? {};
    const next = pieces[index + 1]?.start ?? start + text.length;
    const content = text.length - (LINE_BREAK.exec(text)?.[0].length ?? 0);
    // Behind the content come the blanks, then the line break.
    const inPiece = Math.max(Math.min(offset - start, content), text.length - (next - offset));
    return (starts[index] ?? 0) + inPiece;
  };
}
