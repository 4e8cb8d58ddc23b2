import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import * as v from "valibot";
import { type WriteResult, writeOutput } from "./files.ts";
import { reasonOf } from "./reason.ts";
import { fingerprintOf } from "./reporters/fingerprint.ts";
import type { CheckedFile } from "./reporters/report.ts";

const entry = v.object({ rule: v.string(), fingerprint: v.string() });
const baselineSchema = v.object({ version: v.literal(1), files: v.record(v.string(), v.array(entry)) });

type Entry = v.InferOutput<typeof entry>;

/** Findings that were there before, by file; paths are relative to the baseline's own folder. */
export interface Baseline {
  readonly path: string;
  readonly files: ReadonlyMap<string, readonly Entry[]>;
}

export type BaselineResult =
  | { readonly kind: "baseline"; readonly baseline: Baseline }
  | { readonly kind: "missing" }
  | { readonly kind: "invalid"; readonly why: string };

/** Reads a baseline; `path` is absolute. */
export function readBaseline(path: string): BaselineResult {
  if (!existsSync(path)) return { kind: "missing" };
  try {
    const result = v.safeParse(baselineSchema, JSON.parse(readFileSync(path, "utf8")));
    if (!result.success) return { kind: "invalid", why: "is no baseline of this version" };
    return { kind: "baseline", baseline: { path, files: new Map(Object.entries(result.output.files)) } };
  } catch (error) {
    return { kind: "invalid", why: error instanceof SyntaxError ? "is not JSON" : reasonOf(error) };
  }
}

/** A baseline that holds nothing yet. */
export function emptyBaseline(path: string): Baseline {
  return { path, files: new Map() };
}

/** A file without the findings that the baseline holds. */
export function withoutKnown(file: CheckedFile, baseline: Baseline, cwd: string): CheckedFile {
  const entries = baseline.files.get(keyOf(file, baseline, cwd));
  if (entries === undefined) return file;
  const known = new Set(entries.map(({ fingerprint }) => fingerprint));
  const isKnown = (diagnostic: CheckedFile["diagnostics"][number]): boolean =>
    known.has(fingerprintOf(file, diagnostic));
  return {
    ...file,
    diagnostics: file.diagnostics.filter((diagnostic) => !isKnown(diagnostic)),
    baselined: file.diagnostics.filter(isKnown),
  };
}

/** How many of the baseline's findings no longer occur in the files that were checked. */
export function goneFindings(files: readonly CheckedFile[], baseline: Baseline, cwd: string): number {
  return files.reduce((sum, file) => {
    const entries = baseline.files.get(keyOf(file, baseline, cwd)) ?? [];
    return sum + entries.length - Math.min(entries.length, file.baselined.length);
  }, 0);
}

/** Writes the findings of the checked files into the baseline; of other files it keeps what it holds, while they exist. */
export function updateBaseline(files: readonly CheckedFile[], baseline: Baseline, cwd: string): WriteResult {
  const folder = dirname(baseline.path);
  const kept = [...baseline.files].filter(([key]) => existsSync(resolve(folder, key)));
  const all = new Map(kept);
  for (const file of files) {
    const found = [...file.diagnostics, ...file.baselined];
    const entries = found.map((diagnostic) => ({
      rule: diagnostic.rule.id,
      fingerprint: fingerprintOf(file, diagnostic),
    }));
    const key = keyOf(file, baseline, cwd);
    if (entries.length === 0) all.delete(key);
    else all.set(key, entries.sort(byText));
  }
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return writeOutput(baseline.path, `${JSON.stringify({ version: 1, files: Object.fromEntries(sorted) }, null, 2)}\n`);
}

function byText(a: Entry, b: Entry): number {
  return `${a.rule} ${a.fingerprint}` < `${b.rule} ${b.fingerprint}` ? -1 : 1;
}

function keyOf(file: CheckedFile, baseline: Baseline, cwd: string): string {
  return relative(dirname(baseline.path), resolve(cwd, file.source.path)).split(sep).join("/");
}
