import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CLEAN_DOCKERFILE,
  folderWith,
  hullcheck,
  jsonReport,
  ROOT_DOCKERFILE,
  ruleIds,
  SETUID_DOCKERFILE,
  useBuiltCli,
} from "./harness.ts";

useBuiltCli();

function status(args: readonly string[], content: string): number | null {
  return hullcheck(args, { cwd: folderWith({ Dockerfile: content }) }).status;
}

describe("exit codes", () => {
  it("is 0 for a clean file, named, in a folder, with and without the command's name", () => {
    const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE });
    for (const args of [[], ["check"], ["Dockerfile"], ["check", cwd]]) {
      const { status: code, stdout, stderr } = hullcheck(args, { cwd });
      assert.equal(code, 0, `${args}: ${stderr}`);
      assert.equal(stdout, "No findings in 1 file.\n");
      assert.equal(stderr, "");
    }
  });

  it("is 1 for a finding at warning or above", () => {
    assert.equal(status([], ROOT_DOCKERFILE), 1);
    assert.equal(status(["check", "Dockerfile"], SETUID_DOCKERFILE), 1);
  });

  it("follows --fail-on", () => {
    assert.equal(status(["--fail-on", "error"], ROOT_DOCKERFILE), 0);
    assert.equal(status(["--fail-on", "error"], SETUID_DOCKERFILE), 1);
    assert.equal(status(["--fail-on", "never"], SETUID_DOCKERFILE), 0);
    const informs = 'FROM scratch\nCOPY app /app\nUSER app\nENTRYPOINT ["/app"]\n';
    assert.equal(status(["--rule", "non-numeric-user"], informs), 0);
    assert.equal(status(["--rule", "non-numeric-user", "--fail-on", "information"], informs), 1);
  });

  it("follows --max-warnings, which errors always exceed", () => {
    assert.equal(status(["--max-warnings", "0"], ROOT_DOCKERFILE), 1);
    assert.equal(status(["--max-warnings", "1"], ROOT_DOCKERFILE), 0);
    assert.equal(status(["--max-warnings", "9"], SETUID_DOCKERFILE), 1);
    assert.equal(status(["--max-warnings", "9", "--fail-on", "warning"], ROOT_DOCKERFILE), 1);
  });

  it("is 2 for a mistyped command, which is named", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE });
    const { status: code, stderr } = hullcheck(["lyaers", "Dockerfile"], { cwd });
    assert.equal(code, 2);
    assert.equal(stderr, "hullcheck: lyaers: no such file or folder\nhullcheck: did you mean the command “layers”?\n");
    assert.doesNotMatch(hullcheck(["kubernetes"], { cwd }).stderr, /did you mean/);
  });

  it("is 2 for wrong use, with one clear line on standard error and nothing on standard output", () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["--fxi"], /unknown option '--fxi'\n\(Did you mean --fix\?\)/],
      [["--fail-on", "warnings"], /Allowed choices are error, warning, information, never/],
      [["--format", "jsn"], /did you mean “json”\?/],
      [["--format", "json", "--format", "sarif"], /only one format can go to standard output/],
      [["--format", "sarif="], /name of a file is missing/],
      [["--max-warnings", "-1"], /number from 0 up/],
      [["--rule", "setuid-bits"], /no such rule: “setuid-bits”; did you mean “setuid-bit”\?/],
      [["--stdin", "Dockerfile"], /--stdin and paths exclude each other/],
      [["--update-baseline"], /needs --baseline/],
      [["--fix", "--dry-run", "--format", "json"], /standard output holds the diff; write --format json=<file>/],
      [["explain", "root-usr"], /did you mean “root-user”\?/],
      [["explain"], /missing required argument 'rule'/],
      [["completion", "csh"], /Allowed choices are bash, zsh, fish/],
    ];
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE });
    for (const [args, message] of cases) {
      const { status: code, stdout, stderr } = hullcheck(args, { cwd });
      assert.equal(code, 2, `${args} gave ${code}`);
      assert.match(stderr, message);
      assert.match(stderr, /^hullcheck: /);
      assert.equal(stdout, "", `${args}`);
    }
  });

  it("is 2 for a path that is not there, and checks the others all the same", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE });
    const { status: code, stdout, stderr } = hullcheck(["missing.yaml", "Dockerfile", "gone/"], { cwd });
    assert.equal(code, 2);
    assert.match(stdout, /root-user/);
    assert.equal(stderr, "hullcheck: missing.yaml: no such file or folder\nhullcheck: gone/: no such file or folder\n");
  });

  it("prints version and help with 0", () => {
    const cwd = folderWith();
    const version = hullcheck(["--version"], { cwd });
    assert.equal(version.status, 0);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    for (const args of [["--help"], ["help", "check"], ["layers", "--help"]]) {
      const help = hullcheck(args, { cwd });
      assert.equal(help.status, 0);
      assert.match(help.stdout, /^Usage: hullcheck/);
      assert.equal(help.stderr, "");
    }
  });
});

describe("choosing what is reported", () => {
  const content = 'FROM scratch\nCOPY --chmod=4555 app /app\nENTRYPOINT ["/app"]\n';

  it("runs only the rules of --rule, repeated or with commas", () => {
    const cwd = folderWith({ Dockerfile: content });
    assert.deepEqual(ruleIds(jsonReport([], { cwd })).toSorted(), ["root-user", "setuid-bit"]);
    assert.deepEqual(ruleIds(jsonReport(["--rule", "root-user"], { cwd })), ["root-user"]);
    assert.deepEqual(ruleIds(jsonReport(["--rule", "root-user,pipe-to-shell"], { cwd })), ["root-user"]);
    const both = ["--rule", "root-user", "--rule", "setuid-bit"];
    assert.deepEqual(ruleIds(jsonReport(both, { cwd })).toSorted(), ["root-user", "setuid-bit"]);
  });

  it("drops what is below --severity", () => {
    const cwd = folderWith({ Dockerfile: content });
    assert.deepEqual(ruleIds(jsonReport(["--severity", "error"], { cwd })), ["setuid-bit"]);
  });

  it("judges the stage of --target, and says where there is none", () => {
    const cwd = folderWith({ Dockerfile: `${ROOT_DOCKERFILE}FROM scratch AS debug\nUSER 1:1\n` });
    assert.deepEqual(ruleIds(jsonReport(["--target", "0"], { cwd })), ["root-user"]);
    assert.deepEqual(ruleIds(jsonReport(["--target", "DEBUG"], { cwd })), []);
    const { stderr } = hullcheck(["--target", "prod"], { cwd });
    assert.match(stderr, /Dockerfile: has no stage “prod”/);
  });

  it("shows what could not be analysed with --show-gaps only", () => {
    const cwd = folderWith({ Dockerfile: `FROM scratch\nSHELL ["/bin/fish", "-c"]\nRUN x; and y\nUSER 1:1\n` });
    const silent = hullcheck([], { cwd }).stdout;
    assert.match(silent, /could not be analysed; --show-gaps tells/);
    assert.doesNotMatch(silent, /not analysed: /);
    assert.match(hullcheck(["--show-gaps"], { cwd }).stdout, /Dockerfile:3:\d+ not analysed: /);
  });
});
