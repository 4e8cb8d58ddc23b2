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
    const up = git(cwd, "rev-parse", "--show-cdup").trim();
    const commit = commitOf(ref, cwd);
    if (commit === undefined) return { kind: "failed", why: `--changed: git knows no commit “${ref}”` };
    const changed = names(
      git(resolve(cwd, up), "diff", "--name-only", "-z", "--diff-filter=d", mergeBase(commit, cwd)),
    );
    const untracked = names(git(resolve(cwd, up), "ls-files", "--others", "--exclude-standard", "-z"));
    return { kind: "files", absolutePaths: new Set([...changed, ...untracked].map((name) => resolve(cwd, up, name))) };
  } catch (error) {
    return { kind: "failed", why: `--changed: ${gitReason(error)}` };
  }
}

function commitOf(ref: string, cwd: string): string | undefined {
  try {
    return git(cwd, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).trim();
  } catch (error) {
    if (isMissingGit(error)) throw error;
    return undefined;
  }
}

function mergeBase(commit: string, cwd: string): string {
  try {
    return git(cwd, "merge-base", commit, "HEAD").trim();
  } catch {
    return commit;
  }
}

/** Runs git without anything that the repository's own configuration could make it start. */
function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "core.fsmonitor=false", ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" },
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
