// Bundles every test file and runs them with Node's own runner. Arguments narrow it down: `npm test -- shell secrets`.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { build } from "esbuild";
import { globSync } from "tinyglobby";

const wanted = process.argv.slice(2);
// Only a script of its own opens the documentation in a browser.
const ignore = ["test/vscode/**", ...(wanted.length === 0 ? ["test/site/browser/**"] : [])];
const files = globSync(["test/**/*.test.ts"], { ignore })
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
const outdir = `out/test${wanted.length === 0 ? "" : `-${process.pid}`}`;
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: files,
  outbase: "test",
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
const bundled = globSync([`${outdir}/**/*.test.mjs`]).sort();
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundled], { stdio: "inherit" });
if (wanted.length > 0) rmSync(outdir, { recursive: true, force: true });
process.exit(status ?? 1);
