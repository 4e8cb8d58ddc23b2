// The test objects of other linters: for each check that a rule of ours names as its counterpart, we judge as they do, or say why not.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  type Analysis,
  analyze,
  type Diagnostic,
  type Equivalents,
  RULES,
  WorkspaceIndex,
} from "../../server/src/core/index.ts";

const CORPUS = "../shared/corpus";
const DOCUMENT = "docs/differences-kubernetes.md";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";

interface Case {
  readonly linter: "checkov" | "kube-linter";
  /** Their id of the check. */
  readonly check: string;
  readonly name: string;
  readonly expect: "fire" | "clean";
  readonly found: readonly Diagnostic[];
}

function index(folder: string): readonly Record<string, string>[] {
  const lines = readFileSync(`${CORPUS}/kubernetes-cases/${folder}/index.jsonl`, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

function counterparts(linter: keyof Equivalents, check: string): typeof RULES {
  return RULES.filter(
    ({ equivalents, kind }) => kind === "kubernetes" && equivalents[linter]?.includes(check) === true,
  );
}

/** A rule of ours may look for more than a check of theirs; this is what of it the check is about. */
const ASPECTS: Readonly<Record<string, RegExp>> = {
  CKV_K8S_155: /webhookconfigurations/,
  CKV_K8S_156: /approval/,
  CKV_K8S_157: /allows `bind`/,
  CKV_K8S_158: /allows `escalate`/,
  CKV_K8S_14: /whatever/,
  "latest-tag": /whatever/,
};

function judge(linter: keyof Equivalents, check: string, file: string): Analysis {
  const text = readFileSync(`${CORPUS}/${file}`, "utf8");
  const rules = counterparts(linter, check);
  // Each file is a workspace of its own, for the rules that need one.
  const workspace = rules.some((rule) => rule.workspace === "needed") ? new WorkspaceIndex() : undefined;
  const analysis = analyze({ path: file, text }, { rules, ...(workspace && { workspace }) });
  const aspect = ASPECTS[check] ?? /^/;
  return { ...analysis, diagnostics: analysis.diagnostics.filter(({ message }) => aspect.test(message)) };
}

function checkovCases(): readonly Case[] {
  return index("checkov").flatMap(({ rule: check = "", file = "", expect }): readonly Case[] => {
    if ((expect !== "fire" && expect !== "clean") || counterparts("checkov", check).length === 0) return [];
    const name = file.split("/").slice(-2).join("/");
    return [{ linter: "checkov", check, name, expect, found: judge("checkov", check, file).diagnostics }];
  });
}

/** Their files hold objects that are named after what is expected of them. */
function kubeLinterCases(): readonly Case[] {
  return index("kube-linter").flatMap(({ rule: check = "", file = "" }): readonly Case[] => {
    if (counterparts("kubeLinter", check).length === 0) return [];
    const { model, diagnostics } = judge("kubeLinter", check, file);
    if (model?.kind !== "kubernetes") return [];
    return model.parts.flatMap(({ document, offset }) =>
      document.objects.flatMap(({ name = "", kind, root }): readonly Case[] => {
        const expect = name.startsWith("fire") ? "fire" : name.startsWith("dont-fire") ? "clean" : undefined;
        if (expect === undefined) return [];
        const found = diagnostics.filter(
          ({ span }) => root.span.start + offset <= span.start && span.end <= root.span.end + offset,
        );
        return [{ linter: "kube-linter", check, name: `${kind} ${name}`, expect, found }];
      }),
    );
  });
}

function agrees({ found, expect }: Case): boolean {
  return found.length > 0 === (expect === "fire");
}

function keyOf({ linter, check, name, expect }: Case): string {
  return [linter, check, name, expect].join(" | ");
}

/** The rows of the document's table: linter, check, case, their verdict, our reason. */
function listed(): ReadonlyMap<string, string> {
  const rows = readFileSync(DOCUMENT, "utf8")
    .split("\n")
    .filter((line) => /^\| (?:checkov|kube-linter) \| /.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(
    rows.map(([, linter, check, name, expect, why]) => [`${linter} | ${check} | ${name} | ${expect}`, why ?? ""]),
  );
}

describe("the objects of other linters", { skip }, () => {
  const compared = skip === false ? [...checkovCases(), ...kubeLinterCases()] : [];
  const reasons = listed();

  it("are compared where a rule names their check as its counterpart", () => {
    assert.ok(compared.length >= 40, `only ${compared.length} cases`);
  });

  it("agree, the listed differences aside", () => {
    const differing = compared.filter((example) => !reasons.has(keyOf(example)) && !agrees(example));
    assert.deepEqual(
      differing.map((example) => `${keyOf(example)}: ${example.found.map(({ message }) => message).join(" ")}`),
      [],
    );
  });

  it("that differ are all listed, with a reason, and nothing else is", () => {
    const differing = compared.filter((example) => !agrees(example)).map(keyOf);
    assert.deepEqual(
      [...reasons.keys()].filter((key) => !differing.includes(key)),
      [],
    );
    for (const [key, why] of reasons) assert.ok(why.length > 40, `${key}: no reason`);
  });
});
