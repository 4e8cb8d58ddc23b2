// The server as vscode.dev runs it: the bundle that ships, in a web worker of Chromium, driven by a client in its page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentDiagnosticReport,
  FullDocumentDiagnosticReport,
  Hover,
  InitializeResult,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver-protocol";
import { pathFor } from "../../scripts/generated/examples.ts";
import { browserPath, openBrowser } from "../../scripts/vscode/browser.ts";
import { analyze, DEFAULT_CONFIG, RULES, WorkspaceIndex } from "../../server/src/core/index.ts";
import { allExamples } from "../examples.ts";
import { PULL, rangeOf } from "./client.ts";
import type { PageClient } from "./page-client.ts";

const OUTDIR = `out/browser-${process.pid}`;
const FOLDER = "vscode-vfs://github/shop/web";
const LEAK = 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers: []\n";

let missing: string | undefined;
try {
  browserPath();
} catch (error) {
  missing = String(error);
}

let server: Server;
let browser: BrowserContext;
let page: Page;
const faults: string[] = [];

before(async () => {
  if (missing !== undefined) return;
  execFileSync(process.execPath, ["esbuild.mjs", `--outdir=${OUTDIR}`, "server.browser"], { stdio: "inherit" });
  await build({
    entryPoints: { page: "test/lsp/page.browser.ts" },
    outdir: OUTDIR,
    bundle: true,
    platform: "browser",
    format: "iife",
    logLevel: "warning",
  });
  server = await serve();
  browser = await openBrowser();
  page = await browser.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => faults.push(message.text()));
  await page.goto(addressOf(server));
});

after(async () => {
  await browser?.close();
  server?.close();
  rmSync(OUTDIR, { recursive: true, force: true });
});

/** Serves the page and its scripts, which may neither evaluate text nor speak to anybody. */
async function serve(): Promise<Server> {
  const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; img-src data:";
  const started = createServer(({ url = "/" }, response) => {
    const isPage = url === "/";
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("Content-Type", isPage ? "text/html" : "text/javascript");
    if (isPage)
      response.end('<!doctype html><title>page</title><link rel="icon" href="data:,"><script src="/page.js"></script>');
    else if (/^\/[a-z.]+\.js$/.test(url)) response.end(readFileSync(OUTDIR + url));
    else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => started.listen(0, "127.0.0.1", ready));
  return started;
}

function addressOf(started: Server): string {
  const address = started.address();
  assert.ok(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}/`;
}

function inPage<T>(method: keyof PageClient, ...args: readonly unknown[]): Promise<T> {
  return page.evaluate(
    ([name, values]) => {
      const { hullcheck } = globalThis as unknown as { hullcheck: Record<string, (...all: readonly unknown[]) => T> };
      return hullcheck[name]?.(...values) as T;
    },
    [method, args] as const,
  );
}

function request<T>(method: string, params: unknown): Promise<T> {
  return inPage("request", method, params);
}

async function open(uri: string, text: string, languageId: string): Promise<void> {
  await inPage("notify", "textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
}

async function close(uri: string): Promise<void> {
  await inPage("notify", "textDocument/didClose", { textDocument: { uri } });
}

async function findings(uri: string): Promise<readonly Diagnostic[]> {
  const report = await request<DocumentDiagnosticReport>("textDocument/diagnostic", { textDocument: { uri } });
  assert.equal(report.kind, "full");
  return report.kind === "full" ? report.items : [];
}

/** A finding as this file compares them: line and character of its start, and what it says. */
type Said = readonly [number, number, unknown];

function said(diagnostics: readonly Diagnostic[]): readonly Said[] {
  return diagnostics.map(({ range: { start }, message }) => [start.line, start.character, message]);
}

describe("the server in a web worker", { skip: missing, timeout: 110_000 }, () => {
  it("answers the first message", async () => {
    const { serverInfo, capabilities } = await request<InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      capabilities: PULL,
      workspaceFolders: [{ uri: FOLDER, name: "web" }],
      initializationOptions: { givesFiles: true },
    });
    await inPage("notify", "initialized", {});
    assert.equal(serverInfo?.name, "hullcheck");
    assert.ok(capabilities.diagnosticProvider !== undefined);
  });

  it("finds in every example of every rule what the core finds", async () => {
    const today = new Date().toISOString().slice(0, "2026-01-31".length);
    const examples = allExamples().map(({ rule, text }, index) => {
      const path = `${index}/${pathFor(rule, text)}`;
      return { path, uri: `${FOLDER}/${path}`, text, languageId: path.endsWith(".yaml") ? "yaml" : "dockerfile" };
    });
    assert.ok(examples.length > RULES.length);
    const reports = await inPage<readonly FullDocumentDiagnosticReport[]>("check", examples);
    for (const [index, { path, text, languageId }] of examples.entries()) {
      const options = { config: DEFAULT_CONFIG, languageId, today, workspace: new WorkspaceIndex() };
      const { diagnostics, lines } = analyze({ path, text }, options);
      const expected = diagnostics.map(({ span, message }): Said => {
        const { line, character } = lines.positionAt(span.start);
        return [line, character, message];
      });
      assert.deepEqual(said(reports[index]?.items ?? []), expected, text);
    }
  });

  it("knows a byte order mark, CRLF and characters outside the basic plane", async () => {
    const uri = `${FOLDER}/Dockerfile`;
    const text = "\ufeffFROM alpine:3.20\r\n# 🐳\r\nRUN echo 🐳 && chmod 4755 /app\r\nUSER 1000\r\n";
    await open(uri, text, "dockerfile");
    const setuid = (await findings(uri)).find(({ code }) => code === "setuid-bit");
    assert.deepEqual(setuid?.range, rangeOf(text, "4755"));
    await close(uri);
  });

  it("fixes, explains, completes and tells of layers", async () => {
    const uri = `${FOLDER}/Dockerfile`;
    const textDocument = { uri };
    await open(uri, `${LEAK}# hullcheck-disable-next-line set\n`, "dockerfile");
    const range = rangeOf(LEAK, "/password.txt");
    const context = { diagnostics: [], only: ["source.fixAll"] };
    const [action] = await request<CodeAction[]>("textDocument/codeAction", { textDocument, range, context });
    assert.ok(action !== undefined);
    const { edit } = await request<CodeAction>("codeAction/resolve", action);
    assert.ok(edit?.documentChanges !== undefined && !JSON.stringify(edit).includes("top-secret"));
    const hover = await request<Hover>("textDocument/hover", { textDocument, position: range.start });
    assert.match(JSON.stringify(hover.contents), /secret-file-removed-in-later-layer/);
    const items = await request<CompletionItem[]>("textDocument/completion", {
      textDocument,
      position: { line: 3, character: 33 },
    });
    assert.ok(items.some(({ label }) => label === "setuid-bit"));
    const lenses = await request<CodeLens[]>("textDocument/codeLens", { textDocument });
    assert.match(lenses[0]?.command?.title ?? "", /^ships as root · 2 layers/);
    await close(uri);
  });

  it("finds files that were never opened, which the client gives it", async () => {
    await inPage("give", {
      [`${FOLDER}/image/Dockerfile`]: LEAK,
      [`${FOLDER}/deploy/pod.yaml`]: POD,
      [`${FOLDER}/ignored/pod.yaml`]: POD,
      [`${FOLDER}/.gitignore`]: "ignored\n",
      [`${FOLDER}/notes.yaml`]: "just: notes\n",
    });
    await inPage("notify", "workspace/didChangeWatchedFiles", { changes: [{ uri: `${FOLDER}/.gitignore`, type: 1 }] });
    const { items } = await request<WorkspaceDiagnosticReport>("workspace/diagnostic", { previousResultIds: [] });
    const found = items.flatMap((item) => (item.kind === "full" && item.items.length > 0 ? [item.uri] : []));
    assert.deepEqual(found.sort(), [`${FOLDER}/deploy/pod.yaml`, `${FOLDER}/image/Dockerfile`]);
  });

  it("follows the settings", async () => {
    const uri = `${FOLDER}/Dockerfile`;
    await open(uri, LEAK, "dockerfile");
    await inPage("configure", { rules: { "root-user": "error" } });
    const severities = (await findings(uri)).filter(({ code }) => code === "root-user").map(({ severity }) => severity);
    assert.deepEqual(severities, [1]);
    await inPage("configure", { enable: false });
    assert.deepEqual(await findings(uri), []);
    await inPage("configure", null);
    await close(uri);
  });

  it("does all of that without a fault or a word on the console", async () => {
    assert.equal(await request("shutdown", undefined), null);
    assert.deepEqual(faults, []);
  });
});
