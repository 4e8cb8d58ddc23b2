// Real repositories and charts, each as a workspace: what the rules that know of other files find there, and what their fixes do.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";
import {
  type Analysis,
  analyze,
  applyEdits,
  type Diagnostic,
  mayBeChecked,
  RULES,
  readFacts,
  WorkspaceIndex,
} from "../../server/src/core/index.ts";
import { assertSound } from "../sound.ts";

const CORPUS = "../shared/corpus";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";
const RULES_HERE = RULES.filter(({ workspace }) => workspace !== undefined);

interface Repository {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly index: WorkspaceIndex;
}

/** Manifests and Dockerfiles of a repository together, as far as the corpus has them. */
function repositories(): readonly Repository[] {
  const names = new Set(
    globSync("{manifests,dockerfiles,charts}/*/", { cwd: CORPUS, onlyDirectories: true }).map(
      (path) => path.split("/")[1] ?? "",
    ),
  );
  return [...names].sort().map((name) => {
    const index = new WorkspaceIndex();
    const files = new Map<string, string>();
    for (const folder of ["manifests", "dockerfiles", "charts"]) {
      for (const path of globSync("**/*", { cwd: `${CORPUS}/${folder}/${name}`, dot: true })) {
        const text = readFileSync(`${CORPUS}/${folder}/${name}/${path}`, "utf8");
        files.set(path, text);
        index.update(path, readFacts({ path, text }).facts);
      }
    }
    return { name, files, index };
  });
}

const all = skip === false ? repositories() : [];

function check({ index }: Repository, path: string, text: string): Analysis {
  return analyze({ path, text }, { workspace: index, rules: RULES_HERE });
}

function analyses(): readonly (readonly [Repository, Analysis])[] {
  return all.flatMap((repository) =>
    [...repository.files].flatMap(([path, text]) =>
      mayBeChecked(path) ? [[repository, check(repository, path, text)] as const] : [],
    ),
  );
}

const found = analyses();

function said({ rule, message }: Diagnostic): string {
  return `${rule.id}: ${message}`;
}

describe("real repositories as workspaces", { skip }, () => {
  it("are judged without a rule failing, and every place lies in its file", () => {
    const ids = new Set<string>();
    for (const [{ name, files }, analysis] of found) {
      assertSound(analysis);
      for (const { rule, related = [] } of analysis.diagnostics) {
        ids.add(rule.id);
        for (const { path, span, range } of related) {
          if (path === undefined) continue;
          const text = files.get(path);
          assert.ok(text !== undefined && span.end <= text.length && range !== undefined, `${name}: ${path}`);
        }
      }
    }
    for (const id of ["no-network-policy", "service-account-token-mounted", "missing-resource-limit"])
      assert.ok(ids.has(id), id);
  });

  it("find in charts nothing that a value may decide", () => {
    const charts = found.filter(
      ([{ name }]) => name === "bitnami__charts" || name === "prometheus-community__helm-charts",
    );
    assert.ok(charts.length > 50);
    const messages = charts.flatMap(([, { source, diagnostics }]) =>
      diagnostics
        .filter(({ rule }) => rule.workspace === "needed" && !source.path.includes("/tests/"))
        .map((diagnostic) => `${source.path} ${said(diagnostic)}`),
    );
    assert.deepEqual(messages, []);
  });

  it("can take each fix that is offered: its finding goes, and the text is still what it was", () => {
    let count = 0;
    for (const [repository, before] of found) {
      for (const diagnostic of before.diagnostics.filter(({ rule }) => rule.workspace === "needed")) {
        for (const fix of diagnostic.fixes ?? []) {
          const after = check(repository, before.source.path, applyEdits(before.source.text, fix.edits));
          const where = `${repository.name}/${before.source.path}: ${fix.title}`;
          assert.equal(after.gaps.length, before.gaps.length, where);
          assert.ok(!after.diagnostics.map(said).includes(said(diagnostic)), where);
          count++;
        }
      }
    }
    assert.ok(count > 80, `only ${count} fixes were tried`);
  });
});
