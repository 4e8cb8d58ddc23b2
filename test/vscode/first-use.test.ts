// What a person sees first, in a real VS Code: the walkthrough, an example, its layers, explanations and colours.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { openBrowser } from "../../scripts/vscode/browser.ts";
import { extensionPackage } from "../../scripts/vscode/bundle.ts";
import { startVscode, type VscodeServer } from "../../scripts/vscode/server.ts";
import { ensureVscode } from "../../scripts/vscode/setup.ts";
import { eventually } from "./eventually.ts";
import { Folder } from "./folder.ts";
import { pictureFolder, Workbench } from "./workbench.ts";

let vscode: VscodeServer;
let browser: BrowserContext;

before(async () => {
  mkdirSync(pictureFolder, { recursive: true });
  vscode = await startVscode({
    serverMain: await ensureVscode(),
    extensions: [extensionPackage],
    settings: { "files.autoSave": "off", "editor.minimap.enabled": false },
    logFile: `${pictureFolder}/first-use.log`,
  });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await vscode?.stop();
});

function scenario(
  title: string,
  files: Readonly<Record<string, string>>,
  act: (window: Workbench, note: (text: string) => void) => Promise<void>,
): void {
  test(title, { timeout: 90_000 }, async (t) => {
    const folder = new Folder(files);
    const window = await Workbench.open(browser, vscode.host, folder.path);
    try {
      await act(window, (text) => t.diagnostic(text));
    } catch (error) {
      await window.picture(`failed: ${title}`);
      throw error;
    } finally {
      await window.close();
      folder.remove();
    }
  });
}

const NOTES = { "notes.txt": "nothing\n" };

scenario("an example is opened from the palette and checked at once", NOTES, async (window) => {
  await window.commandWithChoice("Hullcheck: Open Example", "A secret that is not gone");
  await window.squiggles("error").first().waitFor({ state: "attached" });
  assert.match((await window.lines()).join("\n"), /^FROM alpine\nRUN echo "top-secret"/);
  await window.picture("example");
});

scenario("the walkthrough leads to the example", NOTES, async (window) => {
  await window.commandWithChoice("Welcome: Open Walkthrough...", "Get Started with Hullcheck");
  const page = window.front();
  await page.locator(".step-title", { hasText: "Harden a pod" }).waitFor();
  await page.getByText("Open the Dockerfile").waitFor();
  await window.picture("walkthrough");
  await page.getByText("Open the Dockerfile").click();
  await window.squiggles("error").first().waitFor({ state: "attached" });
  await window.picture("walkthrough-example");
});

scenario(
  "the layers of the Dockerfile in front are in the Explorer, and lead to their lines",
  { Dockerfile: "FROM alpine\nENV A=1\nCOPY app /app\nRUN touch /key /log\nRUN rm /key\nUSER 10001\n", ...NOTES },
  async (window) => {
    await window.openFile("Dockerfile");
    const view = window.view("Image Layers");
    await view.waitFor();
    await window.command("Explorer: Focus on Image Layers View");
    const rows = view.locator(".monaco-list-row");
    await rows.filter({ hasText: "Layer 3" }).waitFor();
    await window.picture("layers");
    const names = await rows.locator(".label-name").allInnerTexts();
    assert.deepEqual(names.slice(0, 6), ["Configuration", "Layer 1", "Layer 2", "/key", "/log", "Layer 3"]);
    const labels = await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute("aria-label") ?? ""));
    assert.match(labels[0] ?? "", /^Configuration\. 0 added, 0 removed, 0 hidden but still readable\. ENV A=1/);
    assert.match(labels[3] ?? "", /^\/key, added, hidden later, still readable/);
    await rows.filter({ hasText: "hidden later" }).click();
    await window.statusItem("Ln 5,").waitFor();
    await window.openFile("notes.txt");
    await eventually(async () => assert.equal(await view.isVisible(), false));
  },
);

scenario(
  "a hover explains what has no finding",
  { Dockerfile: "FROM scratch\nCOPY app /app\nUSER 10001\n" },
  async (window) => {
    await window.openFile("Dockerfile");
    await window.lens("ships as uid 10001").waitFor();
    await window.goTo(3, 2);
    await window.command("Show or Focus Hover");
    await eventually(async () =>
      assert.match(await window.hoverText(), /USER 10001[\s\S]*It is a number[\s\S]*Dockerfile reference/),
    );
    await window.picture("explanation");
  },
);

scenario(
  "the shell in RUN, heredocs, suppressions and templates have colours",
  {
    Dockerfile:
      'FROM alpine\n# hullcheck-disable-next-line root-user\nRUN if true; then echo "$HOME"; fi\nRUN python3 <<EOF\nimport os\nEOF\nUSER 1\n',
    "chart.yaml": "kind: {{ .Values.kind | quote }}\n",
  },
  async (window) => {
    await window.openFile("Dockerfile");
    await eventually(async () => {
      const [, comment = [], shell = [], , python = []] = await window.colours();
      assert.ok(comment.length >= 2, `suppression: ${comment}`);
      assert.ok(new Set(shell).size >= 4, `shell: ${shell}`);
      assert.ok(new Set(python).size >= 2, `heredoc: ${python}`);
    });
    await window.picture("colours");
    await window.openFile("chart.yaml");
    await eventually(async () => {
      const [template = []] = await window.colours();
      assert.ok(new Set(template).size >= 3, `template: ${template}`);
    });
  },
);

scenario("VS Code tells how long it took to activate", { Dockerfile: "FROM alpine\n" }, async (window, note) => {
  await window.openFile("Dockerfile");
  await window.squiggles("warning").first().waitFor({ state: "attached" });
  await window.command("Developer: Show Running Extensions");
  const row = window.front().locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Hullcheck" });
  await row.waitFor();
  const text = (await row.textContent()) ?? "";
  const [, time] = /Activation: (\d+)ms/.exec(text) ?? [];
  assert.ok(time !== undefined, text);
  note(`activated within ${time} ms, of which others that worked meanwhile have their share`);
  await window.picture("running-extensions");
});
