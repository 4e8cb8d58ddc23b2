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
    [
      ".hullcheck.yaml",
      "rule: {}\n",
      /^hullcheck: \.hullcheck\.yaml:1:1: rule: no such setting; did you mean “rules”\?$/m,
    ],
    [".hullcheck.yaml", "rules: {root-usr: off}\n", /rules\.root-usr: no such rule; did you mean “root-user”\?/],
    [
      ".hullcheck.yaml",
      "rules: {root-user: loud}\n",
      /\.hullcheck\.yaml:1:20: rules\.root-user: takes off, .*, not "loud"/,
    ],
    [".hullcheck.yaml", "severity: 3\n", /\.hullcheck\.yaml:1:11: severity: /],
    [
      ".hullcheck.yaml",
      "podSecurity: {levle: restricted}\n",
      /podSecurity\.levle: no such setting; did you mean “level”\?/,
    ],
    [".hullcheck.yaml", "- a\n", /\.hullcheck\.yaml:1:1: a configuration has settings/],
    [".hullcheck.yaml", "rules: {a: b\n", /\.hullcheck\.yaml:2:1: .*\}/],
    [".hullcheck.json", "{,}", /\.hullcheck\.json:1:\d: .*JSON/],
    ["package.json", '{"hullcheck": {"rules": 1}}', /package\.json:1:25: hullcheck\.rules: takes a map/],
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
    assert.match(stderr, /\.hullcheck\.yaml:1:1: rule: no such setting/);
  });
});

describe("what a configuration extends", () => {
  it("is a preset", () => {
    const files = {
      Dockerfile: BOTH,
      "b.Dockerfile": `FROM debian:12\nRUN npm install -g tsc && npm cache clean --force\nUSER 1\n`,
    };
    const of = (preset: string): readonly string[] =>
      found(folderWith({ ...files, ".hullcheck.yaml": `extends: hullcheck:${preset}\n` }));
    assert.deepEqual(of("recommended"), [...ALL, "unpinned-base-image"]);
    assert.deepEqual(of("minimal"), ["setuid-bit"]);
    assert.deepEqual(of("strict"), [...ALL, "unpinned-base-image", "unpinned-package"]);
  });

  it("are other files, relative to the one that names them, the later ones first", () => {
    const cwd = folderWith({
      "app/Dockerfile": BOTH,
      "app/.hullcheck.yaml": "extends: [../shared/first.yaml, ../shared/second.json]\nrules: {setuid-bit: warning}\n",
      "shared/first.yaml": "extends: nested/base.yaml\nrules: {root-user: error}\nseverity: error\n",
      "shared/second.json": '{"rules": {"root-user": "off"}, "severity": "information"}',
      "shared/nested/base.yaml": "rules: {setuid-bit: off, world-writable: off}\n",
    });
    const { files } = jsonReport([], { cwd });
    assert.deepEqual(
      files.flatMap(({ findings }) => findings.map(({ ruleId, severity }) => [ruleId, severity])),
      [["setuid-bit", "warning"]],
    );
  });

  it("is told where it is not there, goes in a circle or is faulty, each in its own file", () => {
    const cwd = folderWith({
      Dockerfile: BOTH,
      ".hullcheck.yaml": "extends:\n  - hullcheck:strct\n  - ./none.yaml\n  - ./a.yaml\n",
      "a.yaml": "extends: ./b.yaml\n",
      "b.yaml": "extends: [./a.yaml, ./package.json]\nseverty: error\n",
      "package.json": "{}",
    });
    const { status, stderr } = hullcheck([], { cwd });
    assert.equal(status, 2);
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      "hullcheck: .hullcheck.yaml:2:5: extends.0: there is no preset “hullcheck:strct”; did you mean “hullcheck:strict”?",
      "hullcheck: .hullcheck.yaml:3:5: extends.1: there is no file “./none.yaml” to be read",
      "hullcheck: b.yaml:2:1: severty: no such setting; did you mean “severity”?",
      "hullcheck: b.yaml:1:11: extends.0: “./a.yaml” extends this file in turn",
      "hullcheck: b.yaml:1:21: extends.1: “./package.json” holds no configuration",
    ]);
  });
});

describe("what a configuration excludes", () => {
  const files = {
    ".hullcheck.yaml": "exclude: [legacy/, '*.old.Dockerfile', '!keep.old.Dockerfile', /top.Dockerfile]\n",
    "legacy/Dockerfile": BOTH,
    "app/Dockerfile": BOTH,
    "app/a.old.Dockerfile": BOTH,
    "app/keep.old.Dockerfile": BOTH,
    "app/top.Dockerfile": BOTH,
    "top.Dockerfile": BOTH,
  };

  it("is not checked, wherever the call is made", () => {
    const cwd = folderWith(files);
    const paths = (folder: string, ...args: readonly string[]): readonly string[] =>
      jsonReport(args, { cwd: folder }).files.map(({ path }) => path);
    assert.deepEqual(paths(cwd), ["app/Dockerfile", "app/keep.old.Dockerfile", "app/top.Dockerfile"]);
    assert.deepEqual(paths(join(cwd, "app")), ["Dockerfile", "keep.old.Dockerfile", "top.Dockerfile"]);
    assert.equal(paths(cwd, "--no-config").length, 6);
    const report = jsonReport(["legacy"], { cwd });
    assert.deepEqual(
      [report.files, report.notes.map(({ message }) => message)],
      [[], ["1 file excluded by the configuration, not checked"]],
    );
  });

  it("is checked when a person names it, but not as the name of standard input", () => {
    const cwd = folderWith(files);
    assert.deepEqual(found(cwd, "legacy/Dockerfile"), ALL);
    const fix = hullcheck(["--stdin-filename", "legacy/Dockerfile", "--fix"], { cwd, input: BOTH });
    assert.deepEqual([fix.status, fix.stdout], [0, BOTH]);
    assert.match(fix.stderr, /legacy\/Dockerfile: excluded by the configuration, not checked/);
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
