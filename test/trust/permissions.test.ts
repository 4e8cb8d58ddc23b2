// The server reads files and answers. It runs no program, opens no connection, writes nothing and reads nothing outside.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from "vscode-languageserver-protocol/node";
import { buildServer, PULL, PUSH, removeServer, TestClient } from "../lsp/client.ts";
import { FORBIDDEN_CODE, nothingButReading, WITH_NETWORK } from "./forbidden.ts";

const LEAK = 'FROM alpine:3.20\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
const POD = `apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  hostNetwork: true
  containers: [{name: web, image: registry.example/web:1.4}]
`;

let server = "";
let folder = "";
let outside = "";
before(async () => {
  server = await buildServer();
  const top = realpathSync(mkdtempSync(join(tmpdir(), "hullcheck-trust-")));
  folder = join(top, "workspace");
  outside = join(top, "outside");
  for (const path of [join(folder, "k8s"), outside]) mkdirSync(path, { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), LEAK);
  writeFileSync(join(folder, "k8s/pod.yaml"), POD);
  writeFileSync(join(outside, "Dockerfile"), LEAK);
  writeFileSync(join(outside, "pod.yaml"), POD);
  symlinkSync(outside, join(folder, "linked"));
  symlinkSync(join(outside, "pod.yaml"), join(folder, "pod.yaml"));
  symlinkSync(join(outside, "Dockerfile"), join(folder, "web.Dockerfile"));
});
after(() => {
  removeServer();
  rmSync(dirname(folder), { recursive: true });
});

/** Only the two folders may be read, so that a link which is followed is not merely a file that is missing. */
function execArgv(): readonly string[] {
  return nothingButReading([`${folder}/*`, `${dirname(server)}/*`, outside, "/proc/self/fd/*"]);
}

function uriOf(path: string): string {
  return pathToFileURL(join(folder, path)).href;
}

describe("with nothing permitted but reading the workspace, the server", () => {
  for (const [title, capabilities] of [
    ["pushes", PUSH],
    ["is asked", PULL],
  ] as const) {
    it(`does all its work where it ${title}`, async () => {
      const errors: string[] = [];
      const client = await TestClient.start(server, {
        capabilities,
        folders: [pathToFileURL(folder).href],
        execArgv: execArgv(),
      });
      client.process.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
      const uri = uriOf("Dockerfile");
      await client.open(uri, LEAK);
      const found = capabilities === PULL ? await items(client, uri) : await client.pushed(uri);
      assert.ok(found.length > 0);
      const range = found[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
      for (const action of await client.actions(uri, range)) await client.resolve(action);
      await client.hover(uri, range.start);
      const at = { textDocument: { uri }, position: range.start };
      await client.connection.sendRequest("textDocument/completion", at);
      await client.connection.sendRequest("textDocument/codeLens", { textDocument: { uri } });
      await client.connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
      const checked = await workspace(client);
      assert.deepEqual([...checked].sort(), [uriOf("Dockerfile"), uriOf("k8s/pod.yaml")]);
      assert.equal(await client.stop(), 0, errors.join(""));
      assert.doesNotMatch(errors.join(""), /forbidden|ERR_ACCESS_DENIED/);
    });
  }
});

describe("a server that does more is caught, even where it minds no error, when it", () => {
  const faults: Readonly<Record<string, string>> = {
    "runs a program": "require('node:child_process').spawn('true').on('error', () => {})",
    "runs a program and waits": "require('node:child_process').execFileSync('true')",
    "starts a thread": "new (require('node:worker_threads').Worker)('0', { eval: true })",
    "opens a connection": "require('node:net').connect(1).on('error', () => {})",
    "opens a secure connection": "require('node:tls').connect(1).on('error', () => {})",
    "asks a web server": "require('node:https').get('https://127.0.0.1:1').on('error', () => {})",
    fetches: "fetch('http://127.0.0.1:1').catch(() => {})",
    "asks for a name": "require('node:dns/promises').lookup('localhost').catch(() => {})",
    "sends a packet": "require('node:dgram').createSocket('udp4')",
    "waits for connections": "require('node:net').createServer().listen(0)",
    "writes a file": "require('node:fs/promises').writeFile('x', '').catch(() => {})",
    "appends to a file": "require('node:fs').createWriteStream('x', { flags: 'a' }).on('error', () => {})",
    "opens a file to write": "require('node:fs').open('x', 'w', () => {})",
    "removes a file": "require('node:fs').rm('x', () => {})",
    "makes a folder": "try { require('node:fs').mkdirSync('x') } catch {}",
  };
  const ofConnected: Readonly<Record<string, string>> = {
    "opens a second connection": "require('node:net').connect(Number(process.argv.at(-2).split('=')[1]), '127.0.0.1')",
    "opens a connection elsewhere": "require('node:net').connect(1, '127.0.0.1').on('error', () => {})",
  };
  let faulty = "";
  before(async () => {
    const cases = Object.entries({ ...faults, ...ofConnected }).map(
      ([title, fault]) => `${JSON.stringify(title)}: () => { ${fault} }`,
    );
    const reading = `import { nodeFiles as real } from "real";
      const faults = { ${cases.join(", ")} };
      export const nodeFiles = { ...real, read: (...asked) => { faults[process.argv.at(-1)]?.(); return real.read(...asked); } };`;
    faulty = await buildServer("faulty", { "lsp/node-files.ts": reading });
  });
  for (const title of Object.keys(faults)) {
    it(title, { timeout: 60_000 }, async () => {
      const args = ["--stdio", title];
      const folders = [pathToFileURL(folder).href];
      const client = await TestClient.start(faulty, { folders, args, execArgv: execArgv() });
      await client.open(uriOf("Dockerfile"), LEAK);
      assert.equal(await client.exited, FORBIDDEN_CODE);
    });
  }
  for (const title of Object.keys(ofConnected)) {
    it(`${title}, having been told where to connect`, { timeout: 60_000 }, async () => {
      const listener = createServer().listen(0, "127.0.0.1");
      await once(listener, "listening");
      const address = listener.address();
      assert.ok(typeof address === "object" && address !== null);
      const args = [...execArgv(), ...WITH_NETWORK, faulty, `--socket=${address.port}`, title];
      const child = spawn(process.execPath, args, { stdio: "ignore" });
      const exited = once(child, "exit");
      const [socket] = await once(listener, "connection");
      const connection = createProtocolConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      connection.listen();
      const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "folder" }];
      await connection.sendRequest("initialize", { processId: null, capabilities: {}, workspaceFolders });
      await connection.sendNotification("initialized", {});
      const textDocument = { uri: uriOf("Dockerfile"), languageId: "dockerfile", version: 1, text: LEAK };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
      assert.deepEqual(await exited, [FORBIDDEN_CODE, null]);
      listener.close();
    });
  }
});

async function items(client: TestClient, uri: string) {
  const report = await client.pull(uri);
  return report.kind === "full" ? report.items : [];
}

/** The files of the workspace that have findings; links lead to none of them. */
async function workspace(client: TestClient): Promise<readonly string[]> {
  const report = await client.connection.sendRequest<{ items: readonly { readonly uri: string }[] }>(
    "workspace/diagnostic",
    { previousResultIds: [] },
  );
  return report.items.map(({ uri }) => uri);
}
