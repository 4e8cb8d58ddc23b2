import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, it } from "node:test";
import { deflateRawSync } from "node:zlib";
import { listFiles, PackageManager } from "@vscode/vsce";
import { globSync } from "tinyglobby";
import { RULES } from "../../server/src/core/index.ts";

const SHIPPED = [
  /^dist\/(?:client|server)(?:\.cjs|\.browser\.js)$/,
  /^dist\/server\/[\w-]+\.cjs$/,
  /^package(?:\.nls)?\.json$/,
  /^(?:README\.md|CHANGELOG\.md|LICENSE)$/,
  /^images\/(?:icon\.png|layers\.svg)$/,
  /^syntaxes\/[a-z-]+\.tmLanguage\.json$/,
  /^docs\/hullcheck\.schema\.json$/,
  /^examples\/insecure\/[A-Za-z.]+$/,
  /^walkthrough\/[a-z]+\.svg$/,
  /^l10n\/bundle\.l10n\.json$/,
];
const NEEDED = [
  ...["package.json", "package.nls.json", "l10n/bundle.l10n.json", "LICENSE", "README.md", "images/icon.png"],
  ...["dist/client.cjs", "dist/server.cjs", "dist/client.browser.js", "dist/server.browser.js"],
  ...["docs/hullcheck.schema.json", "syntaxes/dockerfile-run.tmLanguage.json", "walkthrough/open.svg"],
  ...["examples/insecure/leak.Dockerfile", "images/layers.svg"],
];
const MOST_BYTES = 1024 * 1024;
/** What a zip file has besides of each, names included. */
const BYTES_PER_FILE = 200;

let files: readonly string[] = [];
before(async () => {
  files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
});

it("the extension's package holds nothing but what it needs", () => {
  assert.deepEqual(
    files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file))),
    [],
  );
  for (const needed of [...NEEDED, ...globSync("dist/server/*")]) assert.ok(files.includes(needed), needed);
});

it("the extension's package is small", () => {
  const sizes = files.map((file) => deflateRawSync(readFileSync(file)).length + BYTES_PER_FILE);
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
  assert.ok(size <= MOST_BYTES, `${size} bytes`);
});

it("what an editor runs holds no examples of rules", () => {
  const lines = RULES.flatMap(({ bad, good }) => [...bad, ...good]).flatMap(({ code }) => code.split("\n"));
  const plain = [...new Set(lines)].filter((line) => /^[\w ./:=-]{30,}$/.test(line));
  const heldBy = (...files: readonly string[]): number => {
    const text = files.map((file) => readFileSync(file, "utf8")).join("\n");
    return plain.filter((line) => text.includes(line)).length;
  };
  const shown = heldBy(...globSync("dist/cli/*.cjs"));
  assert.ok(shown > 100, "the command line shows them");
  // Some lines stand in messages and remedies, too.
  for (const server of [globSync(["dist/server.cjs", "dist/server/*.cjs"]), ["dist/server.browser.js"]]) {
    assert.ok(heldBy(...server) < shown / 20, server.join());
  }
});

it("the first findings of a Dockerfile wait for nothing that manifests need", () => {
  const textOf = (paths: readonly string[]): string => paths.map((path) => readFileSync(path, "utf8")).join("\n");
  const onDemand = globSync("dist/server/on-demand-*.cjs");
  const first = textOf(globSync(["dist/server.cjs", "dist/server/*.cjs"], { ignore: onDemand }));
  const titles = (kind: string): readonly string[] =>
    RULES.filter((rule) => rule.kind === kind).map(({ title }) => title);
  assert.ok(titles("dockerfile").every((title) => first.includes(title)));
  assert.ok(titles("kubernetes").every((title) => textOf(onDemand).includes(title)));
  assert.deepEqual(
    titles("kubernetes").filter((title) => first.includes(title)),
    [],
  );
});

it("what runs in a browser asks for no module but VS Code's", () => {
  for (const [file, allowed] of [
    ["dist/server.browser.js", []],
    ["dist/client.browser.js", ["vscode"]],
  ] as const) {
    const modules = Array.from(readFileSync(file, "utf8").matchAll(/\brequire\("([^"]+)"\)/g), ([, name]) => name);
    assert.deepEqual([...new Set(modules)], allowed, file);
  }
});
