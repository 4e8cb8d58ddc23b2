import { isPattern, matchesPattern } from "./pattern.ts";

interface Node<T> {
  readonly name: string;
  readonly children: Map<string, Node<T>>;
  value: T | undefined;
}

/** An entry of a path tree. */
export interface PathEntry<T> {
  readonly path: string;
  readonly value: T;
}

/**
 * Values by absolute, normalised path, one for each, so that all below a folder or matching a shell pattern are found
 * without looking at the others.
 */
export class PathTree<T> {
  private readonly root: Node<T> = { name: "", children: new Map(), value: undefined };

  set(path: string, value: T): void {
    let node = this.root;
    for (const name of components(path)) {
      const child: Node<T> = node.children.get(name) ?? { name, children: new Map(), value: undefined };
      node.children.set(name, child);
      node = child;
    }
    node.value = value;
  }

  get(path: string): T | undefined {
    let node: Node<T> | undefined = this.root;
    for (const name of components(path)) node = node?.children.get(name);
    return node?.value;
  }

  delete(path: string): void {
    const way: Node<T>[] = [this.root];
    for (const name of components(path)) {
      const child = way[way.length - 1]?.children.get(name);
      if (child === undefined) return;
      way.push(child);
    }
    const last = way[way.length - 1];
    if (last !== undefined) last.value = undefined;
    for (let i = way.length - 1; i > 0; i--) {
      const node = way[i];
      if (node === undefined || node.value !== undefined || node.children.size > 0) break;
      way[i - 1]?.children.delete(node.name);
    }
  }

  /** The entries on the way to a path, itself not counted: the folders that it lies in. */
  *above(path: string): Iterable<PathEntry<T>> {
    let node: Node<T> | undefined = this.root;
    let at = "";
    for (const name of components(path)) {
      if (node?.value !== undefined) yield { path: at === "" ? "/" : at, value: node.value };
      node = node?.children.get(name);
      if (node === undefined) return;
      at += `/${name}`;
    }
  }

  /**
   * The entries that a path or a shell pattern names, and where `isRecursive` all that lie below those. `**` stands for any number
   * of folders, and at the end for all that lies below.
   */
  *matching(pattern: string, isRecursive: boolean): Iterable<PathEntry<T>> {
    let level: [string, Node<T>][] = [["", this.root]];
    const names = components(pattern);
    for (const [i, component] of names.entries()) {
      const isLast = i === names.length - 1;
      const next = level.flatMap(([at, node]): [string, Node<T>][] =>
        component === "**"
          ? withFolders(node, at).slice(isLast ? 1 : 0)
          : childrenNamed(node, component).map((child) => [`${at}/${child.name}`, child]),
      );
      // Two `**` reach the same folder in many ways.
      level = component === "**" ? [...new Map(next)] : next;
    }
    for (const [at, node] of level) {
      if (isRecursive) yield* everything(node, at);
      else if (node.value !== undefined) yield { path: at === "" ? "/" : at, value: node.value };
    }
  }
}

function components(path: string): readonly string[] {
  return path.split("/").filter((name) => name !== "");
}

/** A pattern's leading star does not match a leading dot (POSIX, Shell Command Language 2.13.3). */
function childrenNamed<T>(node: Node<T>, component: string): readonly Node<T>[] {
  const exact = node.children.get(component);
  if (exact !== undefined) return [exact];
  if (!isPattern(component)) return [];
  return [...node.children.values()].filter(
    (child) => child.name.startsWith(".") === component.startsWith(".") && matchesPattern(component, child.name),
  );
}

/** A folder and all below it. */
function withFolders<T>(top: Node<T>, at: string): [string, Node<T>][] {
  const found: [string, Node<T>][] = [[at, top]];
  for (const [path, node] of found) {
    for (const child of node.children.values()) found.push([`${path}/${child.name}`, child]);
  }
  return found;
}

function* everything<T>(top: Node<T>, at: string): Iterable<PathEntry<T>> {
  const open: [string, Node<T>][] = [[at, top]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, node] = next;
    if (node.value !== undefined) yield { path: path === "" ? "/" : path, value: node.value };
    for (const child of node.children.values()) open.push([`${path}/${child.name}`, child]);
  }
}
