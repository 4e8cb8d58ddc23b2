import { createHash } from "node:crypto";
import type { Diagnostic } from "../../core/engine/diagnostic.ts";
import { maskedLine } from "../../core/engine/mask.ts";
import type { CheckedFile } from "./report.ts";

const LENGTH = 32;

const madeFor = new WeakMap<CheckedFile["found"], ReadonlyMap<Diagnostic, string>>();

/**
 * The fingerprint of a file's diagnostic. It says which rule, on which line of text, the how many-eth time:
 * so it stays when lines move, and when a secret on the line changes.
 */
export function fingerprintOf(file: CheckedFile, diagnostic: Diagnostic): string {
  const made = madeFor.get(file.found) ?? fingerprints(file);
  madeFor.set(file.found, made);
  return made.get(diagnostic) ?? "";
}

function fingerprints(file: CheckedFile): ReadonlyMap<Diagnostic, string> {
  const occurrences = new Map<string, number>();
  return new Map(
    file.found.map((diagnostic) => {
      const key = `${diagnostic.rule.id}\n${normalizedLine(file, diagnostic.span.start)}`;
      const occurrence = occurrences.get(key) ?? 0;
      occurrences.set(key, occurrence + 1);
      return [diagnostic, createHash("sha256").update(`${key}\n${occurrence}`).digest("hex").slice(0, LENGTH)];
    }),
  );
}

function normalizedLine(file: CheckedFile, offset: number): string {
  const line = file.lines.lineAt(offset);
  const range = { start: file.lines.lineStart(line), end: file.lines.lineEnd(line) };
  return maskedLine(file.source.text, range, file.secrets).replace(/\s+/g, " ").trim();
}
