import type { Diagnostic } from "../../core/engine/diagnostic.ts";
import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import type { RelatedPlace, Severity } from "../../core/rules/rule.ts";
import { printableLines } from "./cells.ts";
import { type CheckedFile, type FileNote, pathAndPlace, placeAt, type Report, type ReporterOptions } from "./report.ts";

type Level = "error" | "warning" | "notice";

const LEVELS: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", information: "notice" };

/** For GitHub Actions: workflow commands, which the runner shows beside the lines of a pull request. */
export function reportGithub(report: Report, { showGaps }: ReporterOptions): string {
  const lines = [
    ...report.files.flatMap((file) => [
      ...file.diagnostics.map((diagnostic) => annotation(file, diagnostic)),
      ...(showGaps ? file.gaps.map((gap) => gapNotice(file, gap.span.start, gap.why)) : []),
    ]),
    ...report.problems.map((problem) => problemAnnotation(problem)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function annotation(file: CheckedFile, diagnostic: Diagnostic): string {
  const values = secretValues(file.source.text, file.secrets);
  const related = (diagnostic.related ?? []).map((place) => relatedLine(file, place));
  const message = maskedWords([diagnostic.message, ...related].join("\n"), values);
  const start = placeAt(file.lines, diagnostic.span.start);
  const end = placeAt(file.lines, diagnostic.span.end);
  // GitHub takes columns only where the annotation stays on one line.
  const columns: Properties = start.line === end.line ? { col: start.column, endColumn: end.column } : {};
  const title = `${diagnostic.rule.id}: ${diagnostic.rule.title}`;
  const place = { file: file.source.path, line: start.line, endLine: end.line, ...columns, title };
  return command(LEVELS[diagnostic.severity], place, message);
}

function relatedLine(file: CheckedFile, place: RelatedPlace): string {
  if (place.path !== undefined) return `${pathAndPlace(place)}: ${place.message}`;
  return `line ${placeAt(file.lines, place.span.start).line}: ${place.message}`;
}

function gapNotice(file: CheckedFile, offset: number, why: string): string {
  const { line } = placeAt(file.lines, offset);
  const values = secretValues(file.source.text, file.secrets);
  return command("notice", { file: file.source.path, line, title: "not analysed" }, maskedWords(why, values));
}

function problemAnnotation({ path, message }: FileNote): string {
  return command("error", { file: path, title: "not checked" }, message);
}

type Properties = Readonly<Record<string, string | number>>;

function command(level: Level, properties: Properties, message: string): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${list.join(",")}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return printableLines(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
