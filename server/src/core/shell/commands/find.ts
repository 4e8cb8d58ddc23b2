import { joinPath, trimSlashes } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { type OptionSpec, readOptions } from "../options.ts";
import type { Certainty, Invocation, Word } from "../syntax.ts";
import { leadingText } from "../word-text.ts";
import { PERMISSIONS } from "./permissions.ts";
import type { CommandFiles, Place, SingleTouch, Touch } from "./place.ts";
import { REMOVING } from "./removing.ts";

/** Which files a `find` selects. */
interface Selection {
  readonly starts: readonly Word[];
  /** Patterns of `-name`, any of which may match; empty for all. */
  readonly names: readonly string[];
  readonly hasMinimumDepth: boolean;
  readonly isOneLevel: boolean;
  readonly selectsFolders: boolean;
  /** Tests whose outcome is not followed, so that each file may stay out. */
  readonly certainty: Certainty | undefined;
}

const NAME_TESTS = new Set(["-name", "-iname"]);
/** Tests that are no test, or leave the names as they are. */
const HARMLESS =
  /^-(?:delete|exec|execdir|ok|okdir|print0?|o|or|a|and|depth|xdev|mount|follow|type|true|name|mindepth|maxdepth)$/;
/** Options in front of the paths (find(1), "Options"). */
const LEADING_OPTION = /^-(?:[HLP]|O\d?|D)$/;

/** find(1) with `-delete`, and `-exec` of `rm`, `chmod` and their like on what was found. */
const find: CommandFiles = (invocation) => {
  const { args } = invocation;
  const selection = selectionOf(args);
  const isRecursive = selection.names.length === 0;
  const deleted = args.some((word) => leadingText(word) === "-delete")
    ? placesOf(selection).map(({ place }): Touch => ({ kind: "remove", target: place, isRecursive }))
    : [];
  const executed = execCommands(args, EXEC).flatMap((words) => executedTouches(words, selection, invocation));
  return [...deleted, ...executed].map((touch) => withCertainty(touch, selection.certainty));
};

/** xargs(1) behind a `find`: its command gets what was found, at the end or for `{}`. */
const xargs: CommandFiles = (invocation) => {
  const finder = invocation.pipeline.commands[invocation.index - 1];
  const { operands } = readOptions(invocation, XARGS_OPTIONS);
  const [nameWord] = operands;
  if (finder?.name !== "find" || nameWord === undefined) return [];
  const words = operands.some(isPlaceholder) ? operands : [...operands, { ...nameWord, raw: PLACEHOLDER }];
  const selection = selectionOf(finder.args);
  return executedTouches(words, selection, invocation).map((touch) => withCertainty(touch, selection.certainty));
};

/** xargs(1): its options stand in front of the command that it runs. */
export const XARGS_OPTIONS: OptionSpec = {
  valued: "adEILnPs",
  longValued: ["arg-file", "delimiter", "max-args", "max-chars", "max-lines", "max-procs", "replace"],
  stopsAtOperand: true,
};

/** Commands that work on the files that others find. */
export const FINDING: Readonly<Record<string, CommandFiles>> = { find, xargs };

function withCertainty(touch: Touch, certainty: Certainty | undefined): Touch {
  return certainty === undefined ? touch : { ...touch, certainty };
}

function selectionOf(args: readonly Word[]): Selection {
  const texts = args.map(leadingText);
  const first = texts.findIndex((text) => !LEADING_OPTION.test(text));
  const isExpression = (text: string): boolean => /^[-(!]|^\\\(/.test(text);
  const rest = first < 0 ? [] : texts.slice(first);
  const count = rest.findIndex(isExpression);
  const starts = first < 0 ? [] : args.slice(first, count < 0 ? undefined : first + count);
  const tests = testsOf(count < 0 ? [] : rest.slice(count));
  return {
    starts,
    names: tests.isNegated ? [] : tests.names,
    hasMinimumDepth: tests.values.get("-mindepth") !== undefined && tests.values.get("-mindepth") !== "0",
    isOneLevel: tests.values.get("-maxdepth") === "1",
    selectsFolders: tests.values.get("-type") === undefined || tests.values.get("-type") === "d",
    certainty: tests.isNegated || tests.isUncertain ? "maybe" : undefined,
  };
}

interface Tests {
  readonly names: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly isNegated: boolean;
  readonly isUncertain: boolean;
}

function testsOf(texts: readonly string[]): Tests {
  const names: string[] = [];
  const values = new Map<string, string>();
  let isNegated = false;
  let isUncertain = false;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? "";
    const value = texts[i + 1] ?? "";
    if (/^-(?:exec|ok)(?:dir)?$/.test(text)) i = execEnd(texts, i + 1);
    else if (text === "!" || text === "-not" || text === "-prune") isNegated = true;
    else if (NAME_TESTS.has(text)) names.push(value);
    else if (/^-(?:mindepth|maxdepth|type)$/.test(text)) values.set(text, value);
    if (text.startsWith("-") && !HARMLESS.test(text)) isUncertain = true;
  }
  return { names, values, isNegated, isUncertain };
}

function execEnd(texts: readonly string[], from: number): number {
  let end = from;
  while (end < texts.length && texts[end] !== ";" && texts[end] !== "+") end++;
  return end;
}

const EXEC = /^-exec(?:dir)?$/;

/** The words of each command behind an option such as `-exec`, without its end. */
export function execCommands(args: readonly Word[], option: RegExp): readonly (readonly Word[])[] {
  const texts = args.map(leadingText);
  const commands: (readonly Word[])[] = [];
  for (let i = 0; i < args.length; i++) {
    if (!option.test(texts[i] ?? "")) continue;
    const end = execEnd(texts, i + 1);
    commands.push(args.slice(i + 1, end));
    i = end;
  }
  return commands;
}

const EXECUTED: ReadonlyMap<string, CommandFiles> = new Map(Object.entries({ ...REMOVING, ...PERMISSIONS }));

/** Only what is done to `{}` is the find's own doing; the rest is an invocation of its own. */
function executedTouches(words: readonly Word[], selection: Selection, invocation: Invocation): readonly Touch[] {
  const [nameWord, ...args] = words;
  const name = nameWord === undefined ? undefined : knownValue(nameWord.value)?.replace(/^.*\//, "");
  const files = name === undefined ? undefined : EXECUTED.get(name);
  if (files === undefined) return [];
  return files({ ...invocation, name, nameWord, args }).flatMap((touch): readonly Touch[] => {
    if ("source" in touch || !isPlaceholder(touch.target.word)) return [];
    return placesOf(selection).map(({ place, isWhole }) => onFound(touch, place, isWhole));
  });
}

/** A folder that is found with everything in it is changed as a whole. */
function onFound(touch: SingleTouch, target: Place, isWhole: boolean): Touch {
  return isWhole && "isRecursive" in touch ? { ...touch, target, isRecursive: true } : { ...touch, target };
}

const PLACEHOLDER = "{}";

/** Tells whether a word is the place of a found file in a command that `find` or `xargs` runs. */
export function isPlaceholder({ raw }: Word): boolean {
  return raw === PLACEHOLDER || raw === "'{}'" || raw === '"{}"' || raw === "\\{\\}";
}

/** More places than anybody writes out; the rest is left away. */
const MAX_PLACES = 64;

interface FoundPlace {
  readonly place: Place;
  /** The folder itself, and so all in it. */
  readonly isWhole: boolean;
}

/** The places that a find can select, as patterns: `**` stands for any number of folders. */
function placesOf({ starts, names, hasMinimumDepth, isOneLevel, selectsFolders }: Selection): readonly FoundPlace[] {
  const isWhole = names.length === 0 && selectsFolders && !hasMinimumDepth && !isOneLevel;
  const folders = isOneLevel ? "" : "**/";
  const patterns = names.length > 0 ? names.map((name) => folders + name) : [isOneLevel ? "*" : "**"];
  const kept = patterns.slice(0, MAX_PLACES);
  return starts
    .slice(0, MAX_PLACES)
    .flatMap((word): readonly FoundPlace[] =>
      isWhole ? [{ place: { word }, isWhole }] : kept.map((pattern) => ({ place: below(word, pattern), isWhole })),
    );
}

function below(word: Word, pattern: string): Place {
  return {
    word,
    isPattern: true,
    derive: (start) => (start.startsWith("/") ? joinPath(start, pattern) : `${trimSlashes(start)}/${pattern}`),
  };
}
