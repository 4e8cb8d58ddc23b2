import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { mayBeChecked } from "../core/engine/detect.ts";
import { isContextFile, isWorkspaceFile } from "../core/workspace/named-files.ts";
import { type IgnoreRules, isIgnored, noIgnoreRules, withIgnoreFile } from "./ignore-rules.ts";
import { reasonOf } from "./reason.ts";
import type { FileNote } from "./reporters/report.ts";

/** A file to look at. */
export interface FoundFile {
  /** Where it is. */
  readonly absolutePath: string;
  /** How it is told to people: relative to the working folder where it lies below it, with `/`. */
  readonly path: string;
  /** The folder that was walked, out of which no link is followed; undefined for a file that was named on the command line. */
  readonly top: string | undefined;
}

export interface Discovery {
  /** Without doubles, sorted by path. */
  readonly files: readonly FoundFile[];
  /** Files that are not checked, but say something of those that are. */
  readonly others: readonly FoundFile[];
  /** Whether whole folders were asked for. */
  readonly hasFolders: boolean;
  readonly problems: readonly FileNote[];
}

const NEVER_ENTERED = new Set([".git", ".hg", ".svn", "node_modules"]);

/** Finds the files to check: those named, and in folders those that may be ours and that git does not ignore. */
export function discover(paths: readonly string[], cwd: string): Discovery {
  const files = new Map<string, FoundFile>();
  const others = new Map<string, FoundFile>();
  let hasFolders = false;
  const problems: FileNote[] = [];
  const take = (absolutePath: string, top: string | undefined): void => {
    if (top === undefined || !files.has(absolutePath)) {
      files.set(absolutePath, { absolutePath, path: displayPath(absolutePath, cwd), top });
    }
  };
  const note = (absolutePath: string, top: string): void => {
    others.set(absolutePath, { absolutePath, path: displayPath(absolutePath, cwd), top });
  };
  const fail = (path: string, message: string): void => {
    problems.push({ path, message });
  };
  for (const path of paths) {
    const absolutePath = resolve(cwd, path);
    const kind = kindOf(absolutePath);
    if (kind === "missing") fail(path, "no such file or folder");
    else if (kind === "folder") walk({ top: absolutePath, cwd, take, note, fail });
    else take(absolutePath, undefined);
    hasFolders ||= kind === "folder";
  }
  return { files: sorted(files), others: sorted(others), hasFolders, problems };
}

function sorted(files: ReadonlyMap<string, FoundFile>): readonly FoundFile[] {
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** How a path is told to people and programs: relative to the working folder where it lies below it, with `/`. */
export function displayPath(absolutePath: string, cwd: string): string {
  const below = relative(cwd, absolutePath);
  return (below === "" ? absolutePath : below).split(sep).join("/");
}

function kindOf(path: string): "file" | "folder" | "missing" {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return "missing";
  return stats.isDirectory() ? "folder" : "file";
}

interface Walk {
  readonly top: string;
  readonly cwd: string;
  readonly take: (absolutePath: string, top: string) => void;
  readonly note: (absolutePath: string, top: string) => void;
  readonly fail: (path: string, message: string) => void;
}

function walk(run: Walk): void {
  const rules = rulesAbove(run.top);
  walkFolder(run, run.top, rules);
}

function walkFolder(run: Walk, folder: string, above: IgnoreRules): void {
  const rules = withIgnoreFile(above, fromRoot(above, folder));
  for (const entry of readFolder(run, folder)) {
    const path = join(folder, entry.name);
    // A link leads to a file that is found where it is, or out of what was asked for.
    if (entry.isDirectory() && !NEVER_ENTERED.has(entry.name)) {
      if (!isIgnored(rules, fromRoot(rules, path), true)) walkFolder(run, path, rules);
    } else if (entry.isFile()) {
      enterFile(run, path, rules);
    }
  }
}

/** Docker does not ask what git ignores: what is sent to the builder counts in any case. */
function enterFile(run: Walk, path: string, rules: IgnoreRules): void {
  const fromTop = fromRoot(rules, path);
  const [isOurs, isOther] = [mayBeChecked(fromTop), isWorkspaceFile(fromTop)];
  if (!isOurs && !isOther) return;
  const isLeftOut = isIgnored(rules, fromTop, false);
  if (isOurs && !isLeftOut) run.take(path, run.top);
  else if (isOther && (!isLeftOut || isContextFile(fromTop))) run.note(path, run.top);
}

function readFolder(run: Walk, folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    run.fail(displayPath(folder, run.cwd), reasonOf(error));
    return [];
  }
}

function fromRoot(rules: IgnoreRules, path: string): string {
  return relative(rules.root, path).split(sep).join("/");
}

/** The ignore rules of the repository that hold in a folder, from the repository's top down to it, without its own. */
function rulesAbove(folder: string): IgnoreRules {
  const root = repositoryRoot(folder);
  if (root === undefined || root === folder) return withExclude(noIgnoreRules(folder));
  let rules = withExclude(noIgnoreRules(root));
  const parts = relative(root, folder).split(sep);
  for (let depth = 0; depth < parts.length; depth++) {
    rules = withIgnoreFile(rules, parts.slice(0, depth).join("/"));
  }
  // Whoever names an ignored folder wants it checked.
  return isIgnored(rules, parts.join("/"), true) ? noIgnoreRules(folder) : rules;
}

function withExclude(rules: IgnoreRules): IgnoreRules {
  return withIgnoreFile(rules, "", join(rules.root, ".git", "info", "exclude"));
}

function repositoryRoot(folder: string): string | undefined {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, ".git"))) return candidate;
    if (dirname(candidate) === candidate) return undefined;
  }
}
