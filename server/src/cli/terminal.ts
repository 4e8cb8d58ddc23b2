import { printable } from "./reporters/cells.ts";

/** Where a command reads and writes, and what the reader can see there. */
export interface Terminal {
  readonly cwd: string;
  /** Writes to standard output. */
  readonly out: (text: string | Uint8Array) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** Whether standard output shows colours. */
  readonly color: boolean;
  /** Columns of standard output. */
  readonly width: number;
}

/** 0: nothing to report; 1: findings at or above the limit; 2: wrong use, or something could not be read or written. */
export type ExitCode = 0 | 1 | 2;

export const CLEAN = 0;
export const FOUND = 1;
export const FAILED = 2;

const WIDTH_WITHOUT_TERMINAL = 120;

/** The terminal of this process. `wantsColor` is false after `--no-color`. */
export function processTerminal(wantsColor: boolean): Terminal {
  const { stdout, stderr, env } = process;
  return {
    cwd: process.cwd(),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    color: wantsColor && showsColor(env, stdout.isTTY === true),
    width: stdout.columns ?? WIDTH_WITHOUT_TERMINAL,
  };
}

/** Colours only on a terminal; `NO_COLOR` and `FORCE_COLOR` win over that (no-color.org, force-color.org). */
function showsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0") return true;
  return isTerminal && env.TERM !== "dumb";
}

/** Tells the person what is wrong with the call, on standard error. */
export function wrongUse(terminal: Terminal, ...problems: readonly string[]): ExitCode {
  for (const problem of problems) terminal.err(`hullcheck: ${printable(problem)}\n`);
  return FAILED;
}
