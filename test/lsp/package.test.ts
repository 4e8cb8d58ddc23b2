import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { it } from "node:test";
import { createVSIX, listFiles, PackageManager } from "@vscode/vsce";

const SHIPPED = [
  /^dist\/(?:client|server)(?:\.cjs|\.browser\.js)$/,
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

it("the extension's package holds nothing but what it needs", async () => {
  const files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
  assert.deepEqual(
    files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file))),
    [],
  );
  for (const needed of NEEDED) assert.ok(files.includes(needed), needed);
});

it("the extension's package is small", async () => {
  const folder = `out/package-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const packagePath = `${folder}/hullcheck.vsix`;
    await createVSIX({ cwd: process.cwd(), packagePath, dependencies: false });
    const { size } = statSync(packagePath);
    assert.ok(size <= MOST_BYTES, `${size} bytes`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
