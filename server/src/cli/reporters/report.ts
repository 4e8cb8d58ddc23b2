import type { Place } from "../../core/api.ts";
import type { Analysis } from "../../core/engine/analysis.ts";
import { type Diagnostic, isAtLeast } from "../../core/engine/diagnostic.ts";
import { safeFix } from "../../core/engine/fix-all.ts";
import { placeIn } from "../../core/engine/plain.ts";
import type { RelatedPlace, Severity } from "../../core/rules/rule.ts";
import type { DocumentKind } from "../../core/source.ts";
import type { LineIndex } from "../../core/text/lines.ts";
import type { Span } from "../../core/text/span.ts";

/** A file that was checked; the model is left behind so that a large repository fits into memory. */
export interface CheckedFile extends Omit<Analysis, "model" | "kind" | "language"> {
  readonly kind: DocumentKind;
  /** Where the text holds credentials, which no report may repeat. */
  readonly secrets: readonly Span[];
  /** Every finding, reported or held back, whatever a baseline takes out: what fingerprints are counted in. */
  readonly found: readonly Diagnostic[];
  /** Findings that the baseline holds, so that they are not reported. */
  readonly baselined: readonly Diagnostic[];
}

/** A fix that was written into a file. */
export interface AppliedFix {
  readonly path: string;
  readonly ruleId: string;
  readonly title: string;
  /** What the person has to do besides. */
  readonly note: string | undefined;
}

/** A file about which the person has to be told something else than findings. */
export interface FileNote {
  readonly path: string;
  readonly message: string;
}

/** Everything a run found out, from which each reporter makes its document. */
export interface Report {
  /** The files that are ours, sorted by path. */
  readonly files: readonly CheckedFile[];
  /** What could not be read or written: the run failed in part. */
  readonly problems: readonly FileNote[];
  /** What was left out on purpose, such as binary files. */
  readonly notes: readonly FileNote[];
  /** What `--fix` changed. */
  readonly fixed: readonly AppliedFix[];
  /** The rules that were asked for by their ids; all of them where there are none. */
  readonly ruleIds: readonly string[];
}

/** Makes one document, with its last line break, from a report. */
export type Reporter = (report: Report, options: ReporterOptions) => string;

export interface ReporterOptions {
  readonly color: boolean;
  /** Columns of the terminal; long lines of code are clipped to it. */
  readonly width: number;
  readonly showGaps: boolean;
  /** Findings only, without a summary. */
  readonly quiet: boolean;
  readonly version: string;
}

export interface Summary {
  readonly files: number;
  readonly filesWithFindings: number;
  readonly errors: number;
  readonly warnings: number;
  readonly informations: number;
  /** Findings that `--fix` can remove. */
  readonly fixable: number;
  /** Findings that `--fix` has removed. */
  readonly fixed: number;
  readonly suppressed: number;
  readonly baselined: number;
  readonly gaps: number;
  readonly problems: number;
}

/** Counts what a report holds. */
export function summarize(report: Report): Summary {
  const diagnostics = report.files.flatMap((file) => file.diagnostics);
  const ofSeverity = (severity: Severity): number => diagnostics.filter((found) => found.severity === severity).length;
  return {
    files: report.files.length,
    filesWithFindings: report.files.filter((file) => file.diagnostics.length > 0).length,
    errors: ofSeverity("error"),
    warnings: ofSeverity("warning"),
    informations: ofSeverity("information"),
    fixable: diagnostics.filter((found) => safeFix(found) !== undefined).length,
    fixed: report.fixed.length,
    suppressed: total(report, (file) => file.suppressed),
    baselined: total(report, (file) => file.baselined),
    gaps: total(report, (file) => file.gaps),
    problems: report.problems.length,
  };
}

function total(report: Report, listOf: (file: CheckedFile) => readonly unknown[]): number {
  return report.files.reduce((sum, file) => sum + listOf(file).length, 0);
}

/** Tells whether a report holds a finding at least as grave as `floor`. */
export function hasFindingAtLeast(report: Report, floor: Severity): boolean {
  return report.files.some((file) => file.diagnostics.some((found: Diagnostic) => isAtLeast(found.severity, floor)));
}

/** The place of an offset in a file. */
export function placeAt(lines: LineIndex, offset: number): Place {
  return placeIn(lines.positionAt(offset));
}

/** A path of another file with the place in it, where its lines are known: `web/Dockerfile:3:6`. */
export function pathAndPlace({ path = "", range }: RelatedPlace): string {
  if (range === undefined) return path;
  const { line, column } = placeIn(range.start);
  return `${path}:${line}:${column}`;
}

/** A number with its noun: `1 file`, `2 files`. */
export function countOf(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
