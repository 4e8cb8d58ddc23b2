import { DiagnosticSeverity, type Diagnostic as LspDiagnostic, type WorkspaceFolder } from "vscode-languageserver";
import { isExcluded } from "../core/config/exclude.ts";
import type { ConfigProblem } from "../core/config/file.ts";
import { CONFIG_NAMES, isConfigName, mayHoldConfig, PACKAGE_NAME } from "../core/config/names.ts";
import type { FileProblem } from "../core/config/resolve.ts";
import type { Config } from "../core/config/schema.ts";
import { indexLines } from "../core/text/lines.ts";
import { isWithin } from "../core/text/path.ts";
import { resolvePath } from "../core/workspace/paths.ts";
import { SOURCE, toRange } from "./convert.ts";
import { childUri, folderOf, relativePath, uriKey } from "./uris.ts";

/** What the configuration files need of the rest of the server. */
export interface ConfigHost {
  folders(): readonly WorkspaceFolder[];
  /** The text of a file of the workspace as it is saved; undefined where there is none. */
  read(uri: string): Promise<string | undefined>;
  /** The text of a document that is open; undefined where it is not. */
  openText(uri: string): string | undefined;
  publish(uri: string, diagnostics: LspDiagnostic[]): Promise<void>;
}

/** A configuration with all that it extends. */
export interface FoundConfig {
  readonly config: Config;
  /** Whether its `exclude` names a document. */
  readonly excludes: (uri: string) => boolean;
}

interface Loaded extends FoundConfig {
  /** Keys of the files that it was read from. */
  readonly files: ReadonlySet<string>;
  /** What is wrong in each of them, by its address. */
  readonly problems: ReadonlyMap<string, LspDiagnostic[]>;
}

interface Told extends Pick<Loaded, "files" | "problems"> {
  readonly uri: string;
}

/** The configuration files of the workspace: found for each document upward to its folder, kept until they change, and checked. */
export class ConfigFiles {
  private readonly host: ConfigHost;
  /** By folder, what its own configuration comes to. */
  private byFolder = new Map<string, Promise<Loaded | undefined>>();
  /** By configuration, what was told of it. */
  private readonly told = new Map<string, Told>();

  constructor(host: ConfigHost) {
    this.host = host;
  }

  /** The configuration that holds for a document: the nearest one upward, not beyond its workspace folder. */
  async of(uri: string): Promise<FoundConfig | undefined> {
    const top = folderOf(uri, this.host.folders());
    if (top === undefined) return undefined;
    const parts = relativePath(uri, top.uri).split("/").slice(0, -1);
    for (let depth = parts.length; depth >= 0; depth--) {
      const folder = depth === 0 ? top.uri : childUri(top.uri, parts.slice(0, depth).join("/"));
      const found = await this.inFolder(folder);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whether a file is a configuration, or one that a configuration extends: what is wrong in it is told from here. */
  owns(uri: string): boolean {
    return isConfigName(uriKey(uri)) || this.readersOf(uri).length > 0;
  }

  /** Looks at a configuration, and at those that extend it, as they are in the editor, else as they are saved, and tells what is wrong. */
  async check(uri: string): Promise<void> {
    const roots = new Map(this.readersOf(uri).map((root) => [uriKey(root), root]));
    if (isConfigName(uriKey(uri))) roots.set(uriKey(uri), uri);
    for (const root of roots.values()) await this.checkRoot(root);
  }

  /** To be called when files were written or removed; returns whether findings may be others now. */
  async filesChanged(uris: readonly string[]): Promise<boolean> {
    // Whoever asks meanwhile hears what holds now.
    if (uris.some((uri) => this.owns(uri))) this.forget();
    const changed: string[] = [];
    for (const uri of uris) if (await this.concerns(uri)) changed.push(uri);
    if (changed.length === 0) return false;
    const roots = new Map([...this.told].map(([key, { uri }]) => [key, uri]));
    for (const uri of changed) if (isConfigName(uriKey(uri))) roots.set(uriKey(uri), uri);
    for (const root of roots.values()) await this.checkRoot(root);
    return true;
  }

  /** To be called when folders came or went. */
  forget(): void {
    this.byFolder = new Map();
  }

  private readersOf(uri: string): readonly string[] {
    const key = uriKey(uri);
    return [...this.told.values()].filter(({ files }) => files.has(key)).map((told) => told.uri);
  }

  /** Most `package.json` files hold no configuration. */
  private async concerns(uri: string): Promise<boolean> {
    if (this.readersOf(uri).length > 0) return true;
    return isConfigName(uriKey(uri)) && mayHoldConfig(uriKey(uri), (await this.host.read(uri)) ?? "");
  }

  private inFolder(folderUri: string): Promise<Loaded | undefined> {
    const key = uriKey(folderUri);
    const known = this.byFolder.get(key);
    if (known !== undefined) return known;
    const found = this.find(folderUri);
    this.byFolder.set(key, found);
    return found;
  }

  private async find(folderUri: string): Promise<Loaded | undefined> {
    for (const name of [...CONFIG_NAMES, PACKAGE_NAME]) {
      const uri = childUri(folderUri, name);
      const text = await this.host.read(uri);
      const mayHold = text !== undefined && mayHoldConfig(uri, text);
      const loaded = mayHold ? await this.load(uri, text, this.host.read) : undefined;
      if (loaded === undefined) continue;
      // Of one that is being edited the newer text is judged.
      if (this.host.openText(uri) === undefined) await this.tell(uri, loaded);
      return loaded;
    }
    return undefined;
  }

  private async checkRoot(uri: string): Promise<void> {
    const read = async (file: string): Promise<string | undefined> =>
      this.host.openText(file) ?? (await this.host.read(file));
    const text = await read(uri);
    if (text !== undefined && folderOf(uri, this.host.folders()) === undefined) {
      // Outside of the workspace no other file can be read.
      const { checkConfigFile } = await import("./on-demand.ts");
      const problems = checkConfigFile(uriKey(uri), text).map((problem) => toDiagnostic(problem, text));
      return this.host.publish(uri, problems);
    }
    await this.tell(uri, text === undefined ? undefined : await this.load(uri, text, read));
  }

  /** Reads a configuration with all that it extends; undefined for a `package.json` that holds none. */
  private async load(
    uri: string,
    text: string,
    read: (uri: string) => Promise<string | undefined>,
  ): Promise<Loaded | undefined> {
    const { missingConfigFiles, resolveConfig } = await import("./on-demand.ts");
    const { path, at } = this.pathsFrom(uri);
    const texts = new Map<string, string | undefined>([[path, text]]);
    for (let missing = missingConfigFiles(path, texts); missing.length > 0; missing = missingConfigFiles(path, texts)) {
      for (const other of missing) texts.set(other, await read(at(other)));
    }
    const resolved = resolveConfig(path, texts);
    if (resolved === undefined) return undefined;
    const { problems, paths } = resolved;
    const folder = uri.slice(0, uri.lastIndexOf("/"));
    const config = this.inWorkspace(resolved.config, folder);
    const isBelow = (document: string): boolean => folderOf(document, [{ uri: folder, name: "" }]) !== undefined;
    return {
      config,
      files: new Set(paths.map((other) => uriKey(at(other)))),
      problems: byFile(problems, at, texts),
      excludes: (document) => isBelow(document) && isExcluded(config.exclude, relativePath(document, folder)),
    };
  }

  /** Paths of Dockerfiles are told from the configuration's folder; the workspace knows them from its own. */
  private inWorkspace(config: Config, folderUri: string): Config {
    const top = folderOf(`${folderUri}/`, this.host.folders());
    if (top === undefined) return config;
    const folder = relativePath(folderUri, top.uri);
    const images = Object.entries(config.images).map(([image, path]) => [image, resolvePath(folder, path)]);
    return { ...config, images: Object.fromEntries(images) };
  }

  /** Publishes what is wrong in a configuration and the files that it extends, and takes back what is mended. */
  private async tell(uri: string, loaded: Loaded | undefined): Promise<void> {
    const before = this.told.get(uriKey(uri));
    if (loaded === undefined) this.told.delete(uriKey(uri));
    else this.told.set(uriKey(uri), { uri, files: loaded.files, problems: loaded.problems });
    const places = new Set([...(before?.problems.keys() ?? []), ...(loaded?.problems.keys() ?? [])]);
    for (const place of places) await this.publish(place);
  }

  /** A file that several configurations extend has the problems that each of them has with it. */
  private publish(uri: string): Promise<void> {
    const all = [...this.told.values()].flatMap(({ problems }) => problems.get(uri) ?? []);
    const byText = new Map(all.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
    return this.host.publish(uri, [...byText.values()]);
  }

  /** The core's path of a file, and the way back to addresses for it and others; outside of its workspace folder nothing can be read. */
  private pathsFrom(uri: string): { readonly path: string; readonly at: (path: string) => string } {
    const top = folderOf(uri, this.host.folders())?.uri ?? uri;
    const host = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? "";
    const pathOf = (address: string): string => uriKey(address.slice(host.length)).replace(/\/$/, "");
    const [path, topPath] = [pathOf(uri), pathOf(top)];
    const at = (other: string): string => {
      if (other === path) return uri;
      return isWithin(topPath, other) ? childUri(top, other.slice(topPath.length + 1)) : host + encodeURI(other);
    };
    return { path, at };
  }
}

function byFile(
  problems: readonly FileProblem[],
  at: (path: string) => string,
  texts: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, LspDiagnostic[]> {
  const files = new Map<string, LspDiagnostic[]>();
  for (const problem of problems) {
    const uri = at(problem.path);
    files.set(uri, [...(files.get(uri) ?? []), toDiagnostic(problem, texts.get(problem.path) ?? "")]);
  }
  return files;
}

function toDiagnostic({ span, key, message }: ConfigProblem, text: string): LspDiagnostic {
  return {
    range: toRange(indexLines(text), span),
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    code: "configuration",
    message: key === "" ? message : `${key}: ${message}`,
  };
}
