import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { analyzeAlone } from "../../scripts/generated/examples.ts";
import { newRuleText } from "../../scripts/generated/new-rule.ts";
import { exportName } from "../../scripts/generated/rule-index.ts";
import type { Rule } from "../../server/src/core/index.ts";
import { readMarks } from "../../server/src/core/rules/example.ts";
import { places } from "../examples.ts";

const KINDS = ["dockerfile", "kubernetes"] as const;
const ID = "some-new-rule2";

describe("npm run new-rule", () => {
  mkdirSync("out", { recursive: true });
  const folder = mkdtempSync(resolve("out/new-rule-"));
  after(() => rmSync(folder, { recursive: true }));
  const ruleTypes = relative(join(folder, "rules"), resolve("server/src/core/rules/rule.ts"));
  for (const kind of KINDS) {
    mkdirSync(join(folder, "rules", kind), { recursive: true });
    writeFileSync(join(folder, "rules", kind, `${ID}.ts`), newRuleText(kind, ID));
  }
  writeFileSync(join(folder, "rules/rule.ts"), `export * from ${JSON.stringify(ruleTypes)};\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: relative(folder, "tsconfig.json"), compilerOptions: { types: [] }, include: ["rules"] }),
  );

  it("writes files that compile", () => {
    const { status, stdout } = spawnSync("npx", ["tsc", "-p", folder], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });

  it("writes files as the formatter would", () => {
    for (const kind of KINDS) {
      const text = newRuleText(kind, ID);
      const args = ["biome", "format", `--stdin-file-path=${kind}.ts`];
      assert.equal(spawnSync("npx", args, { input: text, encoding: "utf8" }).stdout, text);
    }
  });

  for (const kind of KINDS) {
    it(`writes a ${kind} rule whose tests fail until it is filled in`, async () => {
      const outfile = join(folder, `${kind}.mjs`);
      await build({ entryPoints: [join(folder, "rules", kind, `${ID}.ts`)], outfile, bundle: true, format: "esm" });
      const rule: Rule = (await import(pathToFileURL(outfile).href))[exportName(ID)];
      assert.equal(rule.id, ID);
      assert.equal(rule.kind, kind);
      const { text, spans } = readMarks(rule.bad[0].code);
      const found = analyzeAlone(rule, text).diagnostics.map(({ span }) => span);
      assert.notDeepEqual(places(found), places(spans));
      assert.deepEqual(analyzeAlone(rule, rule.good[0].code).diagnostics, []);
    });
  }
});
