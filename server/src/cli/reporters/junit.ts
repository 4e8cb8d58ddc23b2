import type { Diagnostic } from "../../core/engine/diagnostic.ts";
import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import { type CheckedFile, type FileNote, placeAt, type Report } from "./report.ts";
import { element, xmlDocument } from "./xml.ts";

/** For test reports: one suite for each file, one failed case for each finding; a file without findings passes. */
export function reportJunit(report: Report): string {
  const failures = report.files.reduce((sum, file) => sum + file.diagnostics.length, 0);
  const tests = report.files.reduce((sum, file) => sum + Math.max(1, file.diagnostics.length), report.problems.length);
  const suites = [...report.files.map(fileSuite), ...report.problems.map(problemSuite)];
  const counts = { name: "hullcheck", tests, failures, errors: report.problems.length };
  return xmlDocument(element("testsuites", counts, suites));
}

function fileSuite(file: CheckedFile): string {
  const { path } = file.source;
  const values = secretValues(file.source.text, file.secrets);
  const cases =
    file.diagnostics.length === 0
      ? [element("testcase", { name: "no findings", classname: path, file: path })]
      : file.diagnostics.map((diagnostic) => findingCase(file, diagnostic, values));
  const counts = { tests: cases.length, failures: file.diagnostics.length, errors: 0 };
  return element("testsuite", { name: path, ...counts }, cases);
}

function findingCase(
  file: CheckedFile,
  { rule, severity, span, message }: Diagnostic,
  values: readonly string[],
): string {
  const { path } = file.source;
  const { line, column } = placeAt(file.lines, span.start);
  const said = maskedWords(message, values);
  const detail = `${path}:${line}:${column}: ${severity}: ${said}`;
  return element("testcase", { name: `${rule.id} at ${line}:${column}`, classname: path, file: path, line }, [
    element("failure", { message: said, type: severity }, detail),
  ]);
}

function problemSuite({ path, message }: FileNote): string {
  const failed = element("testcase", { name: "checked", classname: path, file: path }, [
    element("error", { message, type: "not checked" }, message),
  ]);
  return element("testsuite", { name: path, tests: 1, failures: 0, errors: 1 }, [failed]);
}
