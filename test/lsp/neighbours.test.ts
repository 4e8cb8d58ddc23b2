// What one file says changes what is found in another.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver-protocol/node";
import { buildServer, PULL, PUSH, rangeOf, removeServer, TestClient } from "./client.ts";

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
  namespace: shop
spec:
  automountServiceAccountToken: false
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: registry.example/web:1.4
`;
const OTHER = POD.replaceAll("shop", "bank").replace("registry.example/web", "registry.example/bank");
const COMPOSE = "services:\n  web:\n    image: registry.example/web\n    build: .\n";
const DOCKERFILE = "FROM debian:12\nCOPY web /web\n";
const LIMITS = `apiVersion: v1
kind: LimitRange
metadata: {name: limits, namespace: shop}
spec: {limits: [{type: Container, default: {memory: 1Gi, cpu: 1}}]}
`;
const FILES = { "pod.yaml": POD, "other.yaml": OTHER, "compose.yaml": COMPOSE, Dockerfile: DOCKERFILE };

const WATCHING: ClientCapabilities["workspace"] = {
  ...PUSH.workspace,
  didChangeWatchedFiles: { dynamicRegistration: true },
};

let server = "";
const folders: string[] = [];
before(async () => {
  server = await buildServer("neighbours");
});
after(() => {
  removeServer();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A workspace on the disk with a client that looks at it. */
class Workspace {
  readonly client: TestClient;
  private readonly folder: string;

  private constructor(client: TestClient, folder: string) {
    this.client = client;
    this.folder = folder;
  }

  static async open(files: Readonly<Record<string, string>>, capabilities: ClientCapabilities): Promise<Workspace> {
    const folder = mkdtempSync(join(tmpdir(), "hullcheck lsp-"));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) put(folder, name, text);
    const client = await TestClient.start(server, { capabilities, folders: [pathToFileURL(folder).href] });
    return new Workspace(client, folder);
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async write(name: string, text: string | undefined): Promise<void> {
    if (text === undefined) rmSync(join(this.folder, name));
    else put(this.folder, name, text);
    const type: FileChangeType = text === undefined ? FileChangeType.Deleted : FileChangeType.Created;
    const changes = [{ uri: this.uri(name), type }];
    await this.client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  }

  /** Waits until what was published of a document has a finding of a rule, or has none. */
  async until(name: string, ruleId: string, isThere: boolean): Promise<void> {
    await this.client.until(
      () => {
        const published = this.client.published.get(this.uri(name));
        return published !== undefined && published.diagnostics.some(({ code }) => code === ruleId) === isThere;
      },
      `${name} ${isThere ? "with" : "without"} ${ruleId}`,
    );
  }
}

function put(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const ID = "non-root-pod-root-image";

describe("findings that are pushed", () => {
  it("follow another document as it is typed, and its file when it is closed", async () => {
    const workspace = await Workspace.open(FILES, PUSH);
    const { client } = workspace;
    await client.open(workspace.uri("pod.yaml"), POD, "yaml");
    await workspace.until("pod.yaml", ID, true);
    await client.open(workspace.uri("Dockerfile"), DOCKERFILE);
    await client.type(workspace.uri("Dockerfile"), "USER 10001\n");
    await workspace.until("pod.yaml", ID, false);
    await client.close(workspace.uri("Dockerfile"));
    await workspace.until("pod.yaml", ID, true);
    assert.equal(await client.stop(), 0);
  });

  it("name the place in the other file", async () => {
    const workspace = await Workspace.open(FILES, PUSH);
    await workspace.client.open(workspace.uri("pod.yaml"), POD, "yaml");
    await workspace.until("pod.yaml", ID, true);
    const published = workspace.client.published.get(workspace.uri("pod.yaml"));
    const [place] = published?.diagnostics.find(({ code }) => code === ID)?.relatedInformation ?? [];
    assert.equal(place?.location.uri, workspace.uri("Dockerfile"));
    assert.deepEqual(place?.location.range, rangeOf(DOCKERFILE, "debian:12"));
    assert.equal(await workspace.client.stop(), 0);
  });

  it("follow files that are written, made and removed", async () => {
    const workspace = await Workspace.open(FILES, { ...PUSH, workspace: WATCHING });
    await workspace.client.open(workspace.uri("pod.yaml"), POD, "yaml");
    await workspace.until("pod.yaml", "missing-resource-limit", true);
    await workspace.until("pod.yaml", "no-network-policy", true);
    await workspace.write("policies/limits.yaml", LIMITS);
    await workspace.until("pod.yaml", "missing-resource-limit", false);
    await workspace.write("policies/limits.yaml", undefined);
    await workspace.until("pod.yaml", "missing-resource-limit", true);
    await workspace.write("compose.yaml", COMPOSE.replace("web\n    build", "api\n    build"));
    await workspace.until("pod.yaml", ID, false);
    assert.equal(await workspace.client.stop(), 0);
  });

  it("are published again for what depends on the change, and for nothing else", async () => {
    const workspace = await Workspace.open(FILES, { ...PUSH, workspace: WATCHING });
    const { client } = workspace;
    for (const name of ["pod.yaml", "other.yaml"])
      await client.open(workspace.uri(name), FILES[name as "pod.yaml"], "yaml");
    await workspace.until("pod.yaml", "no-network-policy", true);
    await workspace.until("other.yaml", "no-network-policy", true);
    client.published.clear();
    await workspace.write("limits.yaml", LIMITS);
    await workspace.until("pod.yaml", "missing-resource-limit", false);
    assert.ok(!client.published.has(workspace.uri("other.yaml")), "limits of another namespace");
    assert.equal(await client.stop(), 0);
  });

  it("say nothing of other files before all of them are read, nor for a document outside of the folders", async () => {
    const workspace = await Workspace.open({}, PUSH);
    const uri = "file:///somewhere/else/pod.yaml";
    await workspace.client.open(uri, POD, "yaml");
    const ids = (await workspace.client.pushed(uri)).map(({ code }) => code);
    assert.ok(ids.includes("missing-resource-limit") && !ids.includes("no-network-policy"));
    assert.equal(await workspace.client.stop(), 0);
  });
});

describe("findings that are pulled", () => {
  it("are asked for again when another file changed them, and are unchanged otherwise", async () => {
    const capabilities = { ...PULL, workspace: { ...WATCHING, diagnostics: { refreshSupport: true } } };
    const workspace = await Workspace.open(FILES, capabilities);
    const { client } = workspace;
    let refreshes = 0;
    let refreshed: () => void = () => undefined;
    client.connection.onRequest("workspace/diagnostic/refresh", () => {
      refreshes++;
      refreshed();
      return null;
    });
    const pod = workspace.uri("pod.yaml");
    const other = workspace.uri("other.yaml");
    await client.open(pod, POD, "yaml");
    await client.open(other, OTHER, "yaml");
    const idsOf = (report: Awaited<ReturnType<TestClient["pull"]>>): readonly unknown[] =>
      report.kind === "full" ? report.items.map(({ code }) => code) : [];
    // Once all files are read, it asks for what it pulled before.
    let first = await client.pull(pod);
    if (!idsOf(first).includes(ID)) await new Promise<void>((done) => (refreshed = done));
    first = await client.pull(pod);
    const before = await client.pull(other);
    assert.ok(idsOf(first).includes(ID));
    const count = refreshes;
    const next = new Promise<void>((done) => (refreshed = done));
    await workspace.write("Dockerfile", `${DOCKERFILE}USER 10001\n`);
    await next;
    assert.equal(refreshes, count + 1);
    const second = await client.pull(pod, first.kind === "full" ? first.resultId : undefined);
    assert.equal(second.kind, "full");
    assert.ok(!idsOf(second).includes(ID));
    const after = await client.pull(other, before.kind === "full" ? before.resultId : undefined);
    assert.equal(after.kind, "unchanged");
    assert.equal(await client.stop(), 0);
  });

  it("of the whole workspace know the other files from the start", async () => {
    const workspace = await Workspace.open(FILES, PULL);
    const { items } = await workspace.client.connection.sendRequest<{ items: WorkspaceDocumentDiagnosticReport[] }>(
      "workspace/diagnostic",
      { previousResultIds: [] },
    );
    const report = items.find(({ uri }) => uri === workspace.uri("pod.yaml"));
    assert.ok(report?.kind === "full" && report.items.some(({ code }) => code === ID));
    assert.equal(await workspace.client.stop(), 0);
  });
});

describe("a fix that changes another file", () => {
  const KEY =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----\n";
  const TEXT = "FROM debian:12\nCOPY . /app\nUSER 1000\n";
  const rule = "secret-reaches-image-through-context";
  const making: ClientCapabilities = {
    ...PUSH,
    workspace: { ...PUSH.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } },
  };

  async function offered(files: Readonly<Record<string, string>>, capabilities: ClientCapabilities) {
    const workspace = await Workspace.open({ Dockerfile: TEXT, "keys/id_rsa": KEY, ...files }, capabilities);
    await workspace.client.open(workspace.uri("Dockerfile"), TEXT);
    await workspace.until("Dockerfile", rule, true);
    const actions = await workspace.client.actions(workspace.uri("Dockerfile"), rangeOf(TEXT, ". /"), ["quickfix"]);
    const uri = workspace.uri(".dockerignore");
    assert.equal(await workspace.client.stop(), 0);
    const isOfRule = actions.filter(({ diagnostics = [] }) => diagnostics.some(({ code }) => code === rule));
    return { uri, edits: isOfRule.filter(({ title }) => title.includes(".dockerignore")).map(({ edit }) => edit) };
  }

  it("makes the file for a client that can", async () => {
    const { uri, edits } = await offered({ ".gitignore": "keys/id_rsa\n" }, making);
    const start = { line: 0, character: 0 };
    assert.deepEqual(edits, [
      {
        documentChanges: [
          { kind: "create", uri, options: { ignoreIfExists: true } },
          {
            textDocument: { uri, version: null },
            edits: [{ range: { start, end: start }, newText: "keys/id_rsa\n" }],
          },
        ],
      },
    ]);
  });

  it("is not offered where the client cannot", async () => {
    assert.deepEqual((await offered({}, PUSH)).edits, []);
  });

  it("adds to the file that is there", async () => {
    const { uri, edits } = await offered({ ".dockerignore": "node_modules" }, PUSH);
    const end = { line: 0, character: 12 };
    assert.deepEqual(edits, [
      {
        documentChanges: [
          { textDocument: { uri, version: null }, edits: [{ range: { start: end, end }, newText: "\nkeys/id_rsa\n" }] },
        ],
      },
    ]);
  });
});
