import { join } from "node:path";
import { type IgnoreRule, ignoreVerdict, readIgnoreRules } from "../core/text/ignore-rules.ts";
import { readIfThere } from "./files.ts";

/**
 * What git ignores in one folder and below. Paths are relative to `root`, with `/`.
 * All rules stand in one list, the deeper folder's later, because with git the last rule that matches wins.
 */
export interface IgnoreRules {
  readonly root: string;
  readonly list: readonly IgnoreRule[];
}

/** No rules yet, for paths relative to `root`. */
export function noIgnoreRules(root: string): IgnoreRules {
  return { root, list: [] };
}

/** The rules with those of one ignore file added, where it exists; `folder` is where its patterns begin. */
export function withIgnoreFile(
  rules: IgnoreRules,
  folder: string,
  file = join(rules.root, folder, ".gitignore"),
): IgnoreRules {
  const patterns = readLines(file).flatMap((line) => patternFromRoot(line, folder) ?? []);
  return patterns.length === 0 ? rules : { ...rules, list: [...rules.list, ...readIgnoreRules(patterns)] };
}

/** Tells whether git ignores a path; folders are asked before what is in them, as git does. */
export function isIgnored(rules: IgnoreRules, path: string, isFolder: boolean): boolean {
  return path !== "" && ignoreVerdict(rules.list, path, isFolder) === "ignored";
}

function readLines(file: string): readonly string[] {
  const read = readIfThere(file);
  return read.kind === "text" ? read.text.replace(/^\ufeff/, "").split(/\r?\n/) : [];
}

/** A pattern of a folder's ignore file as it reads from the root; undefined for comments and blank lines. */
function patternFromRoot(line: string, folder: string): string | undefined {
  if (line.trim() === "" || line.startsWith("#")) return undefined;
  if (folder === "") return line;
  const isNegated = line.startsWith("!");
  const pattern = (isNegated ? line.slice(1) : line).replace(/^\\(?=[!#])/, "");
  // A slash before the end ties a pattern to its folder; without one it matches at any depth.
  const isTied = pattern.trimEnd().slice(0, -1).includes("/");
  const rest = isTied ? pattern.replace(/^\//, "") : `**/${pattern}`;
  return `${isNegated ? "!" : ""}/${quoted(folder)}/${rest}`;
}

function quoted(folder: string): string {
  return folder.replace(/[\\*?[\]]/g, "\\$&");
}
