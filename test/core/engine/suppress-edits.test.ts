// The suppression that a quick fix writes does what it says, for every finding of every example.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alone, pathFor } from "../../../scripts/generated/examples.ts";
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  applyEdits,
  commentPlaces,
  type Diagnostic,
  RULES,
  suppressFileEdit,
  suppressLineEdit,
  type TextEdit,
} from "../../../server/src/core/index.ts";
import { allExamples, type Example } from "../../examples.ts";

/** JSON has no comments. */
const EXAMPLES = allExamples().filter(({ kind, text }) => kind === "bad" && !text.startsWith("{"));

/** Every rule runs, as in an editor, so that a comment that harms another rule's finding is seen. */
function optionsFor({ rule }: Example): AnalyzeOptions {
  return { today: "2026-11-24", ...alone(rule), rules: RULES };
}

function analyzed(example: Example, text: string): Analysis {
  return analyze({ path: pathFor(example.rule, example.text), text }, optionsFor(example));
}

interface Place {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

function key({ rule, start, end }: Place): string {
  return `${rule} ${start}-${end}`;
}

function placeOf({ rule, span }: Diagnostic): Place {
  return { rule: rule.id, ...span };
}

/** Where a place is after an insertion. */
function moved({ rule, start, end }: Place, { span: { start: at }, newText }: TextEdit): Place {
  const move = (offset: number): number => (offset >= at ? offset + newText.length : offset);
  return { rule, start: move(start), end: start === end ? move(start) : move(end) };
}

interface Change {
  readonly gone: readonly Diagnostic[];
  readonly fresh: readonly string[];
}

function change(before: Analysis, after: Analysis, edit: TextEdit): Change {
  const left = after.diagnostics.map((diagnostic) => key(placeOf(diagnostic)));
  const gone = before.diagnostics.filter((diagnostic) => {
    const index = left.indexOf(key(moved(placeOf(diagnostic), edit)));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return { gone, fresh: left };
}

/** Whether two findings are in one line, one instruction or one container, or in the directives and the instruction below them. */
function shareUnit({ model, lines }: Analysis, a: Diagnostic, b: Diagnostic): boolean {
  if (lines.lineAt(a.span.start) === lines.lineAt(b.span.start)) return true;
  const units =
    model?.kind === "dockerfile"
      ? [
          ...model.instructions.map(({ span }) => span),
          { start: 0, end: model.directives.length > 0 ? (model.instructions[0]?.span.end ?? 0) : 0 },
        ]
      : (model?.parts ?? []).flatMap(({ document, offset }) => [
          ...document.textBlocks.map(({ start, end }) => ({ start: start + offset, end: end + offset })),
          ...document.objects
            .flatMap(({ pods }) => pods.flatMap(({ containers }) => containers))
            .map(({ node: { span } }) => ({ start: span.start + offset, end: span.end + offset })),
        ]);
  return units.some((unit) => [a, b].every(({ span }) => unit.start <= span.start && span.start <= unit.end));
}

function assertLineEdit(example: Example, text: string): void {
  const before = analyzed(example, text);
  assert.ok(before.model !== undefined);
  for (const diagnostic of before.diagnostics) {
    const { rule, span } = diagnostic;
    const edit = suppressLineEdit(commentPlaces(before.model), span.start, rule.id);
    const suppressed = applyEdits(text, [edit]);
    const after = analyzed(example, suppressed);
    const { gone, fresh } = change(before, after, edit);
    const where = `${rule.id} at ${span.start}:\n${suppressed}`;
    assert.ok(gone.includes(diagnostic), `it is still reported: ${where}`);
    assert.deepEqual(fresh, [], `something new is reported: ${where}`);
    for (const other of gone) {
      assert.equal(other.rule.id, rule.id, `another rule is silenced: ${where}`);
      assert.ok(shareUnit(before, diagnostic, other), `a finding elsewhere is silenced: ${where}`);
    }
    assert.deepEqual(after.gaps.length, before.gaps.length, where);
    assert.equal(after.suppressed.length, before.suppressed.length + gone.length, where);
  }
}

function assertFileEdit(example: Example): void {
  const { text } = example;
  const before = analyzed(example, text);
  assert.ok(before.model !== undefined);
  for (const id of new Set(before.diagnostics.map(({ rule }) => rule.id))) {
    const edit = suppressFileEdit(commentPlaces(before.model), id);
    const after = analyzed(example, applyEdits(text, [edit]));
    const { gone, fresh } = change(before, after, edit);
    assert.deepEqual(
      gone.map(({ rule }) => rule.id),
      before.diagnostics.flatMap(({ rule }) => (rule.id === id ? [id] : [])),
    );
    assert.deepEqual(fresh, [], id);
  }
}

describe("the suppression that a quick fix writes", () => {
  for (const example of EXAMPLES) {
    it(`holds back that finding and nothing else, ${example.rule.id}: ${example.title}`, () => {
      assertLineEdit(example, example.text);
      assertFileEdit(example);
    });
  }

  it("does so with Windows line ends and behind a byte-order mark", () => {
    for (const example of EXAMPLES) assertLineEdit(example, `\ufeff${example.text.replaceAll("\n", "\r\n")}`);
  });
});
