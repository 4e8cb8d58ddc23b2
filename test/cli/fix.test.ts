import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import {
  CLEAN_DOCKERFILE,
  FIXABLE_DOCKERFILE,
  FIXED_DOCKERFILE,
  folderWith,
  hullcheck,
  jsonReport,
  ROOT_DOCKERFILE,
  read,
  ruleIds,
  useBuiltCli,
} from "./harness.ts";

useBuiltCli();

/** The leak that everything starts from. */
const LEAK = `FROM scratch
RUN echo "top-secret" > /password.txt
RUN rm /password.txt
USER 10001:10001
`;

describe("--fix", () => {
  it("writes the fixed text, reports what is left and how much was done", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE, "Dockerfile.root": ROOT_DOCKERFILE });
    const { status, stdout, stderr } = hullcheck(["--fix"], { cwd });
    assert.equal(read(cwd, "Dockerfile"), FIXED_DOCKERFILE);
    assert.equal(read(cwd, "Dockerfile.root"), ROOT_DOCKERFILE, "a fix to be reviewed is not applied");
    assert.equal(status, 1);
    assert.match(stdout, /^1 finding fixed\.$/m);
    assert.match(stdout, /root-user/);
    assert.doesNotMatch(stdout, /world-writable/);
    assert.equal(stderr, "");
  });

  it("leaves nothing to fix behind: the second run changes nothing", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE, "b/Dockerfile": LEAK });
    hullcheck(["--fix"], { cwd });
    const once = [read(cwd, "Dockerfile"), read(cwd, "b/Dockerfile")];
    const second = jsonReport(["--fix"], { cwd });
    assert.deepEqual([read(cwd, "Dockerfile"), read(cwd, "b/Dockerfile")], once);
    assert.equal(second.summary.fixed, 0);
    assert.equal(second.summary.fixable, 0);
  });

  it("takes the secret out of the layers and out of the history", () => {
    const cwd = folderWith({ Dockerfile: LEAK });
    assert.ok(ruleIds(jsonReport([], { cwd })).includes("secret-file-removed-in-later-layer"));
    const { status } = hullcheck(["--fix"], { cwd });
    assert.equal(status, 0);
    assert.doesNotMatch(read(cwd, "Dockerfile"), /top-secret/);
    assert.deepEqual(ruleIds(jsonReport([], { cwd })), []);
  });

  it("applies only the fixes of --rule", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    hullcheck(["--fix", "--rule", "root-user"], { cwd });
    assert.equal(read(cwd, "Dockerfile"), FIXABLE_DOCKERFILE);
    hullcheck(["--fix", "--rule", "world-writable"], { cwd });
    assert.equal(read(cwd, "Dockerfile"), FIXED_DOCKERFILE);
  });

  it("does not write a file that needs no fix", () => {
    const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE });
    const before = spawnSync("stat", ["-c", "%i %Y", "Dockerfile"], { cwd, encoding: "utf8" }).stdout;
    hullcheck(["--fix"], { cwd });
    assert.equal(spawnSync("stat", ["-c", "%i %Y", "Dockerfile"], { cwd, encoding: "utf8" }).stdout, before);
  });
});

describe("--fix --dry-run", () => {
  it("prints a diff that git can apply, and changes nothing", () => {
    const cwd = folderWith({ "a/Dockerfile": FIXABLE_DOCKERFILE.replaceAll("\n", "\r\n") });
    const { status, stdout, stderr } = hullcheck(["--fix", "--dry-run"], { cwd });
    assert.equal(status, 1, "the finding is still there");
    assert.match(stderr, /^hullcheck: 1 finding can be fixed in 1 file; nothing was written\n$/);
    assert.equal(read(cwd, "a/Dockerfile"), FIXABLE_DOCKERFILE.replaceAll("\n", "\r\n"));
    const applied = spawnSync("git", ["apply", "-"], { cwd, input: stdout, encoding: "utf8" });
    assert.equal(applied.stderr, "");
    assert.equal(read(cwd, "a/Dockerfile"), FIXED_DOCKERFILE.replaceAll("\n", "\r\n"));
  });

  it("copes with a file that ends without a line break", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE.trimEnd() });
    const { stdout } = hullcheck(["--dry-run"], { cwd });
    assert.match(stdout, /^\\ No newline at end of file$/m);
    spawnSync("git", ["apply", "-"], { cwd, input: stdout });
    assert.equal(read(cwd, "Dockerfile"), FIXED_DOCKERFILE.trimEnd());
  });

  it("masks secrets, and says that the diff is for reading only", () => {
    const cwd = folderWith({ Dockerfile: LEAK });
    const { stdout, stderr } = hullcheck(["--dry-run"], { cwd });
    assert.match(stdout, /^-RUN rm \/password\.txt$/m);
    assert.doesNotMatch(stdout, /top-secret/);
    assert.match(stderr, /secrets are masked/);
  });

  it("says so where there is nothing to fix", () => {
    const { status, stdout, stderr } = hullcheck(["--dry-run"], { cwd: folderWith({ Dockerfile: CLEAN_DOCKERFILE }) });
    assert.equal(status, 0);
    assert.equal(stdout, "");
    assert.equal(stderr, "hullcheck: nothing to fix; nothing was written\n");
  });

  it("goes together with reports in files", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    hullcheck(["--dry-run", "--format", "json=out/report.json"], { cwd });
    assert.equal(JSON.parse(read(cwd, "out/report.json")).summary.fixable, 1);
  });
});
