import { type EmbeddedText, embedMapped, embedVerbatim } from "../text/embedded.ts";
import type { WordPart } from "./syntax.ts";

/** Places of the code units of parts that are spelled otherwise than they read. */
const contents = new WeakMap<WordPart, EmbeddedText>();

/** Remembers where each code unit of a part's text stands in the file. */
export function keepContent(part: WordPart, content: EmbeddedText): void {
  contents.set(part, content);
}

/**
 * The text that parts of a word make, with the place of each code unit: literals without their quotes and escapes, variables as
 * they are written, `${output}` for what other commands print.
 */
export function contentOf(parts: readonly WordPart[]): EmbeddedText {
  let text = "";
  const offsets: number[] = [];
  const ends: number[] = [];
  for (const part of parts) {
    const content = contents.get(part) ?? placed(part);
    for (let i = 0; i < content.text.length; i++) {
      offsets.push(content.offsetAt(i));
      ends.push(content.endAt(i + 1));
    }
    text += content.text;
  }
  const end = parts[parts.length - 1]?.span.end ?? 0;
  offsets.push(end);
  return embedMapped(text, offsets, ends);
}

/** The output of a command stands for a variable that nobody sets. */
const OUTPUT = "${output}";

function placed(part: WordPart): EmbeddedText {
  const { start, end } = part.span;
  const written =
    part.kind === "literal" ? part.value : part.kind === "glob" || part.kind === "braces" ? part.text : OUTPUT;
  if (written.length === end - start) return embedVerbatim(written, start);
  return { text: written, offsetAt: () => start, endAt: () => end };
}
