import { type Connection, MessageType, ShowMessageNotification } from "vscode-languageserver";
import type { Client } from "./capabilities.ts";

/** What a person is told after an edit: a line, and what is worth reading besides. */
export interface Note {
  readonly message: string;
  readonly details: readonly string[];
}

/** The notification of our own client, which shows the details apart from the message. */
const NOTE = "hullcheck/note";

/** Words of a file or a setting in a message that pops up: editors make links of what looks like one, which may run their commands. */
export function withoutLinks(words: string): string {
  return words.replaceAll("](", "] (");
}

/** Tells a person; a client that knows no notes shows it all as one message. */
export function tell(connection: Connection, { showsNotes }: Client, note: Note): Promise<void> {
  if (showsNotes) return connection.sendNotification(NOTE, note);
  const message = withoutLinks([note.message, ...note.details].join(" "));
  return connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
}
