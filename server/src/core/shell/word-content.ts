import { EmbeddedBuilder, type EmbeddedText, embedVerbatim, embedWhole, isVerbatim } from "../text/embedded.ts";
import type { WordPart } from "./syntax.ts";

/** Places of the code units of parts that are spelled otherwise than they read. */
const contents = new WeakMap<WordPart, EmbeddedText>();

/** Remembers where each code unit of a part's text stands in the file. */
export function keepContent(part: WordPart, content: EmbeddedText): void {
  // One that is written as it reads is told by its span.
  if (!isVerbatim(content)) contents.set(part, content);
}

/**
 * The text that parts of a word make, with the place of each code unit: literals without their quotes and escapes, variables as
 * they are written, `${output}` for what other commands print.
 */
export function contentOf(parts: readonly WordPart[]): EmbeddedText {
  const whole = new EmbeddedBuilder(0);
  for (const part of parts) {
    const content = contents.get(part) ?? placed(part);
    whole.add(content, 0, content.text.length);
  }
  return whole.build(parts[parts.length - 1]?.span.end);
}

/** The output of a command stands for a variable that nobody sets. */
const OUTPUT = "${output}";

function placed(part: WordPart): EmbeddedText {
  const { start, end } = part.span;
  const written =
    part.kind === "literal" ? part.value : part.kind === "glob" || part.kind === "braces" ? part.text : OUTPUT;
  if (written.length === end - start) return embedVerbatim(written, start);
  return embedWhole(written, part.span);
}
