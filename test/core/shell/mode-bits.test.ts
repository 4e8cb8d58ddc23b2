import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Mode, parseMode } from "../../../server/src/core/shell/mode.ts";
import { applyMode, OTHERS_WRITE, withoutOthersWrite } from "../../../server/src/core/shell/mode-bits.ts";

function mode(text: string): Mode {
  const parsed = parseMode(text);
  assert.ok(parsed, text);
  return parsed;
}

describe("applyMode", () => {
  const cases: readonly (readonly [text: string, before: number, after: number])[] = [
    ["755", 0, 0o755],
    ["4755", 0o777, 0o4755],
    ["u+s", 0o755, 0o4755],
    ["ug+s", 0o755, 0o6755],
    ["o+t", 0o777, 0o1777],
    ["a=rx", 0o7777, 0o555],
    ["g=u", 0o700, 0o770],
    ["go-rwx", 0o777, 0o700],
    ["u=rwx,g=rx,o=", 0, 0o750],
    ["+x", 0o644, 0o755],
    ["+w", 0o444, 0o644],
    ["a+w", 0o444, 0o666],
    ["a+X", 0o644, 0o644],
    ["a+X", 0o744, 0o755],
    ["u+rw-x", 0o100, 0o600],
    ["=0644", 0o777, 0o644],
  ];
  for (const [text, before, after] of cases) {
    it(`${text} on ${before.toString(8)}`, () =>
      assert.equal(applyMode(mode(text), before).toString(8), after.toString(8)));
  }

  it("lets the umask hold back what a part without a name gives", () => {
    assert.equal(applyMode(mode("+rwx"), 0, 0o077), 0o700);
    assert.equal(applyMode(mode("a+rwx"), 0, 0o077), 0o777);
    assert.equal(applyMode(mode("+w"), 0, 0), 0o222);
  });
});

const clause = fc
  .tuple(fc.subarray(["u", "g", "o", "a"]), fc.constantFrom("+", "-", "="), fc.subarray(["r", "w", "x", "X", "s", "t"]))
  .map(([who, operator, permissions]) => who.join("") + operator + permissions.join(""));
const symbolic = fc.array(clause, { minLength: 1, maxLength: 4 }).map((clauses) => clauses.join(","));
const octal = fc.integer({ min: 0, max: 0o7777 }).map((bits) => bits.toString(8).padStart(3, "0"));

describe("withoutOthersWrite", () => {
  it("keeps every other bit, and the right to write from others", () => {
    fc.assert(
      fc.property(fc.oneof(symbolic, octal), fc.integer({ min: 0, max: 0o7777 }), (text, start) => {
        const before = start & ~OTHERS_WRITE;
        const plain = withoutOthersWrite(text, mode(text));
        const after = plain === undefined ? before : applyMode(mode(plain), before, 0);
        const expected = applyMode(mode(text), before, 0) & ~OTHERS_WRITE;
        assert.equal(after.toString(8), expected.toString(8), `${text} became ${plain}`);
      }),
      { numRuns: 2000 },
    );
  });
});
