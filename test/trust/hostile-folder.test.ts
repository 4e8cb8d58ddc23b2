// A folder that somebody made to keep the command line busy, or to have it say what it does not mean.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { FORMATS } from "../../server/src/cli/reporters/format.ts";
import { CONFIG_NAMES, PACKAGE_NAME } from "../../server/src/core/config/names.ts";
import {
  CLEAN_DOCKERFILE,
  FIXABLE_DOCKERFILE,
  FIXED_DOCKERFILE,
  folderWith,
  hullcheck,
  ROOT_DOCKERFILE,
  read,
  useBuiltCli,
  write,
} from "../cli/harness.ts";

useBuiltCli();

const skip = process.platform === "win32" && "Windows has neither pipes nor such devices among its files";

describe("what never ends", { skip, timeout: 120_000 }, () => {
  const places: Readonly<Record<string, (path: string) => void>> = {
    "a pipe that nobody writes to": (path) => void spawnSync("mkfifo", [path]),
    "a device without end": (path) => symlinkSync("/dev/zero", path),
    "a link to itself": (path) => symlinkSync(path, path),
    "a folder": (path) => mkdirSync(path),
  };
  for (const [title, make] of Object.entries(places)) {
    for (const name of [...CONFIG_NAMES, PACKAGE_NAME]) {
      it(`${title} as ${name} is a configuration that cannot be read`, () => {
        const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE });
        make(join(cwd, name));
        const { status, stderr } = hullcheck([], { cwd });
        assert.equal(status, 2);
        assert.match(stderr, new RegExp(`^hullcheck: ${name}: (?:not a regular file|a link that leads to itself)\n$`));
      });
    }

    it(`${title} as what a configuration extends is none`, () => {
      const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE, ".hullcheck.yaml": "extends: ./other.yaml\n" });
      make(join(cwd, "other.yaml"));
      const { status, stderr } = hullcheck([], { cwd });
      assert.equal(status, 2);
      assert.match(stderr, /there is no file “\.\/other\.yaml” to be read/);
    });

    it(`${title} as .gitignore or .dockerignore ignores nothing`, () => {
      const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE });
      for (const name of [".gitignore", ".dockerignore"]) make(join(cwd, name));
      const { status, stdout, stderr } = hullcheck([], { cwd });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /No findings in 1 file/);
    });

    it(`${title} as a Dockerfile is left out, and said of one that is named`, () => {
      const cwd = folderWith({ "a/Dockerfile": CLEAN_DOCKERFILE });
      make(join(cwd, "Dockerfile"));
      assert.match(hullcheck([], { cwd }).stdout, /No findings in 1 file/);
      if (title !== "a folder") assert.equal(hullcheck(["Dockerfile"], { cwd }).status, 2);
    });
  }
});

describe("--changed in a repository whose configuration names programs", { skip }, () => {
  const settings = (program: string): readonly (readonly [key: string, value: string])[] => [
    ["core.fsmonitor", program],
    ["core.hooksPath", "."],
    ["diff.external", program],
    ["filter.a.clean", program],
    ["filter.a.required", "true"],
    ["filter.b=c.process", program],
    ["filter.b=c.required", "true"],
    ["diff.d.textconv", program],
  ];

  it("starts none of them, and tells the changes", () => {
    const cwd = folderWith({ Dockerfile: CLEAN_DOCKERFILE, "b/Dockerfile": CLEAN_DOCKERFILE, ran: "" });
    const git = (...args: readonly string[]) => {
      const { status, stderr } = spawnSync("git", args, { cwd, encoding: "utf8" });
      assert.equal(status, 0, stderr);
    };
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a");
    write(cwd, ".gitattributes", "Dockerfile filter=a diff=d\nb/* filter=b=c diff=d\n");
    for (const [key, value] of settings("echo ran >> ran; cat")) git("config", key, value);
    for (const path of ["Dockerfile", "b/Dockerfile"]) write(cwd, path, ROOT_DOCKERFILE);
    const { stdout, stderr } = hullcheck(["--changed=HEAD", "--format", "compact"], { cwd });
    assert.equal(stderr, "");
    assert.match(stdout, /^Dockerfile:.*^b\/Dockerfile:/ms);
    assert.equal(read(cwd, "ran"), "");
  });
});

describe("a name with a line break and an escape", { skip }, () => {
  const NAME = "a\n::stop-commands::x\n\u001b[31m/Dockerfile";
  const atLineStart = /^\s*::(?:stop-commands|error::forged)|[\u001b]/m;

  it("stays in its line in every format that people read, and in messages", () => {
    const cwd = folderWith({ [NAME]: ROOT_DOCKERFILE, "b/Dockerfile.png": new Uint8Array([0]) });
    for (const format of FORMATS.filter((name) => name !== "json" && name !== "sarif" && name !== "gitlab")) {
      const { stdout, stderr } = hullcheck(["--format", format], { cwd });
      assert.match(stdout, /root-user/);
      assert.doesNotMatch(stdout + stderr, atLineStart, format);
    }
    const { stdout, stderr } = hullcheck(["layers", NAME], { cwd });
    assert.match(stdout, /layer/);
    assert.doesNotMatch(stdout + stderr, atLineStart);
    for (const format of ["json", "sarif", "gitlab"]) JSON.parse(hullcheck(["--format", format], { cwd }).stdout);
  });

  it("stays in its line in what is told of a file that was not read or fixed", () => {
    const name = "x\n::error::forged/Dockerfile";
    const cwd = folderWith({ [name]: new Uint8Array([0]) });
    const unread = hullcheck([], { cwd });
    assert.match(unread.stderr, /binary, not checked/);
    assert.doesNotMatch(unread.stderr, atLineStart);
    assert.doesNotMatch(hullcheck(["layers", name], { cwd }).stderr, atLineStart);
    write(cwd, name, FIXABLE_DOCKERFILE);
    assert.doesNotMatch(hullcheck(["--dry-run"], { cwd }).stdout, atLineStart);
    const { stdout, stderr } = hullcheck(["--fix"], { cwd });
    assert.equal(read(cwd, name), FIXED_DOCKERFILE);
    assert.doesNotMatch(stdout + stderr, atLineStart);
  });

  it("stays in its line where it is a key of a configuration", () => {
    const cwd = folderWith({ Dockerfile: "", ".hullcheck.json": '{"a\\n::error::forged\\u001b[31m": 1}' });
    const { status, stderr } = hullcheck([], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /no such setting/);
    assert.doesNotMatch(stderr, atLineStart);
  });

  it("stays in its line where it is an image, a stage or a user", () => {
    const text = `FROM a\u001b[31m AS b\u001b[31m\nFROM b\u001b[31m AS "c\u001b[31m"\nRUN touch "/a\u001b[31m"\nUSER d\u001b[31m\n`;
    const { stdout } = hullcheck(["layers", "Dockerfile"], { cwd: folderWith({ Dockerfile: text }) });
    assert.match(stdout, /layer/);
    assert.doesNotMatch(stdout, atLineStart);
  });
});
