import type { Connection, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { mayBeChecked } from "../core/engine/detect.ts";
import type { Dependencies, WorkspaceIndex } from "../core/workspace/workspace-index.ts";
import type { Client } from "./capabilities.ts";
import { ConfigFiles } from "./config-files.ts";
import { type Checked, toLspDiagnostics } from "./convert.ts";
import { Analyses } from "./documents.ts";
import { EffectiveSettings } from "./effective-settings.ts";
import { type PlatformFiles, WorkspaceFiles } from "./files.ts";
import { configOf, type Settings } from "./settings.ts";
import { SettingsStore } from "./settings-store.ts";
import { folderOf, pathOf, uriKey } from "./uris.ts";
import { WorkspaceIndexes } from "./workspace-index.ts";
import type { FileResult } from "./workspace-scan.ts";

/** What differs between Node and a browser. */
export interface Platform {
  readonly files: PlatformFiles | undefined;
  /** Resolves when the messages that are there have had their turn. */
  readonly nextTurn: () => Promise<void>;
  readonly heap: Heap;
}

/** How memory is weighed against time. */
export interface Heap {
  /** To be called for each file that is read in the background: of many, little is kept, and nobody waits. */
  spare(): void;
  /** To be called when somebody types and waits for the answer. */
  mayGrow(): void;
}

/** An open document with what it came to. */
export interface Target extends Checked {
  readonly version: number;
  readonly languageId: string;
  readonly settings: Settings;
  /** The other files, where they are known. */
  readonly workspace: WorkspaceIndex | undefined;
  readonly resultId: string;
}

/** What a file that is not open was last checked with. */
interface CheckedFile {
  readonly uri: string;
  readonly workspace: WorkspaceIndex | undefined;
  readonly dependencies: Dependencies | undefined;
}

/** What one run of the server knows: the client, its documents and settings, and what they came to. */
export class Session {
  readonly connection: Connection;
  readonly platform: Platform;
  readonly settings: SettingsStore;
  readonly configs: ConfigFiles;
  readonly files: WorkspaceFiles;
  readonly documents: TextDocuments<TextDocument>;
  readonly indexes: WorkspaceIndexes;
  /** Called when findings may be others now because of other files. */
  onNeighboursChanged: () => Promise<void> = async () => undefined;
  private readonly checkedFiles = new Map<string, CheckedFile>();
  private readonly effective: EffectiveSettings;
  private readonly analyses: Analyses;
  private readonly currentClient: () => Client;

  constructor(
    connection: Connection,
    client: () => Client,
    documents: TextDocuments<TextDocument>,
    platform: Platform,
  ) {
    this.connection = connection;
    this.currentClient = client;
    this.documents = documents;
    this.platform = platform;
    this.settings = new SettingsStore(connection, client);
    this.files = new WorkspaceFiles(connection, client, platform.files);
    this.configs = new ConfigFiles({
      folders: () => client().folders,
      read: (uri) => this.files.read(uri),
      openText: (uri) => this.openText(uri),
      publish: (uri, diagnostics) => connection.sendDiagnostics({ uri, diagnostics }),
    });
    this.effective = new EffectiveSettings(this.settings, this.configs, () => client().folders);
    this.analyses = new Analyses(connection.console);
    this.indexes = new WorkspaceIndexes({
      folders: () => client().folders,
      list: (folder, token) => this.files.listNeighbours(folder, token),
      belongs: (uri) => this.files.isNeighbour(uri),
      read: (uri) => {
        platform.heap.spare();
        return this.files.read(uri);
      },
      openText: (uri) => this.openText(uri),
      config: async (uri) => configOf(await this.effective.of(uri)),
      nextTurn: platform.nextTurn,
      changed: () => this.onNeighboursChanged(),
    });
  }

  get client(): Client {
    return this.currentClient();
  }

  /** An open document as it is now; undefined where it is not open. */
  async target(uri: string): Promise<Target | undefined> {
    const opened = this.documents.get(uri);
    if (opened === undefined) return undefined;
    await this.analyses.prepare(pathOf(uri, this.client.folders), opened.languageId);
    const settings = await this.effective.of(uri);
    const document = this.documents.get(uri);
    if (document === undefined) return undefined;
    // Closed meanwhile and opened again, perhaps as something else.
    if (document !== opened) return this.target(uri);
    const { folders } = this.client;
    const workspace = this.indexes.of(uri);
    const { analysis, resultId } = this.analyses.of(document, pathOf(uri, folders), settings, workspace);
    this.indexes.note(uri, analysis);
    const { version, languageId } = document;
    const folderUri = folderOf(uri, folders)?.uri;
    return { uri, folderUri, analysis, version, languageId, settings, workspace, resultId };
  }

  /** The open documents for which other files changed something since they were looked at. */
  staleDocuments(): readonly string[] {
    return this.documents.keys().filter((uri) => this.analyses.isStale(uri, this.indexes.of(uri)));
  }

  /** The same among the files that are not open. */
  staleFiles(): readonly string[] {
    return [...this.checkedFiles.values()].flatMap(({ uri, workspace, dependencies }) =>
      workspace !== this.indexes.of(uri) || dependencies?.isCurrent() === false ? [uri] : [],
    );
  }

  /** Clients escape an address in their own ways. */
  private openText(uri: string): string | undefined {
    const document = this.documents.get(uri) ?? this.documents.all().find((open) => uriKey(open.uri) === uriKey(uri));
    return document?.getText();
  }

  /** To be called when a document is closed. */
  forget(uri: string): void {
    this.analyses.forget(uri);
  }

  /** What a file of the workspace comes to, open or not; undefined where it is gone or none of ours. */
  async checkFile(uri: string): Promise<FileResult | undefined> {
    const target = await this.target(uri);
    if (target !== undefined) {
      const { version, resultId, analysis } = target;
      return analysis.kind && { uri, version, resultId, items: toLspDiagnostics(target) };
    }
    const { folders } = this.client;
    const path = pathOf(uri, folders);
    this.checkedFiles.delete(uriKey(uri));
    if (!mayBeChecked(path)) return undefined;
    this.platform.heap.spare();
    // Without its neighbours it would have to be looked at twice.
    await this.indexes.ready(uri);
    await this.analyses.prepare(path);
    const settings = await this.effective.of(uri);
    const text = settings.enable ? await this.files.read(uri) : undefined;
    if (text === undefined) return undefined;
    const workspace = this.indexes.of(uri);
    const analysis = this.analyses.check(path, text, settings, { workspace });
    if (analysis.kind === undefined) return undefined;
    this.checkedFiles.set(uriKey(uri), { uri, workspace, dependencies: analysis.dependencies?.compact() });
    const items = toLspDiagnostics({ uri, folderUri: folderOf(uri, folders)?.uri, analysis });
    return { uri, version: null, resultId: this.analyses.nextResultId(), items };
  }
}
