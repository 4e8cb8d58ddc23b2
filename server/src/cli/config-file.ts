import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import {
  CONFIG_NAMES,
  type Config,
  type ConfigTexts,
  DEFAULT_CONFIG,
  type FileProblem,
  indexLines,
  isExcluded,
  missingConfigFiles,
  PACKAGE_NAME,
  resolveConfig,
} from "../core/index.ts";
import { displayPath, reasonOf } from "./discover.ts";
import type { ConfigSource } from "./request.ts";

export type ConfigLookup = FoundConfig | InvalidConfig;

export interface FoundConfig {
  readonly kind: "config";
  readonly config: Config;
  /** The folder that it lies in, as people are told of it. */
  readonly folder: string;
  /** Whether its `exclude` names a file, by its absolute path. */
  readonly excludes: (absolutePath: string) => boolean;
}

export interface InvalidConfig {
  readonly kind: "invalid";
  /** Each problem names the file, the place and the key. */
  readonly problems: readonly string[];
}

/** Gives the configuration for the files in a folder. */
export type ConfigFinder = (folder: string) => ConfigLookup;

const NO_CONFIG: ConfigLookup = { kind: "config", config: DEFAULT_CONFIG, folder: "", excludes: () => false };

/** Makes the finder that a call asks for: the nearest file upward from each folder, one named file, or none. */
export function configFinder(source: ConfigSource, cwd: string): ConfigFinder {
  if (source.kind === "none") return () => NO_CONFIG;
  if (source.kind === "file") {
    const path = resolve(cwd, source.path);
    const found = readConfig(path, cwd) ?? invalid(path, cwd, "holds no configuration");
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

function configIn(folder: string, cwd: string): ConfigLookup | undefined {
  for (const name of [...CONFIG_NAMES, PACKAGE_NAME]) {
    const path = join(folder, name);
    const text = readIfThere(path);
    if (text.kind === "missing") continue;
    const found = readConfig(path, cwd);
    if (found !== undefined) return found;
  }
  return undefined;
}

type FileThere =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "failed"; readonly why: string };

function readIfThere(path: string): FileThere {
  try {
    return { kind: "text", text: readFileSync(path, "utf8") };
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
    return isMissing ? { kind: "missing" } : { kind: "failed", why: reasonOf(error) };
  }
}

/** Reads a configuration with all that it extends; undefined for a `package.json` that holds none. */
function readConfig(path: string, cwd: string): ConfigLookup | undefined {
  const own = readIfThere(path);
  if (own.kind !== "text") return invalid(path, cwd, own.kind === "missing" ? "no such file or folder" : own.why);
  const start = toCorePath(path);
  const texts = new Map<string, string | undefined>([[start, own.text]]);
  for (let missing = [start]; missing.length > 0; missing = [...missingConfigFiles(start, texts)]) {
    for (const other of missing) texts.set(other, texts.get(other) ?? textOf(readIfThere(fromCorePath(other))));
  }
  const resolved = resolveConfig(start, texts);
  if (resolved === undefined) return undefined;
  if (resolved.problems.length > 0) {
    return { kind: "invalid", problems: resolved.problems.map((problem) => describe(problem, texts, cwd)) };
  }
  const { config } = resolved;
  const folder = dirname(path);
  const excludes = (absolutePath: string): boolean =>
    isExcluded(config.exclude, relative(folder, absolutePath).split(sep).join("/"));
  return { kind: "config", config, folder: folder === cwd ? "" : displayPath(folder, cwd), excludes };
}

function textOf(file: FileThere): string | undefined {
  return file.kind === "text" ? file.text : undefined;
}

function describe({ path, span, key, message }: FileProblem, texts: ConfigTexts, cwd: string): string {
  const { line, character } = indexLines(texts.get(path) ?? "").positionAt(span.start);
  const place = `${displayPath(fromCorePath(path), cwd)}:${line + 1}:${character + 1}`;
  return `${place}: ${key === "" ? "" : `${key}: `}${message}`;
}

/** The core's paths are absolute and have `/` only: `/C:/project` on Windows. */
function toCorePath(path: string): string {
  const plain = path.split(sep).join("/");
  return plain.startsWith("/") ? plain : `/${plain}`;
}

function fromCorePath(path: string): string {
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
}

function invalid(path: string, cwd: string, problem: string): ConfigLookup {
  return { kind: "invalid", problems: [`${displayPath(path, cwd)}: ${problem}`] };
}
