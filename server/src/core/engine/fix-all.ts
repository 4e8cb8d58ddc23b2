import type { Fix } from "../rules/rule.ts";
import { applyEdits, collide, isSameEdit, type TextEdit } from "../text/edit.ts";
import { type Analysis, type AnalyzeOptions, analyze } from "./analyze.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** What fix-all does to a file. */
export interface FixResult {
  readonly text: string;
  /** The findings whose fix was applied, with the fix, in the order they were applied. */
  readonly applied: readonly { readonly diagnostic: Diagnostic; readonly fix: Fix }[];
  /** The analysis of the fixed text. */
  readonly analysis: Analysis;
}

/** A fix may uncover another finding or have to wait for one that edits the same place; more rounds than this mean a fault. */
const MOST_ROUNDS = 20;

/** The first safe fix of a finding, if it has one. */
export function safeFix(diagnostic: Diagnostic): Fix | undefined {
  return diagnostic.fixes?.find((fix) => fix.safe);
}

/** Applies every safe fix, round by round, until none is left. The text of a file without one comes back unchanged. */
export function fixAll(analysis: Analysis, options: AnalyzeOptions = {}): FixResult {
  const applied: { diagnostic: Diagnostic; fix: Fix }[] = [];
  const seen = new Set([analysis.source.text]);
  let current = analysis;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { chosen, edits } = chooseFixes(current.diagnostics);
    if (chosen.length === 0) break;
    const text = applyEdits(current.source.text, edits);
    if (seen.has(text)) break;
    seen.add(text);
    applied.push(...chosen);
    current = analyze({ path: current.source.path, text }, { ...options, previous: current });
  }
  return { text: current.source.text, applied, analysis: current };
}

interface ChosenFixes {
  readonly chosen: readonly { readonly diagnostic: Diagnostic; readonly fix: Fix }[];
  readonly edits: readonly TextEdit[];
}

/** The safe fixes that can be applied in one go, the earlier finding's first; an edit that two of them share is taken once. */
function chooseFixes(diagnostics: readonly Diagnostic[]): ChosenFixes {
  const chosen: { diagnostic: Diagnostic; fix: Fix }[] = [];
  const edits: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    const fix = safeFix(diagnostic);
    if (fix === undefined || fix.edits.length === 0) continue;
    const fresh = fix.edits.filter((edit) => !edits.some((other) => isSameEdit(other, edit)));
    if (fresh.some((edit) => edits.some((other) => collide(other, edit)))) continue;
    edits.push(...fresh);
    chosen.push({ diagnostic, fix });
  }
  return { chosen, edits };
}

/** The smallest single edit that turns one text into another; undefined where they are the same. */
export function textDifference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let common = 0;
  const most = Math.min(before.length, after.length) - start;
  while (common < most && before[before.length - 1 - common] === after[after.length - 1 - common]) common++;
  return {
    span: { start, end: before.length - common },
    newText: after.slice(start, after.length - common),
  };
}
