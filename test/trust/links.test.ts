// A link that takes the place of a file between the look at it and the reading of it leads nowhere either.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { nodeFiles } from "../../server/src/lsp/node-files.ts";

const INSIDE = "FROM alpine:3.20\n";
const OUTSIDE = "a secret of somebody else\n";
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

describe("a file of the workspace, while links take its place and its folder's", () => {
  let top = "";
  before(() => {
    top = realpathSync(mkdtempSync(join(tmpdir(), "hullcheck-links-")));
    for (const folder of ["workspace/k8s", "outside"]) mkdirSync(join(top, folder), { recursive: true });
    for (const path of ["workspace/kept", "workspace/k8s/Dockerfile"]) writeFileSync(join(top, path), INSIDE);
    linkSync(join(top, "workspace/kept"), join(top, "workspace/Dockerfile"));
    writeFileSync(join(top, "outside/Dockerfile"), OUTSIDE);
  });
  after(() => rmSync(top, { recursive: true }));

  const skip = !existsSync("/proc/self/fd") && "only Linux tells where an open file lies";
  it("is read as it is, or not at all", { timeout: 120_000, skip }, async () => {
    const cwd = join(top, "workspace");
    const folder = pathToFileURL(cwd).href;
    const swapping = spawn(process.execPath, ["-e", SWAPPING], { cwd });
    try {
      const texts = new Map<string | undefined, number>();
      for (let count = 0; count < READS || !texts.has(INSIDE); count++) {
        for (const path of ["Dockerfile", "k8s/Dockerfile"]) {
          const text = await nodeFiles.read(`${folder}/${path}`, folder);
          texts.set(text, (texts.get(text) ?? 0) + 1);
        }
      }
      texts.delete(undefined);
      assert.deepEqual([...texts.keys()], [INSIDE]);
    } finally {
      swapping.kill("SIGKILL");
    }
  });
});
