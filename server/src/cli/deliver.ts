import { resolve } from "node:path";
import type { Change } from "./check-input.ts";
import { writeOutput } from "./files.ts";
import { printable } from "./reporters/cells.ts";
import { loadReporter } from "./reporters/index.ts";
import { type CheckedFile, countOf, type FileNote, type Report } from "./reporters/report.ts";
import type { CheckRequest, Destination } from "./request.ts";
import type { Terminal } from "./terminal.ts";

/** All that a run has to tell. */
export interface Results {
  readonly report: Report;
  readonly changes: readonly Change[];
  /** After standard input was fixed: the text to print. */
  readonly echo: (() => string | Uint8Array) | undefined;
}

/** Writes reports, diffs and fixed text where they belong, all else to standard error. Returns what could not be written. */
export async function deliver(
  results: Results,
  request: CheckRequest,
  terminal: Terminal,
): Promise<readonly FileNote[]> {
  const { report, changes, echo } = results;
  const failures = await writeReports(report, request, terminal);
  if (request.isDryRun) await showChanges(changes, request, terminal);
  else if (request.fix && echo !== undefined) terminal.out(echo());
  const notes = request.quiet ? [] : report.notes;
  for (const { path, message } of [...notes, ...ruleFailures(report.files), ...report.problems, ...failures]) {
    terminal.err(`hullcheck: ${printable(path)}: ${printable(message)}\n`);
  }
  return failures;
}

/** A rule that failed is told in every case, since most formats have no place for it; but once, on however many files. */
function ruleFailures(files: readonly CheckedFile[]): readonly FileNote[] {
  const all = files.flatMap(({ source, failures }) => failures.map((failure) => ({ path: source.path, ...failure })));
  const first = new Map(all.toReversed().map((failure) => [failure.ruleId, failure]));
  return [...first.values()].map(({ path, ruleId, error }) => {
    const others = all.filter((failure) => failure.ruleId === ruleId).length - 1;
    const where = others === 0 ? "" : ` here and in ${countOf(others, "more file")}`;
    return { path, message: `rule ${ruleId} failed${where}; the other rules ran. A fault in Hullcheck: ${error}` };
  });
}

async function writeReports(report: Report, request: CheckRequest, terminal: Terminal): Promise<readonly FileNote[]> {
  const { showGaps, quiet, version } = request;
  const failures: FileNote[] = [];
  for (const { format, to } of request.outputs) {
    const write = await loadReporter(format);
    const color = terminal.color && to.kind === "stdout";
    const failure = send(write(report, { color, width: terminal.width, showGaps, quiet, version }), to, terminal);
    if (failure !== undefined) failures.push(failure);
  }
  return failures;
}

function send(text: string, to: Destination, terminal: Terminal): FileNote | undefined {
  if (to.kind === "stdout") terminal.out(text);
  else if (to.kind === "stderr") terminal.err(text);
  else {
    const written = writeOutput(resolve(terminal.cwd, to.path), text);
    if (written.kind === "failed") return { path: to.path, message: written.why };
  }
  return undefined;
}

async function showChanges(changes: readonly Change[], { quiet }: CheckRequest, terminal: Terminal): Promise<void> {
  const { unifiedDiff } = await import("./diff.ts");
  const diffs = changes.map((change) => unifiedDiff(change, terminal.color));
  for (const { text } of diffs) terminal.out(text);
  if (quiet) return;
  const amount = changes.reduce((sum, { fixed }) => sum + fixed.length, 0);
  const summary =
    amount === 0
      ? "nothing to fix"
      : `${countOf(amount, "finding")} can be fixed in ${countOf(changes.length, "file")}`;
  terminal.err(`hullcheck: ${summary}; nothing was written\n`);
  if (diffs.some(({ isMasked }) => isMasked)) {
    terminal.err(
      "hullcheck: secrets are masked in the diff, so it cannot be applied as a patch; --fix writes the files\n",
    );
  }
}
