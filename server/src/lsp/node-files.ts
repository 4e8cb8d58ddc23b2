import { constants, type Dirent } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlatformFiles } from "./files.ts";
import { childUri } from "./uris.ts";

const MOST_BYTES = 5 * 1024 * 1024;
const BYTES_LOOKED_AT = 8 * 1024;

/** Files on the disk. Links are not followed: they lead to files that are found where they are, or out of the folder. */
export const nodeFiles: PlatformFiles = { list, read };

async function list(
  folderUri: string,
  isWanted: (path: string, isFolder: boolean) => Promise<boolean>,
): Promise<readonly string[]> {
  const root = pathOfUri(folderUri);
  const found: string[] = [];
  const folders = root === undefined ? [] : [""];
  for (let folder = folders.pop(); folder !== undefined && root !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(`${root}/${folder}`)) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && (await isWanted(path, true))) folders.push(path);
      if (entry.isFile() && (await isWanted(path, false))) found.push(childUri(folderUri, path));
    }
  }
  return found;
}

async function entriesOf(path: string): Promise<readonly Dirent[]> {
  return readdir(path, { withFileTypes: true }).catch(() => []);
}

async function read(uri: string, folderUri: string): Promise<string | undefined> {
  const [path, folder] = [pathOfUri(uri), pathOfUri(folderUri)];
  if (path === undefined || folder === undefined) return undefined;
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > MOST_BYTES) return undefined;
    const file = await open(path, TO_READ);
    try {
      const isInside = (await placeOf(file, path)).startsWith(withSeparator(await realpath(folder)));
      return isInside ? textOf(await file.readFile()) : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** What took the place of the file meanwhile is not followed, nor waited for. Windows knows neither. */
const TO_READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Where an open file lies. Linux tells it of the file itself, whatever has taken its place or its folder's since. */
function placeOf({ fd }: FileHandle, path: string): Promise<string> {
  return realpath(`/proc/self/fd/${fd}`).catch(() => realpath(path));
}

function textOf(bytes: Buffer): string | undefined {
  return bytes.subarray(0, BYTES_LOOKED_AT).includes(0) ? undefined : bytes.toString("utf8");
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : `${folder}${sep}`;
}

function pathOfUri(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
