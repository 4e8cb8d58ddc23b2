import { type EmbeddedText, embedMapped } from "../text/embedded.ts";

/** An argument as the program gets it; undefined where it is not known. */
export type Argument = EmbeddedText | undefined;

/** What stands for an argument that is not known: a variable that nobody sets. */
const UNKNOWN = '"$_"';

/**
 * Writes arguments that no shell has read (an exec form) as a command line that a shell reads as just these, so that the one
 * parser serves for both. Every code unit keeps its place in the file.
 */
export function joinArguments(list: readonly Argument[]): EmbeddedText {
  let text = "";
  const offsets: number[] = [];
  const ends: number[] = [];
  let last = list.find((argument) => argument !== undefined)?.offsetAt(0) ?? 0;
  const append = (piece: string, start: number, end: number): void => {
    text += piece;
    for (let i = 0; i < piece.length; i++) {
      offsets.push(start);
      ends.push(end);
    }
    last = end;
  };
  for (const argument of list) {
    if (argument === undefined) {
      append(`${UNKNOWN} `, last, last);
      continue;
    }
    const { text: content } = argument;
    append("'", argument.offsetAt(0), argument.offsetAt(0));
    for (let i = 0; i < content.length; i++) {
      const char = content[i] ?? "";
      append(char === "'" ? "'\\''" : char, argument.offsetAt(i), argument.endAt(i + 1));
    }
    append("' ", argument.endAt(content.length), argument.endAt(content.length));
  }
  offsets.push(last);
  return embedMapped(text, offsets, ends);
}
