import { createHash } from "node:crypto";
import type { Diagnostic } from "../../core/index.ts";
import { maskedLine } from "./mask.ts";
import type { CheckedFile } from "./report.ts";

const LENGTH = 32;

/** The part of a checked file that fingerprints are made from. */
type Fingerprinted = Pick<CheckedFile, "source" | "lines" | "secrets">;

/**
 * Gives each of a file's diagnostics its fingerprint. It says which rule, on which line of text, the how many-eth time:
 * so it stays when lines move, and when a secret on the line changes.
 */
export function fingerprints(
  file: Fingerprinted,
  diagnostics: readonly Diagnostic[],
): (diagnostic: Diagnostic) => string {
  let made: ReadonlyMap<Diagnostic, string> | undefined;
  return (diagnostic) => {
    made ??= makeFingerprints(file, diagnostics);
    return made.get(diagnostic) ?? "";
  };
}

function makeFingerprints(file: Fingerprinted, diagnostics: readonly Diagnostic[]): ReadonlyMap<Diagnostic, string> {
  const occurrences = new Map<string, number>();
  return new Map(
    diagnostics.map((diagnostic) => {
      const key = `${diagnostic.rule.id}\n${normalizedLine(file, diagnostic.span.start)}`;
      const occurrence = occurrences.get(key) ?? 0;
      occurrences.set(key, occurrence + 1);
      return [diagnostic, createHash("sha256").update(`${key}\n${occurrence}`).digest("hex").slice(0, LENGTH)];
    }),
  );
}

function normalizedLine(file: Fingerprinted, offset: number): string {
  const line = file.lines.lineAt(offset);
  const range = { start: file.lines.lineStart(line), end: file.lines.lineEnd(line) };
  return maskedLine(file.source.text, range, file.secrets).replace(/\s+/g, " ").trim();
}
