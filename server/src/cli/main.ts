#!/usr/bin/env node
import { run } from "./program.ts";
import { FAILED } from "./terminal.ts";

/** A reader that closes the pipe early, such as `head`, wants no more: that is no failure. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return;
  process.stderr.write(`hullcheck: could not write: ${error.message}\n`);
  process.exit(FAILED);
}

process.stdout.on("error", endQuietly);
process.stderr.on("error", () => {});

// The exit code is only noted, so that everything written reaches its reader before the process ends.
run(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.exitCode = FAILED;
    process.stderr.write(`hullcheck: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  },
);
