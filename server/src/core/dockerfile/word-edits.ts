import type { Assignment, Invocation, Word } from "../shell/syntax.ts";
import type { TextEdit } from "../text/edit.ts";
import { span } from "../text/span.ts";
import type { DockerfileModel, Flag, Instruction } from "./model.ts";

/** Blanks and continued lines, or the comma of the exec form: what may go together with the word behind it. */
const PLAIN_GAP = /^(?:[\s\\`]*|\s*,\s*)$/;

/**
 * The edits that take arguments out of a command, each with the blanks in front of it. Where something else stands there, a
 * comment or a redirection, the word goes alone.
 */
export function removeWords(
  { text }: DockerfileModel,
  command: Invocation,
  words: readonly Word[],
): readonly TextEdit[] {
  return words.map((word) => {
    const before = command.args[command.args.indexOf(word) - 1] ?? command.nameWord;
    const start = before?.span.end ?? word.span.start;
    const takesGap = start <= word.span.start && PLAIN_GAP.test(text.slice(start, word.span.start));
    return { span: span(takesGap ? start : word.span.start, word.span.end), newText: "" };
  });
}

/** The edit that takes a flag such as `--network=host` out of an instruction, with the blanks in front of it. */
export function removeFlag({ keywordSpan, flags }: Instruction, flag: Flag): TextEdit {
  const before = flags[flags.indexOf(flag) - 1]?.span ?? keywordSpan;
  return { span: span(Math.min(before.end, flag.span.start), flag.span.end), newText: "" };
}

/** The edit that puts another text in place of an argument, inside its quotes where it stands in some. */
export function replaceWord({ parts, span: whole }: Word, newText: string): TextEdit {
  const [only] = parts;
  return { span: parts.length === 1 && only?.kind === "literal" ? only.span : whole, newText };
}

/** The edit that takes a `NAME=value` out of a command, with the blanks on one side of it. */
export function removeAssignment({ text }: DockerfileModel, { span: place }: Assignment): TextEdit {
  const behind = /^[\s\\`]*/.exec(text.slice(place.end))?.[0].length ?? 0;
  const isLast = behind === 0 || /^[\s\\`]*(?:[;&|)]|$)/.test(text.slice(place.end));
  if (!isLast) return { span: span(place.start, place.end + behind), newText: "" };
  const before = /(?<![ \t])[ \t]*$/.exec(text.slice(Math.max(0, place.start - 200), place.start))?.[0].length ?? 0;
  return { span: span(place.start - before, place.end), newText: "" };
}
