import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CLEAN_DOCKERFILE,
  FIXABLE_DOCKERFILE,
  FIXED_DOCKERFILE,
  folderWith,
  hullcheck,
  hullcheckBytes,
  jsonReport,
  ROOT_DOCKERFILE,
  ruleIds,
  useBuiltCli,
} from "./harness.ts";

useBuiltCli();

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: [{name: a, image: a}]}\n";

describe("--stdin", () => {
  const cwd = folderWith({ ".hullcheck.yaml": "rules: {root-user: off}\n", "a/.hullcheck.yaml": "{}\n" });

  it("checks the text under the name it is given", () => {
    const { status, stdout } = hullcheck(["--stdin", "--stdin-filename", "a/Dockerfile"], {
      cwd,
      input: ROOT_DOCKERFILE,
    });
    assert.equal(status, 1);
    assert.match(stdout, /^a\/Dockerfile:1:6 warning root-user$/m);
  });

  it("takes the configuration of the place it is named to be at", () => {
    assert.deepEqual(ruleIds(jsonReport(["--stdin"], { cwd, input: ROOT_DOCKERFILE })), []);
    const named = ["--stdin-filename", "a/Dockerfile"];
    assert.deepEqual(ruleIds(jsonReport(named, { cwd, input: ROOT_DOCKERFILE })), ["root-user"]);
  });

  it("tells from the content what it is where there is no name", () => {
    const report = jsonReport(["--stdin"], { cwd, input: POD });
    assert.equal(report.files[0]?.path, "stdin.yaml");
    assert.ok(ruleIds(report).includes("host-namespace"));
    assert.equal(jsonReport(["--stdin"], { cwd, input: CLEAN_DOCKERFILE }).files[0]?.path, "Dockerfile");
  });

  it("says of a name that is none of ours", () => {
    const { status, stderr } = hullcheck(["--stdin-filename", "a.txt"], { cwd, input: ROOT_DOCKERFILE });
    assert.equal(status, 0);
    assert.match(stderr, /a\.txt: neither a Dockerfile nor a Kubernetes manifest/);
  });

  it("takes an empty text", () => {
    assert.equal(hullcheck(["--stdin"], { cwd, input: "" }).status, 0);
  });

  it("fails on bytes that are no text", () => {
    const { status, stderr } = hullcheck(["--stdin"], { cwd, input: new Uint8Array([0, 1, 2]) });
    assert.equal(status, 2);
    assert.match(stderr, /Dockerfile: binary, not checked/);
  });
});

describe("--stdin --fix", () => {
  const cwd = folderWith();

  it("prints the fixed text and nothing else; the report goes to standard error", () => {
    const { status, stdout, stderr } = hullcheck(["--stdin", "--fix"], { cwd, input: FIXABLE_DOCKERFILE });
    assert.equal(status, 0);
    assert.equal(stdout, FIXED_DOCKERFILE);
    assert.match(stderr, /1 finding fixed\./);
  });

  it("prints a text that needs no fix as it came", () => {
    for (const input of [
      CLEAN_DOCKERFILE,
      "",
      `\ufeff${CLEAN_DOCKERFILE}`,
      FIXED_DOCKERFILE.replaceAll("\n", "\r\n"),
    ]) {
      assert.equal(hullcheck(["--stdin", "--fix"], { cwd, input }).stdout, input);
    }
  });

  it("gives back bytes that it cannot fix unchanged, and fails", () => {
    const inputs = [
      Uint8Array.from([0, 255, 1, 2]),
      new Uint8Array(Buffer.from(`# caf\xe9\n${FIXABLE_DOCKERFILE}`, "latin1")),
    ];
    for (const input of inputs) {
      assert.deepEqual(Buffer.from(hullcheckBytes(["--stdin", "--fix"], { cwd, input })), Buffer.from(input));
      assert.equal(hullcheck(["--stdin", "--fix"], { cwd, input }).status, 2);
    }
  });

  it("shows a diff with --dry-run", () => {
    const { stdout } = hullcheck(["--stdin", "--dry-run"], { cwd, input: FIXABLE_DOCKERFILE });
    assert.match(stdout, /^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ /);
  });
});
