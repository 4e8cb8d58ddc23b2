import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { clientOptions } from "./options.ts";
import { start } from "./start.ts";

let client: LanguageClient | undefined;
let worker: Worker | undefined;

/** Starts the language server in a web worker. It reads what is not open through the editor: a browser has no disk. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, "dist/server.browser.js").toString(true);
  const startWorker = async (): Promise<Worker> => {
    worker?.terminate();
    worker = new Worker(script);
    return worker;
  };
  client = new LanguageClient("hullcheck", "Hullcheck", startWorker, clientOptions());
  await start(context, client);
}

/** Ends the language server. */
export async function deactivate(): Promise<void> {
  if (client?.isRunning()) await client.stop();
  worker?.terminate();
}
