import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { globSync } from "tinyglobby";
import { run } from "./process.ts";

/** Where the packaged extension lies that the tests install. */
export const extensionPackage = resolve("out/hullcheck.vsix");

/** Packages the extension as `npm run package` does. */
export async function packageExtension(): Promise<void> {
  rmSync(extensionPackage, { force: true });
  await run("npm", ["run", "package", "--", extensionPackage], { seconds: 120 });
}

/** A folder that VS Code takes for an extension under development, and the file in it that runs the in-host suite. */
export interface SuiteBundle {
  readonly extensionFolder: string;
  readonly entry: string;
}

/**
 * Bundles test/vscode/suite into an extension of its own that does nothing but carry the tests:
 * what they test is the installed `.vsix`.
 */
export async function bundleSuite(): Promise<SuiteBundle> {
  const extensionFolder = resolve("out/vscode-suite");
  rmSync(extensionFolder, { recursive: true, force: true });
  await build({
    entryPoints: ["test/vscode/suite/index.ts", ...globSync("test/vscode/suite/**/*.test.ts")],
    outbase: "test/vscode/suite",
    outdir: extensionFolder,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    outExtension: { ".js": ".cjs" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  const manifest = { name: "hullcheck-suite", publisher: "hullcheck", version: "0.0.0", engines: { vscode: "*" } };
  mkdirSync(extensionFolder, { recursive: true });
  writeFileSync(join(extensionFolder, "package.json"), JSON.stringify(manifest));
  return { extensionFolder, entry: join(extensionFolder, "index.cjs") };
}

/** Bundles the node:test files that drive VS Code from outside, and returns where they are. */
export async function bundleUiTests(): Promise<readonly string[]> {
  const outdir = "out/vscode-tests";
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: globSync("test/vscode/*.test.ts"),
    outbase: "test/vscode",
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    logLevel: "warning",
  });
  return globSync(`${outdir}/*.test.mjs`).sort();
}
