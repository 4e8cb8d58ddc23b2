import { createHash } from "node:crypto";
import type { Diagnostic } from "../../core/index.ts";
import { maskedLine } from "./mask.ts";
import type { CheckedFile } from "./report.ts";

const LENGTH = 32;

/**
 * One fingerprint for each diagnostic, in their order. It says which rule, on which line of text, the how many-eth time:
 * so it stays when lines move, and when a secret on the line changes.
 */
export function fingerprints(file: CheckedFile, diagnostics: readonly Diagnostic[]): readonly string[] {
  const occurrences = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const key = `${diagnostic.rule.id}\n${normalizedLine(file, diagnostic.span.start)}`;
    const occurrence = occurrences.get(key) ?? 0;
    occurrences.set(key, occurrence + 1);
    return createHash("sha256").update(`${key}\n${occurrence}`).digest("hex").slice(0, LENGTH);
  });
}

function normalizedLine(file: CheckedFile, offset: number): string {
  const line = file.lines.lineAt(offset);
  const range = { start: file.lines.lineStart(line), end: file.lines.lineEnd(line) };
  return maskedLine(file.source.text, range, file.secrets).replace(/\s+/g, " ").trim();
}
