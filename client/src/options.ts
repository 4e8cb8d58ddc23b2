import { workspace } from "vscode";
import type { LanguageClientOptions } from "vscode-languageclient";

const LANGUAGES = ["dockerfile", "yaml", "helm", "json"];
const PATTERNS = [
  "**/{Dockerfile,Containerfile,dockerfile,containerfile}",
  "**/{Dockerfile,Containerfile,dockerfile,containerfile}{.,-}*",
  "**/*.{Dockerfile,Containerfile,dockerfile,containerfile}",
];

/** Both libraries' word for it. */
type DocumentFilter =
  | { readonly scheme: string; readonly language: string }
  | { readonly scheme: string; readonly pattern: string };

/** The documents that may be ours; which of them are, the server tells by their content. */
export function documentSelector(): DocumentFilter[] {
  // Views of the same file under other schemes, such as the old side of a comparison, would double its findings.
  const schemes = new Set(["file", "untitled", "vscode-vfs"]);
  for (const { uri } of workspace.workspaceFolders ?? []) schemes.add(uri.scheme);
  return [...schemes].flatMap((scheme) => [
    ...LANGUAGES.map((language) => ({ scheme, language })),
    ...PATTERNS.map((pattern) => ({ scheme, pattern })),
  ]);
}

/** How the client is to work with the server. */
export function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: documentSelector(),
    diagnosticPullOptions: { onChange: true },
    initializationOptions: { givesFiles: true, showsNotes: true },
  };
}
