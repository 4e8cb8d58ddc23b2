import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { faultOf } from "../core/engine/diagnostic.ts";
import { loadRules } from "../core/engine/load.ts";
import type { Settings } from "./check-input.ts";
import type { FoundFile } from "./discover.ts";
import { type Job, workOf } from "./jobs.ts";
import { type SentOutcome, unpacked } from "./packed-outcome.ts";
import type { TakeOutcome, Work } from "./run-jobs.ts";
import { type FactsOfFile, indexOf, Share } from "./share.ts";

/** What a thread is told to do. It answers with facts, is sent those of all, and answers with an outcome for each file to check. */
export interface Assignment {
  readonly jobs: readonly SentJob[];
  readonly settings: Settings;
  readonly isWhole: boolean;
}

/** A job without what cannot be sent. */
export interface SentJob extends Omit<Job, "input"> {
  readonly input: FoundFile;
}

export type FromThread =
  | { readonly kind: "facts"; readonly facts: readonly FactsOfFile[] }
  /** `number` counts the jobs of the assignment. */
  | { readonly kind: "outcome"; readonly number: number; readonly outcome: SentOutcome };

interface SharedWork extends Work {
  readonly threads: number;
}

/** The file beside this one in what is built: threads begin there. */
const PROGRAM = join(__dirname, "thread.cjs");

/** Reads and checks the files in so many threads, this one among them. What a thread does not answer for has failed. */
export async function runInThreads(work: SharedWork, settings: Settings, take: TakeOutcome): Promise<void> {
  const isWhole = work.isWhole === true;
  const [own = [], ...others] = divided(work.jobs, work.threads);
  const ruleOf = new Map((await loadRules()).map((rule) => [rule.id, rule]));
  const receive = (job: Job, sent: SentOutcome): void => take(job, unpacked(sent, ruleOf));
  const threads = others.map((jobs) => startThread(jobs, { jobs: jobs.map(sentJob), settings, isWhole }, receive));
  const share = new Share(own, settings);
  const facts = [await share.facts(), ...(await Promise.all(threads.map((thread) => thread.facts)))].flat();
  for (const { check } of threads) check(facts);
  for await (const [job, outcome] of share.outcomes(indexOf(facts, isWhole))) {
    take(job, outcome);
    // Lets the other threads' outcomes in, so that the progress is that of all.
    await setImmediate();
  }
  await Promise.all(threads.map(({ ended }) => ended));
}

/** The jobs in so many parts of about the same work: the largest first, each to the part that has the least. */
function divided(jobs: readonly Job[], parts: number): readonly (readonly Job[])[] {
  const shares = Array.from({ length: parts }, () => ({ work: 0, jobs: [] as Job[] }));
  const sorted = jobs.map((job) => ({ job, work: workOf(job) })).sort((a, b) => b.work - a.work);
  for (const { job, work } of sorted) {
    const least = shares.reduce((a, b) => (b.work < a.work ? b : a));
    least.jobs.push(job);
    least.work += work;
  }
  return shares.map((share) => share.jobs);
}

function sentJob({ input, ...job }: Job): SentJob {
  const { absolutePath, path, top } = input;
  return { ...job, input: { absolutePath, path, top } };
}

interface Thread {
  /** What its files say of others; nothing where it failed. */
  readonly facts: Promise<readonly FactsOfFile[]>;
  /** Lets it check its files. */
  readonly check: (facts: readonly FactsOfFile[]) => void;
  readonly ended: Promise<void>;
}

function startThread(
  jobs: readonly Job[],
  assignment: Assignment,
  receive: (job: Job, sent: SentOutcome) => void,
): Thread {
  const worker = new Worker(PROGRAM, { workerData: assignment });
  const left = new Set(jobs.filter(({ isChecked }) => isChecked));
  let why = "its thread ended early";
  worker.once("error", (error) => {
    why = faultOf(error);
  });
  const facts = new Promise<readonly FactsOfFile[]>((done) => {
    worker.on("message", (message: FromThread) => {
      if (message.kind === "facts") return done(message.facts);
      const job = jobs[message.number];
      if (job === undefined) return;
      left.delete(job);
      receive(job, message.outcome);
    });
    worker.once("exit", () => done([]));
  });
  const ended = new Promise<void>((done) => {
    worker.once("exit", () => {
      for (const job of left) receive(job, { kind: "failed", why: `could not be checked: ${why}` });
      done();
    });
  });
  return { facts, check: (all) => worker.postMessage(all), ended };
}
