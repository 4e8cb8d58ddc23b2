import { known, type Resolved, UNSET, unknown } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";

/** A value of a YAML document as it is written. Spans are relative to the document's start. */
export type YamlNode = ScalarNode | MappingNode | SequenceNode | UnknownNode;

interface NodePlace {
  /** The value's own text, without its anchor and tag; of a block collection, from its first key or dash to its last value. */
  readonly span: Span;
  /** Other places use this text too, through an alias or a merge key: an edit here changes them as well. */
  readonly isShared: boolean;
}

export type ScalarStyle = "plain" | "single-quoted" | "double-quoted" | "literal" | "folded";

/** Only a plain scalar can be a boolean, a number or null; every other style is text. */
export interface ScalarNode extends NodePlace {
  readonly kind: "scalar";
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface MappingNode extends NodePlace {
  readonly kind: "mapping";
  readonly style: "block" | "flow";
  readonly entries: readonly MappingEntry[];
  /** A template may add entries that are not written here. */
  readonly isOpen: boolean;
}

export interface MappingEntry {
  readonly key: string;
  readonly keySpan: Span;
  /** Offset just after the `:`. */
  readonly separatorEnd: number;
  readonly value: YamlNode;
  /** Where the value ends here; with an alias, `value.span` lies elsewhere. */
  readonly end: number;
  /** A template decides whether the entry is there. */
  readonly isConditional: boolean;
  /** It comes from a merge key (`<<`), so it is written elsewhere. */
  readonly isMerged: boolean;
}

export interface SequenceNode extends NodePlace {
  readonly kind: "sequence";
  readonly style: "block" | "flow";
  readonly items: readonly SequenceItem[];
  /** A template may add items that are not written here. */
  readonly isOpen: boolean;
}

export interface SequenceItem {
  /** Offset of the dash, or of the value in a flow sequence. */
  readonly start: number;
  readonly value: YamlNode;
  /** Where the value ends here; with an alias, `value.span` lies elsewhere. */
  readonly end: number;
  /** A template decides whether the item is there. */
  readonly isConditional: boolean;
}

/** A value that a template fills in, a broken alias, or a part past the reader's limits. */
export interface UnknownNode extends NodePlace {
  readonly kind: "unknown";
  readonly why: string;
}

/** The entry of a mapping under a key, whatever decides about its presence. The last one counts where a key is repeated. */
export function entryAt(node: YamlNode | undefined, key: string): MappingEntry | undefined {
  return node?.kind === "mapping" ? node.entries.findLast((entry) => entry.key === key) : undefined;
}

/** The value under a path of keys, whatever decides about its presence. */
export function nodeAt(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let current = node;
  for (const key of path) current = entryAt(current, key)?.value;
  return current;
}

/** The mapping under a path of keys, whatever decides about its presence. */
export function mappingAt(node: YamlNode | undefined, ...path: readonly string[]): MappingNode | undefined {
  const found = nodeAt(node, ...path);
  return found?.kind === "mapping" ? found : undefined;
}

/** The values of a sequence under a path of keys, whatever decides about their presence; none where there is no sequence. */
export function itemsAt(node: YamlNode | undefined, ...path: readonly string[]): readonly YamlNode[] {
  const found = nodeAt(node, ...path);
  return found?.kind === "sequence" ? found.items.map((item) => item.value) : [];
}

/** The text of a scalar under a path of keys; undefined where there is none or a template fills it in. */
export function textAt(node: YamlNode | undefined, ...path: readonly string[]): string | undefined {
  const found = nodeAt(node, ...path);
  return found?.kind === "scalar" && !isNull(found) ? found.text : undefined;
}

/** What a path of keys leads to: unset where it is absent or null, unknown where a template decides. */
export function lookUp(node: YamlNode | undefined, ...path: readonly string[]): Resolved<YamlNode> {
  let current = node;
  for (const key of path) {
    if (current === undefined || isNull(current)) return UNSET;
    if (current.kind === "unknown") return unknown(current.why);
    const entry = entryAt(current, key);
    if (entry?.isConditional) return unknown("a template decides whether it is there");
    if (entry === undefined && current.kind === "mapping" && current.isOpen) return unknown("a template may add it");
    current = entry?.value;
  }
  if (current === undefined || isNull(current)) return UNSET;
  return current.kind === "unknown" ? unknown(current.why) : known(current, current.span);
}

/** The boolean under a path of keys, as Kubernetes reads it: plain `true`, `yes`, `on` and their opposites. */
export function booleanAt(node: YamlNode | undefined, ...path: readonly string[]): Resolved<boolean> {
  return readScalar(lookUp(node, ...path), knownBoolean, "no boolean");
}

/** The whole number under a path of keys. */
export function integerAt(node: YamlNode | undefined, ...path: readonly string[]): Resolved<number> {
  return readScalar(lookUp(node, ...path), knownInteger, "no whole number");
}

/** The text under a path of keys. */
export function stringAt(node: YamlNode | undefined, ...path: readonly string[]): Resolved<string> {
  return readScalar(lookUp(node, ...path), (scalar) => scalar.text, "no text");
}

/** Tells whether a node is an empty value or `null`, which Kubernetes treats as absent. */
export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && /^(?:|~|null|Null|NULL)$/.test(node.text);
}

function readScalar<T>(
  found: Resolved<YamlNode>,
  read: (scalar: ScalarNode) => T | undefined,
  why: string,
): Resolved<T> {
  if (found.kind !== "known") return found;
  const value = found.value.kind === "scalar" ? read(found.value) : undefined;
  return value === undefined ? unknown(why) : known(value, found.value.span);
}

/** The boolean that a scalar is. YAML 1.1 words count: Kubernetes reads manifests with sigs.k8s.io/yaml, which follows YAML 1.1 here. */
export function knownBoolean({ style, text }: ScalarNode): boolean | undefined {
  if (style !== "plain") return undefined;
  if (/^(?:true|True|TRUE|y|Y|yes|Yes|YES|on|On|ON)$/.test(text)) return true;
  if (/^(?:false|False|FALSE|n|N|no|No|NO|off|Off|OFF)$/.test(text)) return false;
  return undefined;
}

/** The whole number that a scalar is. A leading zero means octal, as in YAML 1.1. */
export function knownInteger({ style, text }: ScalarNode): number | undefined {
  if (style !== "plain") return undefined;
  if (/^[-+]?0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  if (/^[-+]?(?:\d+|0x[\da-fA-F]+|0o[0-7]+)$/.test(text)) return Number(text);
  return undefined;
}
