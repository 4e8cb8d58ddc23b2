import { columnAt, lineStartAt } from "./column.ts";
import type { KubernetesDocument } from "./model.ts";
import type { MappingNode, SequenceNode, YamlNode } from "./node.ts";
import type { BlockLayout, FlowLayout } from "./render.ts";

/** The layout that new entries of a block mapping should have: that of the text around them. */
export function blockLayout(document: KubernetesDocument, mapping: MappingNode): BlockLayout {
  return { ...stepsOf(document, mapping), column: columnAt(document.text, mapping.span.start) };
}

/** How the text of a document, or of a mapping in it, is indented. */
export function stepsOf({ text, root }: KubernetesDocument, mapping?: MappingNode): Omit<BlockLayout, "column"> {
  const step = findStep(mapping, text) ?? findStep(root, text) ?? 2;
  return { step, dashStep: findDashStep(root, text) ?? step, lineBreak: /\r\n|\r|\n/.exec(text)?.[0] ?? "\n" };
}

/** By how much the first block mapping that is found lies right of its key. */
function findStep(node: YamlNode | undefined, text: string): number | undefined {
  return findFirst(node, (key, value) => (value.kind === "mapping" ? inset(key, value, text) : undefined));
}

/** By how much the dashes of the first block sequence that is found lie right of their key. */
function findDashStep(node: YamlNode | undefined, text: string): number | undefined {
  return findFirst(node, (key, value) => (value.kind === "sequence" ? inset(key, value, text) : undefined));
}

function inset(keyStart: number, value: MappingNode | SequenceNode, text: string): number | undefined {
  if (value.style === "flow" || value.isShared) return undefined;
  return Math.max(0, columnAt(text, value.span.start) - columnAt(text, keyStart));
}

/** The first answer for an entry, nearest to the root first. */
function findFirst(
  root: YamlNode | undefined,
  answer: (keyStart: number, value: YamlNode) => number | undefined,
): number | undefined {
  const pending: YamlNode[] = root === undefined ? [] : [root];
  const seen = new Set(pending);
  for (const node of pending) {
    for (const { start, value } of children(node)) {
      const found = node.kind === "mapping" ? answer(start, value) : undefined;
      if (found !== undefined) return found;
      if (!seen.has(value)) pending.push(value);
      seen.add(value);
    }
  }
  return undefined;
}

function children(node: YamlNode): readonly { readonly start: number; readonly value: YamlNode }[] {
  if (node.kind === "mapping") return node.entries.map(({ keySpan, value }) => ({ start: keySpan.start, value }));
  return node.kind === "sequence" ? node.items : [];
}

/** The layout that new entries or items of a flow collection should have. */
export function flowLayout(document: KubernetesDocument, collection: MappingNode | SequenceNode): FlowLayout {
  const { text } = document;
  const isQuoted = /^\s*(?:---\s*)?\{/.test(text) || text[firstOf(collection)] === '"';
  const first = firstOf(collection);
  const lineStart = lineStartAt(text, first);
  const indent = text.slice(lineStart, first);
  if (lineStart <= collection.span.start || !/^[ \t]*$/.test(indent)) return { isQuoted, lines: undefined };
  const outer = /^[ \t]*/.exec(text.slice(lineStartAt(text, collection.span.start)))?.[0] ?? "";
  const lineBreak = text.startsWith("\r\n", lineStart - 2) ? "\r\n" : (text[lineStart - 1] ?? "\n");
  const step = indent.startsWith(outer) ? indent.slice(outer.length) : "";
  return { isQuoted, lines: { indent: lineBreak + indent, step: step === "" ? "  " : step } };
}

function firstOf(collection: MappingNode | SequenceNode): number {
  const [first] = children(collection);
  return first?.start ?? collection.span.start;
}
