import { knownValue } from "../text/resolved.ts";
import { type Span, span } from "../text/span.ts";
import { hasOption, optionValues, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";
import { isWrittenOut } from "./word-text.ts";

/** A text that `sed -i` or `perl -i` puts into files. */
export interface Substitution {
  /** The replacement; `\1` and `&` stand for what was matched. */
  readonly text: string;
  readonly pattern: string;
  readonly span: Span;
  readonly files: readonly Word[];
}

/** The substitutions of a `sed -i`: every `s/pattern/replacement/` of its scripts (sed(1)). */
export function inPlaceSubstitutions(invocation: Invocation): readonly Substitution[] {
  if (invocation.name !== "sed" && invocation.name !== "gsed") return [];
  const read = readOptions(invocation, {
    valued: "efl",
    attached: "i",
    longValued: ["expression", "file", "line-length"],
  });
  if (!hasOption(read, "i", "in-place")) return [];
  const given = optionValues(read, "e", "expression");
  const scripts = given.length > 0 ? given : read.operands.slice(0, 1);
  const files = given.length > 0 ? read.operands : read.operands.slice(1);
  return scripts.flatMap((script) => substitutionsIn(script).map((found) => ({ ...found, files })));
}

function substitutionsIn(word: Word): readonly Omit<Substitution, "files">[] {
  const script = knownValue(word.value);
  if (script === undefined || !isWrittenOut(word)) return [];
  const found: Omit<Substitution, "files">[] = [];
  for (let at = 0; at < script.length; ) {
    const command = substitutionAt(script, at);
    if (command === undefined) at++;
    else {
      const span = placeIn(word, command.text, command.start);
      if (span !== undefined) found.push({ pattern: command.pattern, text: command.text, span });
      at = command.end;
    }
  }
  return found;
}

interface FoundCommand {
  readonly pattern: string;
  readonly text: string;
  /** Where the replacement starts in the script, and where the command ends. */
  readonly start: number;
  readonly end: number;
}

/** `s` at the start of a command, a delimiter, and three parts of which the delimiter is no letter. */
function substitutionAt(script: string, at: number): FoundCommand | undefined {
  const delimiter = script[at + 1];
  const startsCommand = at === 0 || /[\s;{}/0-9$,!|#]/.test(script[at - 1] ?? "");
  if (script[at] !== "s" || !startsCommand || delimiter === undefined || /[\w\s\\]/.test(delimiter)) return undefined;
  const middle = delimiterAfter(script, at + 2, delimiter);
  const end = middle === undefined ? undefined : delimiterAfter(script, middle + 1, delimiter);
  if (middle === undefined || end === undefined) return undefined;
  return {
    pattern: script.slice(at + 2, middle),
    text: script.slice(middle + 1, end),
    start: middle + 1,
    end: end + 1,
  };
}

function delimiterAfter(script: string, from: number, delimiter: string): number | undefined {
  for (let i = from; i < script.length; i++) {
    if (script[i] === "\\") i++;
    else if (script[i] === delimiter) return i;
  }
  return undefined;
}

/** The place of the replacement; undefined where the script is not written as it stands, or nothing is put in. */
function placeIn({ parts }: Word, text: string, start: number): Span | undefined {
  const [only] = parts;
  if (parts.length !== 1 || only?.kind !== "literal" || text === "") return undefined;
  const isPlain = only.span.end - only.span.start === only.value.length;
  return isPlain ? span(only.span.start + start, only.span.start + start + text.length) : undefined;
}
