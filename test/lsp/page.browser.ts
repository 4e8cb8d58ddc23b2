// The client of test/lsp/browser.test.ts, which runs in a page and speaks to the server in a worker.
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createProtocolConnection,
} from "vscode-languageserver-protocol/browser";
import type { PageClient, PageDocument } from "./page-client.ts";

const worker = new Worker("/server.browser.js");
const connection = createProtocolConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));

let settings: unknown = null;
let files: Readonly<Record<string, string>> = {};

connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) =>
  items.map(() => settings),
);
connection.onRequest("client/registerCapability", () => undefined);
connection.onRequest("hullcheck/findFiles", ({ folderUri }: { folderUri: string }) =>
  Object.keys(files).filter((uri) => uri.startsWith(`${folderUri}/`)),
);
connection.onRequest("hullcheck/readFile", ({ uri }: { uri: string }) => files[uri] ?? null);
connection.listen();

async function check({ uri, languageId, text }: PageDocument): Promise<unknown> {
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  const report = await connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
  await connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
  return report;
}

const client: PageClient = {
  request: (method, params) => connection.sendRequest(method, params),
  notify: (method, params) => connection.sendNotification(method, params),
  check: async (documents) => {
    const reports: unknown[] = [];
    for (const document of documents) reports.push(await check(document));
    return reports;
  },
  configure: (value) => {
    settings = value;
    return connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  },
  give: (given) => {
    files = given;
  },
};
Object.assign(globalThis, { hullcheck: client });
