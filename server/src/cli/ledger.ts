import type { Change, Outcome } from "./check-input.ts";
import type { Input } from "./inputs.ts";
import type { AppliedFix, CheckedFile, FileNote } from "./reporters/report.ts";
import type { CheckRequest } from "./request.ts";

/** What the inputs came to, in their order. */
export interface Ledger {
  readonly files: CheckedFile[];
  readonly problems: FileNote[];
  readonly notes: FileNote[];
  readonly fixed: AppliedFix[];
  readonly changes: Change[];
}

/** A ledger in which nothing is entered yet. */
export function emptyLedger(): Ledger {
  return { files: [], problems: [], notes: [], fixed: [], changes: [] };
}

/** Enters what one input came to. */
export function enter(ledger: Ledger, { path, isExplicit }: Input, outcome: Outcome, request: CheckRequest): void {
  const { target, isDryRun } = request;
  switch (outcome.kind) {
    case "failed":
      ledger.problems.push({ path, message: outcome.why });
      break;
    case "skipped":
      // Whoever names a file relies on its being checked.
      (isExplicit ? ledger.problems : ledger.notes).push({ path, message: `${outcome.why}, not checked` });
      break;
    case "not-ours":
      if (isExplicit)
        ledger.notes.push({ path, message: "neither a Dockerfile nor a Kubernetes manifest, not checked" });
      break;
    case "checked":
      ledger.files.push(outcome.file);
      if (outcome.lacksTarget && target !== undefined) {
        ledger.notes.push({ path, message: `has no stage “${target}”: its last stage is taken for the shipped one` });
      }
      if (outcome.change !== undefined) enterChange(ledger, path, outcome.change, isDryRun);
  }
}

function enterChange(ledger: Ledger, path: string, change: Change, isDryRun: boolean): void {
  if (change.failure !== undefined) ledger.problems.push({ path, message: change.failure });
  else if (!isDryRun) ledger.fixed.push(...change.fixed);
  ledger.changes.push(change);
}
