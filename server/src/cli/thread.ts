import { parentPort, workerData } from "node:worker_threads";
import { inputOf } from "./inputs.ts";
import { packed } from "./packed-outcome.ts";
import { type FactsOfFile, indexOf, Share } from "./share.ts";
import type { Assignment, FromThread } from "./threads.ts";

/** A thread of its own: reads its part of the files, waits for what the other parts say, checks. */
async function run({ jobs: sent, settings, isWhole }: Assignment): Promise<void> {
  const jobs = sent.map((job) => ({ ...job, input: inputOf(job.input) }));
  const share = new Share(jobs, settings);
  const tell = (message: FromThread): void => parentPort?.postMessage(message);
  tell({ kind: "facts", facts: await share.facts() });
  parentPort?.once("message", async (facts: readonly FactsOfFile[]) => {
    for await (const [job, outcome] of share.outcomes(indexOf(facts, isWhole))) {
      tell({ kind: "outcome", number: jobs.indexOf(job), outcome: packed(outcome) });
    }
  });
}

run(workerData);
