import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { analyze, DEFAULT_CONFIG, RULES } from "../../server/src/core/index.ts";

const CORPUS = "../shared/corpus/pod-security";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";

interface Case {
  readonly file: string;
  readonly level: "baseline" | "restricted";
  readonly version: string;
  readonly expect: "pass" | "fail";
}

function cases(): readonly Case[] {
  return readFileSync(`${CORPUS}/index.jsonl`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const CONTROL_RULES = RULES.flatMap((rule) =>
  rule.kind === "kubernetes" && rule.podSecurity !== undefined ? [rule] : [],
);

/** The rules that a pod breaks at a level and version. */
function broken(file: string, level: Case["level"], version: string): readonly string[] {
  const analysis = analyze(
    { path: file, text: readFileSync(`${CORPUS}/${file}`, "utf8") },
    { rules: CONTROL_RULES, config: { ...DEFAULT_CONFIG, podSecurity: { level, version } } },
  );
  assert.deepEqual(analysis.failures, [], file);
  for (const { severity } of analysis.diagnostics) assert.equal(severity, "error", file);
  return [...new Set(analysis.diagnostics.map(({ rule }) => rule.id))].sort();
}

/** The rules that say that they decide a control, by the name of the control's test pods without their number. */
function rulesOf(control: string): readonly string[] {
  return CONTROL_RULES.flatMap(({ id, podSecurity }) =>
    podSecurity?.controls.some((name) => name.toLowerCase() === control) ? [id] : [],
  );
}

const all = skip ? [] : cases();

test("every upstream pod is there", { skip }, () => assert.equal(all.length, 228));

for (const { file, level, version, expect } of all) {
  test(`${level} ${version}: ${file.split("/").slice(-2).join("/")}`, () => {
    const rules = broken(file.replace(/^pod-security\//, ""), level, version);
    if (expect === "pass") {
      assert.deepEqual(rules, []);
      return;
    }
    const control = /([^/]*?)\d*\.yaml$/.exec(file)?.[1] ?? "";
    const expected = rulesOf(control);
    assert.ok(expected.length > 0, `no rule is known for the control ${control}`);
    // A HostProcess pod has to be on the node's network, which is a control of its own.
    const others = rules.filter(
      (id) => !expected.includes(id) && !(control === "windowshostprocess" && id === "host-namespace"),
    );
    assert.deepEqual(others, [], "it breaks another control");
    assert.ok(
      rules.some((id) => expected.includes(id)),
      `it is let through, and ${expected.join(" or ")} is silent`,
    );
  });
}
