// Nothing is installed with what ships, and what it is built from is what the lock file names.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

describe("what ships", () => {
  it("brings no packages along", () => {
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"]) {
      assert.deepEqual(Object.keys(manifest[kind] ?? {}), [], kind);
      assert.deepEqual(Object.keys(lock.packages[""][kind] ?? {}), [], kind);
    }
    const shipped = Object.entries<{ readonly dev?: boolean; readonly devOptional?: boolean }>(lock.packages)
      .filter(([path, entry]) => path !== "" && entry.dev !== true && entry.devOptional !== true)
      .map(([path]) => path);
    assert.deepEqual(shipped, []);
  });

  it("runs nothing when it is installed", () => {
    for (const script of ["preinstall", "install", "postinstall"]) assert.equal(manifest.scripts[script], undefined);
  });

  it("is built from packages whose checksums are locked", () => {
    const entries = Object.entries<{ readonly integrity?: string; readonly link?: boolean }>(lock.packages);
    const open = entries.filter(
      ([path, { integrity, link }]) => path !== "" && link !== true && !integrity?.startsWith("sha512-"),
    );
    assert.deepEqual(
      open.map(([path]) => path),
      [],
    );
  });

  it("is an extension for workspaces that are not trusted, or not on a disk", () => {
    assert.deepEqual(manifest.capabilities, { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
  });
});
