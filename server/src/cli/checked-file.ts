import type { Analysis, AnalyzeOptions } from "../core/engine/analysis.ts";
import { secretSpans } from "../core/engine/secret-spans.ts";
import type { DocumentKind } from "../core/source.ts";
import type { CheckedFile } from "./reporters/report.ts";

/** What the reporters need of an analysis made with these options, and the secrets that they must not repeat. */
export function checkedFile(kind: DocumentKind, analysis: Analysis, options: AnalyzeOptions): CheckedFile {
  const { source, lines, diagnostics, suppressed, gaps, failures } = analysis;
  const secrets = tellsNothing(analysis) ? [] : secretSpans(analysis, options);
  return {
    source,
    kind,
    lines,
    diagnostics,
    suppressed,
    gaps,
    failures,
    secrets,
    found: [...diagnostics, ...suppressed],
    baselined: [],
  };
}

function tellsNothing({ diagnostics, suppressed, gaps, failures }: Analysis): boolean {
  return diagnostics.length + suppressed.length + gaps.length + failures.length === 0;
}
