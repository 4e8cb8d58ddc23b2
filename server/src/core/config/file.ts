import * as v from "valibot";
import { RULE_IDS } from "../rules/rule-ids.ts";
import { suggestion } from "../text/nearest.ts";
import { baseName } from "../text/path.ts";
import { type Span, span } from "../text/span.ts";
import { mayHoldConfig, PACKAGE_KEY, PACKAGE_NAME } from "./names.ts";
import { type ParsedText, type PathKey, parseText } from "./parse.ts";
import { PRESET_PREFIX, PRESETS } from "./presets.ts";
import { type ConfigLayer, configFileSchema } from "./schema.ts";

/** Something wrong in a configuration file. */
export interface ConfigProblem {
  /** In UTF-16 code units of the file. */
  readonly span: Span;
  /** The key with those around it, separated by dots; empty where the file as a whole is meant. */
  readonly key: string;
  /** What is wrong with it, to be read behind the key. */
  readonly message: string;
}

/** A preset or file that a configuration is laid upon, and where it says so. */
export interface Extended {
  readonly name: string;
  readonly span: Span;
  readonly key: string;
}

/** What a configuration file says. */
export interface ConfigFile {
  /** What could be understood. */
  readonly layer: ConfigLayer;
  readonly extended: readonly Extended[];
  readonly problems: readonly ConfigProblem[];
}

/** Nobody writes so many settings; whoever did it to keep the program busy has not. */
const MOST_CHARACTERS = 256 * 1024;
const TOO_LONG: ConfigProblem = { span: span(0, 0), key: "", message: "this is too long for a configuration" };

/** Reads a configuration file; undefined for a `package.json` that holds none. What is wrong is left out, and told. Never throws. */
export function readConfigFile(path: string, text: string): ConfigFile | undefined {
  if (!mayHoldConfig(path, text)) return undefined;
  if (text.length > MOST_CHARACTERS) return { layer: {}, extended: [], problems: [TOO_LONG] };
  const isPackage = baseName(path) === PACKAGE_NAME;
  const parsed = parseText(text, path.endsWith(".json"));
  if (parsed.errors.length > 0) {
    return { layer: {}, extended: [], problems: parsed.errors.map((error) => ({ ...error, key: "" })) };
  }
  if (!isPackage) return readValue(parsed.value, parsed, []);
  const value = isMap(parsed.value) ? parsed.value[PACKAGE_KEY] : undefined;
  return value === undefined ? undefined : readValue(value, parsed, [PACKAGE_KEY]);
}

/** What is wrong in a configuration file, as far as it can be told from that file alone; in the order of the text. */
export function checkConfigFile(path: string, text: string): readonly ConfigProblem[] {
  const file = readConfigFile(path, text);
  if (file === undefined) return [];
  return problemsOf(file);
}

/** All that is wrong in one file, in the order of the text. */
export function problemsOf(file: ConfigFile): readonly ConfigProblem[] {
  return [...file.problems, ...unknownPresets(file)].sort((a, b) => a.span.start - b.span.start);
}

/** The presets that a file extends and that do not exist. */
function unknownPresets({ extended }: ConfigFile): readonly ConfigProblem[] {
  return extended
    .filter(({ name }) => name.startsWith(PRESET_PREFIX) && PRESETS[name] === undefined)
    .map(({ name, span, key }) => ({
      span,
      key,
      message: `there is no preset “${name}”${suggestion(name, Object.keys(PRESETS))}`,
    }));
}

type Values = Readonly<Record<string, unknown>>;

/** Whoever has made so many mistakes in one file is told of the others when these are mended. */
const MOST_PROBLEMS = 100;

/** The keys of a map that are read one by one, so that a fault in one of them leaves the others. */
const MAPS = ["rules", "images", "podSecurity"];

function readValue(value: unknown, parsed: ParsedText, prefix: readonly PathKey[]): ConfigFile {
  const problemAt = (path: readonly PathKey[], message: string, part?: "key"): ConfigProblem => {
    const whole = [...prefix, ...path];
    return { span: parsed.spanAt(whole, part), key: whole.join("."), message };
  };
  if (!isMap(value))
    return { layer: {}, extended: [], problems: [problemAt([], "a configuration has settings and their values")] };
  const problems: ConfigProblem[] = [];
  const understood = withoutFaults(written(value), (path, message, part) => {
    if (problems.length < MOST_PROBLEMS) problems.push(problemAt(path, message, part));
  });
  const { extends: extended, ...layer } = understood;
  const names = typeof extended === "string" ? [extended] : (extended ?? []);
  return {
    layer,
    problems,
    extended: names.map((name, index) => {
      const path = typeof extended === "string" ? ["extends"] : ["extends", index];
      return { ...problemAt(path, ""), name };
    }),
  };
}

/** `$schema` is for editors; a key without a value says nothing. */
function written(value: Values): Values {
  return Object.fromEntries(Object.entries(value).filter(([key, set]) => key !== "$schema" && set !== null));
}

type Tell = (path: readonly PathKey[], message: string, part?: "key") => void;

function withoutFaults(value: Values, tell: Tell): v.InferOutput<typeof configFileSchema> {
  const unknown = unknownKeys(value);
  for (const path of unknown.slice(0, MOST_PROBLEMS)) tell(path, unknownText(path), "key");
  const faulty: (readonly PathKey[])[] = [...unknown];
  const fault: Tell = (path, message) => {
    faulty.push(path);
    tell(path, message);
  };
  for (const key of MAPS) if (Array.isArray(value[key])) fault([key], "takes a map, not a list");
  for (let left = MOST_ROUNDS; left > 0; left--) {
    const result = v.safeParse(configFileSchema, without(value, faulty));
    if (result.success) return result.output;
    for (const issue of result.issues) fault(pathOf(issue), issueText(issue));
  }
  return {};
}

/** All issues are known at once; what is left out of a list is all of it. */
const MOST_ROUNDS = 3;

/** The paths of the keys that mean nothing. */
function unknownKeys(value: Values): readonly (readonly string[])[] {
  const unknown = (map: unknown, known: readonly string[]): readonly string[] =>
    Object.keys(isMap(map) ? map : {}).filter((key) => !known.includes(key));
  return [
    ...unknown(value, SETTINGS).map((key) => [key]),
    ...unknown(value.rules, RULE_IDS).map((id) => ["rules", id]),
    ...unknown(value.podSecurity, POD_SECURITY_KEYS).map((key) => ["podSecurity", key]),
  ];
}

function unknownText([key = "", inner]: readonly string[]): string {
  if (key === "rules" && inner !== undefined) return `no such rule${suggestion(inner, RULE_IDS)}`;
  const known = inner === undefined ? SETTINGS : POD_SECURITY_KEYS;
  return `no such setting${suggestion(inner ?? key, known)}`;
}

const SETTINGS = Object.keys(configFileSchema.entries);
const POD_SECURITY_KEYS = Object.keys(configFileSchema.entries.podSecurity.wrapped.entries);

type Issue = v.InferIssue<typeof configFileSchema>;

function pathOf({ path }: Issue): readonly PathKey[] {
  return (path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

/** What a value should be, and what kind of thing it is instead. A text is repeated only where it stands for one of a few words. */
function issueText({
  type,
  kind,
  expected,
  received,
  message,
}: Pick<Issue, "type" | "kind" | "expected" | "received" | "message">): string {
  if (type === "picklist") {
    const words = [...(expected ?? "").matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");
    const wrong = received.replace(/^"|"$/g, "");
    return `takes ${words.slice(0, -1).join(", ")} or ${words.at(-1)}, not ${nameOf(received, true)}${suggestion(wrong, words)}`;
  }
  const wanted = kind === "validation" ? message : (WANTED[type] ?? "another value");
  return `takes ${wanted}, not ${nameOf(received, false)}`;
}

const WANTED: Readonly<Record<string, string>> = {
  string: "a text",
  array: "a list",
  record: "a map",
  strict_object: "a map",
  union: "a text or a list of texts",
};

const NAMES: Readonly<Record<string, string>> = { Array: "a list", Object: "a map", null: "nothing" };

/** Valibot's word for a value: the quoted text, the number, or the class. */
function nameOf(received: string, isTold: boolean): string {
  if (received.startsWith('"')) return isTold && received.length < MOST_TOLD ? received : "this text";
  return NAMES[received] ?? received;
}

const MOST_TOLD = 24;

/** The value without what is at the paths; of a list not a part is left out but all of it. */
function without(value: Values, paths: readonly (readonly PathKey[])[]): Values {
  const keys = new Set<PathKey>();
  const inner = new Map(MAPS.map((key) => [key, new Set<string>()]));
  for (const [key = "", part] of paths) {
    const parts = part === undefined || !isMap(value[key]) ? undefined : inner.get(String(key));
    if (parts === undefined) keys.add(key);
    else parts.add(String(part));
  }
  return omit(value, keys, (key, part) => {
    const parts = inner.get(key);
    return parts === undefined || !isMap(part) ? part : omit(part, parts);
  });
}

function omit(
  map: Values,
  keys: ReadonlySet<PathKey>,
  kept: (key: string, value: unknown) => unknown = (_, value) => value,
): Values {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => (keys.has(key) ? [] : [[key, kept(key, value)]])),
  );
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
