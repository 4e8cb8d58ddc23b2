import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { folderWith, hullcheck, jsonReport, ROOT_DOCKERFILE, read, ruleIds, useBuiltCli } from "./harness.ts";

useBuiltCli();

const BOTH = ROOT_DOCKERFILE.replace("0555", "4555");
const ALL = ["root-user", "setuid-bit"];

function found(cwd: string, ...args: readonly string[]): readonly string[] {
  return ruleIds(jsonReport(args, { cwd })).toSorted();
}

describe("configuration", () => {
  const off = { rules: { "root-user": "off" } };
  const forms: Readonly<Record<string, string>> = {
    ".hullcheck.yaml": "rules:\n  root-user: off # we know\n",
    ".hullcheck.yml": "rules: {root-user: off}\n",
    ".hullcheck.json": JSON.stringify({ $schema: "x", ...off }),
    "package.json": JSON.stringify({ name: "x", hullcheck: off }),
  };
  for (const [name, content] of Object.entries(forms)) {
    it(`is read from ${name}, also from folders below`, () => {
      const cwd = folderWith({ [name]: content, "a/b/Dockerfile": BOTH });
      assert.deepEqual(found(cwd), ["setuid-bit"]);
      assert.deepEqual(found(join(cwd, "a/b")), ["setuid-bit"]);
      assert.deepEqual(found(cwd, "--no-config"), ALL);
    });
  }

  it("is the nearest one, for each file by itself; other package.json files are no configuration", () => {
    const cwd = folderWith({
      ".hullcheck.yaml": "rules: {root-user: off}\n",
      "a/.hullcheck.yaml": "",
      "b/package.json": '{"name": "hullcheck-like"}',
      "c/package.json": '{"dependencies": {"hullcheck": "1"}}',
      "a/Dockerfile": BOTH,
      "b/Dockerfile": BOTH,
      "c/Dockerfile": BOTH,
    });
    const report = jsonReport([], { cwd });
    const byFile = report.files.map(({ path, findings }) => [path, findings.length]);
    assert.deepEqual(byFile, [
      ["a/Dockerfile", 2],
      ["b/Dockerfile", 1],
      ["c/Dockerfile", 1],
    ]);
  });

  it("is the one that --config names", () => {
    const cwd = folderWith({
      Dockerfile: BOTH,
      ".hullcheck.yaml": "rules: {root-user: off}\n",
      "ci/strict.yaml": "severity: error\n",
    });
    assert.deepEqual(found(cwd, "--config", "ci/strict.yaml"), ["setuid-bit"]);
    const missing = hullcheck(["--config", "none.yaml"], { cwd });
    assert.equal(missing.status, 2);
    assert.equal(missing.stderr, "hullcheck: none.yaml: no such file or folder\n");
  });

  it("sets severities and the shipped stage, and yields to the command line", () => {
    const cwd = folderWith({
      Dockerfile: `${BOTH}FROM scratch AS debug\nUSER 1:1\n`,
      ".hullcheck.yaml": 'target: "0"\nseverity: error\nrules: {root-user: error}\n',
    });
    assert.deepEqual(found(cwd), ALL);
    assert.deepEqual(found(cwd, "--target", "debug"), []);
    assert.deepEqual(found(cwd, "--rule", "root-user"), ["root-user"]);
  });

  it("does not keep --rule from running a rule that is switched off", () => {
    const cwd = folderWith({ Dockerfile: BOTH, ".hullcheck.yaml": "rules: {root-user: off}\n" });
    assert.deepEqual(found(cwd, "--rule", "root-user"), ["root-user"]);
  });
});

describe("a faulty configuration", () => {
  const faults: readonly (readonly [string, string, RegExp])[] = [
    [".hullcheck.yaml", "rule: {}\n", /^hullcheck: \.hullcheck\.yaml: rule: no such setting; did you mean “rules”\?$/m],
    [".hullcheck.yaml", "rules: {root-usr: off}\n", /rules\.root-usr: no such rule; did you mean “root-user”\?/],
    [".hullcheck.yaml", "rules: {root-user: loud}\n", /\.hullcheck\.yaml: rules\.root-user: .*"off".*"loud"/],
    [".hullcheck.yaml", "severity: 3\n", /\.hullcheck\.yaml: severity: /],
    [
      ".hullcheck.yaml",
      "podSecurity: {levle: restricted}\n",
      /podSecurity\.levle: no such setting; did you mean “level”\?/,
    ],
    [".hullcheck.yaml", "- a\n", /\.hullcheck\.yaml: /],
    [".hullcheck.yaml", "rules: {a: b\n", /\.hullcheck\.yaml: .* at line \d+, column \d+/],
    [".hullcheck.json", "{,}", /\.hullcheck\.json: .*JSON/],
    ["package.json", '{"hullcheck": {"rules": 1}}', /package\.json: hullcheck\.rules: /],
  ];
  for (const [name, content, message] of faults) {
    it(`is told with file and key: ${name} with ${JSON.stringify(content)}`, () => {
      const cwd = folderWith({ [name]: content, Dockerfile: BOTH });
      const { status, stdout, stderr } = hullcheck(["--format", "json"], { cwd });
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    });
  }

  it("is not even read with --no-config, and is told as well where --config names it", () => {
    const cwd = folderWith({ ".hullcheck.yaml": "rule: {}\n", Dockerfile: BOTH });
    assert.equal(hullcheck(["--no-config"], { cwd }).status, 1);
    const { status, stderr } = hullcheck(["--config", ".hullcheck.yaml"], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /\.hullcheck\.yaml: rule: no such setting/);
  });
});

describe("hullcheck init", () => {
  it("writes a configuration that changes nothing, and never over another", () => {
    const cwd = folderWith({ Dockerfile: BOTH });
    assert.equal(hullcheck(["init"], { cwd }).status, 0);
    assert.deepEqual(found(cwd), ALL);
    const text = read(cwd, ".hullcheck.yaml");
    const again = hullcheck(["init"], { cwd });
    assert.equal(again.status, 2);
    assert.equal(again.stderr, "hullcheck: .hullcheck.yaml: is there already\n");
    assert.equal(read(cwd, ".hullcheck.yaml"), text);
  });
});
