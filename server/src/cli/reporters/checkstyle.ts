import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import type { Severity } from "../../core/rules/rule.ts";
import { type CheckedFile, type FileNote, placeAt, type Report } from "./report.ts";
import { element, xmlDocument } from "./xml.ts";

const SEVERITIES: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", information: "info" };

/** For the many tools that read Checkstyle's XML. */
export function reportCheckstyle(report: Report): string {
  const files = [...report.files.map(fileElement), ...report.problems.map(problemElement)];
  return xmlDocument(element("checkstyle", { version: "4.3" }, files));
}

function fileElement(file: CheckedFile): string {
  const values = secretValues(file.source.text, file.secrets);
  const errors = file.diagnostics.map(({ rule, severity, span, message }) => {
    const place = placeAt(file.lines, span.start);
    const said = {
      severity: SEVERITIES[severity],
      message: maskedWords(message, values),
      source: `hullcheck.${rule.id}`,
    };
    return element("error", { ...place, ...said });
  });
  return element("file", { name: file.source.path }, errors);
}

function problemElement({ path, message }: FileNote): string {
  return element("file", { name: path }, [
    element("error", { line: 1, severity: "error", message, source: "hullcheck" }),
  ]);
}
