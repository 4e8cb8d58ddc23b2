import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CLEAN_DOCKERFILE, folderWith, ROOT_DOCKERFILE, startHullcheck, useBuiltCli, write } from "./harness.ts";

useBuiltCli();

describe("--watch", () => {
  it("checks again after a change, of a file that was there and of a new one", { timeout: 60_000 }, async () => {
    const cwd = folderWith({ "a/Dockerfile": CLEAN_DOCKERFILE });
    const running = startHullcheck(["--watch", "--format", "compact"], cwd);
    const until = async (isThere: () => boolean): Promise<void> => {
      while (!isThere()) await sleep(20);
    };
    const rounds = (): number => running.output().stderr.split("hullcheck: watching .\n").length - 1;
    await until(() => rounds() === 1);
    assert.equal(running.output().stdout, "");
    write(cwd, "a/Dockerfile", ROOT_DOCKERFILE);
    await until(() => /^a\/Dockerfile:1:6: warning: .* \[root-user\]$/m.test(running.output().stdout));
    write(cwd, "Dockerfile.new", ROOT_DOCKERFILE);
    await until(() => running.output().stdout.includes("\nDockerfile.new:1:6: warning"));
    const ended = await running.interrupt();
    assert.equal(ended.signal, "SIGINT");
    assert.doesNotMatch(ended.stderr, /error/);
  });
});
