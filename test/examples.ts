import { type Analysis, type FileAddition, type Fix, indexLines, RULES, type Rule } from "../server/src/core/index.ts";
import { readMarks } from "../server/src/core/rules/example.ts";
import type { ExampleFiles } from "../server/src/core/rules/rule.ts";
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
  /** The other files of the workspace, by path. */
  readonly files: ExampleFiles;
}

/** Every example of every rule. */
export function allExamples(): readonly Example[] {
  return RULES.flatMap((rule) => [
    ...rule.bad.map((bad): Example => {
      const { text, spans } = readMarks(bad.code);
      return { rule, kind: "bad", title: bad.title, text, spans, fixed: bad.fixed ?? text, files: bad.files ?? {} };
    }),
    ...rule.good.map(({ title, code, files = {} }): Example => {
      return { rule, kind: "good", title, text: code, spans: [], fixed: code, files };
    }),
  ]);
}

/** Every fix of an analysis, with the index of its finding. */
export function fixesOf(analysis: Analysis): readonly { readonly index: number; readonly fix: Fix }[] {
  return analysis.diagnostics.flatMap((diagnostic, index) => (diagnostic.fixes ?? []).map((fix) => ({ index, fix })));
}

/** The files after a fix put its texts into them. */
export function withAdditions(files: ExampleFiles, additions: readonly FileAddition[]): ExampleFiles {
  const changed = additions.map(({ path, at, text }): [string, string] => {
    const before = files[path] ?? "";
    const offset = at === undefined ? 0 : indexLines(before).offsetAt(at);
    return [path, before.slice(0, offset) + text + before.slice(offset)];
  });
  return { ...files, ...Object.fromEntries(changed) };
}

/** Distinct spans in the order of the text, as plain pairs that a failed comparison prints well. */
export function places(spans: readonly Span[]): readonly (readonly [number, number])[] {
  const pairs = [...spans]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end }) => [start, end] as const);
  return pairs.filter(([start, end], i) => i === 0 || pairs[i - 1]?.[0] !== start || pairs[i - 1]?.[1] !== end);
}
