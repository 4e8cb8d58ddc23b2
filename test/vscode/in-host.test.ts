// Runs the suite of test/vscode/suite inside the extension host of a real VS Code, the way @vscode/test-electron does.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser } from "../../scripts/vscode/browser.ts";
import { bundleSuite, extensionPackage } from "../../scripts/vscode/bundle.ts";
import { startVscode } from "../../scripts/vscode/server.ts";
import { ensureVscode } from "../../scripts/vscode/setup.ts";
import { Folder } from "./folder.ts";
import type { TestReport } from "./suite/index.ts";
import { pictureFolder } from "./workbench.ts";

/** Opens the page whose address asks VS Code to run the suite, and waits for its exit code. */
async function runSuite(page: Page, address: string): Promise<number> {
  const exitCode = new Promise<number>((done) => page.exposeFunction("codeAutomationExit", done));
  await page.exposeFunction("codeAutomationLog", () => undefined);
  await page.goto(address);
  const limit = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("the suite did not end within 90 s")), 90_000).unref();
  });
  return Promise.race([exitCode, limit]);
}

test("the suite inside the extension host", { timeout: 120_000 }, async (t) => {
  const suite = await bundleSuite();
  const report = resolve("out/vscode-suite/report.json");
  rmSync(report, { force: true });
  mkdirSync(pictureFolder, { recursive: true });
  const vscode = await startVscode({
    serverMain: await ensureVscode(),
    extensions: [extensionPackage],
    settings: {},
    env: { HULLCHECK_TEST_REPORT: report },
    logFile: `${pictureFolder}/in-host.log`,
  });
  t.after(vscode.stop);
  const browser = await openBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const remote = (path: string) => `vscode-remote://${vscode.host}${path}`;
  const payload = JSON.stringify([
    ["extensionDevelopmentPath", remote(suite.extensionFolder)],
    ["extensionTestsPath", remote(suite.entry)],
  ]);
  const folder = new Folder();
  t.after(() => folder.remove());
  const query = new URLSearchParams({ folder: folder.path, payload });
  const exitCode = await runSuite(page, `http://${vscode.host}/?${query}`);
  await page.screenshot({ path: `${pictureFolder}/in-host.png` });

  assert.ok(existsSync(report), `no report; see ${pictureFolder}/in-host.png and in-host.log`);
  const reports: readonly TestReport[] = JSON.parse(readFileSync(report, "utf8"));
  for (const { title, error } of reports) {
    await t.test(title, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
  assert.ok(reports.length > 0, "the suite is empty");
  assert.equal(exitCode, 0);
});
