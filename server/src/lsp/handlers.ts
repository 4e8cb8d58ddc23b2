import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type ExecuteCommandParams,
  type Hover,
  type HoverParams,
  MessageType,
  ShowMessageNotification,
  type TextDocuments,
  type WorkDoneProgressReporter,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { type Client, COMMANDS } from "./capabilities.ts";
import { codeActions, uriOfAction, withFixAllEdit } from "./code-actions.ts";
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
    execute: async (
      { command, arguments: [first] = [] }: ExecuteCommandParams,
      token: CancellationToken,
      progress: WorkDoneProgressReporter,
    ): Promise<unknown> => {
      if (command === COMMANDS.scan) return reporting.scan(token, progress);
      if (command === COMMANDS.note && typeof first === "string") {
        await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: first });
      }
      return null;
    },
  };
}
