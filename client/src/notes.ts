import { commands, type Disposable, l10n, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** What the server has to say after an edit: a line, and what is worth reading besides. */
interface Note {
  readonly message: string;
  readonly details: readonly string[];
}

/** Shows notes in full: their details are one click away, in the output channel. */
export function showNotes(client: BaseLanguageClient): Disposable {
  return client.onNotification("hullcheck/note", (note: Note) => show(client, note));
}

async function show(client: BaseLanguageClient, { message, details }: Note): Promise<void> {
  if (details.length > 0) client.info([message, ...details.map((detail) => `- ${detail}`)].join("\n"));
  // VS Code cuts a message that has no button to one line.
  const button = details.length > 0 ? l10n.t("Show Details") : l10n.t("OK");
  const chosen = await window.showInformationMessage(message, button);
  if (chosen !== undefined && details.length > 0) await commands.executeCommand("hullcheck.showOutput");
}
