import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type ProtocolConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-languageserver-protocol/node";
import { nothingButReading, WITH_NETWORK } from "../trust/forbidden.ts";
import { buildServer, removeServer, TestClient } from "./client.ts";

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

const EMPTY = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: null };

describe("the end", () => {
  it("is 0 after shutdown and exit", async () => {
    const client = await TestClient.start(server);
    assert.equal(await client.stop(), 0);
  });

  it("is 1 on exit without shutdown", async () => {
    const client = await TestClient.start(server);
    await client.connection.sendNotification("exit");
    assert.equal(await client.exited, 1);
  });

  it("comes when the client is gone", async () => {
    const client = await TestClient.start(server);
    await client.open("file:///workspace/Dockerfile", "FROM alpine\n");
    client.process.stdin?.destroy();
    assert.equal(await client.exited, 1);
  });

  it("comes when the client is gone in the middle of its requests", async () => {
    const client = await TestClient.start(server);
    await client.open("file:///workspace/Dockerfile", `FROM alpine\n${"RUN echo a > /b\n".repeat(3000)}`);
    for (let i = 0; i < 20; i++) {
      client.connection
        .sendRequest("textDocument/hover", {
          textDocument: { uri: "file:///workspace/Dockerfile" },
          position: { line: i, character: 5 },
        })
        .catch(() => undefined);
    }
    client.process.stdout?.destroy();
    client.process.stdin?.destroy();
    assert.notEqual(await client.exited, 0);
  });

  it("comes when the process that it belongs to is gone", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const client = await TestClient.start(server, { processId: other.pid ?? 0 });
    other.kill("SIGKILL");
    assert.equal(await client.exited, 1);
  });
});

describe("the ways to talk to it", () => {
  async function greet(connection: ProtocolConnection): Promise<void> {
    connection.listen();
    const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>("initialize", EMPTY);
    assert.equal(serverInfo.name, "hullcheck");
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
  }

  it("node-ipc", async () => {
    const child = spawn(process.execPath, [...nothingButReading(), server, "--node-ipc"], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const exited = new Promise((done) => child.on("exit", done));
    await greet(createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)));
    assert.equal(await exited, 0);
  });

  /** Starts the server with an option that tells where `listener` waits for it, and ends it again. */
  async function greetAt(listener: Server, option: (address: ReturnType<Server["address"]>) => string): Promise<void> {
    await new Promise((done) => listener.on("listening", done));
    const execArgv = [...nothingButReading(), ...WITH_NETWORK];
    const child = spawn(process.execPath, [...execArgv, server, option(listener.address())]);
    const exited = new Promise((done) => child.on("exit", done));
    const socket = await new Promise<ReturnType<typeof connect>>((done) => listener.on("connection", done));
    await greet(createProtocolConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket)));
    assert.equal(await exited, 0);
    socket.destroy();
    listener.close();
  }

  it("a socket that the client listens on", () =>
    greetAt(createServer().listen(0, "127.0.0.1"), (address) => {
      assert.ok(typeof address === "object" && address !== null);
      return `--socket=${address.port}`;
    }));

  it("a pipe that the client listens on", () => {
    const name = `hullcheck-${process.pid}`;
    const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
    return greetAt(createServer().listen(path), (address) => `--pipe=${address}`);
  });

  it("standard input and output, where nothing else is said", async () => {
    const client = await TestClient.start(server, { args: [] });
    assert.equal(await client.stop(), 0);
  });

  it("the version and the usage, for people", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(spawnSync(process.execPath, [server, "--version"], { encoding: "utf8" }).stdout, `${version}\n`);
    const usage = spawnSync(process.execPath, [server, "--help"], { encoding: "utf8" });
    assert.match(usage.stdout, /--stdio/);
    assert.equal(usage.status, 0);
  });
});
