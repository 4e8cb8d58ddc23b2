import { type Span, shift } from "../text/span.ts";
import type { DockerWord } from "./model.ts";

/**
 * The place in the file of a part of a word's `text` (its value without quotes). Where quotes inside of it, escapes or joined lines
 * make the spelling another, it is the whole word.
 */
export function placeInWord(fileText: string, word: DockerWord, part: Span): Span {
  const written = fileText.slice(word.span.start, word.span.end);
  const isQuoted = written.length >= 2 && /^["']/.test(written) && written.endsWith(written.charAt(0));
  const content = isQuoted ? written.slice(1, -1) : written;
  return content === word.text ? shift(part, word.span.start + (isQuoted ? 1 : 0)) : word.span;
}
