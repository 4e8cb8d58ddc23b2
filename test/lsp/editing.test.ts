import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConfigurationRequest } from "vscode-languageserver-protocol/node";
import { docsUrl } from "../../server/src/core/index.ts";
import { buildServer, PULL, rangeOf, removeServer, TestClient, textAt } from "./client.ts";

const URI = "file:///workspace/Dockerfile";
const LEAK = 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
const SETUID = "FROM alpine:3.20\nRUN chmod 4755 /app\nUSER 1000\n";
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        privileged: true
`;

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

function codes(diagnostics: readonly { readonly code?: unknown }[]): readonly unknown[] {
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}

describe("a leak, from the first key to the fix", () => {
  it("is found as it is typed, explained, fixed and gone", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, "");
    await client.type(URI, LEAK);
    const found = await client.pushed(URI);
    assert.equal(client.text(URI), LEAK);

    const removed = found.find(({ code }) => code === "secret-file-removed-in-later-layer");
    assert.ok(removed, `found: ${codes(found)}`);
    assert.equal(removed.severity, 1);
    assert.equal(removed.source, "hullcheck");
    assert.equal(removed.codeDescription?.href, docsUrl("secret-file-removed-in-later-layer"));
    assert.equal(textAt(LEAK, removed.range), "/password.txt");
    assert.equal(removed.range.start.line, 1);
    assert.equal(removed.relatedInformation?.[0]?.location.range.start.line, 2);
    assert.equal(removed.relatedInformation?.[0]?.location.uri, URI);
    assert.ok(
      found.some(({ code }) => code === "secret-in-run"),
      `found: ${codes(found)}`,
    );
    assert.ok(!JSON.stringify(found).includes("top-secret"));

    const [all] = await client.actions(URI, removed.range, ["source.fixAll.hullcheck"]);
    assert.equal(all?.kind, "source.fixAll.hullcheck");
    assert.equal(all?.edit, undefined, "the edit is found when the action is chosen");
    await client.apply((await client.resolve(all)).edit);
    assert.ok(!client.text(URI).includes("top-secret"), client.text(URI));
    const left = await client.pushed(URI);
    assert.deepEqual(
      left.filter(({ severity }) => severity === 1),
      [],
    );
    assert.equal(await client.stop(), 0);
  });
});

describe("code actions", () => {
  it("offer every fix, the first one preferred, with what it is for", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, SETUID);
    const [finding] = (await client.pushed(URI)).filter(({ code }) => code === "setuid-bit");
    assert.ok(finding);
    const actions = await client.actions(URI, rangeOf(SETUID, "4755"), ["quickfix"]);
    const fixes = actions.filter(({ title }) => !title.startsWith("Suppress"));
    assert.deepEqual(
      fixes.map(({ kind, isPreferred, diagnostics }) => ({ kind, isPreferred, code: diagnostics?.[0]?.code })),
      [{ kind: "quickfix", isPreferred: true, code: "setuid-bit" }],
    );
    assert.deepEqual(fixes[0]?.diagnostics?.[0], finding);
    await client.apply(fixes[0]?.edit);
    assert.equal(client.text(URI), SETUID.replace("4755", "0755"));
    assert.ok(!codes(await client.pushed(URI)).includes("setuid-bit"));
    assert.equal(await client.stop(), 0);
  });

  it("say what has to be done besides", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, SETUID);
    await client.pushed(URI);
    const [fix] = await client.actions(URI, rangeOf(SETUID, "4755"), ["quickfix"]);
    assert.ok(fix?.command);
    await client.connection.sendRequest("workspace/executeCommand", fix.command);
    await client.until(() => client.messages.length > 0, "a message");
    assert.deepEqual(client.messages, [fix.command.arguments?.[0]]);
    assert.equal(await client.stop(), 0);
  });

  it("are only of the kind that is asked for, and only about the range", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, SETUID);
    const ask = async (only?: string[]) =>
      new Set((await client.actions(URI, rangeOf(SETUID, "4755"), only)).map(({ kind }) => kind));
    assert.deepEqual(await ask(["refactor"]), new Set());
    assert.deepEqual(await ask(["quickfix"]), new Set(["quickfix"]));
    assert.deepEqual(await ask(["source.fixAll.other"]), new Set());
    assert.deepEqual(await client.actions(URI, rangeOf(SETUID, "USER 1000"), ["quickfix"]), []);
    assert.equal(await client.stop(), 0);
  });

  it("bring the edit at once to clients that cannot ask for it, without versions where those are unknown", async () => {
    const client = await TestClient.start(server, { capabilities: {}, initializationOptions: {} });
    const text = "FROM alpine:3.20\nRUN chmod 4755 /app\n";
    await client.open(URI, text);
    await client.pushed(URI);
    const [all] = await client.actions(URI, rangeOf(text, "FROM"), ["source"]);
    const edits = all?.edit?.changes?.[URI];
    assert.ok(edits !== undefined && edits.length === 1, JSON.stringify(all));
    assert.equal(await client.stop(), 0);
  });

  it("suppress a rule on the line and in the file", async () => {
    for (const [title, text] of [
      ["on this line", "FROM alpine:3.20\n# hullcheck-disable-next-line setuid-bit\nRUN chmod 4755 /app\nUSER 1000\n"],
      ["in this file", "# hullcheck-disable setuid-bit\nFROM alpine:3.20\nRUN chmod 4755 /app\nUSER 1000\n"],
    ] as const) {
      const client = await TestClient.start(server);
      await client.open(URI, SETUID);
      await client.pushed(URI);
      const actions = await client.actions(URI, rangeOf(SETUID, "4755"), ["quickfix"]);
      const suppress = actions.find((action) => action.title === `Suppress setuid-bit ${title}`);
      assert.ok(suppress, actions.map((action) => action.title).join());
      await client.apply(suppress.edit);
      assert.equal(client.text(URI), text);
      assert.ok(!codes(await client.pushed(URI)).includes("setuid-bit"));
      assert.equal(await client.stop(), 0);
    }
  });

  it("never write a comment into JSON", async () => {
    const client = await TestClient.start(server);
    const uri = "file:///workspace/pod.json";
    const text = JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      spec: { hostNetwork: true, containers: [{ name: "a" }] },
    });
    await client.open(uri, text, "json");
    assert.ok(codes(await client.pushed(uri)).includes("host-namespace"));
    const actions = await client.actions(uri, rangeOf(text, "hostNetwork"), ["quickfix"]);
    assert.deepEqual(
      actions.filter(({ title }) => title.startsWith("Suppress")),
      [],
    );
    assert.equal(await client.stop(), 0);
  });

  it("keep CRLF line breaks", async () => {
    const client = await TestClient.start(server);
    const text = LEAK.replaceAll("\n", "\r\n");
    await client.open(URI, text);
    await client.pushed(URI);
    const [all] = await client.actions(URI, rangeOf(text, "FROM"), ["source.fixAll"]);
    assert.ok(all);
    await client.apply((await client.resolve(all)).edit);
    const fixed = client.text(URI);
    assert.notEqual(fixed, text);
    assert.equal(fixed.replaceAll("\r\n", ""), fixed.replace(/\r|\n/g, ""), "no lone line break");
    const suppress = (await client.actions(URI, rangeOf(fixed, "FROM alpine"), ["quickfix"])).find(({ title }) =>
      title.startsWith("Suppress"),
    );
    await client.apply(suppress?.edit);
    assert.match(client.text(URI), /^# hullcheck-disable[^\r\n]*\r\n/);
    assert.equal(await client.stop(), 0);
  });
});

describe("hover", () => {
  it("tells what to do about a finding and why, and nothing elsewhere", async () => {
    const client = await TestClient.start(server);
    await client.open(URI, SETUID);
    const range = rangeOf(SETUID, "4755");
    const hover = await client.hover(URI, range.start);
    assert.deepEqual(hover?.range, range);
    assert.ok(typeof hover?.contents === "object" && "value" in hover.contents);
    const { value } = hover.contents;
    assert.ok(value.startsWith("**What to do:** "), value);
    assert.ok(value.endsWith(` [More](${docsUrl("setuid-bit")})`), value);
    assert.equal(await client.hover(URI, { line: 1, character: 0 }), null);
    assert.equal(await client.stop(), 0);
  });

  it("says which rule it is about only where there are several", async () => {
    const client = await TestClient.start(server);
    const text = "FROM alpine\n";
    await client.open(URI, text);
    const hover = await client.hover(URI, rangeOf(text, "alpine").start);
    assert.ok(typeof hover?.contents === "object" && "value" in hover.contents);
    assert.deepEqual(hover.contents.value.match(/^\*\*.+?\*\*/gm), [
      "**The container runs as root:**",
      "**An image is named without a digest:**",
    ]);
    assert.equal(await client.stop(), 0);
  });

  it("is plain text for clients that read no Markdown", async () => {
    const client = await TestClient.start(server, { capabilities: {} });
    await client.open(URI, SETUID);
    const hover = await client.hover(URI, rangeOf(SETUID, "4755").start);
    assert.ok(typeof hover?.contents === "object" && "kind" in hover.contents);
    assert.equal(hover.contents.kind, "plaintext");
    assert.ok(!hover.contents.value.includes("**"));
    assert.equal(await client.stop(), 0);
  });
});

describe("pulled diagnostics", () => {
  it("are pulled and not pushed, and unchanged while nothing changes", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    assert.deepEqual(client.initialized?.capabilities.diagnosticProvider, {
      identifier: "hullcheck",
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    await client.open(URI, SETUID);
    const first = await client.pull(URI);
    assert.ok(first.kind === "full" && first.resultId !== undefined);
    assert.ok(codes(first.items).includes("setuid-bit"));
    assert.deepEqual(await client.pull(URI, first.resultId), { kind: "unchanged", resultId: first.resultId });
    await client.change(URI, [{ range: rangeOf(SETUID, "4755"), text: "0755" }]);
    const second = await client.pull(URI, first.resultId);
    assert.ok(second.kind === "full" && second.resultId !== first.resultId);
    assert.ok(!codes(second.items).includes("setuid-bit"));
    assert.deepEqual([...client.published.keys()], []);
    assert.equal(await client.stop(), 0);
  });

  it("are empty for documents that nobody knows", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    assert.deepEqual(await client.pull("file:///nowhere/Dockerfile"), { kind: "full", items: [] });
    assert.deepEqual(await client.pull("untitled:%E0%A4%A"), { kind: "full", items: [] });
    assert.deepEqual(await client.actions("file:///nowhere/Dockerfile", rangeOf("a", "a")), []);
    assert.equal(await client.hover("file:///nowhere/Dockerfile", { line: 0, character: 0 }), null);
    assert.equal(await client.stop(), 0);
  });
});

describe("which documents are checked", () => {
  const cases: readonly [string, string, string, string, boolean][] = [
    ["a Dockerfile by its language", "untitled:Untitled-1", "dockerfile", SETUID, true],
    ["a Dockerfile by its name", "file:///workspace/api.Dockerfile", "plaintext", SETUID, true],
    ["a Containerfile", "file:///workspace/Containerfile.dev", "plaintext", SETUID, true],
    ["a manifest by its content", "file:///workspace/a.yaml", "yaml", POD, true],
    ["other YAML", "file:///workspace/a.yaml", "yaml", "privileged: true\nkind: Pod\n", false],
    ["other text", "file:///workspace/notes.md", "markdown", SETUID, false],
  ];
  for (const [title, uri, languageId, text, isChecked] of cases) {
    it(`${title}: ${isChecked ? "yes" : "no"}`, async () => {
      const client = await TestClient.start(server);
      await client.open(uri, text, languageId);
      assert.equal((await client.pushed(uri)).length > 0, isChecked);
      assert.equal(await client.stop(), 0);
    });
  }

  it("a manifest whose language is set while its settings are asked for: yes", async () => {
    const client = await TestClient.start(server, { capabilities: PULL });
    const uri = "untitled:Untitled-1";
    const asked = new Promise<() => void>((ask) => {
      client.connection.onRequest(
        ConfigurationRequest.type,
        ({ items }) => new Promise((answer) => ask(() => answer(items.map(() => null)))),
      );
    });
    await client.open(uri, POD, "plaintext");
    const pulled = client.pull(uri);
    const answer = await asked;
    await client.close(uri);
    await client.open(uri, POD, "yaml");
    answer();
    const report = await pulled;
    assert.ok(report.kind === "full" && report.items.length > 0);
    assert.equal(await client.stop(), 0);
  });
});
