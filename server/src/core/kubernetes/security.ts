import type { Resolved } from "../text/resolved.ts";
import type { CapabilityList, CapabilityName, ContainerSecurity, Effective } from "./model.ts";
import { booleanAt, integerAt, isNull, lookUp, type MappingNode, stringAt, type YamlNode } from "./node.ts";

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
    runAsGroup: inherit("runAsGroup", integerAt),
    runAsNonRoot: inherit("runAsNonRoot", booleanAt),
    seccompProfile: inherit("seccompProfile", readMapping),
    appArmorProfile: inherit("appArmorProfile", readMapping),
    seLinuxOptions: inherit("seLinuxOptions", readMapping),
    windowsOptions: inherit("windowsOptions", readMapping),
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
