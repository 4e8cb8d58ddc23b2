import type { ExtensionContext } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { registerCommands } from "./commands.ts";
import { offerExamples } from "./examples.ts";
import { giveFiles } from "./files.ts";
import { showLayers } from "./layers.ts";
import { showNotes } from "./notes.ts";
import { showStatus } from "./status.ts";

/** Everything that the extension does, whatever its server runs on. */
export async function start(context: ExtensionContext, client: BaseLanguageClient): Promise<void> {
  context.subscriptions.push(
    ...giveFiles(client),
    showNotes(client),
    ...registerCommands(client),
    ...showStatus(client),
    ...showLayers(client),
    offerExamples(context.extensionUri),
  );
  await client.start();
  client.info(`Hullcheck ${client.initializeResult?.serverInfo?.version ?? ""} is running.`);
}
