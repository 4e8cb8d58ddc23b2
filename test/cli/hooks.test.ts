// What pre-commit reads of this repository, and what it then runs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { mayBeChecked } from "../../server/src/core/index.ts";
import {
  CLEAN_DOCKERFILE,
  FIXABLE_DOCKERFILE,
  FIXED_DOCKERFILE,
  folderWith,
  hullcheck,
  read,
  useBuiltCli,
} from "./harness.ts";

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly require_serial: boolean;
}

useBuiltCli();

const HOOKS: readonly Hook[] = parse(readFileSync(".pre-commit-hooks.yaml", "utf8"));

/** Runs a hook as pre-commit does: the words of its entry, the arguments of the user, the files. */
function run(id: string, cwd: string, ...more: readonly string[]) {
  const [program, ...args] = HOOKS.find((hook) => hook.id === id)?.entry.split(" ") ?? [];
  assert.equal(program, "hullcheck");
  return hullcheck([...args, ...more], { cwd });
}

describe("the hooks for pre-commit", () => {
  it("have what pre-commit asks for", () => {
    assert.deepEqual(
      HOOKS.map(({ id }) => id),
      ["hullcheck", "hullcheck-fix"],
    );
    for (const { name, description, language } of HOOKS) {
      assert.ok(name !== "" && description !== "");
      assert.equal(language, "node");
    }
  });

  it("get every file that may be one of ours, and few others", () => {
    const ours = [
      "Dockerfile",
      "a/Dockerfile.dev",
      "a b/dockerfile-x",
      "web.dockerfile",
      "x/Containerfile",
      "Containerfile_y",
      "k8s/pod.yaml",
      "pod.YML",
      "a.json",
    ];
    const others = [
      "Dockerfiles.md",
      "a/README.md",
      "src/dockerfile.ts/x",
      "main.ts",
      "yaml",
      "Dockerfile/notes.txt",
      "mydockerfile",
    ];
    for (const { files } of HOOKS) {
      // JavaScript has no flag inside an expression; pre-commit searches with Python's `re`.
      const pattern = new RegExp(files.replace(/^\(\?i\)/, ""), "i");
      for (const path of ours) assert.ok(mayBeChecked(path) && pattern.test(path), path);
      for (const path of others) assert.ok(!mayBeChecked(path) && !pattern.test(path), path);
    }
  });

  it("check the files that they are given, and pass over those that are not ours or excluded", () => {
    const cwd = folderWith({
      Dockerfile: CLEAN_DOCKERFILE,
      "old/Dockerfile": FIXABLE_DOCKERFILE,
      "new/Dockerfile": FIXABLE_DOCKERFILE,
      "package.json": "{}\n",
      ".hullcheck.yaml": "exclude: [old/]\n",
    });
    const clean = run("hullcheck", cwd, "Dockerfile", "package.json", "old/Dockerfile");
    assert.deepEqual([clean.status, clean.stdout, clean.stderr], [0, "", ""]);
    const found = run("hullcheck", cwd, "new/Dockerfile", "package.json");
    assert.equal(found.status, 1);
    assert.match(found.stdout, /^new\/Dockerfile:2:\d+ warning world-writable$/m);
    assert.equal(run("hullcheck", cwd, "--fail-on=error", "new/Dockerfile").status, 0);
  });

  it("fix them", () => {
    const cwd = folderWith({
      Dockerfile: FIXABLE_DOCKERFILE,
      "old/Dockerfile": FIXABLE_DOCKERFILE,
      ".hullcheck.yaml": "exclude: [old/]\n",
    });
    assert.equal(run("hullcheck-fix", cwd, "Dockerfile", "old/Dockerfile").status, 0);
    assert.equal(read(cwd, "Dockerfile"), FIXED_DOCKERFILE);
    assert.equal(read(cwd, "old/Dockerfile"), FIXABLE_DOCKERFILE);
  });
});
