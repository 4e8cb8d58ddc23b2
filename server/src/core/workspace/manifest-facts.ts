import { isPodLess } from "../knowledge/kinds/pod-less-kinds.ts";
import { isKind, nameOf } from "../kubernetes/kinds.ts";
import type { KubernetesModel, KubernetesObject, Pod } from "../kubernetes/model.ts";
import { booleanAt, itemsAt, lookUp, mappingAt, nodeAt, textAt } from "../kubernetes/node.ts";
import { POD_SECURITY_LABEL } from "../kubernetes/pod-security.ts";
import { accountOf } from "../kubernetes/service-account.ts";
import type { Resolved } from "../text/resolved.ts";
import type { AccountFact, Fact, ObjectFact } from "./facts.ts";
import { jsonPatchFields, mergedFields } from "./patch-fields.ts";
import { folderOfPath } from "./paths.ts";
import { type PlaceOf, placesIn } from "./place.ts";
import { policyFacts } from "./policy-facts.ts";
import { rbacFacts } from "./rbac-facts.ts";
import { readLabels } from "./selector.ts";

/** What the objects of a file of manifests are to other files. */
export function manifestFacts(path: string, { parts, lines }: KubernetesModel): readonly Fact[] {
  return parts.flatMap(({ document, offset }) => {
    const placeOf = placesIn(path, lines, offset);
    return document.objects.flatMap((object) => objectFacts(object, placeOf));
  });
}

/** The keys of what lies in a namespace, or in one that is not written. */
function namespaceKeys(namespace: string | undefined): readonly string[] {
  return [`namespace/${namespace ?? ""}`, "*"];
}

function objectFacts(object: KubernetesObject, placeOf: PlaceOf): readonly Fact[] {
  const { name, namespace, anchor } = object;
  const common: ObjectFact = { label: nameOf(object), name, namespace, place: placeOf(anchor) };
  return [
    ...namespaceFacts(object, common),
    ...accountFacts(object, common),
    ...rbacFacts(object, common),
    ...policyFacts(object, common),
    ...limitsFacts(object, common),
    ...object.pods.flatMap((pod) => podFacts(pod, placeOf)),
    ...podSourceFacts(object, common),
    ...patchFacts(object, placeOf),
  ];
}

function namespaceFacts(object: KubernetesObject, common: ObjectFact): readonly Fact[] {
  if (!isKind(object, "Namespace", "") || object.name === undefined) return [];
  const { labels } = readLabels(mappingAt(object.root, "metadata", "labels"));
  const podSecurity = Object.fromEntries(Object.entries(labels).filter(([key]) => key.startsWith(POD_SECURITY_LABEL)));
  return [{ table: "namespace", keys: [object.name], value: { ...common, podSecurity } }];
}

function accountFacts(object: KubernetesObject, common: ObjectFact): readonly Fact[] {
  if (!isKind(object, "ServiceAccount", "") || object.name === undefined) return [];
  const automount = automountOf(booleanAt(object.root, "automountServiceAccountToken"));
  return [{ table: "account", keys: [object.name], value: { ...common, automount } }];
}

function automountOf(automount: Resolved<boolean>): AccountFact["automount"] {
  if (automount.kind === "unset") return "usual";
  return automount.kind === "known" ? automount.value : "unknown";
}

function limitsFacts(object: KubernetesObject, common: ObjectFact): readonly Fact[] {
  if (!isKind(object, "LimitRange", "")) return [];
  const items = itemsAt(object.root, "spec", "limits").filter((item) => textAt(item, "type") === "Container");
  // A maximum without a default is the default (Kubernetes, pkg/apis/core/v1/defaults.go, SetDefaults_LimitRangeItem).
  const resources = ["memory", "cpu"].filter((resource) =>
    items.some((item) => ["default", "max"].some((key) => lookUp(item, key, resource).kind !== "unset")),
  );
  if (resources.length === 0) return [];
  return [{ table: "limits", keys: namespaceKeys(object.namespace), value: { ...common, resources } }];
}

function podFacts(pod: Pod, placeOf: PlaceOf): readonly Fact[] {
  // A patch: the pod that it changes is written elsewhere.
  if (pod.isPodSpec && !pod.containers.some(({ node }) => nodeAt(node, "image") !== undefined)) return [];
  const { labels, isOpen } = podLabels(pod);
  const account = accountOf(pod);
  const host = booleanAt(pod.spec, "hostNetwork");
  const place = placeOf(pod.anchor);
  const keys = [
    ...namespaceKeys(pod.namespace),
    ...(pod.namespace === undefined ? [`folder/${folderOfPath(place.path)}`] : []),
    ...(account === undefined ? [] : [`account/${account}`]),
    ...Object.entries(labels).map(([key, value]) => `label/${key}=${value}`),
    ...(isOpen ? ["open-labels"] : []),
  ];
  const value = {
    label: pod.owner,
    name: pod.ownerName,
    namespace: pod.namespace,
    place,
    labels,
    areLabelsOpen: isOpen,
    account,
    usesHostNetwork: host.kind === "unknown" || (host.kind === "known" && host.value),
  };
  return [{ table: "pod", keys, value }];
}

/** The labels of a pod; an operator that makes it may add some. */
function podLabels({ metadata, isPodSpec }: Pod): ReturnType<typeof readLabels> {
  const found = lookUp(metadata, "labels");
  const { labels, isOpen } = readLabels(
    found.kind === "known" && found.value.kind === "mapping" ? found.value : undefined,
  );
  return { labels, isOpen: isOpen || !isPodSpec || found.kind === "unknown" };
}

/** Groups of Kubernetes itself: what makes pods there has them in its text. */
const BUILT_IN = /^(?:|apps|batch|extensions|policy|autoscaling|(?:.*\.)?k8s\.io)$/;

function podSourceFacts(object: KubernetesObject, common: ObjectFact): readonly Fact[] {
  const { group = "", pods, kind } = object;
  if (pods.length > 0 || kind === "" || BUILT_IN.test(group) || isPodLess(group, kind)) return [];
  return [{ table: "podSource", keys: namespaceKeys(object.namespace), value: common }];
}

/** Kinds without pods in which a field may be missing that a rule asks for. */
const PATCHED_KINDS = new Set(["Namespace", "ServiceAccount", "Service", "Ingress"]);

/** What an object sets where a kustomization should apply it as a patch: whole workloads are none. */
function patchFacts(object: KubernetesObject, placeOf: PlaceOf): readonly Fact[] {
  const { kind, name, pods, root } = object;
  const mayBePatch = PATCHED_KINDS.has(kind) || (pods.length > 0 && pods.some(isFragment)) || lacksSelector(object);
  const fields = mayBePatch && name !== undefined ? mergedFields(root) : undefined;
  if (fields === undefined || fields.length === 0) return [];
  const place = placeOf(object.anchor);
  return [{ table: "patch", keys: [place.path], value: { kind, name, fields, place } }];
}

function isFragment({ containers }: Pod): boolean {
  return containers.length === 0 || containers.some(({ node }) => nodeAt(node, "image") === undefined);
}

/** Without a selector, none of these is taken by Kubernetes. */
function lacksSelector({ kind, root }: KubernetesObject): boolean {
  return (
    /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/.test(kind) && nodeAt(root, "spec", "selector") === undefined
  );
}

/** What a file holds that is a JSON patch (RFC 6902): a list of operations. */
export function jsonPatchFacts(path: string, { parts, lines }: KubernetesModel): readonly Fact[] {
  return parts.flatMap(({ document: { root }, offset }): readonly Fact[] => {
    const fields = jsonPatchFields(root);
    if (fields === undefined || root === undefined) return [];
    const place = placesIn(path, lines, offset)(root.span);
    return [{ table: "patch", keys: [path], value: { kind: undefined, name: undefined, fields, place } }];
  });
}
