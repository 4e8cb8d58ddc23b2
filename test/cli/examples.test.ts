import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { folderWith, hullcheck, jsonReport, ruleIds, useBuiltCli } from "./harness.ts";

useBuiltCli();

const cwd = resolve("examples");

describe("the examples of the demo", () => {
  const names = readdirSync(resolve(cwd, "insecure"));

  it("have a hardened twin each", () => {
    assert.ok(names.length > 3);
    assert.deepEqual(readdirSync(resolve(cwd, "hardened")), names);
  });

  for (const name of names) {
    it(`${name}: the insecure one breaks several rules, an error among them`, () => {
      const report = jsonReport([`insecure/${name}`], { cwd });
      assert.ok(new Set(ruleIds(report)).size >= 3, `${ruleIds(report)}`);
      assert.ok((report.summary.errors ?? 0) > 0);
    });

    it(`${name}: the hardened one is clean`, () => {
      // Which releases get no fixes any more changes while nobody edits the examples.
      const config = join(folderWith({ "config.yaml": "rules: {end-of-life-base-image: off}\n" }), "config.yaml");
      const { status, stdout } = hullcheck([`hardened/${name}`, "--severity", "warning", "--config", config], { cwd });
      assert.equal(status, 0, stdout);
    });
  }

  it("show the three-line leak at the path and at the literal", () => {
    const { stdout } = hullcheck(["insecure/leak.Dockerfile", "--format", "compact"], { cwd });
    assert.match(stdout, /^insecure\/leak\.Dockerfile:2:25: error: .* \[secret-file-removed-in-later-layer\]$/m);
    assert.match(stdout, /^insecure\/leak\.Dockerfile:2:1[12]: error: .* \[secret-in-run\]$/m);
    assert.doesNotMatch(stdout, /top-secret/);
  });
});
