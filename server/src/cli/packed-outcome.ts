import type { Diagnostic } from "../core/engine/diagnostic.ts";
import type { Rule } from "../core/rules/rule.ts";
import { indexLines } from "../core/text/lines.ts";
import type { Outcome } from "./check-input.ts";
import type { CheckedFile } from "./reporters/report.ts";

type Checked = Extract<Outcome, { readonly kind: "checked" }>;

/** An outcome that can be sent from thread to thread: rules by their ids, and without what follows from the rest. */
export type SentOutcome = Exclude<Outcome, Checked> | (Omit<Checked, "file"> & { readonly file: SentFile });

interface SentFile extends Omit<CheckedFile, "lines" | "found" | "diagnostics" | "suppressed" | "baselined"> {
  readonly diagnostics: readonly SentDiagnostic[];
  readonly suppressed: readonly SentDiagnostic[];
}

interface SentDiagnostic extends Omit<Diagnostic, "rule"> {
  readonly ruleId: string;
}

/** Makes an outcome ready to be sent. */
export function packed(outcome: Outcome): SentOutcome {
  if (outcome.kind !== "checked") return outcome;
  const { lines: _lines, found: _found, baselined: _baselined, ...file } = outcome.file;
  return {
    ...outcome,
    file: { ...file, diagnostics: file.diagnostics.map(sent), suppressed: file.suppressed.map(sent) },
  };
}

function sent({ rule, ...diagnostic }: Diagnostic): SentDiagnostic {
  return { ...diagnostic, ruleId: rule.id };
}

/** The outcome as it was before it was sent; `ruleOf` has the rules by their ids. */
export function unpacked(outcome: SentOutcome, ruleOf: ReadonlyMap<string, Rule>): Outcome {
  if (outcome.kind !== "checked") return outcome;
  const { file } = outcome;
  const received = ({ ruleId, ...diagnostic }: SentDiagnostic): readonly Diagnostic[] => {
    const rule = ruleOf.get(ruleId);
    return rule === undefined ? [] : [{ ...diagnostic, rule }];
  };
  const diagnostics = file.diagnostics.flatMap(received);
  const suppressed = file.suppressed.flatMap(received);
  return {
    ...outcome,
    file: {
      ...file,
      diagnostics,
      suppressed,
      lines: indexLines(file.source.text),
      found: [...diagnostics, ...suppressed],
      baselined: [],
    },
  };
}
