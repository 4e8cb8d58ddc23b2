// `--fix` that is killed at any moment leaves the old file or the new one, and a file that changed meanwhile is left alone.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, it } from "node:test";
import { replaceText } from "../../server/src/cli/replace.ts";
import { builtCli, FIXABLE_DOCKERFILE, FIXED_DOCKERFILE, folderWith, jsonReport, useBuiltCli } from "../cli/harness.ts";

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

  it("killed before any of the steps in which a file is replaced leaves it as it was or as it is to be", () => {
    const padding = "# and so on\n".repeat(10);
    let isFinished = false;
    for (let step = 1; !isFinished; step++) {
      const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE + padding });
      const { signal, steps } = killedAt(step, cwd);
      isFinished = signal === null;
      const text = readFileSync(join(cwd, "Dockerfile"), "utf8");
      const isNew = steps.includes("renameSync");
      assert.equal(text, (isNew ? FIXED_DOCKERFILE : FIXABLE_DOCKERFILE) + padding, `killed before step ${step}`);
      const left = readdirSync(cwd).filter((name) => name !== "Dockerfile");
      assert.ok(
        left.every((name) => TEMPORARY.test(name)) && left.length <= (isFinished || isNew ? 0 : 1),
        left.join(),
      );
      assert.deepEqual(hullcheckFinds(cwd), ["Dockerfile"], "what was left is no file of anybody's");
      if (isFinished) assertSynced(steps);
    }
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

const TEMPORARY = /^\.Dockerfile\.[0-9a-f-]{36}\.tmp$/;

/** Runs `--fix` and ends it before a step; the steps that were done, the last one perhaps not. */
function killedAt(step: number, cwd: string) {
  const log = join(folderWith({ steps: "" }), "steps");
  const { signal } = spawnSync(
    process.execPath,
    ["--require", resolve("test/trust/killed-at.cjs"), builtCli, "--fix"],
    {
      cwd,
      env: { ...process.env, KILLED_AT: String(step), STEPS: log },
      stdio: "ignore",
    },
  );
  return { signal, steps: readFileSync(log, "utf8").trimEnd().split("\n") };
}

/** What was written is on the disk before it takes the place of the old text. */
function assertSynced(steps: readonly string[]): void {
  const [sync, rename] = [steps.indexOf("fsyncSync"), steps.indexOf("renameSync")];
  assert.ok(steps.slice(0, sync).filter((step) => step === "writeSync").length > 5, "it was written in parts");
  assert.ok(0 < sync && sync < rename && !steps.slice(sync, rename).includes("writeSync"), steps.join());
}

function hullcheckFinds(cwd: string): readonly string[] {
  return jsonReport([], { cwd }).files.map(({ path }) => path);
}

/** Whether a file is fixed; it must be one or the other, with nothing beside it but what was to take its place. */
function isFixed(cwd: string, path: string): boolean {
  const text = readFileSync(join(cwd, path), "utf8");
  assert.ok(text === FIXABLE_DOCKERFILE || text === FIXED_DOCKERFILE, `half a file: ${text}`);
  for (const name of readdirSync(dirname(join(cwd, path)))) {
    assert.ok(name === "Dockerfile" || TEMPORARY.test(name), name);
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
