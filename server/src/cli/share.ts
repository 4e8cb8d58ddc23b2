import type { AnalyzeOptions, ReadFacts } from "../core/engine/analysis.ts";
import { loadFacts } from "../core/engine/load.ts";
import type { FileFacts } from "../core/workspace/facts.ts";
import { isContextFile } from "../core/workspace/named-files.ts";
import { WorkspaceIndex } from "../core/workspace/workspace-index.ts";
import { type Change, checkInput, type Outcome, type Settings } from "./check-input.ts";
import type { Input } from "./inputs.ts";
import type { Job } from "./jobs.ts";

/** What a file says of others, by its path. */
export type FactsOfFile = readonly [path: string, facts: FileFacts];

/** Of so many characters of Dockerfiles what was read is kept (70 MB), so that most projects are read once; of the rest only the facts. */
const MOST_CHARACTERS = 1_000_000;
/** What was read of one of a manifest takes a tenth of that memory. */
const MANIFEST_CHARACTER = 0.1;

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
  async facts(): Promise<readonly FactsOfFile[]> {
    let left = MOST_CHARACTERS;
    const found: FactsOfFile[] = [];
    for (const job of this.jobs) {
      const text = textOf(job.input);
      if (text === undefined) continue;
      const { facts, read } = await loadFacts({ path: job.input.path, text }, { config: job.config });
      const size = read.model?.kind === "kubernetes" ? text.length * MANIFEST_CHARACTER : text.length;
      if (job.isChecked && read.model !== undefined && size <= left) {
        this.kept.set(job, read);
        left -= size;
      }
      found.push([job.input.path, facts]);
    }
    return found;
  }

  /** Checks the files one after the other, and fixes them where that is asked for; the index holds the facts of all. */
  async *outcomes(index: WorkspaceIndex | undefined): AsyncIterable<readonly [job: Job, outcome: Outcome]> {
    for (const job of this.jobs) {
      if (!job.isChecked) continue;
      const outcome = await checkInput(job.input, this.optionsFor(job, index), this.settings);
      if (index !== undefined && outcome.kind === "checked") await this.noteChange(job, index, outcome.change);
      yield [job, outcome];
    }
  }

  private optionsFor(job: Job, workspace: WorkspaceIndex | undefined): AnalyzeOptions {
    const { today } = this.settings;
    const { config, configFolder } = job;
    const previous = this.kept.get(job);
    this.kept.delete(job);
    return { config, configFolder, today, ...(workspace && { workspace }), ...(previous && { previous }) };
  }

  /** After fixes were written, the files that follow are judged with what the file says now. */
  private async noteChange({ input, config }: Job, index: WorkspaceIndex, change: Change | undefined): Promise<void> {
    if (this.settings.fixing !== "write" || change === undefined || change.failure !== undefined) return;
    const { facts } = await loadFacts({ path: input.path, text: change.after }, { config });
    index.update(input.path, facts);
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
