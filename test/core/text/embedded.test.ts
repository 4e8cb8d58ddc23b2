import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  EmbeddedBuilder,
  type EmbeddedText,
  embeddedSlice,
  embeddedSpan,
  embedVerbatim,
  embedWhole,
  isVerbatim,
} from "../../../server/src/core/text/embedded.ts";

const FILE = "0123456789abcdefghijklmnopqrstuvwxyz";

/** The places of each code unit, one by one. */
function units(embedded: EmbeddedText): readonly [string, number, number][] {
  return embedded.text.split("").map((unit, i) => [unit, embedded.offsetAt(i), embedded.endAt(i + 1)]);
}

test("a text that stands in the file as it is", () => {
  const text = embedVerbatim("cde", 12);
  assert.deepEqual(units(text), [
    ["c", 12, 13],
    ["d", 13, 14],
    ["e", 14, 15],
  ]);
  assert.equal(text.offsetAt(3), 15);
  assert.ok(isVerbatim(embeddedSlice(text, 1, 2)));
  assert.deepEqual(embeddedSpan(embeddedSlice(text, 1), 0, 1), { start: 13, end: 14 });
});

test("a text of which only the whole has a place", () => {
  const text = embedWhole("xy", { start: 3, end: 9 });
  assert.deepEqual(units(text), [
    ["x", 3, 9],
    ["y", 3, 9],
  ]);
  assert.deepEqual([text.offsetAt(2), text.endAt(0)], [9, 3]);
  assert.deepEqual(units(embeddedSlice(text, 1)), [["y", 3, 9]]);
  assert.equal(embedWhole("", { start: 3, end: 9 }).offsetAt(0), 3);
});

test("what was left out between two units belongs to neither", () => {
  const joined = new EmbeddedBuilder(0);
  joined.addVerbatim("ab", 10);
  joined.addVerbatim("fg", 15);
  const text = joined.build();
  assert.deepEqual(embeddedSpan(text, 0, 2), { start: 10, end: 12 });
  assert.deepEqual(embeddedSpan(text, 2, 4), { start: 15, end: 17 });
  assert.deepEqual(embeddedSpan(text, 2, 2), { start: 15, end: 15 });
  assert.ok(!isVerbatim(text));
  assert.ok(isVerbatim(embeddedSlice(text, 2)));
});

test("pieces that go on where the one before ends are one", () => {
  const joined = new EmbeddedBuilder(0);
  joined.addVerbatim("ab", 10);
  joined.addSpelled("c", 12, 13);
  joined.addVerbatim("de", 13);
  assert.ok(isVerbatim(joined.build()));
  assert.ok(!isVerbatim(joined.build(20)));
  assert.equal(joined.build(20).offsetAt(5), 20);
});

test("one that is built from nothing has a place", () => {
  assert.equal(new EmbeddedBuilder(7).build().offsetAt(0), 7);
  assert.equal(new EmbeddedBuilder(7).build(9).endAt(0), 9);
});

test("each unit of any text keeps its place, in slices and in what is made of them", () => {
  const place = fc.tuple(fc.nat(FILE.length), fc.nat(5)).map(([start, length]) => ({ start, end: start + length }));
  const piece = fc.record({ place, spelled: fc.option(fc.constantFrom("", "x", "xy")) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.nat(20), fc.nat(20), (pieces, a, b) => {
      const builder = new EmbeddedBuilder(0);
      const expected: [string, number, number][] = [];
      for (const { place: at, spelled } of pieces) {
        const text = spelled ?? FILE.slice(at.start, at.end);
        if (spelled === null) builder.addVerbatim(text, at.start);
        else builder.addSpelled(text, at.start, at.end);
        for (const [i, unit] of text.split("").entries()) {
          expected.push(spelled === null ? [unit, at.start + i, at.start + i + 1] : [unit, at.start, at.end]);
        }
      }
      const whole = builder.build();
      assert.deepEqual(units(whole), expected);
      assert.equal(whole.offsetAt(whole.text.length), expected.at(-1)?.[2] ?? 0);
      const [start, end] = a < b ? [a, b] : [b, a];
      assert.deepEqual(units(embeddedSlice(whole, start, end)), expected.slice(start, end));
      const again = new EmbeddedBuilder(0);
      again.addSpelled("'", 90, 90);
      again.add(whole, start, Math.min(end, whole.text.length));
      assert.deepEqual(units(again.build()).slice(1), expected.slice(start, end));
    }),
    { seed: 7, numRuns: 1000 },
  );
});
