import { span } from "../text/span.ts";
import type { KubernetesDocument, KubernetesObject } from "./model.ts";
import type { MappingEntry, MappingNode, SequenceItem, SequenceNode, UnknownNode, YamlNode } from "./node.ts";
import { textAt } from "./node.ts";
import { readObjects } from "./workloads.ts";

/** A step from a field to one in it: a key, an index, or the item of a list with that name. */
export type FieldStep = string | { readonly name: string };

export type FieldPath = readonly FieldStep[];

/** What other files make of an object: fields that they set, and the namespace that they put it into. */
export interface SetElsewhere {
  readonly fields: readonly FieldPath[];
  readonly namespace: string | undefined;
}

const WHY = "another file of the workspace sets it";

/**
 * A document whose one object other files change: the values that they set are unknown, so that rules say nothing of them. Places stay
 * as they are.
 */
export function withSetElsewhere(
  document: KubernetesDocument,
  isPatch: boolean,
  { fields, namespace }: SetElsewhere,
): KubernetesDocument {
  const { root } = document;
  if (root?.kind !== "mapping") return document;
  const changed = fields.reduce<YamlNode>((node, path) => withUnknown(node, path), root);
  const objects = changed === root ? document.objects : readObjects(changed, isPatch);
  return { ...document, root: changed, objects: objects.map((object) => inNamespace(object, namespace)) };
}

function inNamespace(object: KubernetesObject, namespace: string | undefined): KubernetesObject {
  if (namespace === undefined) return object;
  return { ...object, namespace, pods: object.pods.map((pod) => ({ ...pod, namespace })) };
}

/** The node with the value at a path unknown. What stands above it, and is not written here, is unknown as a whole. */
function withUnknown(node: YamlNode, [step, ...rest]: FieldPath): YamlNode {
  if (step === undefined) return unknownAt(node.span.start, node.isShared);
  if (node.kind === "mapping" && typeof step === "string") return inMapping(node, step, rest);
  if (node.kind === "sequence") return inSequence(node, step, rest);
  // A scalar gives way to what is set below it.
  return node.kind === "unknown" ? node : unknownAt(node.span.start, node.isShared);
}

function inMapping(node: MappingNode, key: string, rest: FieldPath): MappingNode {
  const index = node.entries.findLastIndex((entry) => entry.key === key);
  const entry = node.entries[index];
  if (entry === undefined) return { ...node, entries: [...node.entries, addedEntry(node, key)] };
  const value = withUnknown(entry.value, rest);
  return { ...node, entries: node.entries.with(index, { ...entry, value }) };
}

/** It has no place of its own: it is as if it came through a merge key. */
function addedEntry({ span: { start }, isShared }: MappingNode, key: string): MappingEntry {
  const value = unknownAt(start, isShared);
  return { key, keySpan: value.span, separatorEnd: start, value, end: start, isConditional: true, isMerged: true };
}

function unknownAt(offset: number, isShared: boolean): UnknownNode {
  return { kind: "unknown", why: WHY, span: span(offset, offset), isShared };
}

function inSequence(node: SequenceNode, step: FieldStep, rest: FieldPath): SequenceNode {
  const index =
    typeof step === "string" ? Number(step) : node.items.findIndex(({ value }) => textAt(value, "name") === step.name);
  const item: SequenceItem | undefined = node.items[index];
  if (item === undefined) return { ...node, isOpen: true };
  return { ...node, items: node.items.with(index, { ...item, value: withUnknown(item.value, rest) }) };
}
