import { unknownRules } from "./choose-rules.ts";
import { deliver } from "./deliver.ts";
import { fileInputs, type Input, type Inputs, readStandardInput, standardInput } from "./inputs.ts";
import { jobsFor } from "./jobs.ts";
import type { KnownFindings } from "./known-findings.ts";
import type { Ledger } from "./ledger.ts";
import { countOf, type FileNote, hasFindingAtLeast, type Report, summarize } from "./reporters/report.ts";
import type { CheckRequest } from "./request.ts";
import { runJobs } from "./run-jobs.ts";
import { CLEAN, type ExitCode, FAILED, FOUND, type Terminal, wrongUse } from "./terminal.ts";

/** `hullcheck check`: checks, fixes where asked to, reports. */
export async function check(request: CheckRequest, terminal: Terminal): Promise<ExitCode> {
  const unknown = unknownRules(request.ruleIds);
  if (unknown.length > 0) return wrongUse(terminal, ...unknown);
  const known = await knownOf(request, terminal.cwd);
  if (known?.kind === "refused") return wrongUse(terminal, known.why);
  const found =
    request.stdin === undefined ? await filesOf(request, terminal.cwd) : await stdinOf(request.stdin, terminal);
  if (found.kind === "refused") return wrongUse(terminal, found.why);
  const jobs = await jobsFor(found, request, terminal.cwd);
  if (jobs.kind === "refused") return wrongUse(terminal, ...jobs.problems);

  const ledger = await runJobs({ ...found, ...jobs }, request, terminal);
  const kept = known?.takeOut(ledger.files) ?? { files: ledger.files, problems: [], notes: [] };
  const report: Report = {
    files: kept.files,
    problems: [...found.problems, ...ledger.problems, ...kept.problems],
    notes: [...ledger.notes, ...kept.notes, ...nothingFound(found, jobs.excluded, ledger, request)],
    fixed: ledger.fixed,
    ruleIds: request.ruleIds,
  };
  const failures = await deliver({ report, changes: ledger.changes, echo: found.echo }, request, terminal);
  return exitCode({ ...report, problems: [...report.problems, ...failures] }, request);
}

const EXCLUDED = "excluded by the configuration, not checked";

/** A mistyped folder would otherwise look like a clean one. */
function nothingFound(
  { problems }: Inputs,
  excluded: readonly Input[],
  ledger: Ledger,
  { paths, changedSince, stdin }: CheckRequest,
): readonly FileNote[] {
  const isSaid = problems.length + ledger.files.length + ledger.problems.length + ledger.notes.length > 0;
  if (isSaid || changedSince !== undefined) return [];
  const path = paths.length === 0 ? "." : paths.join(" ");
  const [first] = excluded;
  if (first !== undefined && stdin !== undefined) return [{ path: first.path, message: EXCLUDED }];
  if (first !== undefined) return [{ path, message: `${countOf(excluded.length, "file")} ${EXCLUDED}` }];
  return [{ path, message: "neither a Dockerfile nor a Kubernetes manifest was found" }];
}

function exitCode(report: Report, { failOn, maxWarnings }: CheckRequest): ExitCode {
  const hasFailed = report.problems.length > 0 || report.files.some((file) => file.failures.length > 0);
  if (hasFailed) return FAILED;
  const isOver = maxWarnings !== undefined && summarize(report).warnings > maxWarnings;
  return isOver || (failOn !== "never" && hasFindingAtLeast(report, failOn)) ? FOUND : CLEAN;
}

interface Refused {
  readonly kind: "refused";
  readonly why: string;
}

interface Found extends Inputs {
  readonly kind: "found";
  /** With standard input: the bytes to print, fixed where fixes were written. */
  readonly echo: (() => string | Uint8Array) | undefined;
}

async function filesOf({ paths, changedSince }: CheckRequest, cwd: string): Promise<Found | Refused> {
  const asked = paths.length === 0 ? ["."] : paths;
  if (changedSince === undefined) return { kind: "found", ...fileInputs(asked, cwd), echo: undefined };
  const { changedFiles } = await import("./changed.ts");
  const changed = changedFiles(changedSince, cwd);
  if (changed.kind === "failed") return { kind: "refused", why: changed.why };
  return { kind: "found", ...fileInputs(asked, cwd, (path) => changed.absolutePaths.has(path)), echo: undefined };
}

async function stdinOf(stdin: { readonly filename: string | undefined }, { cwd }: Terminal): Promise<Found> {
  const bytes = await readStandardInput();
  let output: string | Uint8Array = bytes;
  const input = standardInput(bytes, stdin.filename, cwd, (before, text) => {
    if (!before.isValidUtf8) return { kind: "failed", why: "not valid UTF-8, not fixed" };
    output = text;
    return { kind: "written" };
  });
  return { kind: "found", inputs: [input], others: [], isWhole: undefined, problems: [], echo: () => output };
}

async function knownOf({ baseline }: CheckRequest, cwd: string): Promise<KnownFindings | undefined> {
  if (baseline === undefined) return undefined;
  const { knownFindings } = await import("./known-findings.ts");
  return knownFindings(baseline, cwd);
}
