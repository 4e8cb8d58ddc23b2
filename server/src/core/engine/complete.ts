import { cursorAt } from "../config/cursor.ts";
import { CONFIG_DESCRIPTIONS, type ConfigKey } from "../config/descriptions.ts";
import { PACKAGE_KEY, PACKAGE_NAME } from "../config/names.ts";
import type { PathKey } from "../config/parse.ts";
import { PRESETS } from "../config/presets.ts";
import { RULES } from "../rules/index.ts";
import type { Rule } from "../rules/rule.ts";
import { baseName } from "../text/path.ts";
import { type Span, span } from "../text/span.ts";
import type { Analysis } from "./analysis.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { coverageOf, DIRECTIVE, readDirective } from "./suppress/own.ts";
import { commentPlaces, commentsOf } from "./suppress/places.ts";
import { covers } from "./suppress/suppression.ts";

/** What may be written at a place. */
export interface Completion {
  /** What is there already of it, and is replaced. */
  readonly span: Span;
  /** The likely ones first. */
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly kind: "keyword" | "rule" | "value";
  readonly label: string;
  readonly newText: string;
  /** A few words. */
  readonly detail: string;
  /** The rule that it names. */
  readonly rule?: Rule;
}

const WORD = /(?<![A-Za-z0-9-])[A-Za-z0-9-]*$/;

/** Completes one of our comments at an offset: its name, or the ids of the rules that it is about. Undefined outside of one. */
export function completeRuleIds(analysis: Analysis, offset: number): Completion | undefined {
  const { model, source } = analysis;
  if (model === undefined) return undefined;
  const places = commentPlaces(model);
  const comment = commentsOf(model).findLast(
    ({ start, end }) => start < offset && offset <= Math.max(end, lineEnd(analysis, start)),
  );
  if (comment === undefined) return undefined;
  const written = source.text.slice(comment.start, offset);
  const word = WORD.exec(written)?.[0] ?? "";
  const before = written.slice(0, written.length - word.length);
  const place = span(offset - word.length, offset);
  if (/^#[ \t]*$/.test(before))
    return word === "" ? undefined : { span: place, choices: directives(places.allowsSameLine) };
  const directive = DIRECTIVE.exec(before);
  if (directive === null) return undefined;
  const { ids, isOpen } = readDirective(before.slice(directive[0].length), 0, undefined);
  if (!isOpen) return undefined;
  const coverage = coverageOf(directive[1], comment, places);
  const isHere = ({ span: { start } }: Diagnostic): boolean => covers(coverage, start, places.coveringLines(start));
  return { span: place, choices: ruleChoices(analysis, isHere, new Set(ids.map(({ id }) => id))) };
}

function lineEnd({ lines }: Analysis, offset: number): number {
  return lines.lineEnd(lines.lineAt(offset));
}

function directives(allowsSameLine: boolean): readonly Choice[] {
  const keyword = (label: string, detail: string): Choice => {
    return { kind: "keyword", label, newText: `${label} `, detail };
  };
  return [
    keyword("hullcheck-disable-next-line", "Suppresses rules on the next line."),
    ...(allowsSameLine ? [keyword("hullcheck-disable-line", "Suppresses rules on this line.")] : []),
    keyword("hullcheck-disable", "Suppresses rules in this file."),
  ];
}

/** The rules for this kind of file that are not named yet, those that find something where the comment is about first, and its end. */
function ruleChoices(
  { language, diagnostics, suppressed }: Analysis,
  isHere: (diagnostic: Diagnostic) => boolean,
  named: ReadonlySet<string>,
): readonly Choice[] {
  const found = [...diagnostics, ...suppressed];
  const here = new Set(found.filter(isHere).map(({ rule }) => rule));
  const anywhere = new Set(found.map(({ rule }) => rule));
  const rank = (rule: Rule): number => (here.has(rule) ? 0 : anywhere.has(rule) ? 1 : 2);
  const rules = (language?.rules ?? []).filter((rule) => !named.has(rule.id));
  const sorted = rules.toSorted((a, b) => rank(a) - rank(b));
  const until: Choice = {
    kind: "keyword",
    label: "until",
    newText: "until ",
    detail: "A last day, such as 2027-01-31.",
  };
  return [...sorted.map((rule) => ruleChoice(rule, rule.id)), ...(named.size > 0 ? [until] : [])];
}

function ruleChoice(rule: Rule, newText: string): Choice {
  return { kind: "rule", label: rule.id, newText, detail: rule.title, rule };
}

/** Completes a configuration file at an offset: its keys, the ids of rules and their levels, presets. Undefined where nothing is known. */
export function completeConfigFile(path: string, text: string, offset: number): Completion | undefined {
  const isJson = path.endsWith(".json");
  const cursor = cursorAt(text, offset);
  const isPackage = baseName(path) === PACKAGE_NAME;
  if (isPackage && cursor.keyPath?.[0] !== PACKAGE_KEY && cursor.valuePath?.[0] !== PACKAGE_KEY) return undefined;
  const inside = (keys: readonly PathKey[] | undefined) => (isPackage ? keys?.slice(1) : keys);
  const quoted = (word: string): string => (isJson && cursor.quote === "" ? `"${word}"` : word);
  const choices = keyChoices(inside(cursor.keyPath), cursor.siblings) ?? valueChoices(inside(cursor.valuePath));
  if (choices === undefined) return undefined;
  return { span: cursor.word, choices: choices.map((choice) => ({ ...choice, newText: quoted(choice.newText) })) };
}

/** What a key may be; `path` has the keys around it. */
function keyChoices(
  path: readonly PathKey[] | undefined,
  siblings: ReadonlySet<string>,
): readonly Choice[] | undefined {
  if (path?.length === 0) {
    return (Object.keys(CONFIG_DESCRIPTIONS) as ConfigKey[])
      .filter((key) => !siblings.has(key))
      .map((key) => ({ kind: "keyword", label: key, newText: key, detail: CONFIG_DESCRIPTIONS[key] }));
  }
  if (path?.length !== 1 || path[0] !== "rules") return undefined;
  return RULES.filter(({ id }) => !siblings.has(id)).map((rule) => ruleChoice(rule, rule.id));
}

const LEVELS: readonly (readonly [level: string, detail: string])[] = [
  ["off", "The rule does not run."],
  ["on", "The rule runs, with its own severity."],
  ["error", "The rule runs, and what it finds is an error."],
  ["warning", "The rule runs, and what it finds is a warning."],
  ["information", "The rule runs, and what it finds is information."],
];

/** What a value may be; `path` leads to it. */
function valueChoices(path: readonly PathKey[] | undefined): readonly Choice[] | undefined {
  if (path === undefined) return undefined;
  const [key] = path;
  const value = (label: string, detail: string): Choice => ({ kind: "value", label, newText: label, detail });
  if (key === "rules" && path.length === 2) return LEVELS.map(([level, detail]) => value(level, detail));
  if (key === "extends" && path.length <= 2) {
    return Object.keys(PRESETS).map((name) => value(name, "A configuration that Hullcheck brings along."));
  }
  return undefined;
}
