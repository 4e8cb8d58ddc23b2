import { knownValue } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import type { Invocation, Word } from "./syntax.ts";
import { characterSpan, dropLeading, leadingText } from "./word-text.ts";

/** What has to be known of a command to read its arguments. Options that are not named are flags without a value. */
export interface OptionSpec {
  /** Letters of the short options that take a value: `-ofile`, `-o file`. */
  readonly valued?: string;
  /** Letters of the short options that take a value only where it is attached: `sed -i.bak`, `mysql -psecret`. */
  readonly attached?: string;
  /** Names of the long options whose value may be the next word. Any long option may have one after `=`. */
  readonly longValued?: readonly string[];
  /** Long options have one dash and short ones can't be bundled: openssl, find, keytool. */
  readonly hasSingleDash?: boolean;
  /** The first word may hold option letters without a dash: `tar xzf a.tgz`. */
  readonly hasBareFirst?: boolean;
  /** Options stand in front of the first operand only, as POSIX has it: whatever follows belongs to a subcommand. */
  readonly stopsAtOperand?: boolean;
  /** Words that begin with a dash and are operands all the same: `chmod -x`. */
  readonly operand?: RegExp;
}

/** An option as it is written. */
export interface Option {
  /** Without its dashes and its value: `o`, `output`. */
  readonly name: string;
  /** The option without a separate value; the one letter where it is bundled with others. */
  readonly span: Span;
  /** The word it stands in. */
  readonly word: Word;
  /** Its value: a word of its own, or the part of the word that holds it. */
  readonly value: Word | undefined;
  /** The value's text, where it is known. */
  readonly valueText: string | undefined;
}

/** The arguments of a command, taken apart. */
export interface ReadArguments {
  readonly options: readonly Option[];
  readonly operands: readonly Word[];
}

/**
 * Reads the arguments of a command as getopt_long(3) does: bundled short flags, `-ofile`, `-o file`, `--output=file`,
 * `--output file`, `--`. A word that is not known stands as an operand unless it begins with a written dash.
 */
export function readOptions({ args }: Pick<Invocation, "args">, spec: OptionSpec): ReadArguments {
  const options: Option[] = [];
  const operands: Word[] = [];
  let next = 0;
  const takeNext = (): Word | undefined => args[next++];
  while (next < args.length) {
    const kind = kindOf(args[next], next, spec);
    if (kind === "end" || (kind === "operand" && spec.stopsAtOperand === true)) {
      operands.push(...args.slice(kind === "end" ? next + 1 : next));
      break;
    }
    const word = takeNext();
    if (word === undefined) break;
    if (kind === "operand") operands.push(word);
    else if (kind === "long") options.push(readLong(word, spec, takeNext));
    else options.push(...readLetters(word, spec, takeNext, kind === "bare"));
  }
  return { options, operands };
}

function kindOf(
  word: Word | undefined,
  index: number,
  spec: OptionSpec,
): "end" | "operand" | "long" | "letters" | "bare" {
  if (word === undefined) return "end";
  const text = leadingText(word);
  if (text === "--" && knownValue(word.value) === text) return "end";
  if (index === 0 && spec.hasBareFirst === true && /^[A-Za-z]+$/.test(text)) return "bare";
  if (!text.startsWith("-") || text === "-" || spec.operand?.test(text) === true) return "operand";
  return text.startsWith("--") || spec.hasSingleDash === true ? "long" : "letters";
}

function readLong(word: Word, spec: OptionSpec, takeNext: () => Word | undefined): Option {
  const text = leadingText(word);
  const dashes = text.startsWith("--") ? 2 : 1;
  const equals = dashes === 1 ? -1 : text.indexOf("=");
  if (equals >= 0) return option(text.slice(dashes, equals), word, word.span, dropLeading(word, equals + 1));
  const name = text.slice(dashes);
  return option(name, word, word.span, spec.longValued?.includes(name) === true ? takeNext() : undefined);
}

/**
 * Reads `-xzf file`: letters up to the first that takes a value, which is the rest of the word or the next one.
 * Without a dash all are letters, and each that takes a value gets one of the next words.
 */
function readLetters(
  word: Word,
  spec: OptionSpec,
  takeNext: () => Word | undefined,
  isBare: boolean,
): readonly Option[] {
  const text = leadingText(word);
  const from = isBare ? 0 : 1;
  const isLone = text.length === from + 1;
  const options: Option[] = [];
  for (let i = from; i < text.length; i++) {
    const name = text[i] ?? "";
    const at = isLone ? word.span : characterSpan(word, i);
    const isValued = spec.valued?.includes(name) === true;
    const takesRest = !isBare && (isValued || spec.attached?.includes(name) === true);
    const hasRest = i + 1 < text.length || knownValue(word.value) === undefined;
    if (takesRest && hasRest) return [...options, option(name, word, at, dropLeading(word, i + 1))];
    options.push(option(name, word, at, isValued ? takeNext() : undefined));
    if (takesRest) return options;
  }
  return options;
}

function option(name: string, word: Word, at: Span, value: Word | undefined): Option {
  return { name, word, span: at, value, valueText: value === undefined ? undefined : knownValue(value.value) };
}

/** The last option of one of these names; the last one counts for most commands. */
export function findOption({ options }: ReadArguments, ...names: readonly string[]): Option | undefined {
  return options.findLast(({ name }) => names.includes(name));
}

/** Tells whether one of these options is there. */
export function hasOption({ options }: ReadArguments, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** The values of all options of these names, in order. */
export function optionValues({ options }: ReadArguments, ...names: readonly string[]): readonly Word[] {
  return options.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [value] : []));
}
