import pc from "picocolors";
import { type Diagnostic, isAtLeast } from "../../core/engine/diagnostic.ts";
import { safeFix } from "../../core/engine/fix-all.ts";
import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import { docsUrl } from "../../core/rules/docs-url.ts";
import type { RelatedPlace, Severity } from "../../core/rules/rule.ts";
import { printable } from "./cells.ts";
import { codeFrame, type FramePaint } from "./frame.ts";
import {
  type AppliedFix,
  type CheckedFile,
  countOf,
  pathAndPlace,
  placeAt,
  type Report,
  type ReporterOptions,
  summarize,
} from "./report.ts";

type Colors = ReturnType<typeof pc.createColors>;

interface Look {
  readonly colors: Colors;
  readonly width: number;
}

/** For people: findings by file, each with its lines of code, the other places that belong to it, and its fix. */
export function reportPretty(report: Report, options: ReporterOptions): string {
  const look: Look = { colors: pc.createColors(options.color), width: options.width };
  const blocks = report.files.flatMap((file) => [
    ...file.diagnostics.map((diagnostic) => diagnosticBlock(file, diagnostic, look)),
    ...(options.showGaps
      ? file.gaps.map((gap) => noticeBlock(file, gap.span.start, `not analysed: ${gap.why}`, look))
      : []),
    ...file.failures.map(({ ruleId, error }) => noticeBlock(file, 0, `rule ${ruleId} failed: ${error}`, look)),
  ]);
  const summary = options.quiet ? [] : [summaryBlock(report, options, look.colors)];
  const all = [...blocks, ...summary];
  return all.length === 0 ? "" : `${all.join("\n\n")}\n`;
}

function diagnosticBlock(file: CheckedFile, diagnostic: Diagnostic, look: Look): string {
  const { colors } = look;
  const values = secretValues(file.source.text, file.secrets);
  const say = (words: string): string => printable(maskedWords(words, values));
  const paint = severityPaint(diagnostic.severity, colors);
  const fix = safeFix(diagnostic) ?? diagnostic.fixes?.[0];
  return [
    `${placeText(file, diagnostic.span.start)} ${paint(diagnostic.severity)} ${colors.dim(diagnostic.rule.id)}`,
    `  ${colors.bold(say(diagnostic.message))}`,
    ...codeFrame(file, diagnostic.span, look.width, framePaint(colors, paint)).map(indent),
    ...(diagnostic.related ?? []).flatMap((place) => relatedLines(file, place, say, look)),
    ...(fix === undefined ? [] : [`  ${colors.green("fix:")} ${say(fix.title)}${fix.safe ? "" : " (to be reviewed)"}`]),
    `  ${colors.dim(`docs: ${docsUrl(diagnostic.rule.id)}`)}`,
  ].join("\n");
}

function relatedLines(
  file: CheckedFile,
  place: RelatedPlace,
  say: (words: string) => string,
  look: Look,
): readonly string[] {
  const { colors } = look;
  const message = say(place.message);
  if (place.path !== undefined) return [`  ${colors.cyan(printable(pathAndPlace(place)))}: ${message}`];
  return [
    `  ${placeText(file, place.span.start)}: ${message}`,
    ...codeFrame(file, place.span, look.width, framePaint(colors, colors.cyan)).map(indent),
  ];
}

function noticeBlock(file: CheckedFile, offset: number, words: string, { colors }: Look): string {
  const values = secretValues(file.source.text, file.secrets);
  return `${placeText(file, offset)} ${colors.dim(printable(maskedWords(words, values)))}`;
}

function placeText(file: CheckedFile, offset: number): string {
  const { line, column } = placeAt(file.lines, offset);
  return `${printable(file.source.path)}:${line}:${column}`;
}

function indent(line: string): string {
  return `  ${line}`;
}

function framePaint(colors: Colors, marker: (text: string) => string): FramePaint {
  return { gutter: colors.dim, marker };
}

function severityPaint(severity: Severity, colors: Colors): (text: string) => string {
  const paints = { error: colors.red, warning: colors.yellow, information: colors.blue };
  return paints[severity];
}

function summaryBlock(report: Report, { showGaps }: ReporterOptions, colors: Colors): string {
  const summary = summarize(report);
  const { errors, warnings, informations, fixable, fixed, suppressed, baselined, gaps } = summary;
  const lines = [
    errors + warnings + informations === 0
      ? colors.green(`No findings in ${countOf(summary.files, "file")}.`)
      : colors.bold(
          `${countOf(errors, "error")}, ${countOf(warnings, "warning")}, ${informations} information ` +
            `in ${summary.filesWithFindings} of ${countOf(summary.files, "file")}.`,
        ),
    ...ruleCounts(report, colors),
    ...(fixed > 0 ? [colors.green(`${countOf(fixed, "finding")} fixed.`), ...fixNotes(report.fixed)] : []),
    ...(fixable > 0 ? [`${countOf(fixable, "finding")} can be fixed with --fix.`] : []),
    ...(suppressed > 0 ? [`${countOf(suppressed, "finding")} held back by comments.`] : []),
    ...(baselined > 0 ? [`${countOf(baselined, "finding")} held back by the baseline.`] : []),
    ...(gaps > 0 && !showGaps
      ? [`${countOf(gaps, "part")} could not be analysed; --show-gaps tells which and why.`]
      : []),
  ];
  return lines.join("\n");
}

/** How often each rule was broken, the gravest and then the most frequent first; nothing to tell where it was one rule. */
function ruleCounts(report: Report, colors: Colors): readonly string[] {
  const counts = new Map<string, { severity: Severity; amount: number }>();
  for (const { rule, severity } of report.files.flatMap((file) => file.diagnostics)) {
    const known = counts.get(rule.id);
    const gravest = known === undefined || isAtLeast(severity, known.severity) ? severity : known.severity;
    counts.set(rule.id, { severity: gravest, amount: (known?.amount ?? 0) + 1 });
  }
  if (counts.size < 2) return [];
  const sorted = [...counts].sort(
    ([, a], [, b]) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.amount - a.amount,
  );
  const digits = Math.max(...sorted.map(([, { amount }]) => String(amount).length));
  return sorted.map(
    ([id, { severity, amount }]) =>
      `  ${String(amount).padStart(digits)} ${severityPaint(severity, colors)(severity.padEnd(11))} ${id}`,
  );
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "information"];

/** What is left to do for the person, each thing once. */
function fixNotes(fixed: readonly AppliedFix[]): readonly string[] {
  const notes = fixed.flatMap(({ path, note }) => (note === undefined ? [] : [`  ${path}: ${note}`]));
  return [...new Set(notes.map(printable))];
}
