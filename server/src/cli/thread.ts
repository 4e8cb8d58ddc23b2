import { parentPort, workerData } from "node:worker_threads";
import { chooseRules } from "./choose-rules.ts";
import { inputOf } from "./inputs.ts";
import { packed } from "./packed-outcome.ts";
import { type FactsOfFile, indexOf, Share } from "./share.ts";
import type { Assignment, FromThread } from "./threads.ts";

/** A thread of its own: reads its part of the files, waits for what the other parts say, checks. */
function run({ jobs: sent, ruleIds, settings, isWhole }: Assignment): void {
  const chosen = chooseRules(ruleIds);
  if (chosen.kind === "unknown") throw new Error(chosen.problems.join());
  const jobs = sent.map((job) => ({ ...job, input: inputOf(job.input) }));
  const share = new Share(jobs, { ...settings, rules: chosen.rules });
  const tell = (message: FromThread): void => parentPort?.postMessage(message);
  tell({ kind: "facts", facts: share.facts() });
  parentPort?.once("message", (facts: readonly FactsOfFile[]) => {
    for (const [job, outcome] of share.outcomes(indexOf(facts, isWhole))) {
      tell({ kind: "outcome", number: jobs.indexOf(job), outcome: packed(outcome) });
    }
  });
}

run(workerData);
