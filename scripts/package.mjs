// Packs the extension: `npm run package [-- FILE]`. The times in the archive are those of the last commit, so that two builds of one
// commit are the same to the byte.
import { spawnSync } from "node:child_process";

const commit = spawnSync("git", ["log", "-1", "--format=%ct"], { encoding: "utf8" }).stdout?.trim();
// An archive holds no time before 1980.
const seconds = process.env.SOURCE_DATE_EPOCH || commit || "315532800";
const [file] = process.argv.slice(2);
const { status } = spawnSync(
  "npx",
  ["vsce", "package", "--no-dependencies", ...(file === undefined ? [] : ["--out", file])],
  {
    stdio: "inherit",
    shell: process.platform === "win32",
    // Archives tell local times.
    env: { ...process.env, SOURCE_DATE_EPOCH: seconds, TZ: "UTC" },
  },
);
process.exit(status ?? 1);
