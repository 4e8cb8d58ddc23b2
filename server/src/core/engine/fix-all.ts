import type { Fix } from "../rules/rule.ts";
import { applyEdits, collide, isSameEdit, type TextEdit } from "../text/edit.ts";
import { firstIndex } from "../text/first-index.ts";
import type { Analysis, AnalyzeOptions } from "./analysis.ts";
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
  const { language } = analysis;
  const applied: { diagnostic: Diagnostic; fix: Fix }[] = [];
  const seen = new Set([analysis.source.text]);
  let current = analysis;
  for (let round = 0; language !== undefined && round < MOST_ROUNDS; round++) {
    const { chosen, edits } = chooseFixes(current.diagnostics);
    if (chosen.length === 0) break;
    const text = applyEdits(current.source.text, edits);
    if (seen.has(text)) break;
    seen.add(text);
    applied.push(...chosen);
    current = language.analyze({ path: current.source.path, text }, { ...options, previous: current });
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
    const places = fix.edits.map((edit) => ({ edit, ...placeAmong(edits, edit) }));
    if (places.some(({ fit }) => fit === "collides")) continue;
    for (const { edit, fit } of places) if (fit === "free") edits.splice(placeAmong(edits, edit).index, 0, edit);
    chosen.push({ diagnostic, fix });
  }
  return { chosen, edits };
}

interface EditPlace {
  readonly index: number;
  readonly fit: "free" | "taken" | "collides";
}

/** Where an edit belongs among others that are in the order of the text and do not collide: only its neighbours can be in its way. */
function placeAmong(edits: readonly TextEdit[], edit: TextEdit): EditPlace {
  const index = firstIndex(edits, ({ span }) => span.start >= edit.span.start);
  const neighbours = [edits[index - 1], edits[index]].filter((other) => other !== undefined);
  if (neighbours.some((other) => isSameEdit(other, edit))) return { index, fit: "taken" };
  return { index, fit: neighbours.some((other) => collide(other, edit)) ? "collides" : "free" };
}
