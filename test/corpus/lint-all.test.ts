// Real files, none of them written for us: nothing crashes, nothing wavers, every place lies in its file.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";
import {
  type Analysis,
  analyze,
  applyEdits,
  DEFAULT_CONFIG,
  fixAll,
  RULES,
  type Source,
} from "../../server/src/core/index.ts";
import { assertSound } from "../sound.ts";

const CORPUS = "../shared/corpus";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";

/** Every rule, those that are off by default as well. */
const OPTIONS = {
  config: {
    ...DEFAULT_CONFIG,
    rules: Object.fromEntries(RULES.map(({ id }) => [id, "on" as const])),
    trustedRegistries: ["registry.example"],
  },
  today: "2026-11-24",
};

function* corpus(): Iterable<Source> {
  for (const path of globSync(`${CORPUS}/**/*`, { dot: true, ignore: [`${CORPUS}/README.md`, "**/index.jsonl"] })) {
    yield { path: path.slice(CORPUS.length + 1), text: readFileSync(path, "utf8") };
  }
  const cases = readFileSync(`${CORPUS}/dockerfile-cases/hadolint/index.jsonl`, "utf8").split("\n");
  for (const [i, line] of cases.entries()) {
    if (line !== "") yield { path: `hadolint-case-${i + 1}/Dockerfile`, text: JSON.parse(line).text };
  }
}

function ours(): readonly Analysis[] {
  return Array.from(corpus(), (source) => analyze(source, OPTIONS)).filter(({ kind }) => kind !== undefined);
}

/** What a person is told of a file, places included, as text that is easy to compare. */
function told({ source, diagnostics, suppressed, gaps }: Analysis): string {
  const found = [...diagnostics, ...suppressed].map(({ rule, severity, span, message, related, fixes }) => ({
    rule: rule.id,
    severity,
    span,
    message,
    related,
    fixes,
  }));
  return JSON.stringify({ path: source.path, found, gaps }, null, 1);
}

describe("every file of the corpus", { skip }, () => {
  const analyses = skip === false ? ours() : [];

  it("is read: Dockerfiles and manifests are recognised", () => {
    const count = (kind: string): number => analyses.filter((analysis) => analysis.kind === kind).length;
    assert.ok(count("dockerfile") > 500, `only ${count("dockerfile")} Dockerfiles`);
    assert.ok(count("kubernetes") > 600, `only ${count("kubernetes")} manifests`);
  });

  it("is checked without a rule failing, and every place lies in it", () => analyses.forEach(assertSound));

  it("has the same findings when it is checked again", () => {
    for (const [i, again] of ours().entries()) {
      const first = analyses[i];
      assert.ok(first !== undefined);
      assert.equal(told(again), told(first));
    }
  });

  it("can take each fix that is offered, and the text is still what it was", () => {
    let count = 0;
    for (const { source, kind, diagnostics } of analyses) {
      for (const fix of diagnostics.flatMap(({ fixes }) => fixes ?? [])) {
        const text = applyEdits(source.text, fix.edits);
        assert.notEqual(text, source.text, `${source.path}: "${fix.title}" changes nothing`);
        count++;
        // Reading it all again for each of thousands of fixes would take minutes.
        if (source.text.length > 10_000) continue;
        const after = analyze({ path: source.path, text }, OPTIONS);
        assert.equal(after.kind, kind, `${source.path}: "${fix.title}"`);
        assert.deepEqual(after.failures, [], `${source.path}: "${fix.title}"`);
      }
    }
    assert.ok(count > 500, `only ${count} fixes`);
  });

  it("comes to an end of fixing, with nothing left that could be fixed, and nothing new that can't be read", () => {
    for (const analysis of analyses) {
      const fixed = fixAll(analysis, OPTIONS);
      const { path } = analysis.source;
      assertSound(fixed.analysis);
      assert.deepEqual(fixAll(fixed.analysis, OPTIONS).applied, [], `${path}: fix-all has more to do`);
      assert.ok(fixed.analysis.gaps.length <= analysis.gaps.length, `${path}: fix-all left text that can't be read`);
    }
  });
});
