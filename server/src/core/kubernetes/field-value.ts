import { isNull, knownBoolean, knownInteger, type YamlNode } from "./node.ts";
import type { FieldItem, FieldTree, FieldValue } from "./render.ts";

/** A value as it can be written elsewhere; undefined where a template fills in a part of it, or where it is a list of more than scalars. */
export function fieldValueOf(node: YamlNode): FieldValue | undefined {
  if (node.kind === "mapping") return treeOf(node);
  if (node.kind !== "sequence") return scalarOf(node);
  const items = node.items.map(({ value, isConditional }) => (isConditional ? undefined : itemOf(value)));
  return node.isOpen || items.includes(undefined) ? undefined : items.filter((item) => item !== undefined);
}

function treeOf(node: Extract<YamlNode, { kind: "mapping" }>): FieldTree | undefined {
  const tree: Record<string, FieldValue> = {};
  for (const entry of node.entries) {
    const value = entry.isConditional ? undefined : fieldValueOf(entry.value);
    if (value === undefined) return undefined;
    tree[entry.key] = value;
  }
  return node.isOpen ? undefined : tree;
}

function itemOf(node: YamlNode): FieldItem | undefined {
  const value = scalarOf(node);
  return typeof value === "boolean" ? undefined : value;
}

function scalarOf(node: YamlNode): boolean | number | string | undefined {
  if (node.kind !== "scalar" || isNull(node)) return undefined;
  return knownBoolean(node) ?? knownInteger(node) ?? node.text;
}
