// Colours are scopes: each sample is compared with the snapshot beside it. `UPDATE_SNAPSHOTS=1` writes them anew, to be read.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";

const SNAPSHOT_TOOL = "node_modules/vscode-tmgrammar-test/dist/snapshot.js";
/** The grammars that VS Code ships, which ours are injected into and embed. */
const BASE_GRAMMARS = "docker,shellscript,yaml,python,javascript,perl,ruby,php,powershell,json"
  .split(",")
  .flatMap((name) => ["--grammar", `node_modules/tm-grammars/grammars/${name}.json`]);

function compare(scope: string, sample: string): void {
  const update = process.env.UPDATE_SNAPSHOTS === "1" ? ["--updateSnapshot"] : [];
  if (update.length === 0) assert.ok(existsSync(`${sample}.snap`), "it has a snapshot");
  const args = [SNAPSHOT_TOOL, "--config", "package.json", "--scope", scope, ...BASE_GRAMMARS, ...update, sample];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

describe("grammars", () => {
  for (const [scope, pattern] of [
    ["source.dockerfile", "test/grammar/*.Dockerfile"],
    ["source.yaml", "test/grammar/*.yaml"],
  ] as const) {
    const samples = globSync(pattern).sort();
    it(`${scope} has samples`, () => assert.notEqual(samples.length, 0));
    for (const sample of samples) it(sample, () => compare(scope, sample));
  }

  it("are all contributed, under their own names", () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8"));
    const contributed = manifest.contributes.grammars.map(({ scopeName, path }: Record<string, string>) => [
      path,
      scopeName,
    ]);
    const files = readdirSync("syntaxes").map((name) => {
      const { scopeName } = JSON.parse(readFileSync(`syntaxes/${name}`, "utf8"));
      return [`./syntaxes/${name}`, scopeName];
    });
    assert.deepEqual(contributed.sort(), files.sort());
  });
});
