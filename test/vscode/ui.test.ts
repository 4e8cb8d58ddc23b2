// The packaged extension in a real VS Code, used through its window as a person uses it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { globSync } from "tinyglobby";
import { openBrowser } from "../../scripts/vscode/browser.ts";
import { extensionPackage } from "../../scripts/vscode/bundle.ts";
import { startVscode, type VscodeServer } from "../../scripts/vscode/server.ts";
import { ensureVscode } from "../../scripts/vscode/setup.ts";
import { analyze, type Config, DEFAULT_CONFIG, RULES } from "../../server/src/core/index.ts";
import { eventually } from "./eventually.ts";
import { Folder } from "./folder.ts";
import { languageServers } from "./language-servers.ts";
import { pictureFolder, Workbench } from "./workbench.ts";

const LEAK = `FROM alpine
RUN echo "top-secret" > /password.txt
RUN rm /password.txt
`;

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostNetwork: true
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        privileged: true
`;

const SETTINGS = {
  "files.autoSave": "off",
  "editor.wordBasedSuggestions": "off",
  "editor.minimap.enabled": false,
};

let vscode: VscodeServer;
let browser: BrowserContext;

before(async () => {
  mkdirSync(pictureFolder, { recursive: true });
  vscode = await startVscode({
    serverMain: await ensureVscode(),
    extensions: [extensionPackage],
    settings: SETTINGS,
    logFile: `${pictureFolder}/ui.log`,
  });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await vscode?.stop();
});

type Act = (window: Workbench, folder: Folder) => Promise<void>;

/** Acts in a window of its own on a folder, or the `.code-workspace` in it, of its own; a picture is taken where it fails. */
async function inWindow(host: string, title: string, files: Readonly<Record<string, string>>, act: Act): Promise<void> {
  const folder = new Folder(files);
  const workspace = Object.keys(files).find((name) => name.endsWith(".code-workspace"));
  try {
    const window = await Workbench.open(browser, host, join(folder.path, workspace ?? ""));
    try {
      await act(window, folder);
    } catch (error) {
      await window.picture(`failed: ${title}`);
      throw error;
    } finally {
      await window.close();
    }
  } finally {
    folder.remove();
  }
}

/** A test of the one VS Code that all tests share. */
function scenario(title: string, files: Readonly<Record<string, string>>, act: Act): void {
  test(title, { timeout: 90_000 }, () => inWindow(vscode.host, title, files, act));
}

/** The rows that the Problems panel has to show for a file: the same findings as the command line's. */
function expectedProblems(path: string, text: string, rules: Config["rules"] = {}): readonly string[] {
  const { diagnostics, lines } = analyze({ path, text }, { config: { ...DEFAULT_CONFIG, rules } });
  return diagnostics.map(({ rule, severity, message, span }) => {
    const { line, character } = lines.positionAt(span.start);
    return `${severity === "information" ? "info" : severity}: ${message} hullcheck(${rule.id}) [Ln ${line + 1}, Col ${character + 1}]`;
  });
}

/** What these rules find depends on the other files of the folder; they have tests of their own. */
const OF_THE_FOLDER = /hullcheck\((?:service-account-token-mounted|default-service-account|no-network-policy)\)/;

function ofTheFile(rows: readonly string[]): readonly string[] {
  return rows.filter((row) => !OF_THE_FOLDER.test(row)).sort();
}

async function showsProblems(window: Workbench, rows: readonly string[]): Promise<void> {
  await eventually(async () => {
    assert.deepEqual(ofTheFile(await window.problems()), ofTheFile(rows));
  });
}

/** Text in Markdown as it is read when shown. */
function withoutMarkup(markdown: string): string {
  return markdown.replaceAll("`", "");
}

async function hasOnDisk(folder: Folder, name: string, text: string): Promise<void> {
  await eventually(() => assert.equal(folder.read(name), text));
}

scenario("a squiggle comes and goes while typing", { Dockerfile: "FROM alpine\n" }, async (window, folder) => {
  await window.openFile("Dockerfile");
  await window.goTo(2, 1);
  await window.type('RUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n');
  await window.squiggles("error").first().waitFor({ state: "attached" });
  await window.picture("squiggle");
  assert.equal(folder.read("Dockerfile"), "FROM alpine\n", "the squiggle comes before anything is saved");

  await window.press("Control+A", "Delete");
  await window.squiggles("error").first().waitFor({ state: "detached" });
});

scenario(
  "the Problems panel lists the findings of open files",
  { Dockerfile: LEAK, "pod.yaml": POD },
  async (window) => {
    await window.openFile("Dockerfile");
    await window.openFile("pod.yaml");
    await showsProblems(window, [...expectedProblems("Dockerfile", LEAK), ...expectedProblems("pod.yaml", POD)]);
    await window.picture("problems");
  },
);

scenario("a hover shows all at once what to do, and names the rule once", { Dockerfile: LEAK }, async (window) => {
  await window.openFile("Dockerfile");
  await window.squiggles("error").first().waitFor({ state: "attached" });
  await window.goTo(2, 28);
  await window.command("Show or Focus Hover");
  const rule = RULES.find(({ id }) => id === "secret-file-removed-in-later-layer");
  assert.ok(rule !== undefined, "the rule exists");
  await eventually(async () => {
    const text = await window.hoverText();
    for (const part of [rule.why, rule.remedy]) assert.ok(text.includes(withoutMarkup(part)), text);
    assert.equal(text.split(rule.id).length, 2, text);
  });
  assert.equal(await window.hoverScrolls(), false);
  await window.picture("hover");
});

scenario("a quick fix from the keyboard is applied and saved", { "pod.yaml": POD }, async (window, folder) => {
  await window.openFile("pod.yaml");
  await window.squiggles("error").first().waitFor({ state: "attached" });
  await window.goTo(6, 16);
  const titles = await window.openQuickFixes();
  assert.ok(titles.includes("Remove hostNetwork"), titles.join(" | "));
  await window.picture("quick-fix");
  await window.chooseQuickFix("Remove hostNetwork");
  await window.press("Control+S");
  await hasOnDisk(folder, "pod.yaml", POD.replace("  hostNetwork: true\n", ""));
});

scenario(
  "fix-all on save leaves no trace of the secret",
  {
    Dockerfile: "FROM alpine\n",
    ".vscode/settings.json": JSON.stringify({ "editor.codeActionsOnSave": { "source.fixAll": "explicit" } }),
  },
  async (window, folder) => {
    await window.openFile("Dockerfile");
    await window.goTo(2, 1);
    await window.type('RUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n');
    await window.squiggles("error").first().waitFor({ state: "attached" });
    await window.press("Control+S");
    await hasOnDisk(folder, "Dockerfile", "FROM alpine\n");
    await window.squiggles("error").first().waitFor({ state: "detached" });
    await window.picture("fixed-on-save");
  },
);

scenario("a finding is suppressed on its line", { "pod.yaml": POD }, async (window, folder) => {
  await window.openFile("pod.yaml");
  await showsProblems(window, expectedProblems("pod.yaml", POD));
  await window.goTo(6, 16);
  await window.openQuickFixes();
  await window.chooseQuickFix("Suppress host-namespace on this line");
  await window.press("Control+S");
  await eventually(() =>
    assert.match(folder.read("pod.yaml"), /^ {2}# hullcheck-disable-next-line host-namespace\n {2}hostNetwork: true$/m),
  );
  await showsProblems(window, expectedProblems("pod.yaml", folder.read("pod.yaml")));
});

scenario("a changed setting takes effect at once", { Dockerfile: LEAK }, async (window, folder) => {
  await window.openFile("Dockerfile");
  await showsProblems(window, expectedProblems("Dockerfile", LEAK));
  const rules = { "unpinned-base-image": "off", "root-user": "error" } as const;
  folder.write(".vscode/settings.json", JSON.stringify({ "hullcheck.rules": rules }));
  const remaining = expectedProblems("Dockerfile", LEAK, rules);
  assert.ok(
    remaining.some((row) => row.startsWith("error:") && row.includes("(root-user)")),
    remaining.join("\n"),
  );
  assert.ok(!remaining.some((row) => row.includes("(unpinned-base-image)")), remaining.join("\n"));
  await showsProblems(window, remaining);
  folder.write(".vscode/settings.json", JSON.stringify({ "hullcheck.enable": false }));
  await showsProblems(window, []);
});

const NEVER_OPENED = { "images/Dockerfile": LEAK, "deploy/pod.yaml": POD, "notes.yaml": "just: notes\n" };

scenario(
  "the Problems panel lists the findings of files that were never opened",
  NEVER_OPENED,
  async (window, folder) => {
    const found = [...expectedProblems("Dockerfile", LEAK), ...expectedProblems("pod.yaml", POD)];
    await showsProblems(window, found);
    await window.picture("never-opened");
    folder.write("images/Dockerfile", "FROM scratch\nCOPY app /\nUSER 1000\n");
    await showsProblems(window, expectedProblems("pod.yaml", POD));
  },
);

scenario(
  "the workspace is scanned on command only, where settings say so",
  { ...NEVER_OPENED, ".vscode/settings.json": JSON.stringify({ "hullcheck.workspaceScan": "onCommand" }) },
  async (window) => {
    await window.openFile("notes.yaml");
    await showsProblems(window, []);
    await window.command("Hullcheck: Scan Workspace");
    await showsProblems(window, [...expectedProblems("Dockerfile", LEAK), ...expectedProblems("pod.yaml", POD)]);
    await eventually(async () => assert.match((await window.notifications()).join(), /found something in 2 of 2 /));
    await window.picture("scan-on-command");
  },
);

test("folders that are not trusted are checked too", { timeout: 90_000 }, async (t) => {
  const guarded = await startVscode({
    serverMain: await ensureVscode(),
    extensions: [extensionPackage],
    settings: { ...SETTINGS, "security.workspace.trust.startupPrompt": "never" },
    asksForTrust: true,
    logFile: `${pictureFolder}/untrusted.log`,
  });
  t.after(guarded.stop);
  await inWindow(guarded.host, "untrusted", { Dockerfile: LEAK }, async (window) => {
    await window.statusItem("Restricted Mode").waitFor();
    await window.openFile("Dockerfile");
    await window.squiggles("error").first().waitFor({ state: "attached" });
    await window.picture("untrusted");
  });
});

scenario("a pod is hardened from the line above it", { "pod.yaml": POD }, async (window, folder) => {
  await window.openFile("pod.yaml");
  await window.lens("Pod Security: privileged").waitFor();
  await window.picture("pod-lens");
  await window.lens("Pod Security: privileged").click();
  await window.lens("Pod Security: restricted").waitFor();
  await eventually(async () =>
    assert.match((await window.notifications()).join(), /^The pod is hardened\. To check: \d/),
  );
  await window.picture("hardened");
  await window.notificationButton("Show Details").click();
  await window.output("A program that").waitFor();
  await window.picture("hardening-details");
  await window.press("Control+S");
  await eventually(() => assert.match(folder.read("pod.yaml"), /allowPrivilegeEscalation: false/));
});

scenario(
  "each folder of a workspace has its own settings",
  {
    "shop.code-workspace": JSON.stringify({ folders: [{ path: "image" }, { path: "deploy" }] }),
    "image/Dockerfile": LEAK,
    "deploy/Dockerfile": LEAK,
    "deploy/.vscode/settings.json": JSON.stringify({ "hullcheck.rules": { "root-user": "error" } }),
  },
  async (window) => {
    const strict = expectedProblems("Dockerfile", LEAK, { "root-user": "error" });
    await showsProblems(window, [...expectedProblems("Dockerfile", LEAK), ...strict]);
  },
);

const MANY = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`images/${index}/Dockerfile`, LEAK]));

scenario(
  "a scan of many files can be cancelled, and the editor stays at hand",
  {
    ...MANY,
    Dockerfile: "FROM alpine\n",
    ".vscode/settings.json": JSON.stringify({ "hullcheck.workspaceScan": "onCommand" }),
  },
  async (window) => {
    await window.openFile("Dockerfile");
    await window.command("Hullcheck: Scan Workspace");
    await window.notificationButton("Cancel").waitFor();
    await window.goTo(2, 1);
    await window.type('RUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n');
    await window.squiggles("error").first().waitFor({ state: "attached" });
    await window.picture("scan-progress");
    await window.notificationButton("Cancel").click();
    await window.notificationButton("Cancel").waitFor({ state: "detached" });
    assert.deepEqual(await window.notifications(), [], "a cancelled scan has nothing to tell");
  },
);

// Its pictures are the README's: they are copied to docs/images when they have changed.
scenario(
  "the layers and the pod's standing are told above the lines",
  { Dockerfile: LEAK, "pod.yaml": POD },
  async (window) => {
    await window.resize(1000, 420);
    await window.press("Control+B");
    await window.openFile("Dockerfile");
    await window.lens("ships as root · 2 layers").waitFor();
    await window.squiggles("error").first().waitFor({ state: "attached" });
    await window.goTo(2, 28);
    await window.command("Show or Focus Hover");
    await eventually(async () => assert.match(await window.hoverText(), /What to do/));
    await window.picture("readme-leak");
    await window.press("Escape");

    await window.resize(1000, 500);
    await window.openFile("pod.yaml");
    await window.lens("Pod Security: privileged").waitFor();
    await window.goTo(11, 22);
    await window.scrollToStart();
    await window.openQuickFixes();
    await window.picture("readme-pod");
    await window.press("Escape");

    await window.resize(1000, 620);
    await showsProblems(window, [...expectedProblems("Dockerfile", LEAK), ...expectedProblems("pod.yaml", POD)]);
    await window.command("View: Focus Active Editor Group");
    await window.scrollToStart();
    await window.picture("readme-problems");
  },
);

scenario("the server comes back when it is killed, and when it is told to", { Dockerfile: LEAK }, async (window) => {
  await window.openFile("Dockerfile");
  await window.squiggles("error").first().waitFor({ state: "attached" });
  const [first] = await eventually(() => oneServer());
  process.kill(first, "SIGKILL");
  const [second] = await eventually(() => otherServer(first));
  await emptyAndRestore(window);

  await window.command("Hullcheck: Restart Server");
  await eventually(() => otherServer(second));
  await emptyAndRestore(window);
  await window.picture("restarted");
});

/** Findings go and come: only a server that works does that. */
async function emptyAndRestore(window: Workbench): Promise<void> {
  await window.goTo(1, 1);
  await window.press("Control+A", "Delete");
  await window.squiggles("error").first().waitFor({ state: "detached" });
  await window.press("Control+Z");
  await window.squiggles("error").first().waitFor({ state: "attached" });
}

test("no log repeats a secret", () => {
  const logs = globSync("**/*.log", { cwd: vscode.folder, absolute: true });
  assert.ok(
    logs.some((file) => file.endsWith("Hullcheck.log")),
    logs.join("\n"),
  );
  assert.deepEqual(
    logs.filter((file) => readFileSync(file, "utf8").includes("top-secret")),
    [],
  );
});

test("no language server outlives its window", async () => {
  await eventually(() => assert.deepEqual(languageServers(vscode.folder), []));
});

/** The one server that runs now, which is not the one given. */
function otherServer(before: number): readonly [number] {
  const [server] = oneServer();
  assert.notEqual(server, before);
  return [server];
}

/** The one server that runs now. */
function oneServer(): readonly [number] {
  const [server, ...others] = languageServers(vscode.folder);
  assert.ok(server !== undefined && others.length === 0, "one server runs");
  return [server];
}
