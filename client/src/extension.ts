import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { clientOptions } from "./options.ts";
import { start } from "./start.ts";

let client: LanguageClient | undefined;

/** Starts the language server, which does all the checking. It runs nothing of the workspace, so that no trust is needed. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath("dist/server.cjs");
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
  client = new LanguageClient("hullcheck", "Hullcheck", { run, debug }, clientOptions());
  await start(context, client);
}

/** Ends the language server. */
export async function deactivate(): Promise<void> {
  if (client?.isRunning()) await client.stop();
}
