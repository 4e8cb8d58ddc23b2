import {
  entryAt,
  isNull,
  itemsAt,
  type MappingNode,
  type SequenceNode,
  textAt,
  type YamlNode,
} from "../kubernetes/node.ts";
import type { FieldPath, FieldStep } from "../kubernetes/set-elsewhere.ts";

/** What sets more fields than this is no patch but a whole object. */
const MOST_FIELDS = 200;
const DEEPEST = 40;

/** What tells which object a strategic merge patch is for. */
const IDENTITY = new Set(["apiVersion", "kind", "metadata.name", "metadata.namespace"]);

/**
 * The fields that a strategic merge patch sets, deepest first where it goes into lists whose items have names; a list without names
 * takes the place of the one that was there. Undefined where they are too many for a patch.
 */
export function mergedFields(root: MappingNode): readonly FieldPath[] | undefined {
  const found: FieldPath[] = [];
  const isFull = (): boolean => found.length > MOST_FIELDS;
  const visit = (node: YamlNode, path: FieldPath): void => {
    if (isFull() || IDENTITY.has(path.join("."))) return;
    const children = path.length < DEEPEST ? childrenOf(node) : undefined;
    if (children === undefined) found.push(path);
    // The name says which item is meant.
    const isItem = typeof path.at(-1) === "object";
    for (const [step, child] of children ?? []) if (!isItem || step !== "name") visit(child, [...path, step]);
  };
  visit(root, []);
  return isFull() ? undefined : found;
}

/** Undefined for what is set as a whole. */
function childrenOf(node: YamlNode): readonly (readonly [FieldStep, YamlNode])[] | undefined {
  if (node.kind === "mapping" && textAt(node, "$patch") !== undefined) return undefined;
  if (node.kind === "mapping") return node.entries.map(({ key, value }) => [key, value]);
  return node.kind === "sequence" ? namedItems(node) : undefined;
}

function namedItems({ items }: SequenceNode): readonly (readonly [FieldStep, YamlNode])[] | undefined {
  const named = items.map(({ value }) => [textAt(value, "name"), value] as const);
  if (named.length === 0 || named.some(([name]) => name === undefined)) return undefined;
  return named.map(([name = "", value]) => [{ name }, value]);
}

/** The fields that a JSON patch (RFC 6902) sets; undefined where the node is none. */
export function jsonPatchFields(root: YamlNode | undefined): readonly FieldPath[] | undefined {
  if (root?.kind !== "sequence" || root.items.length === 0 || root.items.length > MOST_FIELDS) return undefined;
  const operations = itemsAt(root);
  if (!operations.every((item) => entryAt(item, "op") !== undefined && entryAt(item, "path") !== undefined))
    return undefined;
  return operations.flatMap((item) => {
    const path = textAt(item, "path");
    return path === undefined || textAt(item, "op") === "test" ? [] : [pointerSteps(path)];
  });
}

/** JSON Pointer (RFC 6901). */
function pointerSteps(pointer: string): FieldPath {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The object that a strategic merge patch names; undefined where it is none. */
export function patchedObject(
  root: YamlNode | undefined,
): { readonly kind: string; readonly name: string } | undefined {
  const [kind, name] = [textAt(root, "kind"), textAt(root, "metadata", "name")];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

/** Whether a value is written at all. */
export function isWritten(node: YamlNode | undefined): node is YamlNode {
  return node !== undefined && !isNull(node);
}
