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
  type Hover,
  type HoverParams,
  MessageType,
  Position,
  ShowMessageNotification,
  type TextDocuments,
  type WorkDoneProgressReporter,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { type Client, COMMANDS } from "./capabilities.ts";
import { codeActions, uriOfAction, withFixAllEdit } from "./code-actions.ts";
import { codeLenses } from "./code-lens.ts";
import { completions } from "./completion.ts";
import { workspaceEdit } from "./convert.ts";
import { hardeningAt, hardeningNotes } from "./hardening.ts";
import { findingHover } from "./hover.ts";
import { Reporting } from "./reporting.ts";
import { type Platform, Session, type Target } from "./session.ts";

export type Handlers = ReturnType<typeof createHandlers>;

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
  async function about<T>(uri: string, otherwise: T, make: (target: Target) => T): Promise<T> {
    const target = await session.target(uri);
    return target === undefined ? otherwise : make(target);
  }

  async function tell(message: string): Promise<void> {
    await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
  }

  async function harden(uri: string, position: Position): Promise<void> {
    const target = await session.target(uri);
    const hardening = target && hardeningAt(target, position);
    if (target === undefined || hardening === undefined) return tell("No edit can harden this pod further.");
    const { applied } = await connection.workspace.applyEdit({
      label: hardening.title,
      edit: workspaceEdit(target, hardening.edits, client()),
    });
    const words = hardeningNotes(hardening);
    if (applied && words !== "") await tell(words);
  }

  return {
    opened: (uri: string) => reporting.opened(uri),
    changed: (uri: string) => reporting.changed(uri),
    closed: async (uri: string) => {
      session.forget(uri);
      await reporting.closed(uri);
    },
    filesChanged: reporting.filesChanged.bind(reporting),
    everythingChanged: async (settings?: unknown) => {
      session.settings.forget(settings);
      await reporting.everythingChanged();
    },
    pull: reporting.pull.bind(reporting),
    pullWorkspace: reporting.pullWorkspace.bind(reporting),
    codeActions: ({ textDocument, range, context }: CodeActionParams) =>
      about<CodeAction[]>(textDocument.uri, [], (target) => codeActions(target, range, context, client())),
    resolveCodeAction: (action: CodeAction) =>
      about(uriOfAction(action) ?? "", action, (target) => withFixAllEdit(action, target, client())),
    hover: ({ textDocument, position }: HoverParams) =>
      about<Hover | null>(
        textDocument.uri,
        null,
        ({ analysis }) => findingHover(analysis, position, client().readsMarkdown) ?? null,
      ),
    completions: ({ textDocument, position }: CompletionParams) =>
      about<CompletionItem[]>(textDocument.uri, [], ({ analysis }) => completions(analysis, position)),
    codeLenses: ({ textDocument }: CodeLensParams) => about<CodeLens[]>(textDocument.uri, [], codeLenses),
    execute: async (
      { command, arguments: [first, second] = [] }: ExecuteCommandParams,
      token: CancellationToken,
      progress: WorkDoneProgressReporter,
    ): Promise<unknown> => {
      if (command === COMMANDS.scan) return reporting.scan(token, progress);
      if (command === COMMANDS.note && typeof first === "string") {
        await tell(first);
      }
      if (command === COMMANDS.harden && typeof first === "string" && Position.is(second)) await harden(first, second);
      return null;
    },
  };
}
