/** One character as a reader sees it, with the columns it takes on a terminal. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  /** Code unit in the line at which it starts. */
  readonly start: number;
}

const TAB_WIDTH = 4;
const ASCII = /^[\x20-\x7e]*$/;
const INVISIBLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const ZERO_WIDTH = /^[\p{M}\u200b-\u200d\u2060]+$/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
/** Made when first needed: it takes longer than checking a file does. */
let graphemes: Intl.Segmenter | undefined;

/** Replaces what a terminal would obey instead of show: escapes, control characters and changes of direction. Line breaks stay. */
export function printableLines(text: string): string {
  return text.replace(INVISIBLE, "\ufffd");
}

/** The same for one line: a line break in a file's name would begin one that looks like ours, or like a command to a CI server. */
export function printable(text: string): string {
  return printableLines(text).replaceAll("\n", "\ufffd");
}

/** Splits a line into what a reader sees as characters; a tab becomes the blanks up to its stop. */
export function toCells(line: string): readonly Cell[] {
  let column = 0;
  return splitCharacters(line).map(({ text, start }) => {
    const cell = text === "\t" ? tab(start, column) : character(text, start);
    column += cell.width;
    return cell;
  });
}

const BYTE_ORDER_MARK = "\ufeff";

function character(text: string, start: number): Cell {
  return text === BYTE_ORDER_MARK
    ? { text: "", width: 0, start }
    : { text: printable(text), width: widthOf(text), start };
}

function tab(start: number, column: number): Cell {
  const width = TAB_WIDTH - (column % TAB_WIDTH);
  return { text: " ".repeat(width), width, start };
}

function splitCharacters(line: string): readonly { readonly text: string; readonly start: number }[] {
  if (ASCII.test(line)) return Array.from(line, (text, start) => ({ text, start }));
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(graphemes.segment(line), ({ segment, index }) => ({ text: segment, start: index }));
}

function widthOf(character: string): number {
  if (ASCII.test(character)) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return EMOJI.test(character) || WIDE.test(character) ? 2 : 1;
}
