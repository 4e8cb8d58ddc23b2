// Runs before the other tests, which find the extension active.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import * as vscode from "vscode";

/** The module itself, whose functions can be replaced for all that use it. */
const childProcess: typeof import("node:child_process") = createRequire(__filename)("node:child_process");

/** The processor time, in milliseconds, that the thread in which extensions run has taken so far. */
function threadMilliseconds(): number {
  // Linux: nanoseconds on a processor, nanoseconds of waiting for one, turns.
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return Number(nanoseconds) / 1e6;
}

/** Waits until the thread has nothing else to do: the host starts other extensions too. */
async function idle(): Promise<void> {
  for (let taken = Number.POSITIVE_INFINITY; taken > 3; ) {
    const before = threadMilliseconds();
    await pause(300);
    taken = threadMilliseconds() - before;
  }
}

describe("The activation of Hullcheck", () => {
  const { fork } = childProcess;
  after(() => {
    childProcess.fork = fork;
  });

  it("starts the server", async function () {
    if (process.platform !== "linux") this.skip();
    const extension = vscode.extensions.getExtension("hullcheck.hullcheck");
    assert.equal(extension?.isActive, false);
    await idle();
    let taken: number | undefined;
    const before = threadMilliseconds();
    childProcess.fork = new Proxy(fork, {
      apply(target, self, args) {
        const child = Reflect.apply(target, self, args);
        taken ??= threadMilliseconds() - before;
        return child;
      },
    });
    await extension?.activate();
    assert.ok(taken !== undefined, "no process was started");
    this.runnable().title += `, ${taken.toFixed(0)} ms of the host's thread after it was asked to`;
  });
});
