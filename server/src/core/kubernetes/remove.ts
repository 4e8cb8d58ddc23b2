import type { TextEdit } from "../text/edit.ts";
import { contains, type Span, span } from "../text/span.ts";
import { lineEndAt, lineStartAt } from "./column.ts";
import type { ManifestEdit } from "./manifest-edit.ts";
import type { KubernetesDocument } from "./model.ts";
import { entryAt, type MappingEntry, type MappingNode, nodeAt, type SequenceNode, type YamlNode } from "./node.ts";

/**
 * Removes the field that a path of keys leads to from `owner`, with the comment on its own line, and every mapping
 * above it that would be left empty. Undefined where a template or the text's shape stands in the way.
 */
export function removeField(
  document: KubernetesDocument,
  owner: MappingNode,
  path: readonly string[],
): ManifestEdit | undefined {
  if (document.isBroken) return undefined;
  const parent = path.length > 1 ? nodeAt(owner, ...path.slice(0, -1)) : owner;
  const entry = entryAt(parent, path.at(-1) ?? "");
  if (parent?.kind !== "mapping" || entry === undefined || entry.isMerged || entry.isConditional) return undefined;
  if (holdsAnchor(document, parent, span(entry.keySpan.start, entry.end), entry.value)) return undefined;
  const isOnly = parent.entries.length === 1;
  if (isOnly && path.length > 1 && !parent.isOpen) return removeField(document, owner, path.slice(0, -1));
  const edit = removeEntry(document, parent, entry, isOnly);
  return edit && { edits: [edit], isShared: parent.isShared };
}

/** Removes one item of the sequence that a path of keys leads to; the last one takes the sequence's own entry with it. */
export function removeItem(
  document: KubernetesDocument,
  owner: MappingNode,
  path: readonly string[],
  index: number,
): ManifestEdit | undefined {
  if (document.isBroken) return undefined;
  const sequence = nodeAt(owner, ...path);
  const item = sequence?.kind === "sequence" ? sequence.items[index] : undefined;
  if (sequence?.kind !== "sequence" || item === undefined || item.isConditional) return undefined;
  if (sequence.items.length === 1 && !sequence.isOpen) return removeField(document, owner, path);
  if (holdsAnchor(document, sequence, span(item.start, item.end), item.value)) return undefined;
  const edit =
    sequence.style === "block" ? removeLines(document, item) : removeFromFlow(document, flowParts(sequence), index);
  return edit && { edits: [edit], isShared: sequence.isShared };
}

function removeEntry(
  document: KubernetesDocument,
  parent: MappingNode,
  entry: MappingEntry,
  isOnly: boolean,
): TextEdit | undefined {
  const own = parent.entries.filter(({ isMerged }) => !isMerged);
  const index = own.indexOf(entry);
  const parts = own.map(({ keySpan, end }) => span(keySpan.start, end));
  if (parent.style === "flow") return removeFromFlow(document, parts, index);
  const place = span(entry.keySpan.start, entry.end);
  if (isOnly) return { span: place, newText: "{}" };
  return removeLines(document, place) ?? replaceByNext(document, place, parts[index + 1]);
}

function flowParts(sequence: SequenceNode): readonly Span[] {
  return sequence.items.map(({ start, end }) => span(start, end));
}

/** Removes a part with the comma that it needed. */
function removeFromFlow(document: KubernetesDocument, parts: readonly Span[], index: number): TextEdit | undefined {
  const part = parts[index];
  const next = parts[index + 1];
  const previous = parts[index - 1];
  if (part === undefined) return undefined;
  const start = next === undefined && previous !== undefined ? previous.end : part.start;
  const end = next === undefined ? part.end : next.start;
  const isPlain = !document.text.slice(start, end).includes("#");
  return isPlain ? { span: span(start, end), newText: "" } : undefined;
}

/** Removes the lines of a part that has them to itself, but for a comment at its end. */
function removeLines({ text }: KubernetesDocument, part: Span): TextEdit | undefined {
  const start = lineStartAt(text, part.start);
  if (!/^[ \t]*$/.test(text.slice(start, part.start))) return undefined;
  const end = lineEndAt(text, part.end);
  if (!/^[ \t]*(?:#.*)?$/.test(text.slice(part.end, end))) return undefined;
  if (end < text.length) return { span: span(start, afterLineBreak(text, end)), newText: "" };
  return { span: span(beforeLineBreak(text, start), end), newText: "" };
}

function afterLineBreak(text: string, offset: number): number {
  return text.startsWith("\r\n", offset) ? offset + 2 : offset + 1;
}

function beforeLineBreak(text: string, offset: number): number {
  if (offset === 0) return 0;
  return text.startsWith("\r\n", offset - 2) ? offset - 2 : offset - 1;
}

/** The first entry after a dash: the next one takes its place, unless a comment lies between. */
function replaceByNext({ text }: KubernetesDocument, part: Span, next: Span | undefined): TextEdit | undefined {
  if (next === undefined || /#|\{\{/.test(text.slice(part.end, next.start))) return undefined;
  return { span: span(part.start, next.start), newText: "" };
}

/** Whether a part of a collection defines an anchor that other places use: they would be left without it. */
export function holdsAnchor(
  { text }: KubernetesDocument,
  owner: MappingNode | SequenceNode,
  part: Span,
  value: YamlNode,
): boolean {
  if (!contains(part, value.span)) return false;
  // In shared text every value is shared, so that only the text itself can tell.
  return owner.isShared ? /&[^\s&]/.test(text.slice(part.start, part.end)) : isSharedWithin(part, value);
}

/** What lies outside the part is reached by an alias and stays. */
function isSharedWithin(part: Span, node: YamlNode): boolean {
  if (node.kind === "unknown" || !contains(part, node.span)) return false;
  if (node.isShared) return true;
  const values = node.kind === "mapping" ? node.entries : node.kind === "sequence" ? node.items : [];
  return values.some(({ value }) => isSharedWithin(part, value));
}
