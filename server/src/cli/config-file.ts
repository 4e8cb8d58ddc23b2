import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { configSchema } from "../core/config/schema.ts";
import { type Config, DEFAULT_CONFIG, RULES, readConfig } from "../core/index.ts";
import { suggestion } from "../core/text/nearest.ts";
import { displayPath, reasonOf } from "./discover.ts";
import type { ConfigSource } from "./request.ts";

export type ConfigLookup =
  | { readonly kind: "config"; readonly config: Config }
  /** Each problem names the file and the key. */
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Gives the configuration for the files in a folder. */
export type ConfigFinder = (folder: string) => ConfigLookup;

/** The names a configuration may have; in one folder the first one holds. */
export const CONFIG_NAMES = [".hullcheck.yaml", ".hullcheck.yml", ".hullcheck.json"] as const;
const PACKAGE = "package.json";
const PACKAGE_KEY = "hullcheck";

const NO_CONFIG: ConfigLookup = { kind: "config", config: DEFAULT_CONFIG };

/** Makes the finder that a call asks for: the nearest file upward from each folder, one named file, or none. */
export function configFinder(source: ConfigSource, cwd: string): ConfigFinder {
  if (source.kind === "none") return () => NO_CONFIG;
  if (source.kind === "file") {
    const found = namedConfig(resolve(cwd, source.path), cwd);
    return () => found;
  }
  const known = new Map<string, ConfigLookup>();
  const find: ConfigFinder = (folder) => {
    const kept = known.get(folder);
    if (kept !== undefined) return kept;
    const above = dirname(folder);
    const found = configIn(folder, cwd) ?? (above === folder ? NO_CONFIG : find(above));
    known.set(folder, found);
    return found;
  };
  return find;
}

function namedConfig(path: string, cwd: string): ConfigLookup {
  const text = readIfThere(path);
  if (text.kind === "text") {
    const isPackage = basename(path) === PACKAGE;
    return (isPackage ? packageConfig(text.text, path, cwd) : fileConfig(text.text, path, cwd)) ?? NO_CONFIG;
  }
  return invalid(path, cwd, [text.kind === "missing" ? "no such file or folder" : text.why]);
}

function configIn(folder: string, cwd: string): ConfigLookup | undefined {
  for (const name of CONFIG_NAMES) {
    const path = join(folder, name);
    const text = readIfThere(path);
    if (text.kind === "text") return fileConfig(text.text, path, cwd);
    if (text.kind === "failed") return invalid(path, cwd, [text.why]);
  }
  const path = join(folder, PACKAGE);
  const text = readIfThere(path);
  return text.kind === "text" ? packageConfig(text.text, path, cwd) : undefined;
}

type FileThere =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "failed"; readonly why: string };

function readIfThere(path: string): FileThere {
  try {
    return { kind: "text", text: readFileSync(path, "utf8").replace(/^\ufeff/, "") };
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
    return isMissing ? { kind: "missing" } : { kind: "failed", why: reasonOf(error) };
  }
}

function fileConfig(text: string, path: string, cwd: string): ConfigLookup {
  const value = path.endsWith(".json") ? parseJson(text) : parseYaml(text);
  return value.kind === "value" ? validated(value.value, path, cwd) : invalid(path, cwd, value.problems);
}

/** Undefined for a `package.json` without our key: the search goes on above it. */
function packageConfig(text: string, path: string, cwd: string): ConfigLookup | undefined {
  if (!text.includes(`"${PACKAGE_KEY}"`)) return undefined;
  const parsed = parseJson(text);
  if (parsed.kind === "broken") return invalid(path, cwd, parsed.problems);
  if (!isObject(parsed.value)) return undefined;
  const value = parsed.value[PACKAGE_KEY];
  return value === undefined ? undefined : validated(value, path, cwd, `${PACKAGE_KEY}.`);
}

type Parsed =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "broken"; readonly problems: readonly string[] };

function parseJson(text: string): Parsed {
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch (error) {
    return { kind: "broken", problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function parseYaml(text: string): Parsed {
  try {
    const document = parseDocument(text);
    const problems = document.errors.map(({ message }) => (message.split("\n")[0] ?? message).replace(/:$/, ""));
    // An empty file configures nothing.
    return problems.length > 0 ? { kind: "broken", problems } : { kind: "value", value: document.toJS() ?? {} };
  } catch (error) {
    return { kind: "broken", problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function validated(value: unknown, path: string, cwd: string, prefix = ""): ConfigLookup {
  if (!isObject(value))
    return invalid(path, cwd, [`${prefix === "" ? "it" : PACKAGE_KEY} does not map settings to values`]);
  const settings = withoutSchemaKey(value);
  const result = readConfig(settings);
  const problems = [
    ...(result.kind === "invalid" ? result.problems : []),
    ...unknownKeys(settings, configSchema),
    ...(result.kind === "config" ? unknownRules(result.config) : []),
  ];
  if (result.kind === "invalid" || problems.length > 0) {
    return invalid(
      path,
      cwd,
      [...new Set(problems)].map((problem) => `${prefix}${problem}`),
    );
  }
  return { kind: "config", config: result.config };
}

/** `$schema` is for editors. */
function withoutSchemaKey(value: Readonly<Record<string, unknown>>): object {
  const { $schema: _, ...settings } = value;
  return settings;
}

/** A setting that nobody reads is a mistake, most often of spelling. `schema` is a schema of valibot or a part of one. */
function unknownKeys(settings: unknown, schema: object, prefix = ""): readonly string[] {
  if ("wrapped" in schema && isObject(schema.wrapped)) return unknownKeys(settings, schema.wrapped, prefix);
  if (!("entries" in schema) || !isObject(schema.entries) || !isObject(settings)) return [];
  const entries = new Map(Object.entries(schema.entries));
  return Object.entries(settings).flatMap(([key, value]) => {
    const entry = entries.get(key);
    if (!isObject(entry)) return [`${prefix}${key}: no such setting${suggestion(key, entries.keys())}`];
    return unknownKeys(value, entry, `${prefix}${key}.`);
  });
}

function unknownRules({ rules }: Config): readonly string[] {
  const known = RULES.map(({ id }) => id);
  return Object.keys(rules)
    .filter((id) => !known.includes(id))
    .map((id) => `rules.${id}: no such rule${suggestion(id, known)}`);
}

function invalid(path: string, cwd: string, problems: readonly string[]): ConfigLookup {
  return { kind: "invalid", problems: problems.map((problem) => `${displayPath(path, cwd)}: ${problem}`) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
