import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyEdits } from "../../../server/src/core/text/edit.ts";
import { lineDifferences } from "../../../server/src/core/text/line-difference.ts";

const line = fc.constantFrom("a", "b", "c", "");
const lineBreak = fc.constantFrom("\n", "\r\n", "\r");
const text = fc.array(fc.tuple(line, lineBreak)).map((parts) => parts.flat().join(""));

test("the edits turn one text into the other", () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (before, after, isOpen) => {
      const old = isOpen ? `${before}end` : before;
      assert.equal(applyEdits(old, lineDifferences(old, after)), after);
    }),
  );
});

test("lines that stay are not touched", () => {
  assert.deepEqual(lineDifferences("a\nb\nc\nd\ne\n", "a\nx\nc\ne\nf\n"), [
    { span: { start: 2, end: 4 }, newText: "x\n" },
    { span: { start: 6, end: 8 }, newText: "" },
    { span: { start: 10, end: 10 }, newText: "f\n" },
  ]);
  assert.deepEqual(lineDifferences("a\nb", "a\nb"), []);
});

test("texts that have nothing in common are one edit", () => {
  const lines = (word: string): string => Array.from({ length: 2_500 }, (_, i) => `${word}${i}\n`).join("");
  assert.equal(lineDifferences(lines("a"), lines("b")).length, 1);
});
