// Runs a TypeScript script, of this folder or by its path: `node scripts/run.mjs generate --check`, `node scripts/run.mjs bench/main`.
import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [name, ...rest] = process.argv.slice(2);
// A name of its own for each process, so that two may run at once.
const outfile = resolve(`out/scripts/${process.pid}/${name}.mjs`);
process.on("exit", () => rmSync(resolve(`out/scripts/${process.pid}`), { recursive: true, force: true }));
await build({
  entryPoints: [existsSync(`scripts/${name}.ts`) ? `scripts/${name}.ts` : `${name}.ts`],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has said why.
process.argv = [process.execPath, outfile, ...rest];
await import(pathToFileURL(outfile).href);
