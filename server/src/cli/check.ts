import { resolve } from "node:path";
import type { AnalyzeOptions, Rule } from "../core/index.ts";
import { type Baseline, emptyBaseline, goneFindings, readBaseline, updateBaseline, withoutKnown } from "./baseline.ts";
import { changedFiles } from "./changed.ts";
import { type Change, checkInput, type Fixing, type Outcome } from "./check-input.ts";
import { chooseRules, withRequest } from "./choose-rules.ts";
import { configFinder, type FoundConfig } from "./config-file.ts";
import { deliver } from "./deliver.ts";
import { fileInputs, type Input, type Inputs, readStandardInput, standardInput } from "./inputs.ts";
import { showProgress } from "./progress.ts";
import {
  type AppliedFix,
  type CheckedFile,
  countOf,
  type FileNote,
  hasFindingAtLeast,
  type Report,
  summarize,
} from "./reporters/report.ts";
import type { CheckRequest } from "./request.ts";
import { CLEAN, type ExitCode, FAILED, FOUND, type Terminal, wrongUse } from "./terminal.ts";
import { noteChange, readWorkspace, type Workspace } from "./workspace.ts";

/** `hullcheck check`: checks, fixes where asked to, reports. */
export async function check(request: CheckRequest, terminal: Terminal): Promise<ExitCode> {
  const chosen = chooseRules(request.ruleIds);
  if (chosen.kind === "unknown") return wrongUse(terminal, ...chosen.problems);
  const baseline = baselineOf(request, terminal.cwd);
  if (baseline.kind === "refused") return wrongUse(terminal, baseline.why);
  const found = request.stdin === undefined ? filesOf(request, terminal.cwd) : await stdinOf(request.stdin, terminal);
  if (found.kind === "refused") return wrongUse(terminal, found.why);
  const jobs = jobsFor(found, request, chosen.rules, terminal.cwd);
  if (jobs.kind === "refused") return wrongUse(terminal, ...jobs.problems);

  const ledger = runJobs(jobs.jobs, readWorkspace(found, request, terminal.cwd), request, terminal);
  const kept = applyBaseline(ledger.files, baseline.baseline, request, terminal.cwd);
  const report: Report = {
    files: kept.files,
    problems: [...found.problems, ...ledger.problems, ...kept.problems],
    notes: [...ledger.notes, ...kept.notes, ...nothingFound(found, jobs.excluded, ledger, request)],
    fixed: ledger.fixed,
    rules: chosen.rules,
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

function filesOf({ paths, changedSince }: CheckRequest, cwd: string): Found | Refused {
  const asked = paths.length === 0 ? ["."] : paths;
  if (changedSince === undefined) return { kind: "found", ...fileInputs(asked, cwd), echo: undefined };
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

type BaselineChoice = { readonly kind: "chosen"; readonly baseline: Baseline | undefined } | Refused;

function baselineOf({ baseline: asked }: CheckRequest, cwd: string): BaselineChoice {
  if (asked === undefined) return { kind: "chosen", baseline: undefined };
  const read = readBaseline(resolve(cwd, asked.path));
  switch (read.kind) {
    case "baseline":
      return { kind: "chosen", baseline: read.baseline };
    case "invalid":
      return { kind: "refused", why: `${asked.path}: ${read.why}` };
    case "missing":
      return asked.update
        ? { kind: "chosen", baseline: emptyBaseline(resolve(cwd, asked.path)) }
        : { kind: "refused", why: `${asked.path}: no such file; --update-baseline writes it` };
  }
}

interface Job {
  readonly input: Input;
  readonly options: AnalyzeOptions;
}

type Jobs =
  | {
      readonly kind: "jobs";
      readonly jobs: readonly Job[];
      /** The inputs that their configuration excludes. */
      readonly excluded: readonly Input[];
    }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Gives each input the configuration that holds for it; a faulty one stops the run before anything is checked. */
function jobsFor({ inputs }: Inputs, request: CheckRequest, rules: readonly Rule[], cwd: string): Jobs {
  const find = configFinder(request.config, cwd);
  const today = new Date().toISOString().slice(0, "2026-01-31".length);
  const problems = new Set<string>();
  const jobs: Job[] = [];
  const excluded: Input[] = [];
  for (const input of inputs) {
    const found = find(input.folder);
    if (found.kind === "invalid") for (const problem of found.problems) problems.add(problem);
    else if (isExcluded(input, found, request)) excluded.push(input);
    else jobs.push({ input, options: { ...configOptions(found, request), rules, today } });
  }
  return problems.size > 0 ? { kind: "refused", problems: [...problems] } : { kind: "jobs", jobs, excluded };
}

function configOptions({ config, folder }: FoundConfig, request: CheckRequest): AnalyzeOptions {
  return { config: withRequest(config, request), configFolder: folder };
}

/** Whoever names a file wants it checked; a name for standard input only says what it would be. */
function isExcluded(input: Input, { excludes }: FoundConfig, { stdin }: CheckRequest): boolean {
  return (!input.isExplicit || stdin !== undefined) && excludes(input.absolutePath);
}

/** What the jobs came to, in their order. */
interface Ledger {
  readonly files: CheckedFile[];
  readonly problems: FileNote[];
  readonly notes: FileNote[];
  readonly fixed: AppliedFix[];
  readonly changes: Change[];
}

function runJobs(
  jobs: readonly Job[],
  workspace: Workspace | undefined,
  request: CheckRequest,
  terminal: Terminal,
): Ledger {
  const ledger: Ledger = { files: [], problems: [], notes: [], fixed: [], changes: [] };
  const fixing: Fixing = request.isDryRun ? "show" : request.fix ? "write" : "none";
  const progress = showProgress(jobs.length, terminal);
  jobs.forEach(({ input, options }, index) => {
    progress.at(index);
    const outcome = checkInput(input, { ...options, ...neighbours(input, workspace) }, fixing);
    enter(ledger, input, outcome, request);
    if (workspace !== undefined) noteChange(workspace.index, outcome, fixing);
  });
  progress.end();
  return ledger;
}

function neighbours({ path }: Input, workspace: Workspace | undefined): AnalyzeOptions {
  const previous = workspace?.take(path);
  return { ...(workspace && { workspace: workspace.index }), ...(previous && { previous }) };
}

function enter(ledger: Ledger, { path, isExplicit }: Input, outcome: Outcome, request: CheckRequest): void {
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

interface Kept {
  readonly files: readonly CheckedFile[];
  readonly problems: readonly FileNote[];
  readonly notes: readonly FileNote[];
}

/** The files without the findings of the baseline, which is written anew where that is asked for. */
function applyBaseline(
  files: readonly CheckedFile[],
  baseline: Baseline | undefined,
  { baseline: asked }: CheckRequest,
  cwd: string,
): Kept {
  if (baseline === undefined || asked === undefined) return { files, problems: [], notes: [] };
  const fresh = files.map((file) => withoutKnown(file, baseline, cwd));
  const gone = goneFindings(fresh, baseline, cwd);
  if (!asked.update) {
    const message = `${countOf(gone, "finding")} no longer there; --update-baseline takes them out`;
    return { files: fresh, problems: [], notes: gone === 0 ? [] : [{ path: asked.path, message }] };
  }
  const written = updateBaseline(fresh, baseline, cwd);
  if (written.kind === "failed")
    return { files: fresh, problems: [{ path: asked.path, message: written.why }], notes: [] };
  const all = fresh.map((file) => ({ ...file, diagnostics: [], baselined: [...file.diagnostics, ...file.baselined] }));
  const amount = all.reduce((sum, file) => sum + file.baselined.length, 0);
  return {
    files: all,
    problems: [],
    notes: [{ path: asked.path, message: `holds ${countOf(amount, "finding")} now` }],
  };
}
