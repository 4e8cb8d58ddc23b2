// Runs a TypeScript script of this folder: `node scripts/run.mjs generate --check`.
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [name, ...rest] = process.argv.slice(2);
const outfile = `out/scripts/${name}.mjs`;
mkdirSync("out/scripts", { recursive: true });
await build({
  entryPoints: [`scripts/${name}.ts`],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
process.argv = [process.execPath, outfile, ...rest];
await import(pathToFileURL(outfile).href);
