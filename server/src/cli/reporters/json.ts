import { type Diagnostic, docsUrl, type Fix, type Position, type RelatedPlace, type Span } from "../../core/index.ts";
import { maskedWords, secretValues, tellableFixes } from "./mask.ts";
import { type CheckedFile, type Place, placeAt, placeIn, type Report, summarize } from "./report.ts";

const FORMAT_VERSION = 1;

/** For programs: one JSON document; lines and columns count from 1, offsets from 0, both in UTF-16 code units. */
export function reportJson(report: Report): string {
  const document = {
    version: FORMAT_VERSION,
    files: report.files.map(fileObject),
    problems: report.problems,
    notes: report.notes,
    fixed: report.fixed,
    summary: summarize(report),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function fileObject(file: CheckedFile): object {
  const values = secretValues(file.source.text, file.secrets);
  const say = (words: string): string => maskedWords(words, values);
  return {
    path: file.source.path,
    kind: file.kind,
    findings: file.diagnostics.map((diagnostic) => findingObject(file, diagnostic, values)),
    suppressed: file.suppressed.map((diagnostic) => findingObject(file, diagnostic, values)),
    baselined: file.baselined.map((diagnostic) => findingObject(file, diagnostic, values)),
    gaps: file.gaps.map((gap) => ({ why: say(gap.why), ...range(file, gap.span) })),
    errors: file.failures.map(({ ruleId, error }) => ({ ruleId, error: say(error) })),
  };
}

function findingObject(file: CheckedFile, diagnostic: Diagnostic, values: readonly string[]): object {
  return {
    ruleId: diagnostic.rule.id,
    severity: diagnostic.severity,
    message: maskedWords(diagnostic.message, values),
    ...range(file, diagnostic.span),
    related: (diagnostic.related ?? []).map((place) => relatedObject(file, place, values)),
    fixes: tellableFixes(diagnostic.fixes, values).map((fix) => fixObject(file, fix, values)),
    fingerprint: file.fingerprint(diagnostic),
    docs: docsUrl(diagnostic.rule.id),
  };
}

function relatedObject(file: CheckedFile, place: RelatedPlace, values: readonly string[]): object {
  const message = maskedWords(place.message, values);
  if (place.path === undefined) return { message, ...range(file, place.span) };
  const at = (position: Position | undefined, offset: number): object => ({ ...placeOf(position), offset });
  return {
    message,
    path: place.path,
    start: at(place.range?.start, place.span.start),
    end: at(place.range?.end, place.span.end),
  };
}

/** Empty where the lines of the other file are not known. */
function placeOf(position: Position | undefined): Partial<Place> {
  return position === undefined ? {} : placeIn(position);
}

function fixObject(file: CheckedFile, fix: Fix, values: readonly string[]): object {
  return {
    title: maskedWords(fix.title, values),
    safe: fix.safe,
    edits: fix.edits.map(({ span, newText }) => ({ ...range(file, span), newText })),
    ...(fix.additions !== undefined && {
      additions: fix.additions.map(({ path, at, text }) => ({ path, ...placeOf(at), newText: text })),
    }),
    ...(fix.note !== undefined && { note: maskedWords(fix.note, values) }),
  };
}

function range(file: CheckedFile, span: Span): object {
  const at = (offset: number): object => ({ ...placeAt(file.lines, offset), offset });
  return { start: at(span.start), end: at(span.end) };
}
