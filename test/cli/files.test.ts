import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { FORMATS } from "../../server/src/cli/reporters/format.ts";
import {
  CLEAN_DOCKERFILE,
  FIXABLE_DOCKERFILE,
  folderWith,
  hullcheck,
  hullcheckCutOff,
  jsonReport,
  ROOT_DOCKERFILE,
  read,
  useBuiltCli,
  write,
} from "./harness.ts";

useBuiltCli();

const POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n";

function checkedPaths(cwd: string, ...args: readonly string[]): readonly string[] {
  return jsonReport(args, { cwd }).files.map(({ path }) => path);
}

describe("finding files", () => {
  it("takes Dockerfiles by their names and manifests by their content", () => {
    const cwd = folderWith({
      Dockerfile: CLEAN_DOCKERFILE,
      "a/Dockerfile.dev": CLEAN_DOCKERFILE,
      "a/web.Dockerfile": CLEAN_DOCKERFILE,
      "a/Containerfile": CLEAN_DOCKERFILE,
      "k8s/pod.yaml": POD,
      "k8s/values.yaml": "replicas: 3\n",
      "k8s/pod.json": JSON.stringify({ apiVersion: "v1", kind: "Pod", spec: { containers: [] } }),
      "package.json": "{}",
      "notes.txt": POD,
      "node_modules/x/Dockerfile": ROOT_DOCKERFILE,
      ".git/Dockerfile": ROOT_DOCKERFILE,
    });
    const expected = [
      "Dockerfile",
      "a/Containerfile",
      "a/Dockerfile.dev",
      "a/web.Dockerfile",
      "k8s/pod.json",
      "k8s/pod.yaml",
    ];
    assert.deepEqual(checkedPaths(cwd), expected);
    assert.deepEqual(checkedPaths(cwd, "."), expected);
    assert.deepEqual(checkedPaths(cwd, "a", "a/Containerfile", "./a/../a"), expected.slice(1, 4));
  });

  it("tells paths relative to where it runs", () => {
    const folder = folderWith({ "a/Dockerfile": CLEAN_DOCKERFILE, "b/x": "" });
    assert.deepEqual(checkedPaths(join(folder, "b"), "../a"), ["../a/Dockerfile"]);
    assert.deepEqual(checkedPaths(join(folder, "b"), join(folder, "a")), ["../a/Dockerfile"]);
  });

  it("respects .gitignore as git does, in every folder", () => {
    const files = {
      ".gitignore": "build/\n*.local.yaml\n!keep.local.yaml\n/top.Dockerfile\n# comment\n",
      "build/Dockerfile": ROOT_DOCKERFILE,
      "a/build/Dockerfile": ROOT_DOCKERFILE,
      "a/x.local.yaml": POD,
      "a/keep.local.yaml": POD,
      "top.Dockerfile": CLEAN_DOCKERFILE,
      "a/top.Dockerfile": CLEAN_DOCKERFILE,
      "a/.gitignore": "secret*\n!/b/secret.yaml\n",
      "a/secret.yaml": POD,
      "a/b/secret.yaml": POD,
      "b/secret.yaml": POD,
    };
    const cwd = folderWith(files);
    spawnSync("git", ["init", "-q"], { cwd });
    const { stdout } = spawnSync("git", ["ls-files", "--others", "--exclude-standard"], { cwd, encoding: "utf8" });
    const byGit = stdout.split("\n").filter((path) => path !== "" && !path.endsWith(".gitignore"));
    assert.deepEqual(checkedPaths(cwd), byGit.toSorted());
    assert.deepEqual(checkedPaths(join(cwd, "a")), ["b/secret.yaml", "keep.local.yaml", "top.Dockerfile"]);
    assert.deepEqual(checkedPaths(cwd, "build/Dockerfile"), ["build/Dockerfile"], "a named file is checked");
    assert.deepEqual(checkedPaths(cwd, "build"), ["build/Dockerfile"], "a named folder is checked");
  });

  it("does not follow links out of the folder, nor in circles", () => {
    const outside = folderWith({ Dockerfile: ROOT_DOCKERFILE, "pod.yaml": POD });
    const cwd = folderWith({ "a/Dockerfile": CLEAN_DOCKERFILE });
    symlinkSync(outside, join(cwd, "linked"));
    symlinkSync(join(outside, "pod.yaml"), join(cwd, "pod.yaml"));
    symlinkSync(cwd, join(cwd, "a", "circle"));
    symlinkSync(join(cwd, "nowhere"), join(cwd, "Dockerfile.broken"));
    assert.deepEqual(checkedPaths(cwd), ["a/Dockerfile"]);
    assert.deepEqual(checkedPaths(cwd, "pod.yaml"), ["pod.yaml"], "a named link is followed");
    const broken = hullcheck(["Dockerfile.broken"], { cwd });
    assert.equal(broken.status, 2);
    assert.equal(broken.stderr, "hullcheck: Dockerfile.broken: no such file or folder\n");
  });

  it("checks an empty folder and says that there was nothing", () => {
    const { status, stdout, stderr } = hullcheck([], { cwd: folderWith() });
    assert.equal(status, 0);
    assert.equal(stdout, "No findings in 0 files.\n");
    assert.match(stderr, /neither a Dockerfile nor a Kubernetes manifest was found/);
  });
});

describe("reading files", () => {
  it("checks an empty Dockerfile", () => {
    const { status, stdout } = hullcheck(["Dockerfile"], { cwd: folderWith({ Dockerfile: "" }) });
    assert.equal(status, 0);
    assert.equal(stdout, "No findings in 1 file.\n");
  });

  it("leaves out binary files, and fails where one was named", () => {
    const cwd = folderWith({
      Dockerfile: CLEAN_DOCKERFILE,
      "Dockerfile.png": new Uint8Array([137, 80, 78, 71, 0, 1, 2]),
    });
    const walked = hullcheck([], { cwd });
    assert.equal(walked.status, 0);
    assert.match(walked.stderr, /Dockerfile\.png: binary, not checked/);
    const named = hullcheck(["Dockerfile.png", "Dockerfile"], { cwd });
    assert.equal(named.status, 2);
    assert.match(named.stdout, /No findings in 1 file/);
  });

  it("leaves out files larger than 5 MB", () => {
    const line = `# ${"x".repeat(97)}\n`;
    const cwd = folderWith({
      Dockerfile: line.repeat(52_430),
      "Dockerfile.almost": line.repeat(52_428) + CLEAN_DOCKERFILE.slice(0, 12),
    });
    assert.ok(statSync(join(cwd, "Dockerfile")).size > 5 * 1024 * 1024);
    const { status, stdout, stderr } = hullcheck(["--rule", "setuid-bit"], { cwd });
    assert.equal(status, 0);
    assert.equal(stdout, "No findings in 1 file.\n");
    assert.equal(stderr, "hullcheck: Dockerfile: larger than 5 MB, not checked\n");
    assert.equal(hullcheck(["Dockerfile"], { cwd }).status, 2);
  });

  it("says of a named file that is none of ours", () => {
    const cwd = folderWith({ "values.yaml": "a: b\n" });
    const { status, stderr } = hullcheck(["values.yaml"], { cwd });
    assert.equal(status, 0);
    assert.match(stderr, /values\.yaml: neither a Dockerfile nor a Kubernetes manifest, not checked/);
    assert.equal(hullcheck(["values.yaml", "--quiet"], { cwd }).stderr, "");
  });

  it("fails on what is no regular file, without hanging", () => {
    const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE });
    spawnSync("sh", ["-c", "mkfifo Dockerfile.pipe"], { cwd });
    const { status, stdout, stderr } = hullcheck(["Dockerfile.pipe", "Dockerfile"], { cwd });
    assert.equal(status, 2);
    assert.match(stdout, /No findings in 1 file/);
    assert.match(stderr, /Dockerfile\.pipe: not a regular file/);
  });

  it("fails on what may not be read", { skip: process.getuid?.() === 0 && "root may read everything" }, () => {
    const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE, "Dockerfile.closed": ROOT_DOCKERFILE });
    chmodSync(join(cwd, "Dockerfile.closed"), 0);
    const { status, stderr } = hullcheck([], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /Dockerfile\.closed: permission denied/);
  });

  it("survives bytes that are no text at all", () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 255) + 1);
    const cwd = folderWith({ Dockerfile: bytes, "a.yaml": new Uint8Array([...Buffer.from(POD), ...bytes]) });
    const { status, stderr } = hullcheck([], { cwd });
    assert.ok(status === 0 || status === 1, stderr);
    assert.doesNotMatch(stderr, /internal error/);
  });
});

describe("writing files", () => {
  it("keeps mode and links", () => {
    const cwd = folderWith({ "real/Dockerfile": FIXABLE_DOCKERFILE });
    chmodSync(join(cwd, "real/Dockerfile"), 0o640);
    symlinkSync("real/Dockerfile", join(cwd, "Dockerfile"));
    assert.equal(hullcheck(["--fix", "Dockerfile"], { cwd }).status, 0);
    assert.ok(lstatSync(join(cwd, "Dockerfile")).isSymbolicLink());
    assert.equal(statSync(join(cwd, "real/Dockerfile")).mode & 0o777, 0o640);
    assert.match(read(cwd, "real/Dockerfile"), /--chmod=0775/);
  });

  it("keeps the owner", { skip: process.getuid?.() !== 0 && "only root may give files away" }, () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    const path = join(cwd, "Dockerfile");
    chownSync(path, 1234, 2345);
    chmodSync(path, 0o6755);
    assert.equal(hullcheck(["--fix"], { cwd }).status, 0);
    const { uid, gid, mode } = statSync(path);
    assert.deepEqual([uid, gid, mode & 0o7777], [1234, 2345, 0o6755]);
    assert.match(read(cwd, "Dockerfile"), /--chmod=0775/);
  });

  it("leaves what another name of the same file holds", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    linkSync(join(cwd, "Dockerfile"), join(cwd, "kept"));
    assert.equal(hullcheck(["--fix"], { cwd }).status, 0);
    assert.match(read(cwd, "Dockerfile"), /--chmod=0775/);
    assert.equal(read(cwd, "kept"), FIXABLE_DOCKERFILE);
  });

  it("leaves a read-only file and says so", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE, "Dockerfile.b": FIXABLE_DOCKERFILE });
    chmodSync(join(cwd, "Dockerfile"), 0o444);
    const { status, stdout, stderr } = hullcheck(["--fix"], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /^hullcheck: Dockerfile: read-only, not fixed$/m);
    assert.match(stdout, /^Dockerfile:2:14 warning world-writable$/m);
    assert.equal(read(cwd, "Dockerfile"), FIXABLE_DOCKERFILE);
    assert.match(read(cwd, "Dockerfile.b"), /--chmod=0775/);
  });

  it("keeps CRLF line breaks and a byte-order mark", () => {
    const text = `\ufeff${FIXABLE_DOCKERFILE.replaceAll("\n", "\r\n")}`;
    const cwd = folderWith({ Dockerfile: text });
    assert.equal(hullcheck(["--fix"], { cwd }).status, 0);
    assert.equal(read(cwd, "Dockerfile"), text.replace("0777", "0775"));
  });

  it("does not touch a file that is not valid UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from("# caf\xe9\n", "latin1"), Buffer.from(FIXABLE_DOCKERFILE)]);
    const cwd = folderWith({ Dockerfile: bytes });
    const { status, stderr } = hullcheck(["--fix"], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /not valid UTF-8, not fixed/);
    assert.deepEqual(readFileSync(join(cwd, "Dockerfile")), bytes);
  });

  it("leaves nothing else behind", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    hullcheck(["--fix"], { cwd });
    const { stdout } = spawnSync("ls", ["-A"], { cwd, encoding: "utf8" });
    assert.equal(stdout, "Dockerfile\n");
  });
});

describe("standard output", () => {
  it("may be closed by its reader", async () => {
    const cwd = folderWith();
    for (let i = 0; i < 400; i++) write(cwd, `a${i}/Dockerfile`, ROOT_DOCKERFILE);
    const { status, stderr } = await hullcheckCutOff([], cwd);
    assert.equal(status, 1);
    assert.equal(stderr, "");
  });

  it("fails where it cannot be written", { skip: !existsSync("/dev/full") && "there is no /dev/full" }, () => {
    const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE });
    const full = openSync("/dev/full", "w");
    const { status, stderr } = hullcheck(["Dockerfile"], { cwd, stdout: full });
    closeSync(full);
    assert.equal(status, 2);
    assert.match(stderr, /^hullcheck: could not write: ENOSPC/);
  });

  it("is whole when it is long", () => {
    const cwd = folderWith();
    for (let i = 0; i < 400; i++) write(cwd, `a${i}/Dockerfile`, ROOT_DOCKERFILE);
    assert.equal(jsonReport([], { cwd }).files.length, 400);
  });

  it("is the same from run to run", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE, "b/pod.yaml": POD, "a/pod.yaml": POD });
    const formats = FORMATS.flatMap((format) => ["--format", `${format}=reports/${format}`]);
    const runs = [1, 2, 3].map(() => {
      hullcheck(formats, { cwd });
      return FORMATS.map((format) => read(cwd, `reports/${format}`)).join("");
    });
    assert.equal(new Set(runs).size, 1);
  });

  it("has colours only where they are wanted", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE });
    const escape = "\u001b[";
    assert.ok(!hullcheck([], { cwd }).stdout.includes(escape));
    assert.ok(hullcheck([], { cwd, env: { FORCE_COLOR: "1" } }).stdout.includes(escape));
    assert.ok(!hullcheck(["--no-color"], { cwd, env: { FORCE_COLOR: "1" } }).stdout.includes(escape));
    assert.ok(!hullcheck([], { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } }).stdout.includes(escape));
  });

  it("shows no escape sequence that stands in a file", () => {
    const cwd = folderWith({ Dockerfile: `FROM scratch\nCOPY --chmod=4555 app /usr/local/bin/\u001b[31mapp\u202e\n` });
    const formats = ["pretty", "compact", "github", "junit", "checkstyle"];
    hullcheck(
      formats.flatMap((format) => ["--format", `${format}=reports/${format}`]),
      { cwd },
    );
    for (const format of formats) assert.doesNotMatch(read(cwd, `reports/${format}`), /[\u001b\u202e]/, format);
  });
});
