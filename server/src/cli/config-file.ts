import { dirname, relative, sep } from "node:path";
import { isExcluded } from "../core/config/exclude.ts";
import { type ConfigTexts, type FileProblem, missingConfigFiles, resolveConfig } from "../core/config/resolve.ts";
import { indexLines } from "../core/text/lines.ts";
import type { ConfigLookup } from "./config-finder.ts";
import { displayPath } from "./discover.ts";
import { type FileThere, readIfThere } from "./files.ts";

/** Reads the configuration that a person named. */
export function readNamedConfig(path: string, cwd: string): ConfigLookup {
  return readConfig(path, cwd) ?? invalid(path, cwd, "holds no configuration");
}

/** Reads a configuration with all that it extends; undefined for a `package.json` that holds none. */
export function readConfig(path: string, cwd: string): ConfigLookup | undefined {
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
