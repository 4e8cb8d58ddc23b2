import { maskedWords, secretValues } from "../../core/engine/mask.ts";
import { printable } from "./cells.ts";
import { placeAt, type Report, type ReporterOptions } from "./report.ts";

/** For reading and clicking: one line for each finding. */
export function reportCompact(report: Report, { showGaps }: ReporterOptions): string {
  return report.files
    .flatMap((file) => {
      const values = secretValues(file.source.text, file.secrets);
      const line = (offset: number, words: string): string => {
        const place = placeAt(file.lines, offset);
        return printable(`${file.source.path}:${place.line}:${place.column}: ${maskedWords(words, values)}`);
      };
      return [
        ...file.diagnostics.map(({ span, severity, message, rule }) =>
          line(span.start, `${severity}: ${message} [${rule.id}]`),
        ),
        ...(showGaps ? file.gaps.map(({ span, why }) => line(span.start, `not analysed: ${why}`)) : []),
        ...file.failures.map(({ ruleId, error }) => line(0, `rule ${ruleId} failed: ${error}`)),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}
