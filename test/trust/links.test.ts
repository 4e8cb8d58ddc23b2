// A link that takes the place of a file between the look at it and the reading of it leads nowhere either.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs, {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { readText } from "../../server/src/cli/files.ts";
import { replaceText } from "../../server/src/cli/replace.ts";
import { nodeFiles } from "../../server/src/lsp/node-files.ts";
import { folderWith } from "../cli/harness.ts";

const INSIDE = "FROM alpine:3.20\n";
const OUTSIDE = "a secret of somebody else\n";
/** As if a link had led there when it was read. */
const OUTSIDE_AS_READ = { kind: "text", text: OUTSIDE, bytes: Buffer.from(OUTSIDE), isValidUtf8: true } as const;
const READS = 400;

/** Makes `Dockerfile` a file, a link to another file, a file, and so on; and `k8s` a folder and a link to another one. */
const SWAPPING = `
const { linkSync, renameSync, symlinkSync } = require("node:fs");
for (let round = 0; ; round++) {
  if (round % 2 === 0) symlinkSync("../outside/Dockerfile", "new"); else linkSync("kept", "new");
  renameSync("new", "Dockerfile");
  if (round % 2 === 0) { renameSync("k8s", "folder"); symlinkSync("../outside", "k8s"); }
  else { renameSync("k8s", "link-" + round); renameSync("folder", "k8s"); }
}`;

/** Does something while a process swaps files and folders for links, for so long as the work asks for. */
async function whileLinksSwap(work: (cwd: string) => Promise<void>): Promise<void> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "hullcheck-links-")));
  for (const folder of ["workspace/k8s", "outside"]) mkdirSync(join(top, folder), { recursive: true });
  for (const path of ["workspace/kept", "workspace/k8s/Dockerfile"]) writeFileSync(join(top, path), INSIDE);
  linkSync(join(top, "workspace/kept"), join(top, "workspace/Dockerfile"));
  writeFileSync(join(top, "outside/Dockerfile"), OUTSIDE);
  const cwd = join(top, "workspace");
  const swapping = spawn(process.execPath, ["-e", SWAPPING], { cwd });
  try {
    await work(cwd);
    assert.equal(readFileSync(join(top, "outside/Dockerfile"), "utf8"), OUTSIDE);
    assert.deepEqual(readdirSync(join(top, "outside")), ["Dockerfile"]);
  } finally {
    swapping.kill("SIGKILL");
    await new Promise((done) => swapping.on("exit", done));
    rmSync(top, { recursive: true });
  }
}

const skip = !existsSync("/proc/self/fd") && "only Linux tells where an open file lies";

const noRoot = process.getuid?.() !== 0 && "only root may give files away";

describe("a file of the workspace, while links take its place and its folder's", { skip }, () => {
  it("is read by the server as it is, or not at all", { timeout: 120_000 }, () =>
    whileLinksSwap(async (cwd) => {
      const folder = pathToFileURL(cwd).href;
      const texts = new Map<string | undefined, number>();
      for (let count = 0; count < READS || !texts.has(INSIDE); count++) {
        for (const path of ["Dockerfile", "k8s/Dockerfile"]) {
          const text = await nodeFiles.read(`${folder}/${path}`, folder);
          texts.set(text, (texts.get(text) ?? 0) + 1);
        }
      }
      texts.delete(undefined);
      assert.deepEqual([...texts.keys()], [INSIDE]);
    }),
  );

  it("is read and replaced by the command line as it is, or not at all", { timeout: 120_000 }, () =>
    whileLinksSwap(async (cwd) => {
      const texts = new Set<string>();
      const kinds = new Set<string>();
      for (let count = 0; count < READS || !kinds.has("written"); count++) {
        for (const path of [join(cwd, "Dockerfile"), join(cwd, "k8s/Dockerfile")]) {
          assert.equal(replaceText(path, OUTSIDE_AS_READ, INSIDE, cwd).kind, "failed");
          const read = readText(path, cwd);
          if (read.kind !== "text") continue;
          texts.add(read.text);
          kinds.add(replaceText(path, read, INSIDE, cwd).kind);
        }
      }
      assert.deepEqual([...texts], [INSIDE]);
    }),
  );
});

describe("--fix, where since the walk", () => {
  it("a link took the place of the file", () => {
    const outside = folderWith({ Dockerfile: OUTSIDE });
    const cwd = folderWith();
    const path = join(cwd, "Dockerfile");
    symlinkSync(join(outside, "Dockerfile"), path);
    assert.deepEqual(readText(path, cwd), { kind: "failed", why: "not a regular file" });
    assert.deepEqual(replaceText(path, OUTSIDE_AS_READ, INSIDE, cwd), {
      kind: "failed",
      why: "changed while it was checked, not fixed",
    });
    assert.equal(readFileSync(path, "utf8"), OUTSIDE);
    assert.deepEqual(
      replaceText(path, OUTSIDE_AS_READ, INSIDE),
      { kind: "written" },
      "a link that was named is followed",
    );
    assert.equal(readFileSync(join(outside, "Dockerfile"), "utf8"), INSIDE);
  });

  it("a link took the place of its folder, out of what was asked for or to another part of it", () => {
    const outside = folderWith({ Dockerfile: OUTSIDE });
    const cwd = folderWith({ "a/Dockerfile": OUTSIDE });
    symlinkSync(outside, join(cwd, "b"));
    assert.deepEqual(readText(join(cwd, "b/Dockerfile"), cwd), { kind: "failed", why: "a link leads elsewhere" });
    assert.deepEqual(replaceText(join(cwd, "b/Dockerfile"), OUTSIDE_AS_READ, INSIDE, cwd), {
      kind: "failed",
      why: "a link leads elsewhere, not fixed",
    });
    assert.equal(readFileSync(join(outside, "Dockerfile"), "utf8"), OUTSIDE);
    renameSync(join(cwd, "b"), join(cwd, "c"));
    symlinkSync("a", join(cwd, "b"));
    assert.equal(readText(join(cwd, "b/Dockerfile"), cwd).kind, "text");
  });

  it("a link takes the place of its folder just before the new text takes that of the old one", { skip }, () => {
    const outside = folderWith({ Dockerfile: OUTSIDE });
    const cwd = folderWith({ "a/Dockerfile": OUTSIDE });
    const { fsyncSync } = fs;
    fs.fsyncSync = (descriptor) => {
      fsyncSync(descriptor);
      renameSync(join(cwd, "a"), join(cwd, "b"));
      symlinkSync(outside, join(cwd, "a"));
    };
    syncBuiltinESMExports();
    try {
      assert.deepEqual(replaceText(join(cwd, "a/Dockerfile"), OUTSIDE_AS_READ, INSIDE, cwd), { kind: "written" });
    } finally {
      fs.fsyncSync = fsyncSync;
      syncBuiltinESMExports();
    }
    assert.equal(readFileSync(join(cwd, "b/Dockerfile"), "utf8"), INSIDE);
    assert.equal(readFileSync(join(outside, "Dockerfile"), "utf8"), OUTSIDE);
  });

  it("nothing changed, but the file is somebody else's, and cannot be given back", { skip: noRoot }, () => {
    const cwd = folderWith({ Dockerfile: OUTSIDE });
    const path = join(cwd, "Dockerfile");
    fs.chownSync(path, 1234, 2345);
    const { chownSync } = fs;
    fs.chownSync = () => {
      throw Object.assign(new Error("EPERM"), { code: "EPERM" });
    };
    syncBuiltinESMExports();
    try {
      assert.deepEqual(replaceText(path, OUTSIDE_AS_READ, INSIDE, cwd), {
        kind: "failed",
        why: "belongs to somebody else, not fixed",
      });
    } finally {
      fs.chownSync = chownSync;
      syncBuiltinESMExports();
    }
    assert.equal(readFileSync(path, "utf8"), OUTSIDE);
    assert.deepEqual(readdirSync(cwd), ["Dockerfile"]);
  });

  it("nothing changed, but the folder that was asked for is itself a link", () => {
    const real = folderWith({ Dockerfile: OUTSIDE });
    const linked = join(folderWith(), "linked");
    symlinkSync(real, linked);
    assert.equal(readText(join(linked, "Dockerfile"), linked).kind, "text");
    assert.deepEqual(replaceText(join(linked, "Dockerfile"), OUTSIDE_AS_READ, INSIDE, linked), { kind: "written" });
    assert.equal(readFileSync(join(real, "Dockerfile"), "utf8"), INSIDE);
  });
});
