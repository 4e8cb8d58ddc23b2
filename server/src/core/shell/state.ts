import { joinPath } from "../text/path.ts";
import { knownValue, type Resolved, unknown } from "../text/resolved.ts";
import type { ShellContext } from "./syntax.ts";

/** What was there before a part of the script changed it. */
interface Journal {
  readonly variables: Map<string, Resolved<string> | undefined>;
  readonly cwd: Resolved<string>;
  readonly folders: readonly Resolved<string>[];
}

/** Variables and working directory while a script runs. */
export class ShellState {
  cwd: Resolved<string>;
  private folders: readonly Resolved<string>[] = [];
  private readonly variables = new Map<string, Resolved<string>>();
  private readonly journals: Journal[] = [];

  constructor(private readonly context: ShellContext) {
    this.cwd = context.cwd;
  }

  variable(name: string): Resolved<string> {
    return this.variables.get(name) ?? this.context.variable(name);
  }

  assign(name: string, value: Resolved<string>): void {
    const journal = this.journals[this.journals.length - 1];
    if (journal !== undefined && !journal.variables.has(name)) journal.variables.set(name, this.variables.get(name));
    this.variables.set(name, value);
  }

  /** `cd`; undefined stands for a folder that is not known. */
  enter(path: string | undefined): void {
    if (path === undefined) this.cwd = unknown("the folder that the script changes to is not known");
    else if (path.startsWith("/")) this.cwd = { kind: "known", value: joinPath("/", path) };
    else {
      const current = knownValue(this.cwd);
      if (current !== undefined) this.cwd = { kind: "known", value: joinPath(current, path) };
    }
  }

  push(path: string | undefined): void {
    this.folders = [...this.folders, this.cwd];
    this.enter(path);
  }

  pop(): void {
    this.cwd = this.folders[this.folders.length - 1] ?? unknown("`popd` without a known `pushd`");
    this.folders = this.folders.slice(0, -1);
  }

  /** Runs a part whose changes end with it. */
  inSubshell(run: () => void): void {
    this.undo(this.record(run));
  }

  /** Runs parts of which each may run or not, all from the same start: what any of them changes is unknown afterwards. */
  inBranches(branches: readonly (() => void)[]): void {
    const changed = new Set<string>();
    let movesFolder = false;
    for (const run of branches) {
      const journal = this.record(run);
      for (const name of journal.variables.keys()) changed.add(name);
      movesFolder ||= knownValue(journal.cwd) !== knownValue(this.cwd);
      this.undo(journal);
    }
    for (const name of changed) this.assign(name, unknown(`\`${name}\` is set in a part that may not run`));
    if (movesFolder) this.cwd = unknown("a part that may not run changes the folder");
  }

  private record(run: () => void): Journal {
    const journal: Journal = { variables: new Map(), cwd: this.cwd, folders: this.folders };
    this.journals.push(journal);
    run();
    this.journals.pop();
    return journal;
  }

  private undo(journal: Journal): void {
    for (const [name, value] of journal.variables) {
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
    }
    this.cwd = journal.cwd;
    this.folders = journal.folders;
  }
}
