import assert from "node:assert/strict";
import { it } from "node:test";
import { listFiles, PackageManager } from "@vscode/vsce";

const SHIPPED =
  /^(?:dist\/(?:client|server|cli)\.cjs|package\.json|README\.md|CHANGELOG\.md|LICENSE|images\/icon\.png|syntaxes\/[^/]+\.json)$/;

it("the extension's package holds nothing but what it needs", async () => {
  const files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
  assert.deepEqual(
    files.filter((file) => !SHIPPED.test(file)),
    [],
  );
  for (const needed of ["package.json", "LICENSE", "README.md", "images/icon.png"]) assert.ok(files.includes(needed));
});
