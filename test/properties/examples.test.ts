// What has to hold of every text, tried on every example and on all that one passes through while it is typed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alone, analyzeAlone, fileKind, pathFor } from "../../scripts/generated/examples.ts";
import { type Analysis, analyze, type DocumentKind, fixAll } from "../../server/src/core/index.ts";
import { allExamples, type Example } from "../examples.ts";
import { assertSound } from "../sound.ts";

const EXAMPLES = allExamples();
const KINDS: readonly DocumentKind[] = ["dockerfile", "kubernetes"];

describe("as an example is typed", () => {
  for (const kind of KINDS) {
    it(`${kind}: no rule throws, every place lies in the text, and what was kept from before changes nothing`, () => {
      const seen = new Set<string>();
      for (const example of EXAMPLES) if (fileKind(example.rule, example.text) === kind) type(example, seen);
      assert.ok(seen.size > 1000, `only ${seen.size} texts were tried`);
    });
  }
});

/** Analyses every beginning of an example that was not seen before, each on top of the one before it. */
function type({ rule, text }: Example, seen: Set<string>): void {
  let previous: Analysis | undefined;
  for (let length = 0; length <= text.length; length++) {
    const typed = text.slice(0, length);
    if (seen.has(typed)) continue;
    seen.add(typed);
    previous = analyze({ path: pathFor(rule, text), text: typed }, previous === undefined ? {} : { previous });
    assertSound(previous);
  }
  if (previous === undefined) return;
  assert.deepEqual(found(previous), found(analyze(previous.source)), `typed differs from opened:\n${text}`);
}

describe("with Windows line ends", () => {
  for (const example of EXAMPLES) {
    it(`${example.rule.id}: ${example.title}`, () => assertTwin(example));
  }
});

describe("fix-all", () => {
  for (const { rule, text, title, files } of EXAMPLES) {
    it(`is done after one run, ${rule.id}: ${title}`, () => {
      const once = fixAll(analyzeAlone(rule, text, files), alone(rule, files));
      const twice = fixAll(analyzeAlone(rule, once.text, files), alone(rule, files));
      assert.equal(twice.text, once.text);
      assert.deepEqual(twice.applied, []);
    });
  }

  it("with every rule at once reaches an end, and leaves text that can be read", () => {
    for (const { rule, text } of EXAMPLES) {
      const before = analyze({ path: pathFor(rule, text), text });
      const { analysis } = fixAll(before);
      assert.deepEqual(analysis.failures, []);
      assert.deepEqual(
        analysis.gaps.map(({ why }) => why),
        before.gaps.map(({ why }) => why),
        analysis.source.text,
      );
      assert.deepEqual(fixAll(analysis).applied, [], `fix-all has more to do:\n${analysis.source.text}`);
    }
  });
});

interface Found {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

function found({ diagnostics }: Analysis): readonly Found[] {
  return diagnostics.map(({ rule, span }) => ({ rule: rule.id, start: span.start, end: span.end }));
}

/** The same text with CRLF has the same findings at the places that correspond, and fixes keep its line ends. */
function assertTwin({ rule, text, files }: Example): void {
  const twinText = text.replaceAll("\n", "\r\n");
  const twin = analyzeAlone(rule, twinText, files);
  assertSound(twin);
  const moved = (offset: number): number => offset + (text.slice(0, offset).match(/\n/g)?.length ?? 0);
  const expected = found(analyzeAlone(rule, text, files)).map(({ start, end, ...rest }) => ({
    ...rest,
    start: moved(start),
    end: moved(end),
  }));
  assert.deepEqual(found(twin), expected);
  for (const { span } of twin.diagnostics) assertNoHalfLineEnd(twinText, span.start, span.end);
  const fixed = fixAll(twin, alone(rule, files)).text;
  assert.doesNotMatch(fixed, /(?<!\r)\n/, `a lone line feed:\n${JSON.stringify(fixed)}`);
  assert.equal(fixed.replaceAll("\r\n", "\n"), fixAll(analyzeAlone(rule, text, files), alone(rule, files)).text);
}

function assertNoHalfLineEnd(text: string, ...offsets: readonly number[]): void {
  for (const offset of offsets) {
    assert.ok(!(text[offset - 1] === "\r" && text[offset] === "\n"), `${offset} is between CR and LF`);
  }
}
