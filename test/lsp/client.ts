import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import {
  ApplyWorkspaceEditRequest,
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  type TextDocumentContentChangeEvent,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { asEsModules } from "../../scripts/es-modules.mjs";
import { nothingButReading } from "../trust/forbidden.ts";

/** Ended with the tests, so that a failed one leaves no process behind. */
const started = new Set<TestClient>();

const outdir = `out/lsp-${process.pid}`;

/**
 * Bundles the server as it ships, and returns where it is; to be removed with `removeServer`.
 * With `replaced`, the source files whose paths end so have another text, which may import the real one as `real`.
 */
export async function buildServer(name = "server", replaced: Readonly<Record<string, string>> = {}): Promise<string> {
  await build({
    entryPoints: { [name]: "server/src/lsp/main.ts" },
    plugins: [replacing(replaced), asEsModules],
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  return resolve(outdir, `${name}.cjs`);
}

/** Gives source files whose paths end so another text. */
export function replacing(replaced: Readonly<Record<string, string>>): Plugin {
  return {
    name: "replacing",
    setup({ onResolve, onLoad }) {
      for (const [ending, contents] of Object.entries(replaced)) {
        const filter = new RegExp(`${ending.replaceAll(".", "\\.")}$`);
        onLoad({ filter, namespace: "file" }, ({ path, suffix }) =>
          suffix === "?real" ? undefined : { contents, loader: "ts", resolveDir: dirname(path), pluginData: path },
        );
      }
      onResolve({ filter: /^real$/ }, ({ pluginData }) => ({ path: pluginData, suffix: "?real" }));
    },
  };
}

export function removeServer(): void {
  for (const client of started) client.kill();
  rmSync(outdir, { recursive: true, force: true });
}

/** What an editor of today can do; findings are pushed to it. */
export const PUSH: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true, tagSupport: { valueSet: [1, 2] } },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
      resolveSupport: { properties: ["edit"] },
      isPreferredSupport: true,
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
  workspace: { configuration: true, workspaceFolders: true, workspaceEdit: { documentChanges: true } },
};

/** The same, but it pulls. */
export const PULL: ClientCapabilities = {
  ...PUSH,
  textDocument: { ...PUSH.textDocument, diagnostic: {} },
};

export interface StartOptions {
  readonly capabilities?: ClientCapabilities;
  /** The value of the section `hullcheck`. */
  readonly settings?: unknown;
  readonly folders?: readonly string[];
  readonly initializationOptions?: unknown;
  readonly args?: readonly string[];
  /** Options of Node itself; those with which the server may read and do nothing else by default. */
  readonly execArgv?: readonly string[];
  readonly processId?: number;
}

interface Published {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A language client without an editor: it keeps its documents' texts and applies the server's edits to them. */
export class TestClient {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly exited: Promise<number | null>;
  readonly messages: string[] = [];
  readonly logged: string[] = [];
  readonly published = new Map<string, Published>();
  settings: unknown;
  initialized: InitializeResult | undefined;
  private readonly documents = new Map<string, TextDocument>();
  private listeners: (() => void)[] = [];

  private constructor(
    serverPath: string,
    { settings, args = ["--stdio"], execArgv = nothingButReading() }: StartOptions,
  ) {
    this.settings = settings;
    this.process = spawn(process.execPath, [...execArgv, serverPath, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    const { stdin, stdout } = this.process;
    assert.ok(stdin !== null && stdout !== null);
    this.exited = new Promise((done) => this.process.on("exit", done));
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.published.set(uri, { version, diagnostics });
      this.notify();
    });
    this.connection.onNotification(ShowMessageNotification.type, ({ message }) => {
      this.messages.push(message);
      this.notify();
    });
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => {
      this.logged.push(message);
      this.notify();
    });
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings ?? null));
    this.connection.onRequest(RegistrationRequest.type, () => undefined);
    this.connection.onRequest(ApplyWorkspaceEditRequest.type, ({ edit }) => {
      this.apply(edit);
      return { applied: true };
    });
    this.connection.listen();
  }

  static async start(serverPath: string, options: StartOptions = {}): Promise<TestClient> {
    const client = new TestClient(serverPath, options);
    started.add(client);
    const { capabilities = PUSH, folders = [], initializationOptions } = options;
    client.initialized = await client.connection.sendRequest(InitializeRequest.type, {
      processId: options.processId ?? process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders: folders.map((uri) => ({ uri, name: "folder" })),
      ...(initializationOptions !== undefined && { initializationOptions }),
    });
    await client.connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  /** Ends the server as a client should; returns its exit code. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return this.exited;
  }

  /** Ends the server without a word. */
  kill(): void {
    this.process.kill("SIGKILL");
    this.connection.dispose();
  }

  open(uri: string, text: string, languageId = "dockerfile"): Promise<void> {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  change(uri: string, contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const document = this.document(uri);
    const version = document.version + 1;
    this.documents.set(uri, TextDocument.update(document, contentChanges, version));
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  /** Types a text at the end of the document, one message for each character. */
  async type(uri: string, text: string): Promise<void> {
    for (const character of text) {
      const document = this.document(uri);
      const end = document.positionAt(document.getText().length);
      await this.change(uri, [{ range: { start: end, end }, text: character }]);
    }
  }

  close(uri: string): Promise<void> {
    this.documents.delete(uri);
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  text(uri: string): string {
    return this.document(uri).getText();
  }

  /** The findings that were published for the newest version of a document. */
  async pushed(uri: string): Promise<readonly Diagnostic[]> {
    const { version } = this.document(uri);
    await this.until(() => this.published.get(uri)?.version === version, `findings of version ${version} of ${uri}`);
    return this.published.get(uri)?.diagnostics ?? [];
  }

  async pull(uri: string, previousResultId?: string) {
    return this.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(previousResultId !== undefined && { previousResultId }),
    });
  }

  async actions(uri: string, range: Range, only?: string[]): Promise<readonly CodeAction[]> {
    const answer = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [], ...(only !== undefined && { only }) },
    });
    return (answer ?? []).filter(
      (action): action is CodeAction => !("command" in action && typeof action.command === "string"),
    );
  }

  /** Asks for the edit of an action. */
  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  }

  async configure(settings: unknown): Promise<void> {
    this.settings = settings;
    await this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  /** Applies an edit as an editor does, and tells the server of it. */
  async apply(edit: WorkspaceEdit | undefined): Promise<void> {
    for (const change of edit?.documentChanges ?? []) {
      assert.ok("textDocument" in change, "only text is edited");
      const { uri, version } = change.textDocument;
      const document = this.document(uri);
      assert.equal(version, document.version, "the edit is for the version that is open");
      const edits = change.edits.filter((item) => "newText" in item);
      const text = TextDocument.applyEdits(document, edits);
      await this.change(uri, [{ text }]);
    }
  }

  /** Waits for something that a message brings. */
  async until(isSo: () => boolean, what: string, milliseconds = 60_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!isSo()) {
      const left = deadline - Date.now();
      if (left <= 0) assert.fail(`waited in vain for ${what}; log: ${this.logged.join(" | ")}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, left);
        this.listeners.push(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }

  private notify(): void {
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
  }

  private document(uri: string): TextDocument {
    const document = this.documents.get(uri);
    assert.ok(document, `${uri} is open`);
    return document;
  }
}

/** The range of the n-th occurrence of some words in a text. */
export function rangeOf(text: string, words: string, occurrence = 0): Range {
  const document = TextDocument.create("test:", "", 0, text);
  let start = -1;
  for (let n = 0; n <= occurrence; n++) start = text.indexOf(words, start + 1);
  assert.notEqual(start, -1, `${words} is in the text`);
  return { start: document.positionAt(start), end: document.positionAt(start + words.length) };
}

/** The text in a range. */
export function textAt(text: string, range: Range): string {
  return TextDocument.create("test:", "", 0, text).getText(range);
}
