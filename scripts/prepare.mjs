// What npm runs after `npm ci`, and in a checkout that it packs: builds what ships. For `npm install --global` of a git repository, which is
// how pre-commit installs a hook, npm prepares the checkout with an install that inherits `--global` and so brings no packages to build with.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

function npm(...args) {
  const { status } = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(1);
}

if (!existsSync("node_modules")) npm("ci", "--global=false", "--ignore-scripts", "--no-audit", "--no-fund");
npm("run", "build");
