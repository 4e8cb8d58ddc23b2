// Writes the types of the library: `node scripts/declarations.mjs [--outdir=DIR]`. They are one file, which needs no other.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { outdir: { type: "string", default: "dist" } } });
const folder = mkdtempSync(join(tmpdir(), "hullcheck-declarations-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// What is wrong with types is for `npm run typecheck` to say: declarations are written in any case.
spawnSync(process.execPath, [
  "node_modules/typescript/bin/tsc",
  ...["-p", "server/src/core/tsconfig.json", "--noEmit", "false", "--declaration", "--emitDeclarationOnly"],
  ...["--outDir", folder],
]);
const text = readFileSync(join(folder, "api.d.ts"), "utf8");
if (/^(?:import|export .* from) /m.test(text)) throw new Error("the types of the library refer to other files");
mkdirSync(values.outdir, { recursive: true });
for (const extension of ["mts", "cts"]) writeFileSync(join(values.outdir, `api.d.${extension}`), text);
