import type { CancellationToken, Connection, WorkspaceFolder } from "vscode-languageserver";
import { mayBeChecked } from "../core/engine/detect.ts";
import { isContextFile, isWorkspaceFile } from "../core/workspace/named-files.ts";
import type { Client } from "./capabilities.ts";
import { IgnoreFiles } from "./ignore-files.ts";
import { folderOf, relativePath } from "./uris.ts";

/** Files as the platform gives them; a browser has none. */
export interface PlatformFiles {
  /** The addresses of the files below a folder that `isWanted` takes, folders asked before what is in them. */
  list(folderUri: string, isWanted: (path: string, isFolder: boolean) => Promise<boolean>): Promise<readonly string[]>;
  /** The text of a file in a folder; undefined where it cannot be read, holds no text or lies elsewhere. */
  read(uri: string, folderUri: string): Promise<string | undefined>;
}

/** The requests that our own client answers, so that files of any origin can be read, and `files.exclude` holds. */
const CLIENT_FILES = { find: "hullcheck/findFiles", read: "hullcheck/readFile" } as const;

const NEVER_ENTERED = new Set([".git", ".hg", ".svn", "node_modules"]);

/** The files of the workspace, read through the client where it offers that, else from the disk. */
export class WorkspaceFiles {
  private readonly connection: Connection;
  private readonly client: () => Client;
  private readonly platform: PlatformFiles | undefined;

  constructor(connection: Connection, client: () => Client, platform: PlatformFiles | undefined) {
    this.connection = connection;
    this.client = client;
    this.platform = platform;
  }

  /** The addresses of all files of the workspace that may be ours and that git does not ignore. */
  async list(token: CancellationToken): Promise<readonly string[]> {
    const found: string[] = [];
    for (const folder of this.client().folders) {
      if (token.isCancellationRequested) break;
      found.push(...(await this.listFolder(folder, token, (path) => mayBeChecked(path))));
    }
    return [...new Set(found)];
  }

  /** The addresses of the files of a folder that say something of others: Docker does not ask what git ignores. */
  listNeighbours(folder: WorkspaceFolder, token: CancellationToken): Promise<readonly string[]> {
    return this.listFolder(folder, token, (path) => mayBeChecked(path) || isWorkspaceFile(path), isContextFile);
  }

  /** Whether a file is one of those. */
  async isNeighbour(uri: string): Promise<boolean> {
    const folder = folderOf(uri, this.client().folders);
    const path = folder && relativePath(uri, folder.uri);
    if (folder === undefined || path === undefined || isBelowNeverEntered(path)) return false;
    if (isContextFile(path)) return true;
    const ignored = new IgnoreFiles(folder.uri, (file) => this.read(file));
    return (mayBeChecked(path) || isWorkspaceFile(path)) && !(await ignored.ignores(path, false));
  }

  /** The text of a file of the workspace; undefined where there is none. */
  async read(uri: string): Promise<string | undefined> {
    const folder = folderOf(uri, this.client().folders);
    if (folder === undefined) return undefined;
    if (uri.startsWith("file:") && this.platform !== undefined) return this.platform.read(uri, folder.uri);
    if (!this.client().givesFiles) return undefined;
    const text: unknown = await this.connection.sendRequest(CLIENT_FILES.read, { uri }).catch(() => undefined);
    return typeof text === "string" ? text : undefined;
  }

  private async listFolder(
    { uri }: WorkspaceFolder,
    token: CancellationToken,
    isOurs: (path: string) => boolean,
    isInAnyCase: (path: string) => boolean = () => false,
  ): Promise<readonly string[]> {
    const ignored = new IgnoreFiles(uri, (file) => this.read(file));
    const isWanted = async (path: string, isFolder: boolean): Promise<boolean> => {
      if (token.isCancellationRequested || (isFolder ? isNeverEntered(path) : !isOurs(path))) return false;
      return (!isFolder && isInAnyCase(path)) || !(await ignored.ignores(path, isFolder));
    };
    if (!this.client().givesFiles) return (await this.platform?.list(uri, isWanted)) ?? [];
    const found: string[] = [];
    for (const file of await this.askForFiles(uri, token)) {
      const path = relativePath(file, uri);
      if (!isBelowNeverEntered(path) && (await isWanted(path, false))) found.push(file);
    }
    return found;
  }

  private async askForFiles(folderUri: string, token: CancellationToken): Promise<readonly string[]> {
    const answer: unknown = await this.connection.sendRequest(CLIENT_FILES.find, { folderUri }, token).catch(() => []);
    return Array.isArray(answer) ? answer.filter((uri) => typeof uri === "string") : [];
  }
}

function isBelowNeverEntered(path: string): boolean {
  return path.split("/").some((part) => NEVER_ENTERED.has(part));
}

function isNeverEntered(path: string): boolean {
  return NEVER_ENTERED.has(path.slice(path.lastIndexOf("/") + 1));
}
