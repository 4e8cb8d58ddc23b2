import type { Resolved } from "../text/resolved.ts";
import type { KubernetesObject } from "./model.ts";
import { stringAt } from "./node.ts";

/** Tells whether an object is of a kind of one of some API groups ("" is the core's). A group that a template fills in may be any. */
export function isKind(object: KubernetesObject, kind: string, ...groups: readonly string[]): boolean {
  return object.kind === kind && (object.group === undefined || groups.includes(object.group));
}

/** The value of an object's annotation. */
export function annotation(object: KubernetesObject, key: string): Resolved<string> {
  return stringAt(object.root, "metadata", "annotations", key);
}

/** "Service `shop`", or "This Service" where it has no name: as a message begins with it. */
export function labelOf({ kind, name }: KubernetesObject): string {
  return name === undefined ? `This ${kind}` : `${kind} \`${name}\``;
}

/** The same inside a sentence: "Service `shop`", "this Service". */
export function nameOf(object: KubernetesObject): string {
  return labelOf(object).replace(/^This /, "this ");
}
