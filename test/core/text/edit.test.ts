import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyEdits, textDifference } from "../../../server/src/core/text/edit.ts";

const TEXT = fc.array(fc.constantFrom("a", "b", "ab", "\n", "é")).map((parts) => parts.join(""));

test("the difference of two texts turns one into the other, and is as small as one edit can be", () => {
  fc.assert(
    fc.property(TEXT, TEXT, TEXT, TEXT, (before, after, head, tail) => {
      const [old, changed] = [head + before + tail, head + after + tail];
      const edit = textDifference(old, changed);
      assert.equal(edit === undefined, old === changed);
      if (edit === undefined) return;
      assert.equal(applyEdits(old, [edit]), changed);
      const { span, newText } = edit;
      const removed = old.slice(span.start, span.end);
      assert.ok(removed === "" || newText === "" || (removed[0] !== newText[0] && removed.at(-1) !== newText.at(-1)));
    }),
    { seed: 2026 },
  );
});
