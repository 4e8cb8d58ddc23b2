// A complete VS Code (server, workbench, extension host) out of the npm registry alone: the code-server package holds one,
// and its own start-up script, which would download more, is not used.
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { requireProgram, run } from "./process.ts";

/** 4.100.3 is VS Code 1.100.3, the newest that was tried and runs on Node 20; later ones want Node 22 or 24. */
const codeServerVersion = "4.100.3";

/** The file to give to Node to start VS Code; sets VS Code up under .vscode-test/ where it is not there yet (about 30 s). */
export async function ensureVscode(): Promise<string> {
  const folder = resolve(".vscode-test", `code-server-${codeServerVersion}-abi${process.versions.modules}`);
  if (!existsSync(folder)) await setUp(folder);
  return join(folder, "package/lib/vscode/out/server-main.js");
}

async function setUp(folder: string): Promise<void> {
  const ripgrep = requireProgram(["rg"], "ripgrep");
  for (const tool of ["g++", "make", "python3"]) requireProgram([tool], "build-essential python3");
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await unpack(partial);
    const vscode = join(partial, "package/lib/vscode");
    const quiet = ["--silent", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...quiet, "--omit=dev", "--ignore-scripts"], { cwd: vscode, seconds: 240 });
    await buildLogger(vscode);
    mkdirSync(join(vscode, "node_modules/@vscode/ripgrep/bin"), { recursive: true });
    symlinkSync(ripgrep, join(vscode, "node_modules/@vscode/ripgrep/bin/rg"));
    symlinkSync("node_modules", join(vscode, "node_modules.asar"));
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function unpack(folder: string): Promise<void> {
  const packed = await run("npm", ["pack", "--silent", `code-server@${codeServerVersion}`], {
    cwd: folder,
    seconds: 240,
  });
  const archive = join(folder, packed.trim());
  await run("tar", ["xzf", archive, "-C", folder], { seconds: 120 });
  rmSync(archive);
}

/** Builds the one native module that matters: without it every Output channel stays empty. */
async function buildLogger(vscode: string): Promise<void> {
  const globalModules = (await run("npm", ["root", "--global"], { seconds: 30 })).trim();
  const nodeGyp = join(globalModules, "npm/node_modules/node-gyp/bin/node-gyp.js");
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include/node/node.h")) ? [`--nodedir=${prefix}`] : [];
  const cwd = join(vscode, "node_modules/@vscode/spdlog");
  await run(process.execPath, [nodeGyp, "rebuild", ...headers, "-j", "max"], { cwd, seconds: 240 });
}
