import { type Analysis, type Fix, RULES, type Rule } from "../server/src/core/index.ts";
import { readMarks } from "../server/src/core/rules/example.ts";
import type { Span } from "../server/src/core/text/span.ts";

/** An example of a rule, ready to be analysed. */
export interface Example {
  readonly rule: Rule;
  readonly kind: "bad" | "good";
  readonly title: string;
  /** Without the marks. */
  readonly text: string;
  /** What the marks named. */
  readonly spans: readonly Span[];
  /** The text after fix-all; the same text where the example names none. */
  readonly fixed: string;
}

/** Every example of every rule. */
export function allExamples(): readonly Example[] {
  return RULES.flatMap((rule) => [
    ...rule.bad.map((bad): Example => {
      const { text, spans } = readMarks(bad.code);
      return { rule, kind: "bad", title: bad.title, text, spans, fixed: bad.fixed ?? text };
    }),
    ...rule.good.map(({ title, code }): Example => ({ rule, kind: "good", title, text: code, spans: [], fixed: code })),
  ]);
}

/** Every fix of an analysis, with the index of its finding. */
export function fixesOf(analysis: Analysis): readonly { readonly index: number; readonly fix: Fix }[] {
  return analysis.diagnostics.flatMap((diagnostic, index) => (diagnostic.fixes ?? []).map((fix) => ({ index, fix })));
}

/** Distinct spans in the order of the text, as plain pairs that a failed comparison prints well. */
export function places(spans: readonly Span[]): readonly (readonly [number, number])[] {
  const pairs = [...spans]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end }) => [start, end] as const);
  return pairs.filter(([start, end], i) => i === 0 || pairs[i - 1]?.[0] !== start || pairs[i - 1]?.[1] !== end);
}
