// What is closed, and what has been typed over, is forgotten.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import { buildServer, PULL, PUSH, removeServer, TestClient } from "../lsp/client.ts";
import { nothingButReading } from "./forbidden.ts";

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

const DOCKERFILE = `FROM debian:12\nENV DB_PASSWORD=Xk29dlQ7vTzp\nRUN chmod 4755 /app\n${"RUN apt-get update && apt-get install -y curl\n".repeat(30)}`;
const MANIFEST = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  hostNetwork: true
  containers:
${"    - {name: web, image: registry.example/web:1, securityContext: {privileged: true}}\n".repeat(40)}`;

/** Bytes that may come and go for reasons of the engine's own. A version that is kept takes hundreds of thousands. */
const SLACK = 4_000_000;
/** Bytes for an open document of two lines, with its model and findings. */
const MOST_PER_DOCUMENT = 50_000;

async function start(capabilities: typeof PUSH): Promise<TestClient> {
  const execArgv = [...nothingButReading(), "--expose-gc", "--require", resolve("test/trust/heap.cjs")];
  return TestClient.start(server, { capabilities, execArgv });
}

/** Bytes that the server holds, once it has done all that it was told. */
async function heapOf({ connection, process: { stderr, pid } }: TestClient): Promise<number> {
  const nowhere = { textDocument: { uri: "file:///nowhere" }, position: at(0) };
  await connection.sendRequest("textDocument/hover", nowhere);
  return new Promise((done) => {
    let words = "";
    const listen = (chunk: Buffer): void => {
      words += chunk.toString();
      const heap = /heap (\d+)\n/.exec(words)?.[1];
      if (heap === undefined) return;
      stderr?.off("data", listen);
      done(Number(heap));
    };
    stderr?.on("data", listen);
    process.kill(pid ?? 0, "SIGUSR2");
  });
}

const skip = process.platform === "win32" && "Windows has no such signals";

describe("the server's memory", { skip }, () => {
  for (const [title, uri, text, languageId] of [
    ["a Dockerfile", "file:///workspace/Dockerfile", DOCKERFILE, "dockerfile"],
    ["a manifest", "file:///workspace/pod.yaml", MANIFEST, "yaml"],
  ] as const) {
    it(`does not grow while ${title} is typed`, { timeout: 300_000 }, async () => {
      const client = await start(PUSH);
      await client.open(uri, text, languageId);
      const round = async (): Promise<number> => {
        for (let line = 0; line < 40; line++) {
          await client.type(uri, `# ${line % 10}`);
          await client.change(uri, [{ range: { start: at(8), end: at(8) }, text: "# a line above\n" }]);
          await client.pushed(uri);
        }
        await client.change(uri, [{ text }]);
        await client.pushed(uri);
        return heapOf(client);
      };
      const first = await round();
      await round();
      const last = await round();
      assert.ok(last - first < SLACK, `${first} bytes, later ${last}`);
      assert.equal(await client.stop(), 0);
    });
  }

  it("does not grow with documents that were open", { timeout: 300_000 }, async () => {
    const client = await start(PULL);
    const round = async (number: number): Promise<number> => {
      const uris = Array.from({ length: 80 }, (_, i) => `file:///workspace/${number}/${i}/Dockerfile`);
      for (const uri of uris) await client.open(uri, DOCKERFILE);
      for (const uri of uris) assert.equal((await client.pull(uri)).kind, "full");
      for (const uri of uris) await client.close(uri);
      return heapOf(client);
    };
    const first = await round(0);
    await round(1);
    const last = await round(2);
    assert.ok(last - first < SLACK, `${first} bytes, later ${last}`);
    assert.equal(await client.stop(), 0);
  });

  it("holds a thousand open documents", { timeout: 300_000 }, async () => {
    const client = await start(PULL);
    const few = await heapOf(client);
    const uris = Array.from({ length: 1_000 }, (_, i) => `file:///workspace/${i}/Dockerfile`);
    for (const uri of uris) await client.open(uri, "FROM debian:12\nRUN chmod 4755 /app\n");
    for (const uri of uris) assert.equal((await client.pull(uri)).kind, "full");
    const many = await heapOf(client);
    assert.ok((many - few) / uris.length < MOST_PER_DOCUMENT, `${few} bytes, with all documents ${many}`);
    assert.equal(await client.stop(), 0);
  });

  it("does not grow with requests that are cancelled, or about what nobody opened", { timeout: 300_000 }, async () => {
    const client = await start(PULL);
    const uri = "file:///workspace/Dockerfile";
    await client.open(uri, DOCKERFILE);
    const round = async (number: number): Promise<number> => {
      const answers = Array.from({ length: 2_000 }, async (_, i) => {
        const source = new CancellationTokenSource();
        const textDocument = { uri: i % 2 === 0 ? uri : `file:///workspace/${number}/${i}/Dockerfile` };
        const params = { textDocument, position: at(i) };
        const answer = client.connection.sendRequest("textDocument/hover", params, source.token);
        if (i % 3 !== 0) source.cancel();
        await answer.catch(() => undefined);
      });
      await Promise.all(answers);
      await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: `file:///${number}` } });
      return heapOf(client);
    };
    const first = await round(0);
    await round(1);
    const last = await round(2);
    assert.ok(last - first < SLACK, `${first} bytes, later ${last}`);
    assert.equal(await client.stop(), 0);
  });
});

function at(line: number): { readonly line: number; readonly character: number } {
  return { line, character: 0 };
}
