// The GitHub action, step by step as the runner does it: with the package as npm packs it, and without network.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import { parse } from "yaml";
import { builtCli, folderWith, read, useBuiltCli } from "./harness.ts";

interface Step {
  readonly id?: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  readonly "working-directory": string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

useBuiltCli();

const ACTION: Action = parse(readFileSync("action.yml", "utf8"));
const { steps } = ACTION.runs;

/** The package with the built command line, packed. */
let tarball = "";
before(() => {
  const folder = folderWith({
    "package.json": readFileSync("package.json"),
    ".npmignore": readFileSync(".npmignore"),
  });
  cpSync(dirname(builtCli), join(folder, "dist"), { recursive: true });
  const packed = spawnSync("npm", ["pack", "--ignore-scripts", "--json"], { cwd: folder, encoding: "utf8" });
  assert.equal(packed.status, 0, packed.stderr);
  tarball = join(folder, JSON.parse(packed.stdout)[0].filename);
});

interface Ran {
  readonly status: number;
  /** What all steps wrote to standard output. */
  readonly log: string;
  readonly outputs: string;
  readonly summary: string;
}

/** Runs the action with these inputs in a workspace, as far as a step fails. */
function run(workspace: string, inputs: Readonly<Record<string, string>>): Ran {
  const runner = folderWith({ "temp/.keep": "", outputs: "", summary: "" });
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(ACTION.inputs).map(([name, input]) => [`inputs.${name}`, input.default])),
    "inputs.version": `file:${tarball}`,
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, value])),
    "runner.temp": join(runner, "temp"),
  };
  const evaluated = (text: string): string =>
    text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => values[name] ?? assert.fail(`${name} is not known`));
  const environment = {
    PATH: process.env.PATH,
    npm_config_offline: "true",
    npm_config_cache: join(runner, "npm"),
    GITHUB_ACTION_PATH: process.cwd(),
    GITHUB_OUTPUT: join(runner, "outputs"),
    GITHUB_STEP_SUMMARY: join(runner, "summary"),
    RUNNER_TEMP: join(runner, "temp"),
  };
  let log = "";
  let status = 0;
  for (const step of steps) {
    const env = Object.entries(step.env).map(([name, value]) => [name, evaluated(value)]);
    const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
      cwd: resolve(workspace, evaluated(step["working-directory"])),
      env: { ...environment, ...Object.fromEntries(env) },
      encoding: "utf8",
    });
    log += ran.stdout;
    status = ran.status ?? -1;
    if (status !== 0) break;
  }
  return { status, log, outputs: read(runner, "outputs"), summary: read(runner, "summary") };
}

function workspaceWithExamples(): string {
  const workspace = folderWith();
  cpSync("examples", join(workspace, "examples"), { recursive: true });
  return workspace;
}

describe("the GitHub action", () => {
  it("writes no expression into a script, and uses every input", () => {
    assert.equal(ACTION.runs.using, "composite");
    for (const { shell, run: script } of steps) {
      assert.equal(shell, "bash");
      assert.ok(!script.includes("${{"), script);
    }
    const used = steps.flatMap((step) => [step["working-directory"], ...Object.values(step.env)]).join("\n");
    for (const name of Object.keys(ACTION.inputs)) assert.ok(used.includes(`\${{ inputs.${name} }}`), name);
  });

  it("annotates, writes SARIF and a summary, and fails on findings", () => {
    const workspace = workspaceWithExamples();
    const ran = run(workspace, { paths: "examples/insecure", "sarif-file": "out.sarif" });
    assert.equal(ran.status, 1);
    assert.match(ran.log, /^::error file=examples\/insecure\/leak\.Dockerfile,line=2,/m);
    assert.equal(ran.outputs, "exit-code=1\nsarif-file=./out.sarif\n");
    assert.equal(JSON.parse(read(workspace, "out.sarif")).version, "2.1.0");
    assert.match(ran.summary, /^````text\nexamples\/insecure\/.*\n[\s\S]*\n````\n$/);
    for (const name of Object.keys(ACTION.outputs)) assert.ok(ran.outputs.includes(`${name}=`), name);
  });

  it("passes where nothing is at or above the limit", () => {
    const workspace = workspaceWithExamples();
    const never = run(workspace, { "fail-on": "never", summary: "false" });
    assert.deepEqual([never.status, never.outputs, never.summary], [0, "exit-code=0\nsarif-file=\n", ""]);
    const hardened = run(workspace, { "working-directory": "examples/hardened", "sarif-file": "out.sarif" });
    assert.equal(hardened.outputs, "exit-code=0\nsarif-file=examples/hardened/out.sarif\n");
  });

  it("takes each line of an input as one word, whatever is in it", () => {
    const workspace = workspaceWithExamples();
    cpSync("examples/insecure/leak.Dockerfile", join(workspace, "a $(touch gone) `b`/--fix.Dockerfile"));
    const ran = run(workspace, {
      paths: "a $(touch gone) `b`\nexamples/hardened\n",
      args: "--rule\nsecret-in-run\n--severity=error",
    });
    assert.equal(ran.status, 1);
    const annotations = ran.log.split("\n").filter((line) => line.startsWith("::"));
    assert.equal(annotations.length, 1);
    assert.match(annotations[0] ?? "", /^::error file=a \$\(touch gone\) `b`\/--fix\.Dockerfile,line=2,/);
    assert.equal(run(workspace, { paths: "--no-such-file" }).status, 2);
    assert.equal(run(workspace, { "fail-on": "never; touch gone" }).status, 2);
    assert.throws(() => read(workspace, "gone"));
  });
});
