// The container of the command line. No image is built here: what the stages copy and run is done in folders, with the installed packages.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { interpretDockerfile } from "../../server/src/core/dockerfile/interpret.ts";
import type { CopyInstruction, DockerWord, Instruction, Stage } from "../../server/src/core/dockerfile/model.ts";
import { isIgnored } from "../../server/src/core/workspace/ignore-file.ts";
import { folderWith, hullcheck, jsonReport, useBuiltCli } from "./harness.ts";

useBuiltCli();

const TEXT = readFileSync("Dockerfile", "utf8");
const { stages } = interpretDockerfile(TEXT);

function literal(word: DockerWord | undefined): string {
  return word?.value.kind === "known" ? word.value.value : assert.fail("not known");
}

function copiesOf({ instructions }: Stage): readonly CopyInstruction[] {
  return instructions.filter((instruction): instruction is CopyInstruction => instruction.keyword === "COPY");
}

function textOf({ span }: Instruction): string {
  return TEXT.slice(span.start, span.end);
}

describe("the container", () => {
  const [build, shipped] = stages;
  assert.ok(build !== undefined && shipped !== undefined && stages.length === 2);

  it("breaks none of our own rules", () => {
    const args = ["Dockerfile", "--no-config", "--severity", "information"];
    const { files, problems } = jsonReport(args, { cwd: process.cwd() });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      files.map(({ path, findings, gaps }) => [path, findings, gaps]),
      [["Dockerfile", [], []]],
    );
    const strict = folderWith({ Dockerfile: TEXT, ".hullcheck.yaml": "extends: hullcheck:strict\n" });
    assert.equal(hullcheck(["--fail-on", "information"], { cwd: strict }).stdout, "No findings in 1 file.\n");
  });

  it("names its images by digest, and its user by number", () => {
    for (const { base } of stages) assert.ok(base.kind === "image" && base.reference.digest !== undefined);
    assert.match(TEXT, /^USER \d+:\d+$/m);
  });

  it("sends to the builder what it copies, and nothing else", () => {
    const patterns = readFileSync(".dockerignore", "utf8")
      .split("\n")
      .filter((line) => /^[^#]/.test(line));
    const wanted = copiesOf(build).flatMap(({ sources }) => sources.map(literal));
    for (const path of wanted) assert.ok(existsSync(path) && !isIgnored(patterns, path), path);
    const sent = readdirSync(".").filter((path) => !isIgnored(patterns, path));
    assert.deepEqual(
      sent.filter((path) => !wanted.includes(path)),
      [],
    );
    assert.ok(isIgnored(patterns, "server/secret.env"));
  });

  it("builds from what it copies, and runs with what is left in the end", () => {
    const work = folderWith();
    for (const { sources, destination } of copiesOf(build)) {
      const target = literal(destination);
      for (const path of sources.map(literal)) {
        cpSync(path, join(work, sources.length > 1 || target === "./" ? path : target), { recursive: true });
      }
    }
    // Stands for `npm ci`, which would load them again.
    symlinkSync(resolve("node_modules"), join(work, "node_modules"));
    const runs = build.instructions.filter(({ keyword }) => keyword === "RUN").map(textOf);
    assert.equal(runs.length, 2);
    assert.match(runs[0] ?? "", /^RUN npm ci --ignore-scripts /);
    const made = spawnSync("sh", ["-c", (runs[1] ?? "").replace(/^RUN /, "")], { cwd: work, encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    assert.equal(made.stderr, "");

    const root = folderWith();
    for (const { sources, destination, from } of copiesOf(shipped)) {
      assert.ok(from?.kind === "stage");
      for (const path of sources.map(literal)) {
        cpSync(join(work, path.replace(/^\/build\//, "")), join(root, literal(destination)), { recursive: true });
      }
    }
    const entry = shipped.instructions.find(({ keyword }) => keyword === "ENTRYPOINT");
    assert.ok(entry?.keyword === "ENTRYPOINT" && entry.command?.form === "exec");
    const [node, program = "", ...rest] = entry.command.words.map(literal);
    assert.equal(node, "/nodejs/bin/node");
    const checked = spawnSync(process.execPath, [join(root, program), ...rest, "leak.Dockerfile"], {
      cwd: "examples/insecure",
      encoding: "utf8",
      env: {},
    });
    assert.equal(checked.stderr, "");
    assert.equal(checked.status, 1);
    assert.match(checked.stdout, /^leak\.Dockerfile:2:\d+ error secret-in-run$/m);
  });
});
