import { type ExtensionContext, Uri } from "vscode";
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from "vscode-languageclient/browser";
import { clientOptions } from "./options.ts";
import { start } from "./start.ts";

let client: LanguageClient | undefined;
let worker: Worker | undefined;

/** Starts the language server in a web worker. It reads what is not open through the editor: a browser has no disk. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, "dist/server.browser.js").toString(true);
  client = new LanguageClient("hullcheck", "Hullcheck", async () => connect(script), clientOptions());
  await start(context, client);
}

/** A new server each time. VS Code has a `Worker` of its own making, which the client library does not know for one. */
function connect(script: string): MessageTransports {
  worker?.terminate();
  worker = new Worker(script);
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}

/** Ends the language server. */
export async function deactivate(): Promise<void> {
  if (client?.isRunning()) await client.stop();
  worker?.terminate();
}
