import { type CancellationToken, CancellationTokenSource, type WorkspaceFolder } from "vscode-languageserver";
import type { Config } from "../core/config/schema.ts";
import type { Analysis } from "../core/engine/analysis.ts";
import type { FileFacts } from "../core/workspace/facts.ts";
import { isContextFile } from "../core/workspace/named-files.ts";
import { WorkspaceIndex } from "../core/workspace/workspace-index.ts";
import { childUri, folderOf, relativePath, uriKey } from "./uris.ts";

/** Texts beyond this are not read for the sake of others, as they are not checked. */
const MOST_CHARACTERS = 5 * 1024 * 1024;

/** What the indexes need of the rest of the server. */
export interface IndexHost {
  folders(): readonly WorkspaceFolder[];
  /** The addresses of the files of a folder that say something of others. */
  list(folder: WorkspaceFolder, token: CancellationToken): Promise<readonly string[]>;
  /** Whether a file is one of them. */
  belongs(uri: string): Promise<boolean>;
  /** The text of a file as it is saved; undefined where there is none. */
  read(uri: string): Promise<string | undefined>;
  /** The text of a document that is open; undefined where it is not. */
  openText(uri: string): string | undefined;
  config(uri: string): Promise<Config>;
  /** Lets waiting messages be handled between two files. */
  nextTurn(): Promise<void>;
  /** Told when findings may be others now because of other files. */
  changed(): Promise<void>;
}

/** A file that is another one now, or gone. */
export interface FileChange {
  readonly uri: string;
  readonly isThere: boolean;
}

interface IndexedFolder {
  readonly index: WorkspaceIndex;
  readonly reading: Promise<void>;
  readonly source: CancellationTokenSource;
  readonly isWhole: boolean;
}

/**
 * What is known of the files of each workspace folder, read in the background and kept as they change: an open document as it is in the
 * editor, the others as they are saved. A folder has no index before all of its files were read: what is missing would be taken for absent.
 */
export class WorkspaceIndexes {
  private readonly host: IndexHost;
  private readonly byFolder = new Map<string, IndexedFolder>();
  private readonly noted = new WeakSet<Analysis>();
  private isTelling = false;

  constructor(host: IndexHost) {
    this.host = host;
  }

  /** Reads every folder, anew where that was done before: what was known then holds until it is known better. */
  rebuild(): void {
    const keys = new Set(this.host.folders().map(({ uri }) => uriKey(uri)));
    for (const [key, { source }] of this.byFolder) {
      source.cancel();
      if (!keys.has(key)) this.byFolder.delete(key);
    }
    for (const folder of this.host.folders()) this.start(folder);
  }

  /** The index of a document's folder; undefined where it is in none, or not all of it was read yet. */
  of(uri: string): WorkspaceIndex | undefined {
    const folder = this.folderAround(uri);
    return folder?.isWhole === true ? folder.index : undefined;
  }

  /** Resolves when the folder of a file was read. */
  async ready(uri: string): Promise<void> {
    await this.folderAround(uri)?.reading;
  }

  /** Takes what an open document says now. */
  note(uri: string, analysis: Analysis): void {
    const folder = this.folderAround(uri);
    if (folder === undefined || this.noted.has(analysis) || analysis.source.path === "") return;
    this.noted.add(analysis);
    const { language, source } = analysis;
    if (language !== undefined) this.take(folder.index, source.path, language.factsOf(analysis));
    else void this.noteOther(uri, folder.index, analysis);
  }

  /** To be called when files were written, made or removed, or a document was closed. */
  async filesChanged(changes: readonly FileChange[]): Promise<void> {
    for (const { uri, isThere } of changes) {
      const folder = this.folderAround(uri);
      if (folder === undefined || this.host.openText(uri) !== undefined) continue;
      const before = folder.index.version;
      await this.enter(uri, folder.index, isThere && (await this.host.belongs(uri)));
      if (folder.index.version !== before) this.tell();
    }
  }

  /** What is not checked may say something of other files all the same, as a kustomization does. */
  private async noteOther(uri: string, index: WorkspaceIndex, analysis: Analysis): Promise<void> {
    const { factsOf } = await import("./on-demand.ts");
    // What it says by now is noted by itself.
    if (this.host.openText(uri) !== analysis.source.text) return;
    this.take(index, analysis.source.path, factsOf(analysis));
  }

  private take(index: WorkspaceIndex, path: string, facts: FileFacts): void {
    const before = index.version;
    index.update(path, facts);
    if (index.version !== before) this.tell();
  }

  private start(folder: WorkspaceFolder): void {
    const key = uriKey(folder.uri);
    const source = new CancellationTokenSource();
    const { index = new WorkspaceIndex(), isWhole = false } = this.byFolder.get(key) ?? {};
    const reading = Promise.resolve()
      .then(() => this.readAll(folder, index, source.token))
      .then(() => {
        // Whoever waits for this reading waits for the one that took its place.
        if (source.token.isCancellationRequested) return this.byFolder.get(key)?.reading;
        this.byFolder.set(key, { index, reading, source, isWhole: true });
        this.tell();
        return undefined;
      });
    // Nobody may wait for it; what failed is told by who asks for files.
    reading.catch(() => undefined);
    this.byFolder.set(key, { index, reading, source, isWhole });
  }

  private async readAll(folder: WorkspaceFolder, index: WorkspaceIndex, token: CancellationToken): Promise<void> {
    const gone = new Set(index.paths());
    for (const uri of await this.host.list(folder, token)) {
      if (token.isCancellationRequested) return;
      // Where folders are nested, a file is the innermost one's.
      if (folderOf(uri, this.host.folders())?.uri !== folder.uri) continue;
      await this.enter(uri, index, true);
      gone.delete(this.pathOf(uri));
      await this.host.nextTurn();
    }
    if (token.isCancellationRequested) return;
    for (const path of gone) if (this.host.openText(childUri(folder.uri, path)) === undefined) index.remove(path);
  }

  private async enter(uri: string, index: WorkspaceIndex, isThere: boolean): Promise<void> {
    const path = this.pathOf(uri);
    const config = await this.host.config(uri);
    const { readFacts } = await import("./on-demand.ts");
    const text = isThere ? await this.textOf(uri, path) : undefined;
    const isRead = text !== undefined && text.length <= MOST_CHARACTERS;
    index.update(path, isRead ? readFacts({ path, text }, { config }).facts : []);
  }

  /** A key store is known by its name: it has no text. What is open is looked at last, so that nothing typed meanwhile is lost. */
  private async textOf(uri: string, path: string): Promise<string | undefined> {
    const saved = await this.host.read(uri);
    return this.host.openText(uri) ?? saved ?? (isContextFile(path) ? "" : undefined);
  }

  private folderAround(uri: string): IndexedFolder | undefined {
    const folder = folderOf(uri, this.host.folders());
    return folder && this.byFolder.get(uriKey(folder.uri));
  }

  private pathOf(uri: string): string {
    const folder = folderOf(uri, this.host.folders());
    return folder === undefined ? uri : relativePath(uri, folder.uri);
  }

  /** Many changes in one go are told once. */
  private tell(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    void this.host.nextTurn().then(() => {
      this.isTelling = false;
      return this.host.changed();
    });
  }
}
