import type { Span } from "../text/span.ts";
import { isKind, labelOf } from "./kinds.ts";
import type { KubernetesObject } from "./model.ts";
import { isNull, itemsAt, lookUp, type MappingNode, stringAt, textAt, type YamlNode } from "./node.ts";

const GROUP = "rbac.authorization.k8s.io";

/** An item of a list, as written. */
export interface RbacItem {
  readonly text: string;
  readonly span: Span;
}

/** A Role or ClusterRole. */
export interface Role {
  /** As a message begins with it. */
  readonly label: string;
  readonly isCluster: boolean;
  readonly rules: readonly RoleRule[];
}

/** One entry of a role's `rules`; what a template may leave out is not among its items. */
export interface RoleRule {
  readonly apiGroups: readonly RbacItem[];
  readonly resources: readonly RbacItem[];
  readonly verbs: readonly RbacItem[];
  /** Whether it is, or may be, about objects of certain names only. */
  readonly isNarrowed: boolean;
}

/** Reads a Role or ClusterRole; undefined for other objects. */
export function readRole(object: KubernetesObject): Role | undefined {
  const isCluster = isKind(object, "ClusterRole", GROUP);
  if (!isCluster && !isKind(object, "Role", GROUP)) return undefined;
  const rules = lookUp(object.root, "rules");
  const items = rules.kind === "known" && rules.value.kind === "sequence" ? rules.value.items : [];
  return {
    label: labelOf(object),
    isCluster,
    rules: items.flatMap(({ value, isConditional }) =>
      value.kind === "mapping" && !isConditional ? [readRule(value)] : [],
    ),
  };
}

function readRule(node: MappingNode): RoleRule {
  const names = lookUp(node, "resourceNames");
  return {
    apiGroups: textItems(node, "apiGroups"),
    resources: textItems(node, "resources"),
    verbs: textItems(node, "verbs"),
    isNarrowed: names.kind === "unknown" || itemsAt(node, "resourceNames").length > 0,
  };
}

function textItems(node: MappingNode, key: string): readonly RbacItem[] {
  const list = lookUp(node, key);
  if (list.kind !== "known" || list.value.kind !== "sequence") return [];
  return list.value.items.flatMap(({ value, isConditional }) => (isConditional ? [] : textItem(value)));
}

function textItem(node: YamlNode): RbacItem[] {
  return node.kind === "scalar" && !isNull(node) ? [{ text: node.text, span: node.span }] : [];
}

/** Whether a rule reaches resources of an API group ("" is the core's). */
export function isAboutGroup({ apiGroups }: RoleRule, group: string): boolean {
  return apiGroups.some(({ text }) => text === group || text === "*");
}

/** Whether a rule allows one of some verbs. */
export function allowsVerb({ verbs }: RoleRule, wanted: readonly string[]): boolean {
  return verbs.some(({ text }) => text === "*" || wanted.includes(text));
}

/** A RoleBinding or ClusterRoleBinding. */
export interface RoleBinding {
  /** As a message begins with it. */
  readonly label: string;
  readonly isCluster: boolean;
  readonly role: { readonly kind: string | undefined; readonly name: RbacItem | undefined };
  readonly subjects: readonly RbacSubject[];
}

export interface RbacSubject {
  readonly kind: string | undefined;
  readonly name: RbacItem;
  /** Only service accounts have one. */
  readonly namespace: string | undefined;
}

/** Reads a RoleBinding or ClusterRoleBinding; undefined for other objects. */
export function readBinding(object: KubernetesObject): RoleBinding | undefined {
  const isCluster = isKind(object, "ClusterRoleBinding", GROUP);
  if (!isCluster && !isKind(object, "RoleBinding", GROUP)) return undefined;
  const subjects = lookUp(object.root, "subjects");
  const items = subjects.kind === "known" && subjects.value.kind === "sequence" ? subjects.value.items : [];
  return {
    label: labelOf(object),
    isCluster,
    role: { kind: textAt(object.root, "roleRef", "kind"), name: knownItem(object.root, "roleRef", "name") },
    subjects: items.flatMap(({ value, isConditional }) => (isConditional ? [] : readSubject(value))),
  };
}

function readSubject(node: YamlNode): RbacSubject[] {
  const name = knownItem(node, "name");
  return name === undefined ? [] : [{ kind: textAt(node, "kind"), name, namespace: textAt(node, "namespace") }];
}

function knownItem(node: YamlNode, ...path: readonly string[]): RbacItem | undefined {
  const found = stringAt(node, ...path);
  return found.kind === "known" && found.span !== undefined ? { text: found.value, span: found.span } : undefined;
}
