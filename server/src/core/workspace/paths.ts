/** The folder that a path lies in; "" where it names none. */
export function folderOfPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === 0 ? "/" : path.slice(0, Math.max(0, slash));
}

/**
 * A path as it is written in a file of `folder`, told from where paths of the workspace are told from: without `.`, `..` and doubled
 * slashes where they can be taken out. "" is the top itself.
 */
export function resolvePath(folder: string, path: string): string {
  const isAbsolute = path.startsWith("/") || (folder.startsWith("/") && !isDrive(path));
  const parts: string[] = [];
  for (const part of (path.startsWith("/") || isDrive(path) ? path : `${folder}/${path}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !isAbsolute) parts.push(part);
  }
  return (isAbsolute ? "/" : "") + parts.join("/");
}

function isDrive(path: string): boolean {
  return /^[A-Za-z]:\//.test(path);
}

/** The folders that a path lies in, from the innermost to the top (""). */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOfPath(path); ; folder = folderOfPath(folder)) {
    folders.push(folder);
    if (folder === "" || folder === "/") return folders;
  }
}

/** A path told from a folder that it lies in; undefined where it lies elsewhere. */
export function pathBelow(folder: string, path: string): string | undefined {
  if (folder === "") return path.startsWith("../") || path.startsWith("/") ? undefined : path;
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
