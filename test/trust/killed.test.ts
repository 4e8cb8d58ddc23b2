// `--fix` that is killed at any moment leaves the old file or the new one, and a file that changed meanwhile is left alone.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { replaceText } from "../../server/src/cli/files.ts";
import { builtCli, FIXABLE_DOCKERFILE, FIXED_DOCKERFILE, folderWith, useBuiltCli } from "../cli/harness.ts";

useBuiltCli();

const COUNT = 40;
/** In the order in which they are fixed. */
const PATHS = Array.from({ length: COUNT }, (_, i) => `${String(i).padStart(2, "0")}/Dockerfile`);

describe("--fix", () => {
  it("killed at any moment leaves each file as it was or as it is to be", async () => {
    const counts: number[] = [];
    for (const last of [0, 1, 2, 5, 10, 20, 30]) {
      const cwd = folderWith(Object.fromEntries(PATHS.map((path) => [path, FIXABLE_DOCKERFILE])));
      await killedWhenFixed(join(cwd, PATHS[last] ?? ""), cwd);
      counts.push(PATHS.filter((path) => isFixed(cwd, path)).length);
    }
    assert.ok(
      counts.some((count) => count < COUNT),
      `the process was too fast: ${counts}`,
    );
  });

  it("refuses a file that changed after it was read", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    const path = join(cwd, "Dockerfile");
    const read = {
      kind: "text",
      text: FIXABLE_DOCKERFILE,
      bytes: Buffer.from(FIXABLE_DOCKERFILE),
      isValidUtf8: true,
    } as const;
    writeFileSync(path, `${FIXABLE_DOCKERFILE}# typed meanwhile\n`);
    assert.deepEqual(replaceText(path, read, FIXED_DOCKERFILE), {
      kind: "failed",
      why: "changed while it was checked, not fixed",
    });
    assert.equal(readFileSync(path, "utf8"), `${FIXABLE_DOCKERFILE}# typed meanwhile\n`);
    assert.deepEqual(readdirSync(cwd), ["Dockerfile"]);
  });
});

/** Whether a file is fixed; it must be one or the other, with nothing beside it but what was to take its place. */
function isFixed(cwd: string, path: string): boolean {
  const text = readFileSync(join(cwd, path), "utf8");
  assert.ok(text === FIXABLE_DOCKERFILE || text === FIXED_DOCKERFILE, `half a file: ${text}`);
  for (const name of readdirSync(dirname(join(cwd, path)))) {
    assert.match(name, /^Dockerfile$|^\.Dockerfile\.[0-9a-f-]{36}\.tmp$/);
  }
  return text === FIXED_DOCKERFILE;
}

/** Ends the process as soon as one of its files is no longer what it was, so in the middle of its work. */
function killedWhenFixed(path: string, cwd: string): Promise<void> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [builtCli, "--fix"], { cwd, stdio: "ignore" });
    const look = setInterval(() => {
      if (readFileSync(path, "utf8") !== FIXABLE_DOCKERFILE) child.kill("SIGKILL");
    }, 1);
    child.on("exit", () => {
      clearInterval(look);
      done();
    });
  });
}
