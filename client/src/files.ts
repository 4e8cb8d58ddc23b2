import { type Disposable, RelativePattern, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

const NAMES = [
  ...["[Dd]ockerfile*", "[Cc]ontainerfile*", "*.[Dd]ockerfile", "*.[Cc]ontainerfile", "*.yaml", "*.yml", "*.json"],
  // What says something of those.
  ...[
    ".dockerignore",
    "*.dockerignore",
    "Kustomization",
    ".env*",
    ".npmrc",
    ".netrc",
    ".pypirc",
    "id_rsa",
    "id_ed25519",
  ],
  ...["credentials", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks"],
];
const CANDIDATES = `**/{${NAMES.join(",")}}`;
const EXCLUDED = "**/{.git,.hg,.svn,node_modules}/**";
const MOST_BYTES = 5 * 1024 * 1024;

/** Lets the server find and read files through VS Code, so that `files.exclude` holds and folders need not be on a disk. */
export function giveFiles(client: BaseLanguageClient): Disposable[] {
  return [
    client.onRequest("hullcheck/findFiles", async ({ folderUri }: { folderUri: string }, token) => {
      const pattern = new RelativePattern(Uri.parse(folderUri), CANDIDATES);
      const files = await workspace.findFiles(pattern, EXCLUDED, undefined, token);
      return files.map((uri) => client.code2ProtocolConverter.asUri(uri));
    }),
    client.onRequest("hullcheck/readFile", ({ uri }: { uri: string }) => readText(Uri.parse(uri))),
  ];
}

async function readText(uri: Uri): Promise<string | null> {
  const { size } = await workspace.fs.stat(uri);
  return size > MOST_BYTES ? null : new TextDecoder().decode(await workspace.fs.readFile(uri));
}
