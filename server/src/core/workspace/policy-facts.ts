import { isKind } from "../kubernetes/kinds.ts";
import type { KubernetesObject } from "../kubernetes/model.ts";
import { itemsAt, lookUp, nodeAt } from "../kubernetes/node.ts";
import type { Fact, ObjectFact, PolicyFact, Selector } from "./facts.ts";
import { readSelector } from "./selector.ts";

/** A selector that may name any pod. */
const ANY: Selector = { labels: {}, expressions: [], isOpen: true };

/** What a NetworkPolicy, or what network plugins have like it, is to other files; none for other objects. */
export function policyFacts(object: KubernetesObject, common: ObjectFact): readonly Fact[] {
  const policy = readPolicy(object);
  if (policy === undefined) return [];
  const keys = policy.isCluster ? ["cluster"] : [`namespace/${object.namespace ?? ""}`, "*"];
  return [{ table: "policy", keys, value: { ...common, ...policy } }];
}

type Policy = Pick<PolicyFact, "isCluster" | "selector" | "directions">;

const BOTH = ["ingress", "egress"] as const;

function readPolicy(object: KubernetesObject): Policy | undefined {
  if (isKind(object, "NetworkPolicy", "networking.k8s.io", "extensions")) {
    const selector = readSelector(object.root, "spec", "podSelector");
    return { isCluster: false, selector, directions: directionsOf(object) };
  }
  const { kind, group = "" } = object;
  // Selectors of other forms are not read: each of them may name any pod.
  if (/^(?:Cilium|Global|Admin|BaselineAdmin)?(?:Clusterwide)?NetworkPolicy$/.test(kind) && PLUGINS.test(group)) {
    return { isCluster: /Global|Clusterwide|Admin/.test(kind), selector: ANY, directions: BOTH };
  }
  const isMesh = kind === "AuthorizationPolicy" && group === "security.istio.io";
  return isMesh ? { isCluster: false, selector: ANY, directions: BOTH } : undefined;
}

const PLUGINS = /(?:^|\.)(?:cilium\.io|projectcalico\.org|policy\.networking\.k8s\.io|antrea\.io)$/;

/** Ingress unless the types leave it out; egress where they name it or there are rules for it (Kubernetes API, NetworkPolicySpec). */
function directionsOf({ root }: KubernetesObject): PolicyFact["directions"] {
  const types = lookUp(root, "spec", "policyTypes");
  if (types.kind === "unknown") return BOTH;
  if (types.kind === "unset") return nodeAt(root, "spec", "egress") === undefined ? ["ingress"] : BOTH;
  const named = itemsAt(root, "spec", "policyTypes").map((item) => (item.kind === "scalar" ? item.text : "Ingress"));
  return BOTH.filter((direction) => named.some((type) => type.toLowerCase() === direction));
}
