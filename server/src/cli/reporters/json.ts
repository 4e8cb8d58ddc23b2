import type { Diagnostic } from "../../core/engine/diagnostic.ts";
import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import { plainFinding, plainGap } from "../../core/engine/plain.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { JsonFile, JsonFinding, JsonReport } from "./json-schema.ts";
import { type CheckedFile, type Report, summarize } from "./report.ts";

/** For programs: one JSON document; lines and columns count from 1, offsets from 0, both in UTF-16 code units. */
export function reportJson(report: Report): string {
  const document: JsonReport = {
    version: 1,
    files: report.files.map(fileObject),
    problems: report.problems,
    notes: report.notes,
    fixed: report.fixed,
    summary: summarize(report),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function fileObject(file: CheckedFile): JsonFile {
  const values = secretValues(file.source.text, file.secrets);
  return {
    path: file.source.path,
    kind: file.kind,
    findings: file.diagnostics.map((diagnostic) => findingObject(file, diagnostic, values)),
    suppressed: file.suppressed.map((diagnostic) => findingObject(file, diagnostic, values)),
    baselined: file.baselined.map((diagnostic) => findingObject(file, diagnostic, values)),
    gaps: file.gaps.map((gap) => plainGap(gap, file.lines, values)),
    errors: file.failures.map(({ ruleId, error }) => ({ ruleId, error: maskedWords(error, values) })),
  };
}

function findingObject(file: CheckedFile, diagnostic: Diagnostic, values: readonly string[]): JsonFinding {
  const { docs, ...finding } = plainFinding(diagnostic, file.lines, values);
  return { ...finding, fingerprint: fingerprintOf(file, diagnostic), docs };
}
