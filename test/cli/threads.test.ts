// Files that several threads share: nobody can tell from what is printed.
import assert from "node:assert/strict";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import {
  builtCli,
  FIXABLE_DOCKERFILE,
  folderWith,
  hullcheck,
  type Ran,
  ROOT_DOCKERFILE,
  read,
  SETUID_DOCKERFILE,
  useBuiltCli,
} from "./harness.ts";

useBuiltCli();

const FORMATS = ["pretty", "compact", "json", "sarif", "github", "gitlab", "junit", "checkstyle"];
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: registry.example/web:1.4
      env:
        - { name: DB_PASSWORD, value: "k7Rz9-vQ2x!bT4" }
`;
/** What each file says, of itself and of the others, depends on all parts of a run. */
const FILES = {
  "k8s/pod.yaml": POD,
  "k8s/other.yaml": `# hullcheck-disable-file no-network-policy\n${POD.replace("shop", "shop-2")}`,
  "compose.yaml": "services:\n  web:\n    image: registry.example/web\n    build: web\n",
  "web/Dockerfile": "FROM debian:12\nCOPY . /web\n",
  "web/.dockerignore": "*.md\n",
  "web/id_rsa":
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----\n",
  "a/Dockerfile": ROOT_DOCKERFILE,
  "b/Dockerfile": SETUID_DOCKERFILE,
  "c/Dockerfile": FIXABLE_DOCKERFILE,
  "d/Dockerfile": `${FIXABLE_DOCKERFILE}RUN <<`,
  "e/Dockerfile": new Uint8Array([70, 82, 79, 77, 0, 1, 2]),
  "f/Dockerfile":
    "FROM alpine\nARG TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345\nRUN curl -k https://example.com/x | sh\n",
  "f/.hullcheck.yaml": "rules:\n  pipe-to-shell: off\n",
  "g.json": '{"apiVersion": "v1", "kind": "Service"}',
  "h.yaml": "just: text\n",
};

function ran(cwd: string, threads: number, ...args: readonly string[]): Ran {
  return hullcheck(["--threads", String(threads), ...args], { cwd });
}

describe("threads", () => {
  it("change nothing in any report", () => {
    const cwd = folderWith(FILES);
    for (const format of FORMATS) {
      const alone = ran(cwd, 1, "--format", format, "--show-gaps");
      assert.equal(alone.status, 1);
      assert.match(alone.stderr, /e\/Dockerfile: binary, not checked/);
      for (const threads of [2, 4]) assert.deepEqual(ran(cwd, threads, "--format", format, "--show-gaps"), alone);
    }
  });

  it("know what files of other threads say", () => {
    const { stdout } = ran(folderWith(FILES), 50, "--format", "compact");
    assert.match(stdout, /k8s\/pod\.yaml:.*non-root-pod-root-image/);
    assert.match(stdout, /web\/Dockerfile:.*secret-file-copied|web\/Dockerfile:.*secret-reaches-image-through-context/);
  });

  it("change nothing in diffs, baselines, chosen rules and named files", () => {
    const cwd = folderWith(FILES);
    for (const args of [
      ["--dry-run"],
      ["--rule", "root-user,setuid-bit"],
      ["a/Dockerfile", "h.yaml", "e/Dockerfile", "none"],
    ]) {
      assert.deepEqual(ran(cwd, 4, ...args), ran(cwd, 1, ...args));
    }
    ran(cwd, 4, "--baseline", "four.json", "--update-baseline");
    ran(cwd, 1, "--baseline", "one.json", "--update-baseline");
    assert.equal(read(cwd, "four.json"), read(cwd, "one.json"));
    assert.equal(ran(cwd, 4, "--baseline", "one.json").status, 0);
  });

  it("leave fixing to one", () => {
    const [one, four] = [folderWith(FILES), folderWith(FILES)];
    assert.deepEqual(ran(four, 4, "--fix"), ran(one, 1, "--fix"));
    for (const path of Object.keys(FILES)) assert.equal(read(four, path), read(one, path));
  });

  it("that fail cost their files, and say so", () => {
    const broken = join(folderWith(), "dist");
    cpSync(dirname(builtCli), broken, { recursive: true });
    writeFileSync(join(broken, "cli", "thread.cjs"), 'throw new RangeError("at Xk29dlQ7vTzp")');
    const { status, stdout, stderr } = hullcheck(["--threads", "2", "--format", "compact"], {
      cwd: folderWith(FILES),
      cli: join(broken, "cli.cjs"),
    });
    assert.equal(status, 2);
    assert.match(stderr, /Dockerfile: could not be checked: RangeError at .*thread\.cjs/);
    assert.ok(!stderr.includes("Xk29dlQ7vTzp"), "its words could quote a text");
    assert.match(stdout, /: (?:error|warning)/);
  });

  it("are a number from 1 up", () => {
    for (const wrong of ["0", "-1", "two", "1.5"]) {
      const { status, stderr } = hullcheck(["--threads", wrong], { cwd: folderWith() });
      assert.equal(status, 2);
      assert.match(stderr, /from [01] up/);
    }
  });

  const CORPUS = "../shared/corpus";
  it("change nothing in what a corpus of real files comes to", {
    skip: !existsSync(CORPUS) && "the corpus is not beside the repository",
  }, () => {
    const alone = ran(CORPUS, 1, "--format", "json");
    assert.ok(alone.stdout.length > 1_000_000, "it has many findings");
    assert.ok(ran(CORPUS, 3, "--format", "json").stdout === alone.stdout);
  });
});
