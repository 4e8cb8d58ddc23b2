import { EmbeddedBuilder, type EmbeddedText } from "../text/embedded.ts";

/** An argument as the program gets it; undefined where it is not known. */
export type Argument = EmbeddedText | undefined;

/** What stands for an argument that is not known: a variable that nobody sets. */
const UNKNOWN = '"$_"';

/**
 * Writes arguments that no shell has read (an exec form) as a command line that a shell reads as just these, so that the one
 * parser serves for both. Every code unit keeps its place in the file.
 */
export function joinArguments(list: readonly Argument[]): EmbeddedText {
  const line = new EmbeddedBuilder(list.find((argument) => argument !== undefined)?.offsetAt(0) ?? 0);
  for (const argument of list) {
    if (argument === undefined) {
      line.addSpelled(`${UNKNOWN} `, line.end, line.end);
      continue;
    }
    const [start, end] = [argument.offsetAt(0), argument.endAt(argument.text.length)];
    line.addSpelled("'", start, start);
    addQuoted(line, argument);
    line.addSpelled("' ", end, end);
  }
  return line.build();
}

/** Adds a text as a shell reads it between single quotes. */
export function addQuoted(line: EmbeddedBuilder, content: EmbeddedText): void {
  const { text } = content;
  let from = 0;
  for (let quote = text.indexOf("'"); quote >= 0; quote = text.indexOf("'", from)) {
    line.add(content, from, quote);
    line.addSpelled("'\\''", content.offsetAt(quote), content.endAt(quote + 1));
    from = quote + 1;
  }
  line.add(content, from, text.length);
}
