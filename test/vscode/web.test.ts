// The packaged extension in a VS Code that is a web page and nothing else, as on vscode.dev: client and server in web workers.
import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { openBrowser } from "../../scripts/vscode/browser.ts";
import { extensionPackage } from "../../scripts/vscode/bundle.ts";
import { run } from "../../scripts/vscode/process.ts";
import { ensureVscode } from "../../scripts/vscode/setup.ts";
import { startWebWorkbench, type WebWorkbench } from "../../scripts/vscode/web.ts";
import { eventually } from "./eventually.ts";
import { pictureFolder, Workbench } from "./workbench.ts";

const unpacked = resolve("out/vscode-web");
let vscode: WebWorkbench;
let browser: BrowserContext;

before(async () => {
  mkdirSync(pictureFolder, { recursive: true });
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  await run("python3", ["-m", "zipfile", "-e", extensionPackage, unpacked], { seconds: 60 });
  vscode = await startWebWorkbench(await ensureVscode(), join(unpacked, "extension"));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  vscode?.stop();
});

test("finds, fixes and starts again without anything but a browser", { timeout: 110_000 }, async () => {
  const window = await Workbench.openAddress(browser, vscode.address);
  try {
    await window.commandWithChoice("Hullcheck: Open Example", "A secret that is not gone");
    await window.squiggles("error").first().waitFor({ state: "attached" });
    await window.lens("ships as root · 2 layers").waitFor();
    await window.picture("web");

    await window.command("Hullcheck: Restart Server");
    await window.goTo(2, 28);
    const titles = await window.openQuickFixes();
    assert.equal(titles[0], "Remove /password.txt from the build");
    await window.chooseQuickFix("Remove /password.txt from the build");
    await eventually(async () => assert.deepEqual(await window.lines(), ["FROM alpine", ""]));
    await window.squiggles("error").first().waitFor({ state: "detached" });
    await window.picture("web-fixed");
  } catch (error) {
    await window.picture("failed: web");
    throw error;
  } finally {
    await window.close();
  }
});
