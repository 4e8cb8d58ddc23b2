import { type Resolved, unknown } from "../text/resolved.ts";
import type { CapabilityList, CapabilityName, ContainerSecurity, Effective, Pod } from "./model.ts";
import { booleanAt, integerAt, isNull, lookUp, type MappingNode, mappingAt, stringAt, type YamlNode } from "./node.ts";

/**
 * What applies to a container once the pod's security context is inherited: a container's own value wins.
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export function containerSecurity(container: MappingNode, spec: MappingNode): ContainerSecurity {
  const own = (key: string): [MappingNode, string, string] => [container, "securityContext", key];
  const boolean = (key: string): Resolved<boolean> => booleanAt(...own(key));
  const inherit = <T>(key: string, read: Reader<T>): Effective<T> => inherited(container, spec, key, read);
  return {
    privileged: boolean("privileged"),
    allowPrivilegeEscalation: boolean("allowPrivilegeEscalation"),
    readOnlyRootFilesystem: boolean("readOnlyRootFilesystem"),
    procMount: stringAt(...own("procMount")),
    addedCapabilities: capabilities(container, "add"),
    droppedCapabilities: capabilities(container, "drop"),
    runAsUser: inherit("runAsUser", integerAt),
    runAsNonRoot: inherit("runAsNonRoot", booleanAt),
    seccompProfile: inherit("seccompProfile", readMapping),
  };
}

/** The security of a container of which a template decides whether it is there. */
export function unknownSecurity(why: string): ContainerSecurity {
  const value = unknown(why);
  const list: CapabilityList = { names: [], node: undefined, isOpen: true };
  return {
    privileged: value,
    allowPrivilegeEscalation: value,
    readOnlyRootFilesystem: value,
    procMount: value,
    addedCapabilities: list,
    droppedCapabilities: list,
    runAsUser: value,
    runAsNonRoot: value,
    seccompProfile: value,
  };
}

type Reader<T> = (node: YamlNode | undefined, ...path: readonly string[]) => Resolved<T>;

/** A container's value where it has one, else the pod's. */
function inherited<T>(container: MappingNode, spec: MappingNode, key: string, read: Reader<T>): Effective<T> {
  const own = read(container, "securityContext", key);
  if (own.kind === "known") return effective(own, "container");
  if (own.kind === "unknown") return own;
  return effective(read(spec, "securityContext", key), "pod");
}

function effective<T>(resolved: Resolved<T>, from: "container" | "pod"): Effective<T> {
  if (resolved.kind !== "known") return resolved;
  return resolved.span === undefined
    ? { kind: "unknown", why: "it has no place in the text" }
    : { kind: "known", value: resolved.value, from, span: resolved.span };
}

function readMapping(node: YamlNode | undefined, ...path: readonly string[]): Resolved<MappingNode> {
  const found = lookUp(node, ...path);
  if (found.kind !== "known") return found;
  return found.value.kind === "mapping"
    ? { kind: "known", value: found.value, span: found.value.span }
    : { kind: "unknown", why: "no mapping" };
}

function capabilities(container: MappingNode, list: "add" | "drop"): CapabilityList {
  const found = lookUp(container, "securityContext", "capabilities", list);
  if (found.kind === "unset") return { names: [], node: undefined, isOpen: false };
  if (found.kind === "unknown" || found.value.kind !== "sequence") return { names: [], node: undefined, isOpen: true };
  const { items, isOpen } = found.value;
  const hasUnknown = items.some(({ isConditional, value }) => isConditional || value.kind === "unknown");
  return {
    names: items.flatMap((item) => (item.isConditional ? [] : capabilityName(item.value))),
    node: found.value,
    isOpen: isOpen || hasUnknown,
  };
}

function capabilityName(node: YamlNode): CapabilityName[] {
  return node.kind === "scalar" && !isNull(node) ? [{ name: node.text, span: node.span }] : [];
}

/** A security context that is written in a pod: the pod's own, or a container's. */
export interface SecurityContextPlace {
  /** What has the `securityContext`: the pod's spec, or the container. */
  readonly owner: MappingNode;
  readonly context: MappingNode;
  /** Whom it is for, as a message begins with it. */
  readonly label: string;
  readonly isContainer: boolean;
}

/** Every security context that is written in a pod, the pod's first, but for those of containers that may be absent. */
export function securityContexts({ spec, label, containers }: Pod): readonly SecurityContextPlace[] {
  const own = mappingAt(spec, "securityContext");
  const places = containers.flatMap(({ node, securityContext, label: who, isConditional }): SecurityContextPlace[] =>
    securityContext === undefined || isConditional
      ? []
      : [{ owner: node, context: securityContext, label: who, isContainer: true }],
  );
  return own === undefined ? places : [{ owner: spec, context: own, label, isContainer: false }, ...places];
}
