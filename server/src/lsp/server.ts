import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  LSPErrorCodes,
  type RegistrationType,
  ResponseError,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Client, LAYERS_REQUEST, offer, readClient, withFolders } from "./capabilities.ts";
import type { Handlers } from "./handlers.ts";
import type { LayersParams } from "./layers.ts";
import type { Platform } from "./session.ts";

/** Files whose changes concern the findings of the workspace. */
const WATCHED = [
  "**/{[Dd]ockerfile,[Cc]ontainerfile}*",
  "**/*.{[Dd]ockerfile,[Cc]ontainerfile}",
  "**/*.{yaml,yml,json}",
  "**/.gitignore",
  // What says something of other files.
  "**/{.dockerignore,*.dockerignore,Kustomization}",
  "**/{.env*,.npmrc,.netrc,.pypirc,id_rsa,id_ed25519,credentials,*.pem,*.key,*.p12,*.pfx,*.jks}",
];

/** Serves a client: answers the first message at once, and loads the parsers and rules behind it. */
export function serve(connection: Connection, platform: Platform, version: string): void {
  const documents = new TextDocuments(TextDocument);
  let client: Client = readClient({ capabilities: {}, processId: null, rootUri: null });
  let loading: Promise<Handlers> | undefined;
  let hasEnded = false;

  const load = async (): Promise<Handlers> => {
    const { createHandlers } = await import("./handlers.ts");
    return createHandlers(connection, () => client, documents, platform);
  };

  /** Runs a handler. A fault in it costs this answer only. */
  async function answer<T>(otherwise: T, run: (handlers: Handlers) => Promise<T>): Promise<T> {
    if (hasEnded) throw new ResponseError(ErrorCodes.InvalidRequest, "the session has ended");
    try {
      loading ??= load();
      return await run(await loading);
    } catch (error) {
      if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) throw error;
      connection.console.error(faultText(error));
      return otherwise;
    }
  }

  function tell(run: (handlers: Handlers) => Promise<void>): void {
    answer(undefined, run).catch(() => undefined);
  }

  function register(type: RegistrationType<unknown>, options: object): void {
    connection.client.register(type, options).catch(() => {
      connection.console.warn(`The client refused to register ${type.method}.`);
    });
  }

  connection.onInitialize((params) => {
    client = readClient(params);
    setTimeout(() => tell(async () => undefined), 0);
    return offer(client, version);
  });
  connection.onInitialized(() => {
    tell((handlers) => handlers.started());
    if (client.registersConfiguration) {
      register(DidChangeConfigurationNotification.type, { section: "hullcheck" });
    }
    if (client.registersWatchers) {
      register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED.map((globPattern) => ({ globPattern })) });
    }
    if (client.reportsFolderChanges) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        client = withFolders(client, added, removed);
        tell((handlers) => handlers.everythingChanged());
      });
    }
  });

  connection.onShutdown(() => {
    hasEnded = true;
  });

  documents.onDidOpen(({ document }) => tell((handlers) => handlers.opened(document.uri)));
  documents.onDidChangeContent(({ document }) => tell((handlers) => handlers.changed(document.uri)));
  documents.onDidSave(({ document }) => tell((handlers) => handlers.saved(document.uri)));
  documents.onDidClose(({ document }) => tell((handlers) => handlers.closed(document.uri)));
  connection.onDidChangeConfiguration(({ settings }) => tell((handlers) => handlers.everythingChanged(settings)));
  connection.onDidChangeWatchedFiles((params) => tell((handlers) => handlers.filesChanged(params)));

  const { diagnostics } = connection.languages;
  diagnostics.on((params, token) => answer({ kind: "full", items: [] }, (handlers) => handlers.pull(params, token)));
  diagnostics.onWorkspace((params, token, _, stream) =>
    answer({ items: [] }, (handlers) => handlers.pullWorkspace(params, token, stream)),
  );
  connection.onCodeAction((params) => answer([], (handlers) => handlers.codeActions(params)));
  connection.onCodeActionResolve((action) => answer(action, (handlers) => handlers.resolveCodeAction(action)));
  connection.onHover((params) => answer(null, (handlers) => handlers.hover(params)));
  connection.onCompletion((params) => answer([], (handlers) => handlers.completions(params)));
  connection.onCodeLens((params) => answer([], (handlers) => handlers.codeLenses(params)));
  connection.onRequest(LAYERS_REQUEST, (params: LayersParams) => answer(null, (handlers) => handlers.layers(params)));
  connection.onExecuteCommand((params, token, progress) =>
    answer(null, (handlers) => handlers.execute(params, token, progress)),
  );

  documents.listen(connection);
  connection.listen();
}

/** What went wrong and where in our code; not the error's own words, which could quote a text. */
export function faultText(error: unknown): string {
  const { name, stack = "" } = error instanceof Error ? error : { name: typeof error };
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return [`A fault in Hullcheck (${name}).`, ...frames].join("\n");
}
