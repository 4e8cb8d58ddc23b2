import { joinPath } from "../text/path.ts";
import { knownValue } from "../text/resolved.ts";
import { fileEffects } from "./effects.ts";
import { parseMode } from "./mode.ts";
import { applyMode } from "./mode-bits.ts";
import type { Invocation, Word } from "./syntax.ts";

/** Programs that run or install the files among their arguments. */
const RUNNERS = /^(?:(?:ba|da|a|z|k)?sh|python[0-9.]*|perl|ruby|node|php|java|install|dpkg|rpm)$/;

/** The files that a command runs, installs or makes executable, absolute: `chmod +x file`, `sh file`, `./file`, `install file`. */
export function usedPrograms(invocation: Invocation): readonly string[] {
  const { nameWord, name = "", args } = invocation;
  const isPath = nameWord?.raw.includes("/") === true;
  const run = [...(isPath ? [nameWord] : []), ...(RUNNERS.test(name) ? args : [])];
  const executable = fileEffects(invocation).effects.flatMap((effect) =>
    effect.kind === "mode" && makesExecutable(effect.mode) ? effect.target.path : [],
  );
  return [...run.flatMap((word) => absolutePath(word, invocation)), ...executable];
}

function absolutePath({ value }: Word, { cwd }: Invocation): readonly string[] {
  const path = knownValue(value);
  if (path === undefined || path === "" || path.startsWith("-")) return [];
  if (path.startsWith("/")) return [joinPath("/", path)];
  const directory = knownValue(cwd);
  return directory === undefined ? [] : [joinPath(directory, path)];
}

function makesExecutable({ value }: Word): boolean {
  const text = knownValue(value);
  const mode = text === undefined ? undefined : parseMode(text);
  return mode !== undefined && (applyMode(mode, 0) & 0o111) !== 0;
}
