// The npm package as its users have it: packed, installed without a network into an empty folder, run, imported, type-checked.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { FIXED_DOCKERFILE } from "../cli/harness.ts";
import { TestClient } from "../lsp/client.ts";

const top = mkdtempSync(join(tmpdir(), "hullcheck-npm-"));
const checkout = join(top, "checkout");
const consumer = join(top, "consumer");
/** The name that npm gives the archive. */
let archive = "";

const isWindows = process.platform === "win32";
function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", shell: isWindows, stdio: ["ignore", "pipe", "pipe"] });
}

function node(...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: consumer, encoding: "utf8" });
}

before(() => {
  const dist = `--outdir=${join(checkout, "dist")}`;
  execFileSync(process.execPath, ["esbuild.mjs", dist]);
  execFileSync(process.execPath, ["scripts/declarations.mjs", dist]);
  for (const path of ["package.json", ".npmignore", "README.md", "LICENSE", "CHANGELOG.md", "docs", "examples"]) {
    cpSync(path, join(checkout, path), { recursive: true });
  }
  archive = npm(checkout, "pack", "--ignore-scripts", "--pack-destination", top).trim();
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), '{ "name": "consumer", "version": "1.0.0", "private": true }');
  npm(consumer, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", join(top, archive));
});
after(() => rmSync(top, { recursive: true, force: true }));

describe("the npm package", () => {
  it("holds what it needs and nothing else, the same each time", () => {
    const [packed] = JSON.parse(npm(checkout, "pack", "--ignore-scripts", "--json", "--pack-destination", checkout));
    const paths: readonly string[] = packed.files.map(({ path }: { path: string }) => path);
    assert.deepEqual(paths.filter((path) => !/^dist\/(?:cli|server)\/[\w-]+\.cjs$/.test(path)).sort(), [
      ...["LICENSE", "README.md", "dist/api.cjs", "dist/api.d.cts", "dist/api.d.mts", "dist/api.mjs"],
      ...["dist/cli.cjs", "dist/server.cjs", "docs/hullcheck.schema.json", "docs/report.schema.json", "package.json"],
    ]);
    assert.ok(paths.includes("dist/cli/thread.cjs"));
    assert.ok(readFileSync(join(checkout, archive)).equals(readFileSync(join(top, archive))));
  });

  it("depends on no other package", () => {
    const { dependencies } = JSON.parse(npm(consumer, "ls", "--all", "--json"));
    assert.deepEqual(Object.keys(dependencies), ["hullcheck"]);
    assert.equal(dependencies.hullcheck.dependencies, undefined);
  });

  it("brings the command line, with its threads", () => {
    writeFileSync(join(consumer, "Dockerfile"), FIXED_DOCKERFILE);
    writeFileSync(join(consumer, "web.Dockerfile"), FIXED_DOCKERFILE.replace("0775", "4555"));
    const program = join(consumer, "node_modules", ".bin", isWindows ? "hullcheck.cmd" : "hullcheck");
    const { status, stdout, stderr } = spawnSync(program, ["--threads", "2", "--format", "compact"], {
      cwd: consumer,
      encoding: "utf8",
      shell: isWindows,
    });
    assert.equal(stderr, "");
    assert.match(stdout, /^web\.Dockerfile:2:.*\[setuid-bit\]$/m);
    assert.equal(status, 1);
  });

  it("brings the language server, with its parts", async () => {
    const client = await TestClient.start(join(consumer, "node_modules/hullcheck/dist/server.cjs"));
    await client.open("file:///Dockerfile", FIXED_DOCKERFILE.replace("0775", "4555"));
    const found = await client.pushed("file:///Dockerfile");
    assert.ok(found.some(({ code }) => code === "setuid-bit"));
    assert.equal(await client.stop(), 0);
  });

  it("is a library, for import and for require", () => {
    const ask = 'console.log(JSON.stringify(lint("FROM debian:12\\n", { path: "Dockerfile" })))';
    const imported = node("--input-type=module", "--eval", `import { lint } from "hullcheck"; ${ask}`);
    assert.equal(JSON.parse(imported).kind, "dockerfile");
    assert.equal(node("--eval", `const { lint } = require("hullcheck"); ${ask}`), imported);
  });

  it("keeps what the documentation's example says", () => {
    const [, example = ""] = /```js\n(.*?)```/s.exec(readFileSync("docs/api.md", "utf8")) ?? [];
    writeFileSync(join(consumer, "example.mjs"), example);
    const [first, ...rest] = node("example.mjs").split("\n");
    assert.match(first ?? "", /^2:\d+ warning world-writable: /);
    assert.ok(rest.includes("COPY --chmod=0775 app /usr/local/bin/app"));
  });

  for (const module of ["nodenext", "esnext"]) {
    it(`has types that strict programs can use (module: ${module})`, () => {
      writeFileSync(join(consumer, "consumer.mts"), CONSUMER);
      writeFileSync(join(consumer, "consumer.cts"), CONSUMER);
      const options = ["--strict", "--noEmit", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
      const { stdout, status } = spawnSync(
        process.execPath,
        [
          ...[resolve("node_modules/typescript/bin/tsc"), ...options, "--types", "", "--lib", "es2022"],
          ...["--module", module, "--moduleResolution", module === "esnext" ? "bundler" : module],
          ...["consumer.mts", ...(module === "esnext" ? [] : ["consumer.cts"])],
        ],
        { cwd: consumer, encoding: "utf8" },
      );
      assert.equal(stdout, "");
      assert.equal(status, 0);
    });
  }
});

const CONSUMER = `import { type Finding, fix, type LintOptions, lint, rules } from "hullcheck";

const options: LintOptions = { path: "Dockerfile", config: { rules: { "root-user": "error" } }, today: "2026-01-31" };
const gravest: Finding | undefined = lint("FROM a", options).findings.find(({ severity }) => severity === "error");
export const line: number = gravest?.start.line ?? 1;
export const titles: readonly string[] = rules.map(({ title }) => title);
export const text: string = fix("FROM a", { path: "Dockerfile", otherFiles: [{ path: "a.yaml", text: "" }] }).text;
// @ts-expect-error: a path is needed
lint("FROM a", {});
// @ts-expect-error: no such severity
export const wrong: LintOptions = { path: "a", config: { severity: "grave" } };
`;
