import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitAfterEdit, splitDocuments } from "../../../server/src/core/kubernetes/split.ts";

const PIECE = fc.constantFrom(
  ...["---", "---\n", "--- a\n", "...\n", "...\r\n", "...", "%YAML 1.1\n", "# c\n", "a: 1\n", "b\r\n", "\r", "\n"],
  ...["-", ".", " ", "\ufeff", "\u2028", "x".repeat(30)],
);
const TEXT = fc.array(PIECE, { maxLength: 40, size: "max" }).map((pieces) => pieces.join(""));

test("after an edit a text is cut as a new one, wherever the edit is", () => {
  fc.assert(
    fc.property(TEXT, fc.nat(), fc.nat(12), TEXT, (before, place, length, inserted) => {
      const at = place % (before.length + 1);
      const text = before.slice(0, at) + inserted + before.slice(at + length);
      const old = splitDocuments(before);
      const starts = old.map(({ offset }) => offset);
      const { kept, between, keptAtEnd } = splitAfterEdit(text, { text: before, starts });
      const shift = text.length - before.length;
      const behind = old.slice(old.length - keptAtEnd).map((part) => ({ ...part, offset: part.offset + shift }));
      assert.deepEqual([...old.slice(0, kept), ...between, ...behind], splitDocuments(text));
    }),
    { numRuns: 5_000, seed: 2026 },
  );
});

test("only the documents around an edit are cut again", () => {
  const before = "---\na: 1\n".repeat(100);
  const starts = splitDocuments(before).map(({ offset }) => offset);
  const text = `${before.slice(0, 455)}x${before.slice(455)}`;
  const { kept, between, keptAtEnd } = splitAfterEdit(text, { text: before, starts });
  assert.ok(between.length <= 2 && kept + between.length + keptAtEnd === 100, `${kept} ${between.length} ${keptAtEnd}`);
});
