// The test cases of other linters: for each check that a rule of ours names as its counterpart, we judge as they do, or say why not.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze, DEFAULT_CONFIG, type Diagnostic, type Equivalents, RULES } from "../../server/src/core/index.ts";

const CORPUS = "../shared/corpus";
const DOCUMENT = "docs/differences-dockerfile.md";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";

interface Case {
  readonly linter: "hadolint" | "checkov";
  /** Their id of the check. */
  readonly check: string;
  readonly name: string;
  readonly expect: "fire" | "clean";
  readonly text: string;
}

function index(folder: string): readonly Record<string, string>[] {
  const lines = readFileSync(`${CORPUS}/dockerfile-cases/${folder}/index.jsonl`, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

function cases(): readonly Case[] {
  const hadolint = index("hadolint").map((entry) => toCase("hadolint", entry, entry.case ?? "", entry.text ?? ""));
  const checkov = index("checkov").map((entry) => {
    const path = entry.file ?? "";
    return toCase("checkov", entry, path.split("/").slice(-3, -1).join("/"), readFileSync(`${CORPUS}/${path}`, "utf8"));
  });
  return [...hadolint, ...checkov];
}

function toCase(linter: Case["linter"], entry: Record<string, string>, name: string, text: string): Case {
  assert.ok(entry.expect === "fire" || entry.expect === "clean", `${name}: ${entry.expect}`);
  return { linter, check: entry.rule ?? "", name, expect: entry.expect, text };
}

function counterparts({ linter, check }: Case): typeof RULES {
  return RULES.filter(({ equivalents }) => (equivalents as Equivalents)[linter]?.includes(check) === true);
}

/** Only instructions in a stage can be shipped. */
function whole(text: string): string {
  return /^\s*FROM\s/im.test(text) ? text : `FROM scratch\n${text}`;
}

function findings(example: Case): readonly Diagnostic[] {
  const rules = counterparts(example);
  const { diagnostics } = analyze(
    { path: "Dockerfile", text: whole(example.text) },
    {
      rules,
      config: {
        ...DEFAULT_CONFIG,
        rules: Object.fromEntries(rules.map(({ id }) => [id, "on" as const])),
        // Stands for the configurations in hadolint's tests of DL3026, which the index does not hold.
        trustedRegistries: ["docker.io", "*.random.com", "trusted.com"],
      },
    },
  );
  // That a tag can be moved is a check of ours; theirs are about no tag and `latest`.
  return diagnostics.filter(({ rule, severity }) => rule.id !== "unpinned-base-image" || severity !== "information");
}

function agrees(example: Case): boolean {
  return findings(example).length > 0 === (example.expect === "fire");
}

function keyOf({ linter, check, name, expect }: Case): string {
  return [linter, check, name, expect].join(" | ");
}

/** The rows of the document's first table: linter, check, case, their verdict, our reason. */
function listed(): ReadonlyMap<string, string> {
  const rows = readFileSync(DOCUMENT, "utf8")
    .split("\n")
    .filter((line) => /^\| (?:hadolint|checkov) \| [A-Z0-9_]+ \|/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.map(([, linter, check, name, expect, why]) => [`${linter} | ${check} | ${name} | ${expect}`, why ?? ""]),
  );
}

describe("the cases of other linters", { skip }, () => {
  const compared = skip === false ? cases().filter((example) => counterparts(example).length > 0) : [];
  const reasons = listed();

  it("are compared where a rule names their check as its counterpart", () => {
    assert.ok(compared.length > 70, `only ${compared.length} cases`);
  });

  const ids = [...new Set(compared.flatMap((example) => counterparts(example).map(({ id }) => id)))].sort();
  for (const id of ids) {
    it(`${id}: at least 98 % agree, the listed differences aside`, () => {
      const own = compared.filter((example) => counterparts(example).some((rule) => rule.id === id));
      const unlisted = own.filter((example) => !reasons.has(keyOf(example)));
      const differing = unlisted.filter((example) => !agrees(example));
      const share = unlisted.length === 0 ? 1 : 1 - differing.length / unlisted.length;
      assert.ok(share >= 0.98, `${(share * 100).toFixed(1)} %:\n${differing.map(keyOf).join("\n")}`);
    });
  }

  it("that differ are all listed, with a reason, and nothing else is", () => {
    const differing = compared.filter((example) => !agrees(example)).map(keyOf);
    assert.deepEqual([...new Set(differing)].sort(), [...reasons.keys()].sort());
    for (const [key, why] of reasons) assert.ok(why.length > 40, `${key}: no reason`);
  });

  it("differ in few cases altogether", () => {
    const differing = compared.filter((example) => !agrees(example));
    assert.ok(differing.length <= compared.length * 0.1, `${differing.length} of ${compared.length} differ`);
  });
});
