import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  CLEAN_DOCKERFILE,
  FIXABLE_DOCKERFILE,
  folderWith,
  hullcheck,
  jsonReport,
  ROOT_DOCKERFILE,
  read,
  ruleIds,
  SETUID_DOCKERFILE,
  useBuiltCli,
  write,
} from "./harness.ts";

useBuiltCli();

describe("--baseline", () => {
  const FILE = ["--baseline", "known.json"];

  it("is written by --update-baseline and then holds back what it holds", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE, "a/Dockerfile": SETUID_DOCKERFILE });
    const update = hullcheck([...FILE, "--update-baseline"], { cwd });
    assert.equal(update.status, 0);
    assert.match(update.stderr, /known\.json: holds 2 findings now/);
    const { status, stdout } = hullcheck(FILE, { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /^2 findings held back by the baseline\.$/m);
    assert.equal(hullcheck([], { cwd }).status, 1);
  });

  it("reports what is new, wherever the known lines have moved", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE });
    hullcheck([...FILE, "--update-baseline"], { cwd });
    write(cwd, "Dockerfile", `# moved\n\n${ROOT_DOCKERFILE.replace("0555", "4555")}`);
    const report = jsonReport(FILE, { cwd });
    assert.deepEqual(ruleIds(report), ["setuid-bit"]);
    assert.equal(report.summary.baselined, 1);
  });

  it("counts a second finding like a known one as new", () => {
    const cwd = folderWith({ Dockerfile: `${FIXABLE_DOCKERFILE}` });
    hullcheck([...FILE, "--update-baseline"], { cwd });
    const line = "COPY --chmod=0777 app /usr/local/bin/app\n";
    write(cwd, "Dockerfile", FIXABLE_DOCKERFILE.replace(line, line + line));
    assert.deepEqual(ruleIds(jsonReport([...FILE, "--rule", "world-writable"], { cwd })), ["world-writable"]);
  });

  it("does not depend on where it runs", () => {
    const cwd = folderWith({ "a/Dockerfile": ROOT_DOCKERFILE });
    hullcheck([...FILE, "--update-baseline"], { cwd });
    assert.equal(hullcheck(["--baseline", "../known.json"], { cwd: join(cwd, "a") }).status, 0);
  });

  it("says what is no longer there, and forgets it when it is updated, but nothing of files that were not checked", () => {
    const cwd = folderWith({
      "a/Dockerfile": ROOT_DOCKERFILE,
      "b/Dockerfile": ROOT_DOCKERFILE,
      "c/Dockerfile": ROOT_DOCKERFILE,
    });
    hullcheck([...FILE, "--update-baseline"], { cwd });
    write(cwd, "a/Dockerfile", CLEAN_DOCKERFILE);
    rmSync(join(cwd, "c"), { recursive: true });
    assert.match(
      hullcheck(FILE, { cwd }).stderr,
      /known\.json: 1 finding no longer there; --update-baseline takes them out/,
    );
    hullcheck([...FILE, "--update-baseline", "a"], { cwd });
    assert.deepEqual(Object.keys(JSON.parse(read(cwd, "known.json")).files), ["b/Dockerfile"]);
  });

  it("is the same text from update to update", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE.replace("0555", "4555"), "a/Dockerfile": ROOT_DOCKERFILE });
    hullcheck([...FILE, "--update-baseline"], { cwd });
    const once = read(cwd, "known.json");
    hullcheck([...FILE, "--update-baseline"], { cwd });
    assert.equal(read(cwd, "known.json"), once);
  });

  it("refuses a file that is none", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE, "known.json": "{", "other.json": '{"version": 9}' });
    assert.match(hullcheck(FILE, { cwd }).stderr, /^hullcheck: known\.json: is not JSON$/m);
    assert.match(hullcheck(["--baseline", "other.json"], { cwd }).stderr, /is no baseline of this version/);
    const missing = hullcheck(["--baseline", "none.json"], { cwd });
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /none\.json: no such file; --update-baseline writes it/);
  });
});

describe("--changed", () => {
  function git(cwd: string, ...args: readonly string[]): void {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }

  function repository(): string {
    const cwd = folderWith({
      ".gitignore": "ignored/\n",
      "same/Dockerfile": ROOT_DOCKERFILE,
      "edited/Dockerfile": ROOT_DOCKERFILE,
      "gone/Dockerfile": ROOT_DOCKERFILE,
      "old/Dockerfile": ROOT_DOCKERFILE,
    });
    git(cwd, "init", "-q", "-b", "main");
    git(cwd, "add", ".");
    git(cwd, "commit", "-q", "-m", "start");
    return cwd;
  }

  function changed(cwd: string, ...args: readonly string[]): readonly string[] {
    return jsonReport(args, { cwd }).files.map(({ path }) => path);
  }

  it("checks what differs from the commit, untracked files too", () => {
    const cwd = repository();
    assert.deepEqual(changed(cwd, "--changed"), []);
    write(cwd, "edited/Dockerfile", `${ROOT_DOCKERFILE}# edited\n`);
    write(cwd, "ü new/Dockerfile", ROOT_DOCKERFILE);
    write(cwd, "ignored/Dockerfile", ROOT_DOCKERFILE);
    rmSync(join(cwd, "gone"), { recursive: true });
    mkdirSync(join(cwd, "renamed"));
    renameSync(join(cwd, "old/Dockerfile"), join(cwd, "renamed/Dockerfile"));
    git(cwd, "add", "edited");
    assert.deepEqual(changed(cwd, "--changed"), ["edited/Dockerfile", "renamed/Dockerfile", "ü new/Dockerfile"]);
    assert.deepEqual(changed(cwd, "--changed", "HEAD", "edited"), ["edited/Dockerfile"]);
    assert.deepEqual(changed(join(cwd, "edited"), "--changed"), ["Dockerfile"]);
  });

  it("compares with where the branch began, not with what others did since", () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "-b", "work");
    write(cwd, "edited/Dockerfile", `${ROOT_DOCKERFILE}# edited\n`);
    git(cwd, "commit", "-q", "-a", "-m", "work");
    git(cwd, "checkout", "-q", "main");
    write(cwd, "same/Dockerfile", `${ROOT_DOCKERFILE}# by others\n`);
    git(cwd, "commit", "-q", "-a", "-m", "others");
    git(cwd, "checkout", "-q", "work");
    assert.deepEqual(changed(cwd, "--changed", "main"), ["edited/Dockerfile"]);
  });

  it("fails with a reason where there is no such commit or no repository", () => {
    const cwd = repository();
    for (const ref of ["nothing", "--output=x", "edited"]) {
      const { status, stderr } = hullcheck([`--changed=${ref}`], { cwd });
      assert.equal(status, 2);
      assert.equal(stderr, `hullcheck: --changed: git knows no commit “${ref}”\n`);
    }
    const outside = hullcheck(["--changed"], { cwd: folderWith({ Dockerfile: ROOT_DOCKERFILE }) });
    assert.equal(outside.status, 2);
    assert.match(outside.stderr, /^hullcheck: --changed: .*not a git repository/);
    const without = hullcheck(["--changed"], { cwd, env: { PATH: "/nowhere" } });
    assert.equal(without.status, 2);
    assert.equal(without.stderr, "hullcheck: --changed: git was not found\n");
  });
});
