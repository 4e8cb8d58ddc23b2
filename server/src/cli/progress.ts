import type { Terminal } from "./terminal.ts";

/** Tells a person at a terminal how far a long run is. */
export interface Progress {
  /** Called when so many files are done. */
  readonly at: (done: number) => void;
  readonly end: () => void;
}

const SILENT: Progress = { at: () => {}, end: () => {} };
/** Runs shorter than this show nothing. In milliseconds, as the pause between two updates is. */
const PATIENCE = 700;
const PAUSE = 100;
const BAR = 24;
const CLEAR_LINE = "\r\u001b[K";

/** The progress of a run over `total` files; silent where standard error is no terminal. */
export function showProgress(total: number, terminal: Terminal): Progress {
  if (!process.stderr.isTTY || process.env.TERM === "dumb") return SILENT;
  let next = performance.now() + PATIENCE;
  let isShown = false;
  return {
    at: (done) => {
      const now = performance.now();
      if (now < next) return;
      next = now + PAUSE;
      isShown = true;
      const filled = Math.floor((done / total) * BAR);
      terminal.err(`${CLEAR_LINE}${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${done} of ${total} files`);
    },
    end: () => {
      if (isShown) terminal.err(CLEAR_LINE);
    },
  };
}
