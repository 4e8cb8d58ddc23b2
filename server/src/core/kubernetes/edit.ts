import type { TextEdit } from "../text/edit.ts";
import { type Span, span } from "../text/span.ts";
import { columnAt, lineEndAt } from "./column.ts";
import { blockLayout, flowLayout, stepsOf } from "./layout.ts";
import { combine, type ManifestEdit } from "./manifest-edit.ts";
import type { KubernetesDocument } from "./model.ts";
import { entryAt, isNull, type MappingEntry, type MappingNode, type SequenceNode, type YamlNode } from "./node.ts";
import { holdsAnchor, removeField } from "./remove.ts";
import {
  type FieldItem,
  type FieldTree,
  type FieldValue,
  type FlowLayout,
  isList,
  isTree,
  renderBlock,
  renderBlockItem,
  renderFlow,
  renderFlowItem,
  renderLike,
  separator,
} from "./render.ts";

/**
 * Sets fields of a mapping in the style of the text around it: what is there is replaced, lists are appended to,
 * what is missing goes to the end of its mapping. Undefined where a template or the text's shape stands in the way.
 */
export function setFields(
  document: KubernetesDocument,
  mapping: MappingNode,
  fields: FieldTree,
): ManifestEdit | undefined {
  if (document.isBroken) return undefined;
  const changes: ManifestEdit[] = [];
  const missing: Record<string, FieldValue> = {};
  for (const [key, value] of Object.entries(fields)) {
    const entry = entryAt(mapping, key);
    if (entry === undefined || (entry.isMerged && !isTree(value))) {
      missing[key] = value;
      continue;
    }
    const change = setEntry(document, mapping, entry, value);
    if (change === undefined) return undefined;
    changes.push(change);
  }
  if (Object.keys(missing).length > 0) {
    const change = appendEntries(document, mapping, missing);
    if (change === undefined) return undefined;
    changes.push(change);
  }
  return combine(changes);
}

function setEntry(
  document: KubernetesDocument,
  mapping: MappingNode,
  entry: MappingEntry,
  value: FieldValue,
): ManifestEdit | undefined {
  const current = entry.value;
  if (entry.isConditional || current.kind === "unknown") return undefined;
  if (current.kind === "mapping")
    return isTree(value) ? setNested(document, mapping, entry, current, value) : undefined;
  if (current.kind === "sequence") return isList(value) ? appendItems(document, current, value) : undefined;
  if (isNull(current)) return fillEmpty(document, mapping, entry, value);
  if (isTree(value) || isList(value)) return undefined;
  const newText = renderLike(value, document.text.slice(current.span.start, current.span.end));
  return { edits: [{ span: current.span, newText }], isShared: current.isShared };
}

/**
 * Puts fields in the place of one entry of a mapping. Those that the mapping has already are set where they are.
 * Undefined where a template or the text's shape stands in the way.
 */
export function replaceField(
  document: KubernetesDocument,
  mapping: MappingNode,
  key: string,
  fields: FieldTree,
): ManifestEdit | undefined {
  if (document.isBroken) return undefined;
  const entry = entryAt(mapping, key);
  if (entry === undefined || entry.isMerged || entry.isConditional) return undefined;
  if (holdsAnchor(document, mapping, span(entry.keySpan.start, entry.end), entry.value)) return undefined;
  const present = Object.keys(fields).filter((name) => entryAt(mapping, name) !== undefined);
  if (present.length > 0) {
    const set = setFields(document, mapping, fields);
    const removal = present.length === Object.keys(fields).length ? removeField(document, mapping, [key]) : undefined;
    return combine([set, removal]);
  }
  const newText =
    mapping.style === "flow"
      ? renderFlow(fields, flowLayout(document, mapping))
      : renderBlock(fields, {
          ...blockLayout(document, mapping),
          column: columnAt(document.text, entry.keySpan.start),
        });
  return { edits: [{ span: span(entry.keySpan.start, entry.end), newText }], isShared: mapping.isShared };
}

/** An empty `{}` in block text gives way to lines of its own, so that the result reads like the rest. */
function setNested(
  document: KubernetesDocument,
  mapping: MappingNode,
  entry: MappingEntry,
  current: MappingNode,
  value: FieldTree,
): ManifestEdit | undefined {
  const isBare = /^[ \t]*\{\s*\}$/.test(document.text.slice(entry.separatorEnd, current.span.end));
  if (mapping.style === "block" && current.entries.length === 0 && isBare)
    return fillEmpty(document, mapping, entry, value);
  return setFields(document, current, value);
}

/** Writes a value after a key that has none (or `null`, or `{}`). */
function fillEmpty(
  document: KubernetesDocument,
  mapping: MappingNode,
  entry: MappingEntry,
  value: FieldValue,
): ManifestEdit | undefined {
  if (entry.value.isShared && entry.value.span.end !== entry.end) return undefined;
  const old = span(entry.separatorEnd, entry.end);
  if (/[&!]/.test(document.text.slice(old.start, old.end))) return undefined;
  const edit = (place: Span, newText: string): TextEdit => ({ span: place, newText });
  if (mapping.style === "flow") {
    const rendered = renderFlow({ v: value }, { ...flowLayout(document, mapping), isQuoted: false }).slice("v:".length);
    return { edits: [edit(old, rendered)], isShared: mapping.isShared };
  }
  const layout = { ...blockLayout(document, mapping), column: columnAt(document.text, entry.keySpan.start) };
  const rendered = renderBlock({ v: value }, layout).slice("v:".length);
  const end = lineEndAt(document.text, old.end);
  const isSplit = (isTree(value) || isList(value)) && end > old.end;
  const edits = isSplit ? [edit(old, ""), edit(span(end, end), rendered)] : [edit(old, rendered)];
  return {
    edits: edits.filter(({ span: place, newText }) => place.end > place.start || newText !== ""),
    isShared: mapping.isShared,
  };
}

function appendEntries(
  document: KubernetesDocument,
  mapping: MappingNode,
  fields: FieldTree,
): ManifestEdit | undefined {
  const edit =
    mapping.style === "flow" ? appendToFlow(document, mapping, fields) : appendToBlock(document, mapping, fields);
  return edit && { edits: [edit], isShared: mapping.isShared };
}

function appendToBlock(document: KubernetesDocument, mapping: MappingNode, fields: FieldTree): TextEdit | undefined {
  const own = mapping.entries.filter((entry) => !entry.isMerged);
  const layout = blockLayout(document, mapping);
  const rendered = renderBlock(fields, layout);
  const indent = " ".repeat(layout.column);
  const last = own.findLast((entry, index) => isGoodNeighbour(document, entry, own[index + 1]?.keySpan.start));
  if (last !== undefined) {
    return insertion(endWithComments(document.text, last.end, layout.column), layout.lineBreak + indent + rendered);
  }
  const first = own.find((entry) => entry.keySpan.start === mapping.span.start);
  if (first === undefined || first.isConditional) return undefined;
  return insertion(first.keySpan.start, rendered + layout.lineBreak + indent);
}

const COMMENT_LINE = /(?:\r\n|[\r\n])( *)#(?![^\r\n]*\{\{)[^\r\n]*/y;

/** The end of a line and of the comments right below it that lie further right than a column: they are about what is above. */
function endWithComments(text: string, offset: number, column: number): number {
  let end = lineEndAt(text, offset);
  for (;;) {
    COMMENT_LINE.lastIndex = end;
    const [line = "", indent = ""] = COMMENT_LINE.exec(text) ?? [];
    if (line === "" || indent.length <= column) return end;
    end += line.length;
  }
}

function insertion(offset: number, newText: string): TextEdit {
  return { span: span(offset, offset), newText };
}

/** Whether a line may be put after an entry: no template line belongs to it, and no text of it ends in kept blank lines. */
function isGoodNeighbour({ text }: KubernetesDocument, entry: MappingEntry, next: number | undefined): boolean {
  if (entry.isConditional || endsInKeptLines(text, entry.value)) return false;
  const lineEnd = lineEndAt(text, entry.end);
  const isOneScalar = entry.value.kind === "scalar" && entry.end > entry.separatorEnd;
  return !text.slice(entry.end, isOneScalar ? lineEnd : (next ?? nextContent(text, lineEnd))).includes("{{");
}

function nextContent(text: string, offset: number): number {
  const content = /[^ \t\r\n]/g;
  content.lastIndex = offset;
  const found = content.exec(text)?.index ?? text.length;
  return lineEndAt(text, found);
}

/** `|+` and `>+` keep the blank lines that follow them. */
function endsInKeptLines(text: string, node: YamlNode): boolean {
  const last = node.kind === "mapping" ? node.entries.at(-1) : node.kind === "sequence" ? node.items.at(-1) : undefined;
  if (last !== undefined) return endsInKeptLines(text, last.value);
  return node.kind === "scalar" && /^[|>]\d?\+/.test(text.slice(node.span.start, node.span.start + 3));
}

function appendToFlow(document: KubernetesDocument, mapping: MappingNode, fields: FieldTree): TextEdit | undefined {
  const layout = flowLayout(document, mapping);
  return appendText(
    document,
    mapping,
    mapping.entries.findLast((entry) => !entry.isMerged)?.end,
    layout,
    renderFlow(fields, layout),
  );
}

function appendText(
  document: KubernetesDocument,
  collection: MappingNode | SequenceNode,
  lastEnd: number | undefined,
  layout: FlowLayout,
  rendered: string,
): TextEdit | undefined {
  // Half typed, it has no bracket at its end yet.
  if (!/[\]}]/.test(document.text[collection.span.end - 1] ?? "")) return undefined;
  if (lastEnd !== undefined) return insertion(lastEnd, separator(layout) + rendered);
  const inside = span(collection.span.start + 1, collection.span.end - 1);
  return /^\s*$/.test(document.text.slice(inside.start, inside.end)) ? { span: inside, newText: rendered } : undefined;
}

/** Adds the texts that a sequence does not hold yet. */
function appendItems(
  document: KubernetesDocument,
  sequence: SequenceNode,
  texts: readonly FieldItem[],
): ManifestEdit | undefined {
  const present = sequence.items.map(({ value }) => (value.kind === "scalar" ? value.text : undefined));
  const added = texts.filter((text) => isTree(text) || !present.includes(String(text)));
  if (added.length === 0) return { edits: [], isShared: sequence.isShared };
  const edit =
    sequence.style === "flow" ? appendToFlowList(document, sequence, added) : appendToDashes(document, sequence, added);
  return edit && { edits: [edit], isShared: sequence.isShared };
}

function appendToFlowList(
  document: KubernetesDocument,
  sequence: SequenceNode,
  texts: readonly FieldItem[],
): TextEdit | undefined {
  const layout = flowLayout(document, sequence);
  const rendered = texts.map((text) => renderFlowItem(text, layout)).join(separator(layout));
  return appendText(document, sequence, sequence.items.at(-1)?.end, layout, rendered);
}

function appendToDashes(
  document: KubernetesDocument,
  sequence: SequenceNode,
  items: readonly FieldItem[],
): TextEdit | undefined {
  const { text } = document;
  const last = sequence.items.at(-1);
  if (last === undefined || last.isConditional || sequence.isOpen) return undefined;
  if (endsInKeptLines(text, last.value)) return undefined;
  const column = columnAt(text, last.start);
  const layout = { ...stepsOf(document), column };
  const dash = `${layout.lineBreak}${" ".repeat(column)}- `;
  return insertion(lineEndAt(text, last.end), items.map((item) => dash + renderBlockItem(item, layout)).join(""));
}
