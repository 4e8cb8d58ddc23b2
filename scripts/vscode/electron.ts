// npm run test:electron: the in-host suite in a downloaded desktop VS Code, for machines that may download one.
// On Linux without a display: xvfb-run -a npm run test:electron.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests, runVSCodeCommand } from "@vscode/test-electron";
import { bundleSuite, extensionPackage, packageExtension } from "./bundle.ts";

await packageExtension();
const suite = await bundleSuite();
const folder = mkdtempSync(join(tmpdir(), "hullcheck-electron-"));
const folders = ["--user-data-dir", join(folder, "user"), "--extensions-dir", join(folder, "extensions")];
const vscode = { version: "stable", cachePath: ".vscode-test" };
try {
  const workspace = join(folder, "workspace");
  mkdirSync(workspace);
  await runVSCodeCommand([...folders, "--install-extension", extensionPackage], vscode);
  await runTests({
    ...vscode,
    extensionDevelopmentPath: suite.extensionFolder,
    extensionTestsPath: suite.entry,
    launchArgs: [
      workspace,
      ...folders,
      "--disable-workspace-trust",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
