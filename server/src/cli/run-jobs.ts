import { availableParallelism } from "node:os";
import type { Fixing, Outcome, Settings } from "./check-input.ts";
import { type Job, workOf } from "./jobs.ts";
import { emptyLedger, enter, type Ledger } from "./ledger.ts";
import { showProgress } from "./progress.ts";
import type { CheckRequest } from "./request.ts";
import { indexOf, Share } from "./share.ts";
import type { Terminal } from "./terminal.ts";

/** The files of a run. */
export interface Work {
  readonly jobs: readonly Job[];
  /** Whether every file that may say something of the others is among them; undefined for standard input, which has no neighbours. */
  readonly isWhole: boolean | undefined;
}

/** Takes what a job came to. */
export type TakeOutcome = (job: Job, outcome: Outcome) => void;

/** Checks the files, in threads where that pays; the ledger has them in their order in any case. */
export async function runJobs(work: Work, request: CheckRequest, terminal: Terminal): Promise<Ledger> {
  const checked = work.jobs.filter(({ isChecked }) => isChecked);
  const settings: Settings = { ruleIds: request.ruleIds, fixing: fixingOf(request), today: today() };
  const progress = showProgress(checked.length, terminal);
  const outcomes = new Map<Job, Outcome>();
  const take: TakeOutcome = (job, outcome) => {
    outcomes.set(job, outcome);
    progress.at(outcomes.size);
  };
  const threads = threadsFor(work, request);
  if (threads < 2) await runAlone(work, settings, take);
  else {
    const { runInThreads } = await import("./threads.ts");
    await runInThreads({ ...work, threads }, settings, take);
  }
  progress.end();
  const ledger = emptyLedger();
  for (const job of checked) {
    const outcome = outcomes.get(job);
    if (outcome !== undefined) enter(ledger, job.input, outcome, request);
  }
  return ledger;
}

function fixingOf({ fix, isDryRun }: CheckRequest): Fixing {
  if (isDryRun) return "show";
  return fix ? "write" : "none";
}

function today(): string {
  return new Date().toISOString().slice(0, "2026-01-31".length);
}

async function runAlone({ jobs, isWhole }: Work, settings: Settings, take: TakeOutcome): Promise<void> {
  const share = new Share(jobs, settings);
  // Of the file itself its own text counts, so that one alone need not be read twice.
  const facts = jobs.length > 1 && isWhole !== undefined ? await share.facts() : [];
  const index = isWhole === undefined ? undefined : indexOf(facts, isWhole);
  for await (const [job, outcome] of share.outcomes(index)) take(job, outcome);
}

/** A thread that has less to do, in milliseconds, is not worth its start (docs/performance.md has the figures). */
const LEAST_WORK = 400;
/** Node collects garbage and compiles beside each thread, which keeps so many cores busy. */
const CORES_EACH = 1.5;
/** Each has the whole program in its memory. */
const MOST_THREADS = 8;

/** After a fix the files that follow are judged with what the file says now: that is one thread's work. */
function threadsFor({ jobs, isWhole }: Work, request: CheckRequest): number {
  if (isWhole === undefined || fixingOf(request) === "write") return 1;
  if (request.threads !== undefined) return Math.min(request.threads, jobs.length);
  // A large file is still the work of one thread.
  const work = jobs.reduce((sum, job) => sum + Math.min(workOf(job), LEAST_WORK), 0);
  return Math.floor(Math.min(work / LEAST_WORK, availableParallelism() / CORES_EACH, MOST_THREADS));
}
