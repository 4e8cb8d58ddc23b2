import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  FileChangeType,
  ProgressType,
  type WorkDoneProgressReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { buildServer, PULL, PUSH, removeServer, TestClient } from "./client.ts";

const SETUID = "FROM alpine:3.20\nRUN chmod 4755 /app\nUSER 1000\n";
const CLEAN = "# hullcheck-disable\nFROM alpine:3.20\nUSER 1000\n";
const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers:\n    - name: a\n      image: a:1\n";

const WATCHING = {
  ...PULL,
  workspace: { ...PULL.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
};

let server = "";
const folders: string[] = [];
before(async () => {
  server = await buildServer();
});
after(() => {
  removeServer();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "hullcheck lsp-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return folder;
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const FILES = {
  Dockerfile: SETUID,
  "clean/Dockerfile": CLEAN,
  "deploy/pod.yaml": POD,
  "deploy/other.yaml": "a: 1\n",
  "deploy/ignored/pod.yaml": POD,
  "deploy/ignored/kept.yaml": POD,
  "build/Dockerfile": SETUID,
  "node_modules/a/Dockerfile": SETUID,
  "docs/notes.md": "# notes\n",
  "broken/Dockerfile": "FROM a\0\0\n",
  ".gitignore": "build/\n",
  "deploy/.gitignore": "ignored/*\n!ignored/kept.yaml\n",
};
const FOUND = ["Dockerfile", "deploy/ignored/kept.yaml", "deploy/pod.yaml"];

type Reports = Map<string, WorkspaceDocumentDiagnosticReport>;

function pathsOf(folder: string, reports: Reports): readonly string[] {
  const root = `${pathToFileURL(folder)}/`;
  const withFindings = [...reports.values()].filter((report) => report.kind === "full" && report.items.length > 0);
  return withFindings.map(({ uri }) => decodeURIComponent(uri.replace(root, ""))).sort();
}

/** Asks for the workspace's findings with a stream, and collects what comes. */
function stream(client: TestClient, reports: Reports, token = "one") {
  const previousResultIds = [...reports.values()].flatMap(({ uri, resultId }) =>
    resultId ? [{ uri, value: resultId }] : [],
  );
  const listener = client.connection.onProgress(
    new ProgressType<{ items: WorkspaceDocumentDiagnosticReport[] }>(),
    token,
    ({ items }) => {
      for (const item of items) reports.set(item.uri, item);
    },
  );
  const source = new CancellationTokenSource();
  const params = { previousResultIds, partialResultToken: token };
  const answer = client.connection
    .sendRequest("workspace/diagnostic", params, source.token)
    .finally(() => listener.dispose());
  return { answer, cancel: () => source.cancel() };
}

describe("workspace/diagnostic", () => {
  it("without a stream holds everything that git does not ignore", async () => {
    const folder = makeFolder(FILES);
    const client = await TestClient.start(server, { capabilities: PULL, folders: [pathToFileURL(folder).href] });
    const reports: Reports = new Map();
    const ask = async (previousResultIds: readonly unknown[] = []) => {
      const { items } = await client.connection.sendRequest<{ items: WorkspaceDocumentDiagnosticReport[] }>(
        "workspace/diagnostic",
        { previousResultIds },
      );
      for (const item of items) reports.set(item.uri, item);
      return items;
    };
    await ask();
    assert.deepEqual(pathsOf(folder, reports), FOUND);
    const known = [...reports.values()].map(({ uri, resultId }) => ({ uri, value: resultId }));
    const again = await ask(known);
    assert.deepEqual(new Set(again.map(({ kind }) => kind)), new Set(["unchanged"]));
    assert.equal(again.length, FOUND.length);
    assert.equal(await client.stop(), 0);
  });

  it("with a stream tells file by file, then waits for news", async () => {
    const folder = makeFolder(FILES);
    const client = await TestClient.start(server, { capabilities: WATCHING, folders: [pathToFileURL(folder).href] });
    const reports: Reports = new Map();
    assert.deepEqual(await stream(client, reports, "one").answer, { items: [] });
    assert.deepEqual(pathsOf(folder, reports), FOUND);

    const second = stream(client, reports, "two");
    const isFirst = await Promise.race([second.answer.then(() => false), client.pull("file:///no").then(() => true)]);
    assert.ok(isFirst, "the second request waits");
    write(folder, "Dockerfile", CLEAN);
    write(folder, "new/Dockerfile", SETUID);
    rmSync(join(folder, "deploy/pod.yaml"));
    const uri = (name: string) => pathToFileURL(join(folder, name)).href;
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [
        { uri: uri("Dockerfile"), type: FileChangeType.Changed },
        { uri: uri("new/Dockerfile"), type: FileChangeType.Created },
        { uri: uri("deploy/pod.yaml"), type: FileChangeType.Deleted },
        { uri: uri("build/Dockerfile"), type: FileChangeType.Changed },
      ],
    });
    await second.answer;
    assert.deepEqual(pathsOf(folder, reports), ["deploy/ignored/kept.yaml", "new/Dockerfile"]);

    const third = stream(client, reports, "three");
    third.cancel();
    await third.answer.catch(() => undefined);
    assert.equal(await client.stop(), 0);
  });

  it("follows the settings, and gives the same names to nobody twice", async () => {
    const folder = makeFolder(FILES);
    const client = await TestClient.start(server, { capabilities: WATCHING, folders: [pathToFileURL(folder).href] });
    const reports: Reports = new Map();
    await stream(client, reports, "one").answer;
    const names = [...reports.values()].map(({ resultId }) => resultId);
    assert.equal(new Set(names).size, names.length);
    const second = stream(client, reports, "two");
    await client.configure({ enable: false });
    await second.answer;
    assert.deepEqual(pathsOf(folder, reports), []);
    assert.equal(await client.stop(), 0);
  });

  it("waits for the command where the setting says so", async () => {
    const folder = makeFolder(FILES);
    const client = await TestClient.start(server, {
      capabilities: WATCHING,
      folders: [pathToFileURL(folder).href],
      settings: { workspaceScan: "onCommand" },
    });
    const reports: Reports = new Map();
    const request = stream(client, reports);
    await client.pull("file:///no");
    assert.equal(reports.size, 0);
    const progress: string[] = [];
    client.connection.onProgress(new ProgressType<WorkDoneProgressReport>(), "work", ({ kind, message }) => {
      progress.push(`${kind} ${message ?? ""}`.trim());
    });
    const summary = await client.connection.sendRequest("workspace/executeCommand", {
      command: "hullcheck.scan",
      workDoneToken: "work",
    });
    assert.deepEqual(pathsOf(folder, reports), FOUND);
    // The clean Dockerfile was checked too; other YAML is none of ours.
    assert.deepEqual(summary, { files: FOUND.length + 1, filesWithFindings: FOUND.length });
    assert.equal(progress[0], "begin looking for files");
    assert.match(progress.at(-2) ?? "", /^report (\d+) of \1 files$/);
    assert.equal(progress.at(-1), "end");
    request.cancel();
    await request.answer.catch(() => undefined);
    assert.equal(await client.stop(), 0);
  });

  it("never leaves the workspace by a link", async () => {
    const outside = makeFolder({ Dockerfile: SETUID });
    const folder = makeFolder({ "a.txt": "" });
    symlinkSync(outside, join(folder, "linked"));
    symlinkSync(join(outside, "Dockerfile"), join(folder, "Dockerfile"));
    const root = pathToFileURL(folder).href;
    const client = await TestClient.start(server, { capabilities: PULL, folders: [root] });
    const reports: Reports = new Map();
    await stream(client, reports).answer;
    assert.equal(reports.size, 0);
    for (const uri of [
      `${root}/linked/Dockerfile`,
      `${root}/Dockerfile`,
      pathToFileURL(join(outside, "Dockerfile")).href,
    ]) {
      assert.deepEqual(await client.pull(uri), { kind: "full", items: [] });
    }
    assert.equal(await client.stop(), 0);
  });

  it("can be cancelled between two files", async () => {
    const folder = makeFolder(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${i}/Dockerfile`, SETUID])));
    const client = await TestClient.start(server, { capabilities: PULL, folders: [pathToFileURL(folder).href] });
    const source = new CancellationTokenSource();
    client.connection.onProgress(new ProgressType<WorkDoneProgressReport>(), "work", ({ kind }) => {
      if (kind === "report") source.cancel();
    });
    const params = { command: "hullcheck.scan", workDoneToken: "work" };
    const { filesWithFindings } = await client.connection.sendRequest<{ filesWithFindings: number }>(
      "workspace/executeCommand",
      params,
      source.token,
    );
    assert.ok(filesWithFindings < 500, `${filesWithFindings}`);
    assert.equal(await client.stop(), 0);
  });

  it("reads files through a client that offers it", async () => {
    const files = new Map([
      ["vfs://host/root/Dockerfile", SETUID],
      ["vfs://host/root/build/Dockerfile", SETUID],
      ["vfs://host/root/.gitignore", "build\n"],
    ]);
    const client = await TestClient.start(server, {
      capabilities: PULL,
      folders: ["vfs://host/root"],
      initializationOptions: { givesFiles: true },
    });
    client.connection.onRequest("hullcheck/findFiles", () =>
      [...files.keys()].filter((uri) => uri.endsWith("Dockerfile")),
    );
    client.connection.onRequest("hullcheck/readFile", ({ uri }: { uri: string }) => files.get(uri) ?? null);
    const reports: Reports = new Map();
    await stream(client, reports).answer;
    assert.deepEqual([...reports.keys()], ["vfs://host/root/Dockerfile"]);
    assert.equal(await client.stop(), 0);
  });
});

describe("a scan for a client that does not pull", () => {
  it("publishes the findings of files that are not open, and follows them", async () => {
    const folder = makeFolder(FILES);
    const client = await TestClient.start(server, { capabilities: PUSH, folders: [pathToFileURL(folder).href] });
    await client.connection.sendRequest("workspace/executeCommand", { command: "hullcheck.scan" });
    const uri = pathToFileURL(join(folder, "Dockerfile")).href;
    await client.until(() => client.published.size === FOUND.length, "the findings of all files");
    await client.open(uri, CLEAN);
    assert.deepEqual(await client.pushed(uri), []);
    await client.close(uri);
    await client.until(() => (client.published.get(uri)?.diagnostics.length ?? 0) > 0, "the file's own findings again");
    write(folder, "Dockerfile", CLEAN);
    await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri, type: FileChangeType.Changed }],
    });
    await client.until(() => client.published.get(uri)?.diagnostics.length === 0, "the findings to go");
    assert.equal(await client.stop(), 0);
  });
});
