import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";

/** A workbench without a server behind it: its address, and how to end it. */
export interface WebWorkbench {
  readonly address: string;
  readonly stop: () => void;
}

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Extensions of VS Code's own that give languages and colours. */
const LANGUAGES = ["docker", "shellscript", "yaml", "theme-defaults"];

/**
 * What ties this build of the workbench to its server, and what stands there in VS Code's own: with it, everything runs in
 * the browser as on vscode.dev.
 */
const REPLACED = [
  [",remoteAuthority:location.host", ""],
  [
    'Ze(N.file(this.userDataPath).with({scheme:K.vscodeRemote}),"User")',
    'N.file("/User").with({scheme:"vscode-userdata"})',
  ],
] as const;

/**
 * Serves the workbench of a VS Code (given by its `server-main.js`) as files alone, with the extension in a folder as a
 * built-in one. Its extension host is a web worker.
 */
export async function startWebWorkbench(serverMain: string, extensionFolder: string): Promise<WebWorkbench> {
  const vscode = dirname(dirname(serverMain));
  const folders: Readonly<Record<string, string>> = { static: vscode, extension: extensionFolder };
  let address = "";
  const server = createServer(({ url = "/" }, response) => {
    const [path = "/"] = decodeURIComponent(url).split("?");
    const [, name = "", rest = ""] = /^\/(\w+)\/(.+)$/.exec(normalize(path)) ?? [];
    const file = join(folders[name] ?? "", rest);
    response.setHeader("Content-Type", path === "/" ? "text/html" : (TYPES[extname(file)] ?? "text/plain"));
    if (path === "/") response.end(page(vscode, new URL(address).host));
    else if (folders[name] === undefined || !existsSync(file) || !statSync(file).isFile())
      response.writeHead(404).end();
    else
      response.end(file.endsWith("workbench/workbench.js") ? untied(readFileSync(file, "utf8")) : readFileSync(file));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}/`;
  return { address, stop: () => server.close() };
}

function untied(script: string): string {
  return REPLACED.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`this build of VS Code is another one: it lacks ${from}`);
    return text.replace(from, to);
  }, script);
}

function page(vscode: string, authority: string): string {
  const extension = (path: string) => ({ scheme: "http", authority, path });
  const configuration = {
    additionalBuiltinExtensions: [
      extension("/extension"),
      ...LANGUAGES.map((name) => extension(`/static/extensions/${name}`)),
    ],
    configurationDefaults: { "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off" },
    isEnabledFileDownloads: false,
    isEnabledFileUploads: false,
    isEnabledCoderGettingStarted: false,
  };
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', "&quot;"),
    WORKBENCH_WEB_BASE_URL: "/static",
    WORKBENCH_NLS_FALLBACK_URL: "/static/out/nls.messages.js",
  };
  const template = readFileSync(join(vscode, "out/vs/code/browser/workbench/workbench.html"), "utf8");
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}
