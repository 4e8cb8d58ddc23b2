import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { configSchema } from "../../server/src/core/config/schema.ts";
import { DEFAULT_SETTINGS, readSettings } from "../../server/src/lsp/settings.ts";
import { buildServer, PULL, PUSH, removeServer, TestClient } from "./client.ts";

const URI = "file:///workspace/Dockerfile";
const SETUID = "FROM alpine:3.20 AS build\nRUN chmod 4755 /app\nUSER 1000\nFROM alpine:3.20\nUSER 1000\n";

let server = "";
before(async () => {
  server = await buildServer();
});
after(removeServer);

interface Setting {
  readonly type?: string;
  readonly default?: unknown;
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

describe("the settings in package.json", () => {
  const manifest: unknown = JSON.parse(readFileSync("package.json", "utf8"));
  const { contributes } = manifest as {
    contributes: { configuration: { properties: Readonly<Record<string, Setting>> } };
  };
  const { properties } = contributes.configuration;

  it("are those that the server reads, and the one that the client library reads", () => {
    const read = new Set([...Object.keys(DEFAULT_SETTINGS), ...Object.keys(configSchema.entries)]);
    const expected = [...read, "trace.server"].map((key) => `hullcheck.${key}`);
    assert.deepEqual(Object.keys(properties).sort(), expected.sort());
  });

  for (const [name, { default: shown, ...setting }] of Object.entries(properties)) {
    if (name === "hullcheck.trace.server") continue;
    const key = name.slice("hullcheck.".length);
    it(`${name}: the default shown is the one that holds`, () => {
      assert.deepEqual(shown, new Map<string, unknown>(Object.entries(DEFAULT_SETTINGS)).get(key));
      assert.ok(setting.description ?? setting.markdownDescription, "it is described");
    });
  }

  it("offer no trace that would write texts into the log", () => {
    assert.deepEqual(properties["hullcheck.trace.server"], {
      ...properties["hullcheck.trace.server"],
      enum: ["off", "messages"],
      default: "off",
    });
  });
});

describe("reading settings", () => {
  it("keeps what is right beside what is wrong, and names what is wrong", () => {
    const { settings, problems } = readSettings({
      enable: "yes",
      severity: "warning",
      rules: { "setuid-bit": "off", "no-such-rule": "off", "root-user": "loud" },
      target: 5,
    });
    assert.deepEqual(settings, { ...DEFAULT_SETTINGS, severity: "warning", rules: { "setuid-bit": "off" } });
    assert.deepEqual(
      problems.map((problem) => problem.slice(0, problem.indexOf(" "))),
      ["hullcheck.enable:", "hullcheck.rules:", "hullcheck.rules.root-user:", "hullcheck.target:"],
    );
  });

  for (const value of [undefined, null, 5, "x", [], {}, { rules: null, target: "", severity: null }]) {
    it(`takes ${JSON.stringify(value)} for the defaults`, () => {
      assert.deepEqual(readSettings(value), { settings: DEFAULT_SETTINGS, problems: [] });
    });
  }
});

function codes(diagnostics: readonly { readonly code?: unknown }[]): readonly unknown[] {
  return diagnostics.map(({ code }) => code);
}

describe("settings at work", () => {
  it("switch rules, severities, the target and everything, as soon as they change", async () => {
    const client = await TestClient.start(server, { settings: { target: "build" } });
    const configured = async (settings: unknown) => {
      client.published.clear();
      await client.configure(settings);
      return client.pushed(URI);
    };
    await client.open(URI, SETUID);
    assert.ok(codes(await client.pushed(URI)).includes("setuid-bit"));
    assert.ok(!codes(await configured({ target: "" })).includes("setuid-bit"));
    const asWarning = await configured({ target: "build", rules: { "setuid-bit": "warning" } });
    assert.equal(asWarning.find(({ code }) => code === "setuid-bit")?.severity, 2);
    assert.deepEqual(codes(await configured({ target: "build", severity: "error" })), ["setuid-bit"]);
    assert.deepEqual(
      codes(await configured({ target: "build", severity: "error", rules: { "setuid-bit": "off" } })),
      [],
    );
    assert.deepEqual(codes(await configured({ target: "build", enable: false })), []);
    assert.deepEqual(client.messages, []);
    assert.equal(await client.stop(), 0);
  });

  it("that are wrong bring one message, and the defaults hold", async () => {
    const client = await TestClient.start(server, { settings: { severity: "loud", enable: 3, target: "build" } });
    await client.open(URI, SETUID);
    assert.ok(codes(await client.pushed(URI)).includes("setuid-bit"));
    await client.configure({ severity: "loud", enable: 3, target: "build" });
    await client.type(URI, "#");
    await client.pushed(URI);
    assert.equal(client.messages.length, 1, client.messages.join(" | "));
    assert.match(client.messages[0] ?? "", /hullcheck\.enable.*hullcheck\.severity/s);
    assert.equal(await client.stop(), 0);
  });

  it("that are wrong make no link in the message: a workspace may bring its settings along", async () => {
    const link = "[Click here](command:workbench.action.terminal.new)";
    const client = await TestClient.start(server, { settings: { severity: link, rules: { [link]: "off" } } });
    await client.open(URI, SETUID);
    await client.pushed(URI);
    assert.equal(client.messages.length, 1);
    assert.match(client.messages[0] ?? "", /Click here.*Click here/s);
    assert.doesNotMatch(client.messages[0] ?? "", /\]\(/);
    assert.equal(await client.stop(), 0);
  });

  it("reach the server from clients that cannot be asked", async () => {
    const capabilities = { ...PUSH, workspace: { ...PUSH.workspace, configuration: false } };
    const initializationOptions = { settings: { target: "build", severity: "error" } };
    const client = await TestClient.start(server, { capabilities, initializationOptions });
    await client.open(URI, SETUID);
    assert.deepEqual(codes(await client.pushed(URI)), ["setuid-bit"]);
    client.published.clear();
    await client.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { hullcheck: { enable: false } },
    });
    assert.deepEqual(codes(await client.pushed(URI)), []);
    assert.equal(await client.stop(), 0);
  });

  it("are asked for again by a client that pulls", async () => {
    const capabilities = { ...PULL, workspace: { ...PULL.workspace, diagnostics: { refreshSupport: true } } };
    const client = await TestClient.start(server, { capabilities, settings: { target: "build" } });
    let refreshed = 0;
    client.connection.onRequest("workspace/diagnostic/refresh", () => {
      refreshed++;
      return null;
    });
    await client.open(URI, SETUID);
    const first = await client.pull(URI);
    assert.ok(first.kind === "full" && codes(first.items).includes("setuid-bit"));
    await client.configure({ target: "build", rules: { "setuid-bit": "off" } });
    const second = await client.pull(URI, first.resultId);
    assert.ok(second.kind === "full" && !codes(second.items).includes("setuid-bit"));
    assert.equal(refreshed, 1);
    assert.equal(await client.stop(), 0);
  });
});
