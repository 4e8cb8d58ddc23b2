import {
  type AnalyzeOptions,
  type FileFacts,
  isContextFile,
  type ReadFacts,
  type Rule,
  readFacts,
  WorkspaceIndex,
} from "../core/index.ts";
import { type Change, checkInput, type Fixing, type Outcome } from "./check-input.ts";
import type { Input } from "./inputs.ts";
import type { Job } from "./jobs.ts";

/** What holds for all files of a run. */
export interface Settings {
  readonly rules: readonly Rule[];
  readonly fixing: Fixing;
  /** The day of the run as an ISO 8601 date. */
  readonly today: string;
}

/** What a file says of others, by its path. */
export type FactsOfFile = readonly [path: string, facts: FileFacts];

/** Of so many characters what was read is kept, so that most projects are read once; of the rest only the facts. */
const MOST_CHARACTERS = 1_000_000;

/** The files that one thread reads and checks: all of them where there is one thread. */
export class Share {
  private readonly jobs: readonly Job[];
  private readonly settings: Settings;
  /** What was read of a file, until it is checked. */
  private readonly kept = new Map<Job, ReadFacts["read"]>();

  constructor(jobs: readonly Job[], settings: Settings) {
    this.jobs = jobs;
    this.settings = settings;
  }

  /** Reads all files for the sake of each other. */
  facts(): readonly FactsOfFile[] {
    let left = MOST_CHARACTERS;
    return this.jobs.flatMap((job): readonly FactsOfFile[] => {
      const text = textOf(job.input);
      if (text === undefined) return [];
      const { facts, read } = readFacts({ path: job.input.path, text }, { config: job.config });
      if (job.isChecked && read.model !== undefined && text.length <= left) {
        this.kept.set(job, read);
        left -= text.length;
      }
      return [[job.input.path, facts]];
    });
  }

  /** Checks the files one after the other, and fixes them where that is asked for; the index holds the facts of all. */
  *outcomes(index: WorkspaceIndex | undefined): Iterable<readonly [job: Job, outcome: Outcome]> {
    for (const job of this.jobs) {
      if (!job.isChecked) continue;
      const outcome = checkInput(job.input, this.optionsFor(job, index), this.settings.fixing);
      if (index !== undefined && outcome.kind === "checked") this.noteChange(job, index, outcome.change);
      yield [job, outcome];
    }
  }

  private optionsFor(job: Job, workspace: WorkspaceIndex | undefined): AnalyzeOptions {
    const { rules, today } = this.settings;
    const { config, configFolder } = job;
    const previous = this.kept.get(job);
    this.kept.delete(job);
    return { config, configFolder, rules, today, ...(workspace && { workspace }), ...(previous && { previous }) };
  }

  /** After fixes were written, the files that follow are judged with what the file says now. */
  private noteChange({ input, config }: Job, index: WorkspaceIndex, change: Change | undefined): void {
    if (this.settings.fixing !== "write" || change === undefined || change.failure !== undefined) return;
    index.update(input.path, readFacts({ path: input.path, text: change.after }, { config }).facts);
  }
}

/** What the files say of each other. `isWhole`: every file that may say something of the others is among them. */
export function indexOf(facts: Iterable<FactsOfFile>, isWhole: boolean): WorkspaceIndex {
  const index = new WorkspaceIndex({ isWhole });
  for (const [path, ofFile] of facts) index.update(path, ofFile);
  return index;
}

/** A key store is known by its name: it has no text. */
function textOf({ path, read }: Input): string | undefined {
  const content = read();
  if (content.kind === "text") return content.text;
  return content.kind === "skipped" && isContextFile(path) ? "" : undefined;
}
