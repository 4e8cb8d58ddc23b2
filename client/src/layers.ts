import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  type Uri,
  window,
  workspace,
} from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { documentSelector } from "./options.ts";

/** What the server answers to `hullcheck/layers`. */
interface ImageLayers {
  readonly user: string | null;
  readonly entries: readonly LayerEntry[];
}

interface LayerEntry {
  readonly range: Place;
  readonly layer: number | null;
  readonly history: string;
  readonly holdsSecret: boolean;
  readonly added: readonly LayerPath[];
  readonly removed: readonly LayerPath[];
  readonly readable: readonly LayerPath[];
}

interface LayerPath {
  readonly path: string;
  readonly range: Place;
}

interface Place {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

type Node =
  | { readonly kind: "entry"; readonly entry: LayerEntry }
  | { readonly kind: "added" | "removed" | "readable"; readonly path: LayerPath };

/** The image that is shown, with the Dockerfile that makes it. */
interface Shown {
  readonly uri: Uri;
  readonly layers: ImageLayers;
}

const VIEW = "hullcheck.layers";
const HAS_LAYERS = "hullcheck.hasLayers";
/** Not every letter that is typed is worth a question. */
const PAUSE_MILLISECONDS = 300;

/** Shows in a tree what the layers hold of the image that the Dockerfile makes which is looked at. */
export function showLayers(client: BaseLanguageClient): Disposable[] {
  const tree = new LayerTree(client);
  return [
    tree,
    client.onDidChangeState(() => tree.follow()),
    window.onDidChangeActiveTextEditor(() => tree.follow()),
    workspace.onDidChangeTextDocument(({ document }) => tree.changed(document)),
  ];
}

class LayerTree implements TreeDataProvider<Node>, Disposable {
  private readonly client: BaseLanguageClient;
  private readonly emitter = new EventEmitter<void>();
  private readonly view: TreeView<Node>;
  private shown: Shown | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private questions = 0;
  readonly onDidChangeTreeData = this.emitter.event;

  constructor(client: BaseLanguageClient) {
    this.client = client;
    this.view = window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
  }

  /** Shows the layers of the document that is looked at now. */
  follow(): void {
    const document = window.activeTextEditor?.document;
    // An output channel is looked at beside the Dockerfile.
    if (document?.uri.scheme !== "output") void this.update(document);
  }

  changed(document: TextDocument): void {
    if (document !== window.activeTextEditor?.document) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.follow(), PAUSE_MILLISECONDS);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return (this.shown?.layers.entries ?? []).map((entry) => ({ kind: "entry", entry }));
    return node.kind === "entry" ? pathsOf(node.entry) : [];
  }

  getTreeItem(node: Node): TreeItem {
    const item = node.kind === "entry" ? entryItem(node.entry) : pathItem(node.kind, node.path);
    const place = node.kind === "entry" ? node.entry.range : node.path.range;
    if (this.shown !== undefined) item.command = goTo(this.shown.uri, place);
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.view.dispose();
    this.emitter.dispose();
  }

  private async update(document: TextDocument | undefined): Promise<void> {
    this.questions++;
    const question = this.questions;
    const layers = document && (await this.ask(document));
    if (question !== this.questions) return;
    this.shown = document && layers ? { uri: document.uri, layers } : undefined;
    this.view.description = this.shown && startsAs(this.shown.layers.user);
    this.emitter.fire();
    await commands.executeCommand("setContext", HAS_LAYERS, this.shown !== undefined);
  }

  /** Nothing where the server does not run, or knows of no image. */
  private async ask(document: TextDocument): Promise<ImageLayers | undefined> {
    const isCandidate = languages.match(documentSelector(), document) > 0;
    if (!isCandidate || this.client.state !== State.Running) return undefined;
    const uri = this.client.code2ProtocolConverter.asUri(document.uri);
    const asked = this.client.sendRequest<ImageLayers | null>("hullcheck/layers", { textDocument: { uri } });
    return (await asked.catch(() => null)) ?? undefined;
  }
}

function pathsOf({ added, removed, readable }: LayerEntry): Node[] {
  const hidden = new Set(readable.map(({ path }) => path));
  return [
    ...readable.map((path): Node => ({ kind: "readable", path })),
    ...added.filter(({ path }) => !hidden.has(path)).map((path): Node => ({ kind: "added", path })),
    ...removed.map((path): Node => ({ kind: "removed", path })),
  ];
}

function entryItem(entry: LayerEntry): TreeItem {
  const { layer, history, added, removed, readable, holdsSecret } = entry;
  const label = layer === null ? l10n.t("Configuration") : l10n.t("Layer {0}", layer);
  const item = new TreeItem(label, stateOf(entry));
  const secret = holdsSecret ? [l10n.t("The image's history shows a secret here.")] : [];
  item.description = history;
  item.tooltip = [history, ...secret].join("\n\n");
  item.iconPath =
    holdsSecret || readable.length > 0 ? warningIcon() : new ThemeIcon(layer === null ? "gear" : "layers");
  item.accessibilityInformation = {
    label: [
      label,
      l10n.t("{0} added, {1} removed, {2} hidden but still readable", added.length, removed.length, readable.length),
      ...secret,
      history,
    ].join(". "),
  };
  return item;
}

/** What stays readable is shown at once. */
function stateOf({ added, removed, readable }: LayerEntry): TreeItemCollapsibleState {
  if (readable.length > 0) return TreeItemCollapsibleState.Expanded;
  return added.length + removed.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
}

function pathItem(kind: "added" | "removed" | "readable", { path }: LayerPath): TreeItem {
  const item = new TreeItem(path);
  item.description = descriptionOf(kind);
  item.iconPath = kind === "readable" ? warningIcon() : new ThemeIcon(kind === "added" ? "diff-added" : "diff-removed");
  item.accessibilityInformation = { label: `${path}, ${item.description}` };
  return item;
}

function descriptionOf(kind: "added" | "removed" | "readable"): string {
  if (kind === "added") return l10n.t("added");
  return kind === "removed" ? l10n.t("removed") : l10n.t("added, hidden later, still readable");
}

function warningIcon(): ThemeIcon {
  return new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
}

function startsAs(user: string | null): string {
  if (user === null) return l10n.t("starts as the base image's user");
  return /^\d/.test(user) ? l10n.t("starts as uid {0}", user) : l10n.t("starts as {0}", user);
}

function goTo(uri: Uri, { start, end }: Place): TreeItem["command"] {
  const selection = new Range(start.line, start.character, end.line, end.character);
  return { command: "vscode.open", title: l10n.t("Go to Line"), arguments: [uri, { selection }] };
}
