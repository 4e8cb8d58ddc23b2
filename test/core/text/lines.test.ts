import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { indexLines, joinLines } from "../../../server/src/core/text/lines.ts";

const LINES = fc.array(fc.tuple(fc.constantFrom("", "a", "bcd"), fc.constantFrom("\n", "\r\n", "\r")), {
  minLength: 1,
});
const PART = LINES.map((lines) => lines.flat().join("")).filter((text) => text !== "");

test("an index that is joined from those of parts is the one of the whole text", () => {
  fc.assert(
    fc.property(fc.array(PART), fc.constantFrom("", "x", "x\r\ny"), (parts, last) => {
      const texts = [...parts.map((part) => (part.endsWith("\r") ? `${part}z\n` : part)), last];
      const text = texts.join("");
      let offset = 0;
      const joined = joinLines(
        texts.map((part) => {
          const start = offset;
          offset += part.length;
          return { offset: start, lines: indexLines(part) };
        }),
      );
      const whole = indexLines(text);
      assert.equal(joined.lineCount, whole.lineCount);
      for (let at = -1; at <= text.length + 1; at++) {
        assert.deepEqual(joined.positionAt(at), whole.positionAt(at));
        assert.equal(joined.lineAt(at), whole.lineAt(at));
      }
      for (let line = -1; line <= whole.lineCount + 1; line++) {
        assert.equal(joined.lineStart(line), whole.lineStart(line));
        assert.equal(joined.lineEnd(line), whole.lineEnd(line));
        for (const character of [0, 2, 9]) {
          assert.equal(joined.offsetAt({ line, character }), whole.offsetAt({ line, character }));
        }
      }
    }),
    { seed: 2026 },
  );
});
