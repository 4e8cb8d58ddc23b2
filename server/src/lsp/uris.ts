import type { WorkspaceFolder } from "vscode-languageserver";

/** One spelling for all the ways to write an address: clients escape differently, and Windows drives differ in case. */
export function uriKey(uri: string): string {
  return decode(uri).replace(/^file:\/\/\/[A-Z]:/, (drive) => drive.toLowerCase());
}

/** The workspace folder that a document lies in; the innermost where they are nested. */
export function folderOf(uri: string, folders: readonly WorkspaceFolder[]): WorkspaceFolder | undefined {
  const key = uriKey(uri);
  const around = folders.filter((folder) => isBelow(key, uriKey(folder.uri)));
  return around.sort((a, b) => b.uri.length - a.uri.length)[0];
}

/** The path of a document as the core takes it: relative to its workspace folder where there is one. */
export function pathOf(uri: string, folders: readonly WorkspaceFolder[]): string {
  const folder = folderOf(uri, folders);
  return folder === undefined
    ? decode(uri).replace(/^[a-z][a-z0-9+.-]*:(?:\/\/)?/i, "")
    : relativePath(uri, folder.uri);
}

/** The path of a document below a folder, unescaped, with `/`. */
export function relativePath(uri: string, folderUri: string): string {
  return uriKey(uri).slice(uriKey(folderUri).length).replace(/^\/+/, "");
}

/** The address of a path below a folder, escaped as VS Code does it. */
export function childUri(folderUri: string, path: string): string {
  const escaped = path.split("/").map((part) => encodeURIComponent(part).replace(/[!'()*]/g, escapeCharacter));
  return `${folderUri.replace(/(?<!\/)\/+$/, "")}/${escaped.join("/")}`;
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function isBelow(key: string, folderKey: string): boolean {
  return key.startsWith(folderKey.endsWith("/") ? folderKey : `${folderKey}/`);
}

/** An address with a stray `%` stands for itself. */
function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
