import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

export type ChangedFiles =
  | { readonly kind: "files"; readonly absolutePaths: ReadonlySet<string> }
  | { readonly kind: "failed"; readonly why: string };

/**
 * The files that differ from where this branch left the commit `ref` (from `ref` itself where the two share no history),
 * in the working folder as it is now; untracked files that git does not ignore count as changed.
 */
export function changedFiles(ref: string, cwd: string): ChangedFiles {
  try {
    const up = git(cwd, ["rev-parse", "--show-cdup"]).trim();
    const commit = commitOf(ref, cwd);
    if (commit === undefined) return { kind: "failed", why: `--changed: git knows no commit “${ref}”` };
    const changed = names(git(resolve(cwd, up), [...DIFF, mergeBase(commit, cwd)], filtersOff(cwd)));
    const untracked = names(git(resolve(cwd, up), ["ls-files", "--others", "--exclude-standard", "-z"]));
    return { kind: "files", absolutePaths: new Set([...changed, ...untracked].map((name) => resolve(cwd, up, name))) };
  } catch (error) {
    return { kind: "failed", why: `--changed: ${gitReason(error)}` };
  }
}

/** A submodule has a configuration of its own, and is not looked into. */
const DIFF = ["diff", "--name-only", "-z", "--diff-filter=d", "--no-ext-diff", "--ignore-submodules=dirty"] as const;

function commitOf(ref: string, cwd: string): string | undefined {
  try {
    return git(cwd, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]).trim();
  } catch (error) {
    if (isMissingGit(error)) throw error;
    return undefined;
  }
}

function mergeBase(commit: string, cwd: string): string {
  try {
    return git(cwd, ["merge-base", commit, "HEAD"]).trim();
  } catch {
    return commit;
  }
}

/** What git would run to compare a changed file with a commit (gitattributes(5), "filter"). */
function filtersOff(cwd: string): Readonly<Record<string, string>> {
  try {
    const found = names(git(cwd, ["config", "--null", "--name-only", "--get-regexp", "^filter\\."]));
    return Object.fromEntries(found.map((key) => [key, key.endsWith(".required") ? "false" : ""]));
  } catch (error) {
    if (isMissingGit(error)) throw error;
    // Where nothing is found, that is a failure to git.
    return {};
  }
}

/**
 * Runs git without anything that the repository's own configuration could make it start, with settings on top of that and of those in
 * the environment (git-config(1), "GIT_CONFIG_COUNT").
 */
function git(cwd: string, args: readonly string[], settings: Readonly<Record<string, string>> = {}): string {
  const first = Number(process.env.GIT_CONFIG_COUNT ?? 0);
  const list = Object.entries({ "core.fsmonitor": "false", ...settings });
  const asked = list.flatMap(([key, value], i) => [
    [`GIT_CONFIG_KEY_${first + i}`, key],
    [`GIT_CONFIG_VALUE_${first + i}`, value],
  ]);
  return execFileSync("git", args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_NO_LAZY_FETCH: "1",
      GIT_CONFIG_COUNT: String(first + list.length),
      ...Object.fromEntries(asked),
    },
  });
}

function names(output: string): readonly string[] {
  return output.split("\0").filter((name) => name !== "");
}

function isMissingGit(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function gitReason(error: unknown): string {
  if (isMissingGit(error)) return "git was not found";
  const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n")[0] : undefined;
  return said === undefined || said === "" ? String(error) : said;
}
