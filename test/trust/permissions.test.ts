// The server reads files and answers. It runs no program, opens no connection, writes nothing and reads nothing outside.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { buildServer, PULL, PUSH, removeServer, TestClient } from "../lsp/client.ts";

/** Loaded before the server: whatever reaches for the network, or for a permission that is not given, says so and ends the process. */
const GUARD = `
const forbid = (name) => () => { process.stderr.write("forbidden: " + name + "\\n"); process.exit(77); };
const net = require("node:net");
const dgram = require("node:dgram");
const dns = require("node:dns");
net.Socket.prototype.connect = forbid("net connect");
net.Server.prototype.listen = forbid("net listen");
dgram.createSocket = forbid("dgram");
for (const name of ["lookup", "resolve", "reverse"]) { dns[name] = forbid("dns"); dns.promises[name] = forbid("dns"); }
globalThis.fetch = forbid("fetch");
const { createRequire } = require("node:module");
for (const name of ["child_process", "worker_threads", "cluster"]) {
  const it = createRequire(__filename)("node:" + name);
  for (const key of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork", "Worker"]) if (key in it) it[key] = forbid(key);
}
const permitted = ["fs.write", "child", "worker"].filter((scope) => process.permission.has(scope));
if (permitted.length > 0) forbid("nothing, but permitted: " + permitted)();
`;

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
  writeFileSync(join(folder, "../guard.cjs"), GUARD);
});
after(() => {
  removeServer();
  rmSync(dirname(folder), { recursive: true });
});

/** Node's permission model: two folders may be read, and nothing else may be done. */
function execArgv(): readonly string[] {
  const guard = join(folder, "../guard.cjs");
  const readable = [`${folder}/*`, `${dirname(server)}/*`, guard, outside];
  return ["--experimental-permission", ...readable.map((path) => `--allow-fs-read=${path}`), "--require", guard];
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

  it("would be caught if it did more", async () => {
    const faults = [
      "require('node:net').connect(1)",
      "require('node:child_process').spawn('true')",
      "fetch('http://127.0.0.1:1')",
    ];
    const { spawnSync } = await import("node:child_process");
    for (const fault of faults) {
      const path = join(dirname(server), `fault-${faults.indexOf(fault)}.cjs`);
      writeFileSync(path, fault);
      const { status, stderr } = spawnSync(process.execPath, [...execArgv(), path], { encoding: "utf8" });
      assert.equal(status, 77, stderr);
    }
    const path = join(dirname(server), "fault-write.cjs");
    writeFileSync(path, `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "new"))}, "")`);
    const written = spawnSync(process.execPath, [...execArgv(), path], { encoding: "utf8" });
    assert.match(written.stderr, /ERR_ACCESS_DENIED/);
  });
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
