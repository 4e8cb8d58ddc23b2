import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-protocol/node";
import { buildServer, PULL, removeServer, TestClient } from "./client.ts";

const URI = "file:///workspace/Dockerfile";
const YAML = "file:///workspace/pod.yaml";
const SETUID = "FROM alpine:3.20\nRUN chmod 4755 /app\nUSER 1000\n";
const HEAD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n";
const BAD_POD = `${HEAD}spec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: a:1\n`;

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

/** The server still does its work: it finds what is to be found in a new document. */
async function assertWell(client: TestClient): Promise<void> {
  const uri = "file:///workspace/well/Dockerfile";
  await client.open(uri, SETUID);
  const found = await client.pushed(uri);
  assert.ok(found.some(({ code }) => code === "setuid-bit"));
  assert.deepEqual(client.messages, [], "nobody is bothered");
  assert.equal(await client.stop(), 0);
}

function aliasBomb(): string {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(",")}]`);
  return `${HEAD}a0: &a0 [x]\n${levels.join("\n")}\nspec:\n  hostNetwork: true\n  containers: *a12\n`;
}

describe("texts that nobody would write", () => {
  const manifests: readonly (readonly [string, string])[] = [
    ["invalid YAML", `${HEAD}spec: [}\n  hostNetwork: true\n\t- : :\n`],
    ["an open quote", `${HEAD}spec:\n  hostNetwork: true\n  x: "open\n`],
    [
      "cyclic anchors",
      `${HEAD}spec: &spec\n  hostNetwork: true\n  containers:\n    - &c\n      name: web\n      self: *c\n  again: *spec\n`,
    ],
    ["an alias to nothing", `${HEAD}spec:\n  hostNetwork: true\n  containers: *nothing\n`],
    ["an alias bomb", aliasBomb()],
    ["deep nesting", `${HEAD}spec: ${"[".repeat(5000)}`],
    ["50 documents, one of them broken", `${Array(50).fill(BAD_POD).join("---\n")}---\n${HEAD}spec: [}\n`],
  ];
  for (const [title, text] of manifests) {
    it(`manifest: ${title}`, async () => {
      const client = await TestClient.start(server);
      await client.open(YAML, text, "yaml");
      await client.pushed(YAML);
      await client.change(YAML, [{ text: BAD_POD }]);
      assert.ok((await client.pushed(YAML)).some(({ code }) => code === "host-namespace"));
      await assertWell(client);
    });
  }

  const dockerfiles: readonly (readonly [string, string])[] = [
    ["empty", ""],
    ["binary", String.fromCharCode(...Array.from({ length: 5000 }, (_, i) => (i * 37) % 256))],
    ["lone surrogates", `FROM a\ud800\nRUN echo \udc00 > /x\ud83d\n`],
    ["a byte-order mark", `\ufeff${SETUID}`],
    ["half-typed", 'FROM\nRUN\nRUN echo "open\nRUN <<EOF\nCOPY --from=\nENV A'],
    ["one line of 200,000 characters", `FROM alpine\nRUN echo ${"x".repeat(200_000)}`],
    ["only line breaks", "\r\n\r\r\n".repeat(1000)],
  ];
  for (const [title, text] of dockerfiles) {
    it(`Dockerfile: ${title}`, async () => {
      const client = await TestClient.start(server);
      await client.open(URI, text);
      await client.pushed(URI);
      await client.type(URI, "\nRUN x");
      await client.pushed(URI);
      await assertWell(client);
    });
  }

  it("10,000 lines, edited in the middle", async () => {
    const client = await TestClient.start(server);
    const text = `FROM alpine:3.20\nUSER 1000\n${'RUN echo "a" && chmod 0755 /srv/a\n'.repeat(9_998)}`;
    await client.open(URI, text);
    await client.pushed(URI);
    const place = { line: 5_000, character: 0 };
    await client.change(URI, [{ range: { start: place, end: place }, text: "RUN chmod 4755 /app\n" }]);
    const found = (await client.pushed(URI)).filter(({ code }) => code === "setuid-bit");
    assert.deepEqual(
      found.map(({ range }) => range.start),
      [{ line: 5_000, character: 10 }],
    );
    await assertWell(client);
  });

  it("a text that is too long is left out, with a word in the log", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, `${SETUID}${"#".repeat(6 * 1024 * 1024)}`);
    assert.deepEqual(await client.pushed(URI), []);
    assert.equal(client.logged.length, 1);
    await assertWell(client);
  });
});

describe("faults of our own", () => {
  const SECRET = "Xk29dlQ7vTzp";
  const throwing = `import { DOCKERFILE_RULES as REAL } from "real";
    export const DOCKERFILE_RULES = [
      { ...REAL[0], id: "throws", check: (model) => { throw new Error("at " + model.text); } },
      ...REAL,
    ];`;

  it("a rule that throws loses its own findings, and the log says so once and quotes nothing", async () => {
    const client = await TestClient.start(
      await buildServer("throwing", { "core/rules/dockerfile-rules.ts": throwing }),
    );
    for (const uri of [URI, "file:///workspace/b/Dockerfile"]) {
      await client.open(uri, `${SETUID}# ${SECRET}\n`);
      assert.ok((await client.pushed(uri)).some(({ code }) => code === "setuid-bit"));
    }
    assert.equal(client.logged.length, 1, client.logged.join(" | "));
    assert.match(client.logged[0] ?? "", /\bthrows\b.*Dockerfile/);
    assert.ok(!client.logged.join().includes(SECRET));
    await assertWell(client);
  });

  it("an analysis that throws costs the findings of that text only", async () => {
    const broken = `import { detect as real } from "real";
      export { mayBeChecked, mayBeManifest } from "real";
      export const detect = (path, text, language) => {
        if (text.includes("${SECRET}")) throw new Error(text);
        return real(path, text, language);
      };`;
    const client = await TestClient.start(await buildServer("broken", { "core/engine/detect.ts": broken }));
    await client.open(URI, SETUID);
    assert.ok((await client.pushed(URI)).length > 0);
    await client.type(URI, `# ${SECRET}`);
    assert.deepEqual(await client.pushed(URI), []);
    await client.type(URI, "!");
    assert.deepEqual(await client.pushed(URI), []);
    assert.equal(client.logged.length, 1, client.logged.join(" | "));
    assert.ok(!client.logged.join().includes(SECRET));
    await assertWell(client);
  });

  it("a request that throws gets an empty answer", async () => {
    const broken = `export const findingHover = (analysis) => { throw new Error(analysis.source.text); };
      export const explanationHover = findingHover;`;
    const client = await TestClient.start(await buildServer("hover", { "lsp/hover.ts": broken }));
    await client.open(URI, `${SETUID}# ${SECRET}`);
    assert.equal(await client.hover(URI, { line: 0, character: 0 }), null);
    await client.until(() => client.logged.length > 0, "a word in the log");
    assert.match(client.logged.join(), /A fault in Hullcheck \(Error\)/);
    assert.ok(!client.logged.join().includes(SECRET));
    await assertWell(client);
  });
});

describe("messages that no client should send", () => {
  it("edits outside the document, backwards and overlapping", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, SETUID);
    const at = (line: number, character: number) => ({ line, character });
    const edits: TextDocumentContentChangeEvent[] = [
      { range: { start: at(900, 900), end: at(1000, 0) }, text: "RUN a\n" },
      { range: { start: at(-5, -5), end: at(-1, 0) }, text: "# b\n" },
      { range: { start: at(2, 5), end: at(1, 0) }, text: "c" },
      { range: { start: at(0, 1e9), end: at(0, 2e9) }, text: "d" },
      { range: { start: at(1, 0), end: at(1, 0) }, rangeLength: 1e9, text: "" },
    ];
    for (const edit of edits) await client.change(URI, [edit]);
    await client.pushed(URI);
    await client.change(URI, [{ text: SETUID }]);
    assert.ok((await client.pushed(URI)).some(({ code }) => code === "setuid-bit"));
    await assertWell(client);
  });

  it("edits without sense", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, SETUID);
    const send = (method: string, params: unknown) => client.connection.sendNotification(method, params);
    await send("textDocument/didChange", { textDocument: { uri: URI, version: null }, contentChanges: [{ text: "" }] });
    await send("textDocument/didChange", { textDocument: { uri: URI, version: 7 }, contentChanges: [] });
    await send("textDocument/didChange", {
      textDocument: { uri: "file:///no/Dockerfile", version: 1 },
      contentChanges: [{ text: "x" }],
    });
    await send("textDocument/didClose", { textDocument: { uri: "file:///no/Dockerfile" } });
    await send("workspace/didChangeWatchedFiles", { changes: [{ uri: "file:///no/Dockerfile", type: 3 }] });
    await send("hullcheck/unheardOf", { a: 1 });
    await send("$/cancelRequest", { id: 4711 });
    await client.change(URI, [{ text: SETUID }]);
    await client.pushed(URI);
    await assertWell(client);
  });

  it("documents opened twice, versions that go back, and closing twice", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, "FROM alpine:3.20\nUSER 1000\n");
    await client.open(URI, SETUID);
    await client.pushed(URI);
    await client.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: URI, version: -3 },
      contentChanges: [{ text: SETUID }],
    });
    await client.until(() => client.published.get(URI)?.version === -3, "the older version");
    assert.ok(client.published.get(URI)?.diagnostics.some(({ code }) => code === "setuid-bit"));
    await client.close(URI);
    await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: URI } });
    await client.until(() => client.published.get(URI)?.diagnostics.length === 0, "the findings to go");
    await assertWell(client);
  });

  it("ranges and positions outside the document", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, SETUID);
    for (const line of [-1, 3, 1e9]) {
      const position = { line, character: 1e9 };
      assert.equal(await client.hover(URI, position), null);
      assert.ok(Array.isArray(await client.actions(URI, { start: position, end: position })));
      assert.ok(Array.isArray(await client.actions(URI, { start: position, end: { line: 0, character: 0 } })));
    }
    assert.ok((await client.pull(URI)).kind === "full");
    assert.equal(await client.stop(), 0);
  });

  it("requests with nothing in them are refused, and nothing else happens", async () => {
    const client = await TestClient.start(server);
    for (const method of [
      "textDocument/hover",
      "textDocument/codeAction",
      "codeAction/resolve",
      "workspace/executeCommand",
    ]) {
      await client.connection.sendRequest(method, {}).catch(() => undefined);
    }
    await assertWell(client);
  });

  it("refusals of all that the server asks for", async () => {
    const capabilities = {
      ...PULL,
      workspace: {
        ...PULL.workspace,
        codeLens: { refreshSupport: true },
        diagnostics: { refreshSupport: true },
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    };
    const client = await TestClient.start(server, { capabilities, initializationOptions: { givesFiles: true } });
    const refuse = () => {
      throw new Error("no");
    };
    for (const method of ["client/registerCapability", "workspace/configuration", "workspace/codeLens/refresh"]) {
      client.connection.onRequest(method, refuse);
    }
    await client.open(URI, SETUID);
    await client.configure({});
    const report = await client.pull(URI);
    assert.ok(report.kind === "full" && report.items.length > 0);
    await client.connection.sendRequest("workspace/executeCommand", { command: "hullcheck.scan" });
    assert.ok((await client.pull(URI)).kind === "full");
    assert.equal(await client.stop(), 0);
  });

  it("a storm of requests that are all cancelled", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    await client.open(URI, SETUID);
    const { CancellationTokenSource } = await import("vscode-languageserver-protocol/node");
    const answers = Array.from({ length: 500 }, async () => {
      const source = new CancellationTokenSource();
      const answer = client.connection.sendRequest(
        "textDocument/diagnostic",
        { textDocument: { uri: URI } },
        source.token,
      );
      source.cancel();
      return answer.catch((error: { code?: number }) => error.code);
    });
    await Promise.all(answers);
    const report = await client.pull(URI);
    assert.ok(report.kind === "full" && report.items.length > 0);
    assert.equal(await client.stop(), 0);
  });

  it("1,000 open documents", async () => {
    const client = await TestClient.start(server);
    const uris = Array.from({ length: 1000 }, (_, i) => `file:///workspace/${i}/Dockerfile`);
    for (const uri of uris) await client.open(uri, SETUID);
    for (const uri of uris) assert.ok((await client.pushed(uri)).length > 0);
    for (const uri of uris) await client.close(uri);
    await client.until(
      () => uris.every((uri) => client.published.get(uri)?.diagnostics.length === 0),
      "all to be empty",
    );
    await assertWell(client);
  });
});
