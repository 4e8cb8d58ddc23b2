import { createHash } from "node:crypto";
import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import type { Severity } from "../../core/rules/rule.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { placeAt, type Report } from "./report.ts";

/** The severities GitLab knows are info, minor, major, critical and blocker. */
const SEVERITIES: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", information: "info" };

/** For GitLab: a Code Quality report (GitLab documentation, "Code Quality", "Code Quality report format"). */
export function reportGitlab(report: Report): string {
  const issues = report.files.flatMap((file) => {
    const { path } = file.source;
    const values = secretValues(file.source.text, file.secrets);
    return file.diagnostics.map((diagnostic) => ({
      description: maskedWords(diagnostic.message, values),
      check_name: diagnostic.rule.id,
      // GitLab compares fingerprints across all files of a project.
      fingerprint: createHash("sha256")
        .update(`${path}\n${fingerprintOf(file, diagnostic)}`)
        .digest("hex")
        .slice(0, 32),
      severity: SEVERITIES[diagnostic.severity],
      location: {
        path,
        lines: {
          begin: placeAt(file.lines, diagnostic.span.start).line,
          end: placeAt(file.lines, diagnostic.span.end).line,
        },
      },
    }));
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
