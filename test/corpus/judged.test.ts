// Findings on real files that a person read one by one (drawn by scripts/sample-findings.ts) and said true or false, with the reason.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze } from "../../server/src/core/index.ts";

const CORPUS = "../shared/corpus";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";
const TODAY = "2026-11-24";

interface Judged {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly severity: "error" | "warning" | "information";
  readonly verdict: "true" | "false";
  readonly reason: string;
}

function judged(name: string): readonly Judged[] {
  const lines = readFileSync(`test/corpus/judged/${name}.jsonl`, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Judged);
}

function precision(all: readonly Judged[], severity: Judged["severity"]): number {
  const ofSeverity = all.filter((one) => one.severity === severity);
  return ofSeverity.filter(({ verdict }) => verdict === "true").length / ofSeverity.length;
}

function key({ line, column, rule }: Pick<Judged, "line" | "column" | "rule">): string {
  return `${line}:${column} ${rule}`;
}

/** Findings that were judged true and are no longer made. */
function lost(all: readonly Judged[]): readonly string[] {
  return [...new Set(all.map(({ file }) => file))].flatMap((file) => {
    const { diagnostics, lines } = analyze(
      { path: file, text: readFileSync(`${CORPUS}/${file}`, "utf8") },
      { today: TODAY },
    );
    const found = new Set(
      diagnostics.map(({ rule, span }) => {
        const { line, character } = lines.positionAt(span.start);
        return key({ line: line + 1, column: character + 1, rule: rule.id });
      }),
    );
    return all
      .filter((one) => one.file === file && one.verdict === "true" && !found.has(key(one)))
      .map((one) => `${file}:${key(one)}`);
  });
}

for (const name of ["dockerfiles", "manifests"]) {
  describe(`200 findings on ${name}, judged one by one`, { skip }, () => {
    const all = judged(name);

    it("have a verdict and a reason each", () => {
      assert.equal(all.length, 200);
      for (const one of all) assert.ok(one.reason.length > 5, JSON.stringify(one));
    });

    it("are true: at least 95 % of the errors and 90 % of the warnings", () => {
      assert.ok(precision(all, "error") >= 0.95);
      assert.ok(precision(all, "warning") >= 0.9);
    });

    it("are still found where they are true", () => assert.deepEqual(lost(all), []));
  });
}
