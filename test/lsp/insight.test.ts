import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { CodeLens, CompletionItem } from "vscode-languageserver-protocol/node";
import { buildServer, PULL, rangeOf, removeServer, TestClient } from "./client.ts";

const URI = "file:///workspace/Dockerfile";
const YAML = "file:///workspace/shop.yaml";
const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop # kept
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: registry.example/web:1.4
`;

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

async function lensesOf(client: TestClient, uri: string): Promise<readonly (readonly [number, string | undefined])[]> {
  const lenses = await client.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument: { uri } });
  return lenses.map(({ range, command }) => [range.start.line, command?.title] as const).sort(([a], [b]) => a - b);
}

describe("lens over layers", () => {
  it("tells what each layer does, who runs it and what ships", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(
      URI,
      `FROM golang:1.23 AS build
RUN go build -o /app
FROM scratch
COPY --from=build /app /app
ENV DB_PASSWORD=Xk29dlQ7vTzp
COPY notes.txt /notes.txt
USER 10001
`,
    );
    const lenses = await lensesOf(client, URI);
    assert.deepEqual(lenses, [
      [2, "ships as uid 10001 · 2 layers · 1 secret in the history"],
      [3, "layer 1 · as root · adds /app"],
      [4, "secret in the image's history"],
      [5, "layer 2 · as root · adds /notes.txt"],
    ]);
    assert.equal(await client.stop(), 0);
  });

  it("counts the secrets that are there, whichever rules are on", async () => {
    const settings = { rules: { "secret-in-env": "off" } };
    const client = await TestClient.start(server, { capabilities: PULL, settings });
    await client.open(URI, "FROM scratch\nENV DB_PASSWORD=Xk29dlQ7vTzp\nUSER 10001\n");
    assert.deepEqual(await lensesOf(client, URI), [
      [0, "ships as uid 10001 · 0 layers · 1 secret in the history"],
      [1, "secret in the image's history"],
    ]);
    assert.equal(await client.stop(), 0);
  });

  it("tells what stays readable, cuts long lists and goes away with the setting", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, "FROM scratch\nRUN touch /a /b /c /d /e\nRUN rm /a\nUSER app\n");
    const lenses = await lensesOf(client, URI);
    assert.deepEqual(lenses, [
      [0, "ships as app · 2 layers · 1 hidden path still readable"],
      [1, "layer 1 · as root · adds /b, /c, /d, 1 more · hidden later, still readable: /a"],
      [2, "layer 2 · as root · removes /a"],
    ]);
    await client.configure({ layerLens: false });
    assert.deepEqual(await lensesOf(client, URI), []);
    assert.equal(await client.stop(), 0);
  });

  it("is absent where nothing is built", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, "# nothing yet\n");
    assert.deepEqual(await lensesOf(client, URI), []);
    assert.deepEqual(await lensesOf(client, "file:///nowhere/Dockerfile"), []);
    assert.equal(await client.stop(), 0);
  });
});

describe("lens over pods", () => {
  it("tells the level, and its command hardens the pod", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(YAML, SHOP, "yaml");
    const [lens] = await client.connection.sendRequest<CodeLens[]>("textDocument/codeLens", {
      textDocument: { uri: YAML },
    });
    assert.equal(lens?.range.start.line, 0);
    assert.match(lens.command?.title ?? "", /^Pod Security: privileged — 1 step to baseline, \d to restricted$/);
    await client.connection.sendRequest("workspace/executeCommand", lens.command);
    const text = client.text(YAML);
    assert.ok(
      text.includes("# kept") && !text.includes("hostNetwork: true") && text.includes("runAsNonRoot: true"),
      text,
    );
    assert.deepEqual(await lensesOf(client, YAML), [[0, "Pod Security: restricted"]]);
    await client.until(() => client.messages.length > 0, "what to look at afterwards");
    assert.match(client.messages[0] ?? "", /^The pod is hardened\. To check: \d, left to do: 0\. [A-Z]/);
    await client.configure({ podLens: false });
    assert.deepEqual(await lensesOf(client, YAML), []);
    assert.equal(await client.stop(), 0);
  });

  it("hardens the one it stands above, where an object has several pods", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    const pod =
      "template:\n      spec:\n        hostPID: true\n        containers: [{ name: a, image: example.com/a:1 }]";
    const text = `apiVersion: example.com/v1\nkind: Ring\nmetadata: { name: shop }\nspec:\n  head:\n    ${pod}\n  worker:\n    ${pod}\n`;
    await client.open(YAML, text, "yaml");
    const [head, worker] = await client.connection.sendRequest<CodeLens[]>("textDocument/codeLens", {
      textDocument: { uri: YAML },
    });
    assert.deepEqual([head?.range.start.line, worker?.range.start.line], [7, 12]);
    await client.connection.sendRequest("workspace/executeCommand", worker?.command);
    const [before = "", after = ""] = client.text(YAML).split("worker:");
    assert.ok(before.includes("hostPID") && !after.includes("hostPID"), client.text(YAML));
    assert.equal(await client.stop(), 0);
  });

  it("gives the details apart from the message, where the client shows notes", async () => {
    const client = await TestClient.start(server, { capabilities: PULL, initializationOptions: { showsNotes: true } });
    const notes: { readonly message: string; readonly details: readonly string[] }[] = [];
    client.connection.onNotification("hullcheck/note", (note) => void notes.push(note));
    await client.open(YAML, SHOP, "yaml");
    const [action] = await client.actions(YAML, rangeOf(SHOP, "image:"), ["refactor"]);
    await client.connection.sendRequest("workspace/executeCommand", action?.command);
    await client.until(() => notes.length > 0, "a note");
    const [{ message = "", details = [] } = {}] = notes;
    assert.equal(message, `The pod is hardened. To check: ${details.length}, left to do: 0.`);
    assert.ok(
      details.some((detail) => detail.startsWith("A program that")),
      details.join("\n"),
    );
    assert.deepEqual(client.messages, []);
    assert.equal(await client.stop(), 0);
  });

  it("is silent on a pod that is a part of another file's", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(
      YAML,
      `${SHOP.slice(0, SHOP.indexOf("      hostNetwork"))}      {{- include "pod" . | nindent 6 }}\n`,
      "yaml",
    );
    assert.deepEqual(await lensesOf(client, YAML), []);
    assert.equal(await client.stop(), 0);
  });

  it("is offered as an action, too", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(YAML, SHOP, "yaml");
    const range = rangeOf(SHOP, "image:");
    const [action, ...others] = await client.actions(YAML, range, ["refactor"]);
    assert.equal(action?.title, "Harden Deployment shop to Restricted");
    assert.deepEqual(others, []);
    await client.apply(action.edit);
    assert.deepEqual(await client.actions(YAML, range, ["refactor"]), []);
    assert.deepEqual(await client.actions(URI, range, ["refactor"]), []);
    assert.equal(await client.stop(), 0);
  });
});

describe("completion", () => {
  async function completed(
    client: TestClient,
    uri: string,
    text: string,
    marked: string,
  ): Promise<readonly CompletionItem[]> {
    await client.change(uri, [{ text }]);
    return client.connection.sendRequest("textDocument/completion", {
      textDocument: { uri },
      position: rangeOf(text, marked).end,
    });
  }

  it("knows the rules in a suppression, those that fire here first", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, "");
    const text = "FROM alpine:3.20\n# hullcheck-disable-next-line root-user, set\nRUN chmod 4755 /app\nUSER 1000\n";
    const items = await completed(client, URI, text, ", set");
    const first = [...items].sort((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1))[0];
    assert.ok(items.some(({ label }) => label === "setuid-bit"));
    assert.ok(!items.some(({ label }) => label === "root-user"), "it is named already");
    assert.ok(!items.some(({ label }) => label === "privileged-container"), "that is for manifests");
    assert.deepEqual(first?.textEdit, { range: rangeOf(text, "set", 0), newText: first?.label });
    assert.equal(await client.stop(), 0);
  });

  it("knows the comment itself", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, "");
    await client.open(YAML, "", "yaml");
    const labels = async (uri: string, text: string) =>
      (await completed(client, uri, text, "# hull")).map(({ label }) => label);
    assert.deepEqual(await labels(URI, "FROM a\n# hull\n"), ["hullcheck-disable-next-line", "hullcheck-disable"]);
    assert.deepEqual(await labels(YAML, `${SHOP}# hull\n`), [
      "hullcheck-disable-next-line",
      "hullcheck-disable-line",
      "hullcheck-disable",
    ]);
    assert.equal(await client.stop(), 0);
  });

  it("is silent everywhere else", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, "");
    for (const [text, marked] of [
      ["FROM alpine\nRUN hullcheck-disable ", "disable "],
      ["# hullcheck-disable root-user — because set", "because set"],
      ["FROM alpine", "FROM alp"],
      ["# syntax=docker/dockerfile:1\nFROM a", "docker/"],
    ] as const) {
      assert.deepEqual(await completed(client, URI, text, marked), [], text);
    }
    assert.equal(await client.stop(), 0);
  });
});
