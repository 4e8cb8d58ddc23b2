import assert from "node:assert/strict";
import type { Analysis } from "../server/src/core/index.ts";

/** What holds of every analysis: no rule failed, every place lies in the text, every message is words on one line. */
export function assertSound({ source, diagnostics, gaps, failures }: Analysis): void {
  const where = source.text.length < 2000 ? `${source.path}:\n${source.text}` : source.path;
  assert.deepEqual(failures, [], where);
  const spans = [
    ...gaps.map(({ span }) => span),
    ...diagnostics.map(({ span }) => span),
    ...diagnostics.flatMap(({ related = [] }) => related.flatMap(({ path, span }) => (path === undefined ? span : []))),
    ...diagnostics.flatMap(({ fixes }) => (fixes ?? []).flatMap(({ edits }) => edits.map(({ span }) => span))),
  ];
  for (const { start, end } of spans) {
    assert.ok(0 <= start && start <= end && end <= source.text.length, `${start}-${end} leaves the text of ${where}`);
  }
  for (const { message } of diagnostics) assert.match(message, /^\S[^\r\n]*$/, where);
}
