// Every example of every rule: what its page shows is what it does.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alone, analyzeAlone, fileKind } from "../scripts/generated/examples.ts";
import {
  type Analysis,
  applyEdits,
  type Diagnostic,
  type Fix,
  fixAll,
  RULES,
  type Rule,
} from "../server/src/core/index.ts";
import type { ExampleFiles } from "../server/src/core/rules/rule.ts";
import { RULE_IDS } from "../server/src/core/rules/rule-ids.ts";
import { findSecrets } from "../server/src/core/secrets/detect.ts";
import { allExamples, type Example, fixesOf, places, withAdditions } from "./examples.ts";

const KEBAB_CASE = /^[a-z]+(?:-[a-z0-9]+)*$/;

const EQUIVALENT_IDS: Readonly<Record<keyof Rule["equivalents"], RegExp>> = {
  hadolint: /^(?:DL|SC)\d{4}$/,
  buildkit: /^[A-Z][A-Za-z]+$/,
  trivy: /^(?:DS|KSV|KCV|AVD-[A-Z]+)-\d{4,5}$|^[a-z][a-z0-9-]+$/,
  checkov: /^CKV2?_(?:DOCKER|K8S|SECRET|GHA)_\d+$/,
  kubeLinter: /^[a-z]+(?:-[a-z]+)*$/,
  kubeScore: /^[a-z]+(?:-[a-z]+)*$/,
  polaris: /^[a-z][A-Za-z]+$/,
  kubescape: /^C-\d{4}$/,
  sonar: /^(?:docker:|kubernetes:|secrets:)?S\d{3,5}$/,
};

describe("the registry", () => {
  it("has the ids of all rules for those who load no rule", () => {
    assert.deepEqual(
      RULE_IDS,
      RULES.map(({ id }) => id),
    );
  });

  it("holds rules, each under an id of its own", () => {
    assert.ok(RULES.length > 0);
    const ids = RULES.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, i) => ids.indexOf(id) !== i),
      [],
    );
  });
});

for (const rule of RULES) {
  describe(rule.id, () => {
    it("is described as a page needs it", () => assertDescribed(rule));
    for (const example of allExamples().filter((candidate) => candidate.rule === rule)) {
      it(`${example.kind}: ${example.title}`, () => assertExample(example));
    }
  });
}

function assertDescribed(rule: Rule): void {
  assert.doesNotMatch(JSON.stringify(rule), /TODO/, "the rule is not filled in");
  assert.match(rule.id, KEBAB_CASE);
  for (const [field, text] of Object.entries({ title: rule.title, why: rule.why, remedy: rule.remedy })) {
    assert.ok(text.trim().length > 0 && text === text.trim(), `${field} is empty or has blanks around it`);
  }
  assert.ok(!rule.title.endsWith("."), "a title is a heading, not a sentence with a period");
  assert.match(rule.why, /[.`*]$/, "why ends with a sentence");
  // VS Code shows some twelve lines below each other, and the message takes four of them.
  assert.ok(`${rule.remedy} ${rule.why}`.length <= 640, "a hover holds both without scrolling");
  assert.ok(rule.actors.length > 0, "somebody gains something");
  assert.equal(new Set(rule.actors).size, rule.actors.length, "actors are named twice");
  const titles = [...rule.bad, ...rule.good].map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length, `two examples have one title: ${titles.join(", ")}`);
  for (const { title, url } of rule.references) {
    assert.ok(title.trim().length > 0);
    assert.equal(new URL(url).protocol, "https:", url);
  }
  for (const [linter, ids] of Object.entries(rule.equivalents)) {
    const format = EQUIVALENT_IDS[linter as keyof Rule["equivalents"]];
    assert.ok(ids.length > 0, `${linter}: an empty list`);
    for (const id of ids) assert.match(id, format, linter);
  }
}

function assertExample(example: Example): void {
  const { rule, text, files } = example;
  const analysis = analyzeAlone(rule, text, files);
  assert.equal(analysis.kind, fileKind(rule, text), "the example is not taken for what the rule reads");
  assert.deepEqual(analysis.failures, []);
  if (example.kind === "bad") assert.ok(example.spans.length > 0, "a bad example has a mark «…»");
  else assert.doesNotMatch(text, /[«»]/, "a good example has no marks");
  assert.deepEqual(describePlaces(analysis), describeMarks(example));
  for (const diagnostic of analysis.diagnostics) assertWords(example, diagnostic);
  for (const { index, fix } of fixesOf(analysis)) assertFix(analysis, index, fix, files);
  assertFixAll(example, analysis);
}

/** Places with the text they hold: a failed comparison then says what was reported. */
function describePlaces({ diagnostics, source }: Analysis): readonly string[] {
  return describeAt(source.text, places(diagnostics.map(({ span }) => span)));
}

function describeMarks({ text, spans }: Example): readonly string[] {
  return describeAt(text, places(spans));
}

function describeAt(text: string, pairs: readonly (readonly [number, number])[]): readonly string[] {
  return pairs.map(([start, end]) => `${start}-${end} ${text.slice(start, end)}`);
}

function assertWords(example: Example, diagnostic: Diagnostic): void {
  const { message, related = [], fixes = [] } = diagnostic;
  assertSentence(message);
  const others = related.map((place) => place.message);
  const fixWords = fixes.flatMap(({ title, note }) => [title, note ?? title]);
  for (const words of [...others, ...fixWords]) assert.ok(words.trim().length > 0 && !words.includes("\n"), words);
  for (const words of [message, ...others, ...fixWords]) assertTellsNoSecret(example, diagnostic, words);
}

/** One sentence: a period at its end and none before that, but inside `code`. */
function assertSentence(message: string): void {
  const prose = message.replaceAll(/`[^`]*`/g, "`code`");
  assert.match(prose, /^\S.*\.$/, `not a sentence: ${message}`);
  assert.doesNotMatch(prose, /[.!?]\s+\S/, `more than one sentence: ${message}`);
  assert.ok(!prose.includes("`") || prose.split("`").length % 2 === 1, `an unpaired backquote: ${message}`);
}

/** Of a secret in the example, whether it shows itself or is what the rule marks, no word of the finding tells more than two characters. */
function assertTellsNoSecret({ rule, text }: Example, { span }: Diagnostic, words: string): void {
  const marked = /^secret-(?:in-|committed$)/.test(rule.id) ? [span] : [];
  for (const { start, end } of [...findSecrets(text).map((secret) => secret.span), ...marked]) {
    const value = text.slice(start, end).replaceAll(/^["']|["']$/g, "");
    // A rule about a variable without a value marks its name.
    if (text.split("\n").some((line) => line.split("=")[0] === `ARG ${value}`)) continue;
    assert.ok(value.length < 3 || !words.includes(value), `a secret of the example is told: ${words}`);
  }
}

/** A fix alone takes its finding away, brings no new one of its rule, and leaves text that can be read. */
function assertFix(before: Analysis, index: number, fix: Fix, files: ExampleFiles): void {
  const name = `fix "${fix.title}"`;
  const { additions = [] } = fix;
  assert.ok(fix.edits.length + additions.length > 0, `${name} changes nothing`);
  assert.ok(additions.length === 0 || !fix.safe, `${name} is safe, but changes another file`);
  const { rule } = before.diagnostics[index] as Diagnostic;
  const text = applyEdits(before.source.text, fix.edits);
  const after = analyzeAlone(rule, text, withAdditions(files, additions));
  assert.equal(after.kind, before.kind, `${name}: the text is no longer what it was:\n${text}`);
  assert.deepEqual(after.failures, [], name);
  const gapsBefore = before.gaps.map(({ why }) => why);
  const newGaps = after.gaps.filter(({ why }) => !gapsBefore.includes(why));
  assert.deepEqual(newGaps, [], `${name}: parts of the text can't be read any more:\n${text}`);
  const others = before.diagnostics.filter((_, i) => i !== index).map((diagnostic) => squiggled(before, diagnostic));
  for (const left of after.diagnostics.map((diagnostic) => squiggled(after, diagnostic))) {
    const known = others.indexOf(left);
    assert.ok(known >= 0, `${name}: \`${left}\` is still reported, or newly so:\n${text}`);
    others.splice(known, 1);
  }
}

function squiggled({ source }: Analysis, { span }: Diagnostic): string {
  return source.text.slice(span.start, span.end);
}

function assertFixAll({ rule, fixed, files }: Example, analysis: Analysis): void {
  const result = fixAll(analysis, alone(rule, files));
  assert.equal(result.text, fixed, "fix-all writes something else than the example's `fixed`");
  assert.deepEqual(
    result.analysis.diagnostics.filter(({ fixes }) => fixes?.some(({ safe }) => safe)).map(({ message }) => message),
    [],
    "fix-all leaves a finding with a safe fix",
  );
}
