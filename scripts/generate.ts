// Writes what is made from the rules; with `--check` it only tells whether that is up to date.
import { spawnSync } from "node:child_process";
import { update } from "./generated/file.ts";
import { ruleIndex } from "./generated/rule-index.ts";

const options = process.argv.slice(2);
const { files, unfinished } = ruleIndex();
for (const path of unfinished) console.warn(`${path}: exports no rule named like the file; left out`);
update(files, options.includes("--check"));
// The rest is made by the rules themselves, so it is bundled only now that the registry names them all.
const rest = spawnSync(process.execPath, ["scripts/run.mjs", "generated/from-rules", ...options], { stdio: "inherit" });
if (rest.status !== 0) process.exitCode = 1;
