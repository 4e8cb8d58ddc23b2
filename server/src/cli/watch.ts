import { type FSWatcher, statSync, watch as watchFiles } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isConfigName } from "../core/config/names.ts";
import { mayBeChecked } from "../core/engine/detect.ts";
import { check } from "./check.ts";
import { reasonOf } from "./reason.ts";
import type { CheckRequest } from "./request.ts";
import { type Terminal, wrongUse } from "./terminal.ts";

/** Editors write a file in several steps; so many milliseconds after the last one it is whole. */
const SETTLING = 100;
const CLEAR_SCREEN = "\u001b[2J\u001b[3J\u001b[H";

/** `hullcheck --watch`: checks now, and again after every change, until the process is interrupted. */
export async function watch(request: CheckRequest, terminal: Terminal): Promise<void> {
  const asked = request.paths.length === 0 ? ["."] : request.paths;
  let isRunning = false;
  let isDirty = false;
  const run = async (): Promise<void> => {
    isDirty = true;
    if (isRunning) return;
    isRunning = true;
    while (isDirty) {
      isDirty = false;
      if (process.stdout.isTTY) terminal.out(CLEAR_SCREEN);
      await check(request, terminal);
    }
    isRunning = false;
    terminal.err(`hullcheck: watching ${asked.join(" ")}\n`);
  };
  let timer: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(run, SETTLING);
  };
  for (const path of asked) watchPath(resolve(terminal.cwd, path), onChange, terminal);
  await run();
}

/** A file is watched through its folder, because editors put a new file in the place of the old one. */
function watchPath(path: string, onChange: () => void, terminal: Terminal): FSWatcher | undefined {
  try {
    const isFolder = statSync(path).isDirectory();
    const watcher = watchFiles(isFolder ? path : dirname(path), { recursive: isFolder }, (_, changed) => {
      if (changed === null || (isFolder ? mayMatter(changed) : changed === basename(path))) onChange();
    });
    return watcher.on("error", (error) => wrongUse(terminal, `${path}: ${reasonOf(error)}`));
  } catch (error) {
    wrongUse(terminal, `${path}: ${reasonOf(error)}`);
    return undefined;
  }
}

function mayMatter(path: string): boolean {
  const name = basename(path);
  return mayBeChecked(name) || isConfigName(name) || name.endsWith("ignore");
}
