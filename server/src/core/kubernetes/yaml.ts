import {
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Gap } from "../text/gap.ts";
import { type Span, span } from "../text/span.ts";
import { columnAt } from "./column.ts";
import { readComments } from "./comments.ts";
import type { MaskedText } from "./helm-mask.ts";
import type { Comment } from "./model.ts";
import type {
  MappingEntry,
  MappingNode,
  ScalarNode,
  ScalarStyle,
  SequenceItem,
  SequenceNode,
  YamlNode,
} from "./node.ts";
import { createTemplateView, type TemplateView } from "./template-view.ts";

/** What the YAML library made of one document. */
export interface ParsedYaml {
  readonly root: YamlNode | undefined;
  readonly comments: readonly Comment[];
  readonly textBlocks: readonly Span[];
  readonly gaps: readonly Gap[];
  readonly isBroken: boolean;
}

/** Scalars are read as text (the failsafe schema): what they mean to Kubernetes depends on the field. */
const OPTIONS = {
  schema: "failsafe",
  merge: false,
  prettyErrors: false,
  strict: false,
  uniqueKeys: false,
  keepSourceTokens: true,
} as const;

/** More values than this in one document are not read: an install file of 35,000 lines has 100,000. */
const MOST_NODES = 1_000_000;

/**
 * Reads one YAML document whose template actions are masked. Errors of the text become gaps.
 * Throws a RangeError where values are nested deeper than the stack allows.
 */
export function readYaml(masked: MaskedText): ParsedYaml {
  const tokens = [...new Parser().parse(masked.text)];
  const [document] = new Composer(OPTIONS).compose(tokens, true, masked.text.length);
  if (document === undefined) return { root: undefined, comments: [], textBlocks: [], gaps: [], isBroken: false };
  const context: Context = {
    text: masked.text,
    template: createTemplateView(masked),
    anchors: new Map(),
    aliased: new Set(),
    done: new Map(),
    textBlocks: [],
    gaps: document.errors.map(({ pos, message }) => ({ span: clamped(pos, masked.text), why: message })),
    budget: MOST_NODES,
  };
  if (masked.text.includes("*")) {
    visit(document, {
      Alias: (_, alias) => {
        context.aliased.add(alias.source);
      },
    });
  }
  const root = document.contents === null ? undefined : read(document.contents, context, undefined);
  const comments = masked.text.includes("#") ? readComments(tokens) : [];
  const isBroken = document.errors.length > 0;
  return { root, comments, textBlocks: context.textBlocks, gaps: context.gaps, isBroken };
}

/** At the end of the text the library points behind it. */
function clamped([start, end]: readonly [number, number], text: string): Span {
  return span(Math.min(start, text.length), Math.min(end, text.length));
}

interface Context {
  readonly text: string;
  readonly template: TemplateView;
  /** The latest node under each anchor, as reading goes on. */
  readonly anchors: Map<string, Node>;
  readonly aliased: Set<string>;
  /** Read once however often an alias leads there; undefined while it is being read, so a cycle ends. */
  readonly done: Map<Node, YamlNode | undefined>;
  readonly textBlocks: Span[];
  readonly gaps: Gap[];
  budget: number;
}

/** Where a value hangs. */
interface Owner {
  /** Start of its key or dash. */
  readonly start: number;
  /** Where its text may begin: after the `:` or the dash. */
  readonly valueStart: number;
  /** Whether other places use the text around it. */
  readonly isShared: boolean;
}

function read(node: Node, context: Context, owner: Owner | undefined): YamlNode {
  if (isAlias(node)) return readAlias(node.source, spanOf(node, context), context);
  if (node.anchor !== undefined) context.anchors.set(node.anchor, node);
  context.done.set(node, undefined);
  const isShared = (owner?.isShared ?? false) || (node.anchor !== undefined && context.aliased.has(node.anchor));
  const { start } = spanOf(node, context);
  const place = { start: owner?.start ?? start, valueStart: owner?.valueStart ?? start, isShared };
  const result = context.budget-- > 0 ? readValue(node, context, place) : tooMany(node, context);
  context.done.set(node, result);
  return result;
}

function tooMany(node: Node, context: Context): YamlNode {
  return unknownNode(spanOf(node, context), "the document has too many values");
}

function unknownNode(place: Span, why: string): YamlNode {
  return { kind: "unknown", span: place, isShared: true, why };
}

function readAlias(name: string, place: Span, context: Context): YamlNode {
  const target = context.anchors.get(name);
  const value = target === undefined ? undefined : context.done.get(target);
  if (value !== undefined) return value;
  context.gaps.push({ span: place, why: `the alias \`*${name}\` leads to no finished value` });
  return unknownNode(place, "its alias leads to no finished value");
}

function readValue(node: Node, context: Context, owner: Owner): YamlNode {
  if (isMap(node)) return readMapping(node, context, owner);
  if (isSeq(node)) return readSequence(node, context, owner);
  if (isScalar(node)) return readScalar(node, context, owner);
  return unknownNode(spanOf(node, context), "it is of no known kind");
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single-quoted",
  QUOTE_DOUBLE: "double-quoted",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function readScalar(node: Node & { value?: unknown; type?: string }, context: Context, owner: Owner): YamlNode {
  const place = spanOf(node, context);
  const text = typeof node.value === "string" ? node.value : "";
  const style = node.tag?.endsWith(":str") ? "double-quoted" : (STYLES[node.type ?? ""] ?? "plain");
  const scalar: ScalarNode = { kind: "scalar", span: place, isShared: owner.isShared, text, style };
  if (/[\r\n]/.test(context.text.slice(place.start, place.end))) context.textBlocks.push(place);
  const why = context.template.fillsScalar(scalar, owner.valueStart);
  return why === undefined ? scalar : { kind: "unknown", span: place, isShared: owner.isShared, why };
}

function readSequence(node: YAMLSeq<unknown>, context: Context, owner: Owner): SequenceNode {
  const source = node.srcToken;
  const starts = source?.type === "block-seq" ? source.items.map(({ start }) => tokenStart(start, "seq-item-ind")) : [];
  const items = node.items.flatMap((item, index): SequenceItem[] => {
    const written = asNode(item);
    if (written === undefined) return [];
    const start = starts[index] ?? spanOf(written, context).start;
    const value = read(written, context, { start, valueStart: start, isShared: owner.isShared });
    const isConditional = context.template.isConditional(start, owner.start);
    return [{ start, value, end: endOf(written, value, context), isConditional }];
  });
  const place = node.flow ? spanOf(node, context) : blockSpan(node, items[0]?.start, items.at(-1)?.end, context);
  const isOpen = context.template.isOpen(span(owner.valueStart, place.end), columnAt(context.text, place.start));
  return { kind: "sequence", span: place, isShared: owner.isShared, style: styleOf(node), items, isOpen };
}

function readMapping(node: YAMLMap<unknown, unknown>, context: Context, owner: Owner): MappingNode {
  const tokens = node.srcToken;
  const sources = tokens !== undefined && "items" in tokens ? tokens.items : [];
  const entries = node.items.flatMap((pair, index) => readEntry(pair, sources[index], context, owner) ?? []);
  const merges = entries.filter(({ key }) => key === "<<");
  const written = entries.filter(({ key }) => key !== "<<");
  reportDuplicates(written, context);
  const place = node.flow
    ? spanOf(node, context)
    : blockSpan(node, entries[0]?.keySpan.start, entries.at(-1)?.end, context);
  const isOpen =
    merges.some(({ value }) => value.kind === "unknown") ||
    entries.some(({ keySpan }) => context.template.writes(keySpan)) ||
    context.template.isOpen(span(owner.valueStart, place.end), columnAt(context.text, place.start));
  return {
    kind: "mapping",
    span: place,
    isShared: owner.isShared,
    style: styleOf(node),
    entries: [...mergedEntries(merges.map(({ value }) => value)), ...written],
    isOpen,
  };
}

function styleOf(node: { flow?: boolean }): "block" | "flow" {
  return node.flow ? "flow" : "block";
}

function readEntry(
  pair: Pair<unknown, unknown>,
  source: CST.CollectionItem | undefined,
  context: Context,
  owner: Owner,
): MappingEntry | undefined {
  const keyNode = asNode(pair.key);
  if (!isScalar(keyNode) || typeof keyNode.value !== "string") return undefined;
  const keySpan = spanOf(keyNode, context);
  const separatorEnd = separatorEndOf(source, keySpan.end);
  const written = asNode(pair.value);
  const inner = { start: keySpan.start, valueStart: separatorEnd, isShared: owner.isShared };
  const value = written === undefined ? emptyScalar(separatorEnd, context, inner) : read(written, context, inner);
  return {
    key: keyNode.value,
    keySpan,
    separatorEnd,
    value,
    end: Math.max(separatorEnd, written === undefined ? separatorEnd : endOf(written, value, context)),
    isConditional: context.template.isConditional(keySpan.start, owner.start),
    isMerged: false,
  };
}

function endOf(written: Node, value: YamlNode, context: Context): number {
  return isAlias(written) ? spanOf(written, context).end : value.span.end;
}

function emptyScalar(offset: number, context: Context, owner: Owner): YamlNode {
  const scalar: ScalarNode = {
    kind: "scalar",
    span: span(offset, offset),
    isShared: owner.isShared,
    text: "",
    style: "plain",
  };
  const why = context.template.fillsScalar(scalar, owner.valueStart);
  return why === undefined ? scalar : { ...scalar, kind: "unknown", why };
}

/** The entries that merge keys bring in. Of several mappings the first wins (YAML merge key type, yaml.org/type/merge). */
function mergedEntries(values: readonly YamlNode[]): readonly MappingEntry[] {
  const byKey = new Map<string, MappingEntry>();
  for (const value of values.flatMap((merged) => mergedMappings(merged)).toReversed()) {
    for (const entry of value.entries) byKey.set(entry.key, { ...entry, isMerged: true });
  }
  return [...byKey.values()];
}

function mergedMappings(value: YamlNode): readonly MappingNode[] {
  if (value.kind === "mapping") return [value];
  return value.kind === "sequence"
    ? value.items.flatMap((item) => (item.value.kind === "mapping" ? [item.value] : []))
    : [];
}

function reportDuplicates(entries: readonly MappingEntry[], context: Context): void {
  const seen = new Set<string>();
  for (const { key, keySpan } of entries) {
    if (context.template.isConditional(keySpan.start, -1)) continue;
    if (seen.has(key))
      context.gaps.push({ span: keySpan, why: `the key \`${key}\` is here twice: only the last one counts` });
    seen.add(key);
  }
}

function asNode(value: unknown): Node | undefined {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value) ? value : undefined;
}

function spanOf(node: Node, context: Context): Span {
  const [start = 0, end = start] = node.range ?? [];
  return span(start, start + context.text.slice(start, end).trimEnd().length);
}

/** A block collection ends with its last value, before the comments and blank lines that follow. */
function blockSpan(node: Node, start: number | undefined, end: number | undefined, context: Context): Span {
  const whole = spanOf(node, context);
  return end === undefined ? whole : span(start ?? whole.start, Math.max(end, whole.start));
}

function separatorEndOf(source: CST.CollectionItem | undefined, fallback: number): number {
  const colon = source?.sep?.find((token) => token.type === "map-value-ind");
  return colon === undefined ? fallback : colon.offset + 1;
}

function tokenStart(tokens: readonly CST.SourceToken[], type: CST.SourceToken["type"]): number | undefined {
  return tokens.find((token) => token.type === type)?.offset;
}
