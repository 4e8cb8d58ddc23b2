import {
  CodeActionKind,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  TextDocumentSyncKind,
  type WorkspaceFolder,
} from "vscode-languageserver";

/** What the client on the other side can do, and what it said of itself. */
export interface Client {
  readonly folders: readonly WorkspaceFolder[];
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly hasConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly reportsFolderChanges: boolean;
  readonly readsMarkdown: boolean;
  readonly versionsEdits: boolean;
  /** An edit may make files. */
  readonly makesFiles: boolean;
  /** An edit may be asked for only when the action is chosen. */
  readonly resolvesEdits: boolean;
  /** It answers `hullcheck/findFiles` and `hullcheck/readFile`, so that files need not lie on a disk. */
  readonly givesFiles: boolean;
  /** It answers to `hullcheck/note`, in which the details stand apart from the message. */
  readonly showsNotes: boolean;
  /** Settings that came with the first message, for clients that cannot be asked. */
  readonly initialSettings: unknown;
}

/** The commands that the server runs. */
export const COMMANDS = { scan: "hullcheck.scan", note: "hullcheck.note", harden: "hullcheck.harden" } as const;

/** The request of our own client for the layers of the image that an open Dockerfile makes: see `ImageLayers`. */
export const LAYERS_REQUEST = "hullcheck/layers";

/** The kind of the action that applies every safe fix, for `editor.codeActionsOnSave`. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.hullcheck`;

/** Reads what the first message says of the client. */
export function readClient(params: InitializeParams): Client {
  const { textDocument = {}, workspace = {} } = params.capabilities;
  const options = isObject(params.initializationOptions) ? params.initializationOptions : {};
  return {
    folders: foldersOf(params),
    pullsDiagnostics: textDocument.diagnostic !== undefined,
    refreshesDiagnostics: workspace.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace.codeLens?.refreshSupport === true,
    hasConfiguration: workspace.configuration === true,
    registersConfiguration: workspace.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace.didChangeWatchedFiles?.dynamicRegistration === true,
    reportsFolderChanges: workspace.workspaceFolders === true,
    readsMarkdown: textDocument.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    versionsEdits: workspace.workspaceEdit?.documentChanges === true,
    makesFiles: workspace.workspaceEdit?.resourceOperations?.includes("create") === true,
    resolvesEdits: textDocument.codeAction?.resolveSupport?.properties.includes("edit") === true,
    givesFiles: options.givesFiles === true,
    showsNotes: options.showsNotes === true,
    initialSettings: options.settings,
  };
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly WorkspaceFolder[] {
  if (workspaceFolders) return workspaceFolders;
  return rootUri ? [{ uri: rootUri, name: rootUri.slice(rootUri.lastIndexOf("/") + 1) }] : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** What the server offers to such a client. */
export function offer(client: Client, version: string): InitializeResult {
  return {
    serverInfo: { name: "hullcheck", version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      ...(client.pullsDiagnostics && {
        diagnosticProvider: { identifier: "hullcheck", interFileDependencies: true, workspaceDiagnostics: true },
      }),
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL],
        resolveProvider: client.resolvesEdits,
      },
      hoverProvider: true,
      completionProvider: { triggerCharacters: ["-", ",", " "] },
      codeLensProvider: {},
      executeCommandProvider: { commands: Object.values(COMMANDS) },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** The client after workspace folders came and went. */
export function withFolders(
  client: Client,
  added: readonly WorkspaceFolder[],
  removed: readonly WorkspaceFolder[],
): Client {
  const gone = new Set(removed.map(({ uri }) => uri));
  return { ...client, folders: [...client.folders.filter(({ uri }) => !gone.has(uri)), ...added] };
}
