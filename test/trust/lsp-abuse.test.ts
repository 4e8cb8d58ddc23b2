// What a broken or hostile client may send below the level of messages, and out of the order of a session.
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { buildServer, removeServer, TestClient } from "../lsp/client.ts";
import { nothingButReading } from "./forbidden.ts";

let server = "";
before(async () => {
  server = await buildServer();
});
after(() => {
  for (const process of started) process.kill("SIGKILL");
  removeServer();
});

const started: ChildProcessWithoutNullStreams[] = [];

interface Answer {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly { readonly code?: string }[] };
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

/** A client that sends bytes as they are. */
class RawClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | null>;
  readonly answers: Answer[] = [];
  errors = "";
  private unread = Buffer.alloc(0);
  private listeners: (() => void)[] = [];

  constructor() {
    this.process = spawn(process.execPath, [...nothingButReading(), server, "--stdio"]);
    started.push(this.process);
    this.exited = new Promise((done) => this.process.on("exit", done));
    this.process.stdout.on("data", (chunk: Buffer) => this.read(chunk));
    this.process.stderr.on("data", (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
    this.process.stdin.on("error", () => undefined);
  }

  bytes(text: string): void {
    this.process.stdin.write(text);
  }

  send(message: unknown): void {
    const body = JSON.stringify(message);
    this.bytes(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  request(id: unknown, method: string, params: unknown = {}): void {
    this.send({ jsonrpc: "2.0", id, method, params });
  }

  notify(method: string, params: unknown = {}): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  async initialize(): Promise<void> {
    this.request("initialize", "initialize", { processId: null, rootUri: null, capabilities: {} });
    await this.answer(({ id }) => id === "initialize");
    this.notify("initialized");
  }

  /** The first answer that is so, now or later. */
  async answer(isSo: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const found = this.answers.find(isSo);
      if (found !== undefined) return found;
      assert.ok(Date.now() < deadline && this.process.exitCode === null, `no answer; ${this.errors}`);
      await new Promise<void>((done) => {
        this.listeners.push(done);
        setTimeout(done, 1_000).unref();
      });
    }
  }

  /** The server still finds what is to be found, and ends as it should. */
  async assertWell(): Promise<void> {
    const uri = "file:///well/Dockerfile";
    const text = "FROM alpine:3.20\nRUN chmod 4755 /app\n";
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "dockerfile", version: 1, text } });
    const { params } = await this.answer((answer) => answer.params?.uri === uri);
    assert.ok(params?.diagnostics?.some(({ code }) => code === "setuid-bit"));
    this.request("bye", "shutdown");
    await this.answer(({ id }) => id === "bye");
    this.notify("exit");
    assert.equal(await this.exited, 0, this.errors);
  }

  private read(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk]);
    for (;;) {
      const end = this.unread.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(this.unread.subarray(0, Math.max(0, end)).toString())?.[1]);
      if (end < 0 || this.unread.length < end + 4 + length) break;
      this.answers.push(JSON.parse(this.unread.subarray(end + 4, end + 4 + length).toString()));
      this.unread = this.unread.subarray(end + 4 + length);
    }
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}

describe("a session out of order", () => {
  it("requests and notifications before it begins", async () => {
    const client = new RawClient();
    client.notify("textDocument/didOpen", {
      textDocument: { uri: "file:///a/Dockerfile", languageId: "x", version: 1, text: "" },
    });
    client.notify("textDocument/didChange", {
      textDocument: { uri: "file:///b", version: 1 },
      contentChanges: [{ text: "" }],
    });
    client.request(1, "textDocument/hover", {
      textDocument: { uri: "file:///a/Dockerfile" },
      position: { line: 0, character: 0 },
    });
    await client.answer(({ id }) => id === 1);
    await client.initialize();
    await client.assertWell();
  });

  it("it begins twice", async () => {
    const client = new RawClient();
    await client.initialize();
    client.request(2, "initialize", { processId: null, rootUri: null, capabilities: {} });
    await client.answer(({ id }) => id === 2);
    await client.assertWell();
  });

  it("requests of one number, and answers that nobody asked for", async () => {
    const client = new RawClient();
    await client.initialize();
    const params = { textDocument: { uri: "file:///a/Dockerfile" }, position: { line: 0, character: 0 } };
    for (let count = 0; count < 20; count++) client.request(7, "textDocument/hover", params);
    client.send({ jsonrpc: "2.0", id: 99, result: null });
    client.send({ jsonrpc: "2.0", id: null, error: { code: -1, message: "" } });
    client.request(null, "textDocument/hover", params);
    client.request(3.5, "textDocument/hover", params);
    await client.answer(({ id }) => id === 3.5);
    await client.assertWell();
  });

  it("requests after its end are refused", async () => {
    const client = new RawClient();
    await client.initialize();
    client.request(1, "shutdown");
    await client.answer(({ id }) => id === 1);
    client.request(2, "textDocument/hover", {
      textDocument: { uri: "file:///a" },
      position: { line: 0, character: 0 },
    });
    assert.notEqual((await client.answer(({ id }) => id === 2)).error, undefined);
    client.notify("exit");
    assert.equal(await client.exited, 0);
  });
});

describe("messages that are none", () => {
  const bodies: readonly (readonly [string, string])[] = [
    ["no JSON", "{"],
    ["an empty text", ""],
    ["a number", "1"],
    ["null", "null"],
    ["a list of messages", '[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]'],
    ["nothing that has a method", "{}"],
    ["parameters of another kind", '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[1,"a"]}'],
    ["no parameters", '{"jsonrpc":"2.0","method":"textDocument/didChange"}'],
    ["a method that every object has", '{"jsonrpc":"2.0","id":5,"method":"toString","params":{"__proto__":{"a":1}}}'],
  ];
  for (const [title, body] of bodies) {
    it(`${title}: the next one is answered, or the end is no success`, async () => {
      const client = new RawClient();
      await client.initialize();
      client.bytes(`Content-Length: ${body.length}\r\n\r\n${body}`);
      const well = client.assertWell().then(
        () => 0,
        () => client.exited,
      );
      assert.ok([0, 1].includes((await well) ?? -1), client.errors);
      assert.equal(client.errors, "");
    });
  }

  it("bytes without a header end it, but not with success, and not with a hang", async () => {
    const client = new RawClient();
    await client.initialize();
    client.bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.process.stdin.end();
    assert.notEqual(await client.exited, 0);
  });

  it("a message that is cut off by the client's death", async () => {
    const client = new RawClient();
    await client.initialize();
    client.bytes('Content-Length: 1000000\r\n\r\n{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"te');
    client.process.stdin.destroy();
    assert.equal(await client.exited, 1);
  });
});

describe("a fault that nobody catches ends it, not with success, and quotes nothing:", () => {
  const SECRET = "Xk29dlQ7vTzp";
  for (const [title, fault] of [
    ["thrown later", `setTimeout(() => { throw new Error("${SECRET}"); })`],
    ["a promise that nobody waits for", `Promise.reject(new Error("${SECRET}"))`],
  ] as const) {
    it(title, { timeout: 60_000 }, async () => {
      const reading = `import { nodeFiles as real } from "real";
        export const nodeFiles = { ...real, list: (...asked) => { ${fault}; return real.list(...asked); } };`;
      const faulty = await buildServer("faulty", { "lsp/node-files.ts": reading });
      const client = await TestClient.start(faulty, { folders: ["file:///nowhere"] });
      let errors = "";
      client.process.stderr?.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
      });
      assert.equal(await client.exited, 1);
      assert.match(errors, /^A fault in Hullcheck \(Error\)/);
      assert.ok(!errors.includes(SECRET));
    });
  }
});
