import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type CodeLens,
  type CodeLensParams,
  type CompletionItem,
  type CompletionParams,
  type Connection,
  type ExecuteCommandParams,
  FileChangeType,
  type Hover,
  type HoverParams,
  Position,
  type TextDocuments,
  type WorkDoneProgressReporter,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isConfigName } from "../core/config/names.ts";
import { type Client, COMMANDS } from "./capabilities.ts";
import { workspaceEdit } from "./convert.ts";
import type { ImageLayers, LayersParams } from "./layers.ts";
import { tell } from "./note.ts";
import { Reporting } from "./reporting.ts";
import { type Platform, Session, type Target } from "./session.ts";
import { uriKey } from "./uris.ts";

export type Handlers = ReturnType<typeof createHandlers>;

type OnDemand = typeof import("./on-demand.ts");

/** Everything that the server does with documents. */
export function createHandlers(
  connection: Connection,
  client: () => Client,
  documents: TextDocuments<TextDocument>,
  platform: Platform,
) {
  const session = new Session(connection, client, documents, platform);
  const reporting = new Reporting(session);

  /** An answer about an open document; there is none about others. */
  async function about<T>(uri: string, otherwise: T, make: (target: Target, how: OnDemand) => T): Promise<T> {
    const target = await session.target(uri);
    return target === undefined ? otherwise : make(target, await import("./on-demand.ts"));
  }

  const note = (message: string, details: readonly string[] = []): Promise<void> =>
    tell(connection, client(), { message, details });

  async function harden(uri: string, position: Position): Promise<void> {
    const target = await session.target(uri);
    const { hardeningAt, hardeningNote } = await import("./on-demand.ts");
    const hardening = target && hardeningAt(target, position);
    if (target === undefined || hardening === undefined) return note("No edit can harden this pod further.");
    const { applied } = await connection.workspace.applyEdit({
      label: hardening.title,
      edit: workspaceEdit(target, hardening.edits, client()),
    });
    const words = hardeningNote(hardening);
    if (applied && words !== undefined) await note(words.message, words.details);
  }

  return {
    /** The client is ready to be asked. */
    started: async () => session.indexes.rebuild(),
    opened: (uri: string) => reporting.opened(uri),
    changed: (uri: string) => reporting.changed(uri),
    closed: async (uri: string) => {
      session.forget(uri);
      await reporting.closed(uri);
    },
    filesChanged: reporting.filesChanged.bind(reporting),
    /** Some clients watch no files, and tell only of those that are saved in them. */
    saved: async (uri: string) => {
      if (!client().registersWatchers)
        await reporting.filesChanged({ changes: [{ uri, type: FileChangeType.Changed }] });
    },
    everythingChanged: async (settings?: unknown) => {
      session.settings.forget(settings);
      session.configs.forget();
      await reporting.everythingChanged();
    },
    pull: reporting.pull.bind(reporting),
    pullWorkspace: reporting.pullWorkspace.bind(reporting),
    codeActions: ({ textDocument, range, context }: CodeActionParams) =>
      about<CodeAction[]>(textDocument.uri, [], (target, how) => how.codeActions(target, range, context, client())),
    resolveCodeAction: async (action: CodeAction) => {
      const { uriOfAction, withFixAllEdit } = await import("./on-demand.ts");
      return about(uriOfAction(action) ?? "", action, (target) => withFixAllEdit(action, target, client()));
    },
    hover: ({ textDocument, position }: HoverParams) =>
      about<Hover | null>(textDocument.uri, null, ({ analysis, settings }, how) => {
        const { readsMarkdown } = client();
        const ofFinding = how.findingHover(analysis, position, readsMarkdown);
        return ofFinding ?? (settings.hover ? (how.explanationHover(analysis, position, readsMarkdown) ?? null) : null);
      }),
    completions: async ({ textDocument: { uri }, position }: CompletionParams): Promise<CompletionItem[]> => {
      const text = session.documents.get(uri)?.getText();
      if (text !== undefined && isConfigName(uriKey(uri))) {
        return (await import("./on-demand.ts")).configCompletions(uri, text, position, client());
      }
      return about<CompletionItem[]>(uri, [], ({ analysis }, how) => how.completions(analysis, position, client()));
    },
    layers: ({ textDocument }: LayersParams) =>
      about<ImageLayers | null>(textDocument.uri, null, (target, how) => how.imageLayers(target)),
    codeLenses: ({ textDocument }: CodeLensParams) =>
      about<CodeLens[]>(textDocument.uri, [], (target, how) => how.codeLenses(target)),
    execute: async (
      { command, arguments: [first, second, ...more] = [] }: ExecuteCommandParams,
      token: CancellationToken,
      progress: WorkDoneProgressReporter,
    ): Promise<unknown> => {
      if (command === COMMANDS.scan) return reporting.scan(token, progress);
      if (command === COMMANDS.note && typeof first === "string") {
        const isText = (detail: unknown) => typeof detail === "string";
        await note(first, [second, ...more].filter(isText));
      }
      if (command === COMMANDS.harden && typeof first === "string" && Position.is(second)) await harden(first, second);
      return null;
    },
  };
}
