import { isKind, labelOf } from "../../kubernetes/kinds.ts";
import type { KubernetesObject } from "../../kubernetes/model.ts";
import {
  entryAt,
  integerAt,
  lookUp,
  type MappingNode,
  type SequenceItem,
  stringAt,
  type YamlNode,
} from "../../kubernetes/node.ts";
import type { Span } from "../../text/span.ts";
import { isSame } from "../../workspace/is-same.ts";
import { inNamespaces, namespacesOf } from "../../workspace/namespaces.ts";
import { isEmptySelector, readSelector } from "../../workspace/selector.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding, type RuleContext } from "../rule.ts";

/** Where clouds tell a machine its name, its keys and its role: reached over plain HTTP on port 80. */
const METADATA_ADDRESS = "169.254.169.254";
const METADATA_PORT = 80;

export const networkPolicyAllowsAll = defineKubernetesRule({
  id: "network-policy-allows-all",
  title: "A network policy lets everything through",
  severity: "warning",
  workspace: "asked",
  topic: "network",
  actors: ["external attacker", "internal attacker", "compromised application process"],
  why: "A policy whose rule has no peers, or all addresses, keeps nobody out, and looks as if it did. With `0.0.0.0/0` a pod also reaches the cloud's metadata service, which hands the node's credentials to whoever asks.",
  remedy:
    "Name the peers by `podSelector` and `namespaceSelector`. For the internet, use `ipBlock` with the private networks and `169.254.169.254/32` in `except`.",
  *check(document, context) {
    for (const object of document.objects) {
      if (!isKind(object, "NetworkPolicy", "networking.k8s.io", "extensions")) continue;
      for (const direction of DIRECTIONS) {
        for (const finding of judge(object, direction)) yield { ...finding, ...undone(object, direction, context) };
      }
    }
  },
  bad: [
    {
      title: "a rule that says nothing",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {}
  ingress:
    - «{}»
  egress:
    - «to»: []
`,
    },
    {
      title: "all addresses, the cloud's metadata too",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels: {app: web}
  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock:
            cidr: «0.0.0.0/0»
            except: [10.0.0.0/8]
`,
    },
  ],
  good: [
    {
      title: "peers with names",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels: {app: web}
  ingress:
    - from:
        - namespaceSelector:
            matchLabels: {kubernetes.io/metadata.name: edge}
      ports: [{port: 8080}]
  egress:
    - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [10.0.0.0/8, 169.254.0.0/16]
    - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
      ports: [{port: 443}]
`,
    },
    {
      title: "nobody at all",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress: []
`,
    },
    {
      title: "a public service on one port",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: edge
spec:
  podSelector: {matchLabels: {app: edge}}
  ingress:
    - ports: [{port: 8443}]
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: network policies",
      url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    },
    {
      title: "Kubernetes: restrict access to the cloud's metadata",
      url: "https://kubernetes.io/docs/tasks/administer-cluster/securing-a-cluster/#restricting-cloud-metadata-api-access",
    },
  ],
  standards: { nsaCisa: ["network-policies", "cloud-infrastructure"], mitreAttack: ["T1046"] },
  equivalents: { trivy: ["KSV-0038"], kubescape: ["C-0260"] },
});

/** So many policies are pointed at. */
const MOST_RELATED = 3;

/** Other policies for the same pods: what one allows, another cannot forbid. */
function undone(
  object: KubernetesObject,
  { rules }: Direction,
  { path, workspace }: RuleContext,
): Pick<Finding, "related"> {
  const { namespace, name } = object;
  if (workspace === undefined) return {};
  const selector = readSelector(object.root, "spec", "podSelector");
  const others = inNamespaces(workspace, "policy", namespacesOf(workspace, { path, namespace })).filter(
    (policy) =>
      policy.name !== name &&
      policy.directions.includes(rules) &&
      !selector.isOpen &&
      (isSame(policy.selector, selector) || isEmptySelector(policy.selector)),
  );
  if (others.length === 0) return {};
  const related = others
    .slice(0, MOST_RELATED)
    .map(({ place, label }) => relatedAt(place, `${label} is about the same pods, and is undone: policies add up.`));
  return { related };
}

interface Direction {
  readonly rules: "ingress" | "egress";
  readonly peers: "from" | "to";
  /** What the direction lets through, as the end of "lets … ". */
  readonly everything: string;
}

const DIRECTIONS: readonly Direction[] = [
  { rules: "ingress", peers: "from", everything: "everybody call its pods" },
  { rules: "egress", peers: "to", everything: "its pods call every address" },
];

function* judge(object: KubernetesObject, direction: Direction): Iterable<Finding> {
  const rules = lookUp(object.root, "spec", direction.rules);
  if (rules.kind !== "known" || rules.value.kind !== "sequence") return;
  for (const item of rules.value.items) {
    if (item.isConditional || item.value.kind !== "mapping" || item.value.isOpen) continue;
    yield* judgeRule(object, direction, item, item.value);
  }
}

function* judgeRule(
  object: KubernetesObject,
  direction: Direction,
  item: SequenceItem,
  rule: MappingNode,
): Iterable<Finding> {
  const peers = lookUp(rule, direction.peers);
  const ports = lookUp(rule, "ports");
  if (peers.kind === "unknown" || ports.kind === "unknown") return;
  const hasPorts = ports.kind === "known" && ports.value.kind === "sequence" && ports.value.items.length > 0;
  if (peers.kind === "unset") {
    if (hasPorts || !isEmpty(rule, direction)) return;
    yield { span: placeOf(item, rule, direction), message: `${labelOf(object)} lets ${direction.everything}.` };
    return;
  }
  if (peers.value.kind !== "sequence" || peers.value.isOpen) return;
  if (peers.value.items.length === 0) {
    yield {
      span: placeOf(item, rule, direction),
      message: `${labelOf(object)} lets ${direction.everything}: an empty \`${direction.peers}\` means all, not none.`,
    };
    return;
  }
  const portNodes = hasPorts && ports.value.kind === "sequence" ? ports.value.items.map(({ value }) => value) : [];
  for (const peer of peers.value.items) {
    if (!peer.isConditional) yield* judgePeer(object, direction, peer.value, portNodes);
  }
}

/** An entry that is still being typed (`- to` without a value) counts as empty only where it says nothing else. */
function isEmpty(rule: MappingNode, { peers }: Direction): boolean {
  return rule.entries.every(({ key }) => key === peers || key === "ports");
}

function placeOf(item: SequenceItem, rule: MappingNode, { peers }: Direction): Span {
  return entryAt(rule, peers)?.keySpan ?? (rule.isShared ? { start: item.start, end: item.end } : rule.span);
}

function* judgePeer(
  object: KubernetesObject,
  direction: Direction,
  peer: YamlNode,
  ports: readonly YamlNode[],
): Iterable<Finding> {
  const cidr = stringAt(peer, "ipBlock", "cidr");
  if (cidr.kind !== "known" || cidr.span === undefined || !/^(?:0\.0\.0\.0|::)\/0$/.test(cidr.value)) return;
  if (direction.rules === "ingress") {
    const except = lookUp(peer, "ipBlock", "except");
    if (ports.length > 0 || except.kind !== "unset") return;
    yield { span: cidr.span, message: `${labelOf(object)} lets ${direction.everything}, from the internet too.` };
    return;
  }
  if (!reachesMetadata(peer, cidr.value, ports)) return;
  yield {
    span: cidr.span,
    message: `${labelOf(object)} lets its pods call every address, that of the cloud's metadata (${METADATA_ADDRESS}) with the node's credentials too.`,
  };
}

function reachesMetadata(peer: YamlNode, cidr: string, ports: readonly YamlNode[]): boolean {
  const except = lookUp(peer, "ipBlock", "except");
  if (cidr === "::/0" || except.kind === "unknown") return false;
  const items = except.kind === "known" && except.value.kind === "sequence" ? except.value.items : [];
  if (items.some(({ value }) => value.kind !== "scalar" || holds(value.text, METADATA_ADDRESS))) return false;
  return ports.length === 0 || ports.some((port) => allowsPort(port, METADATA_PORT));
}

/** A named port, or one that a template fills in, says nothing about its number. */
function allowsPort(node: YamlNode, wanted: number): boolean {
  const port = integerAt(node, "port");
  const end = integerAt(node, "endPort");
  const protocol = stringAt(node, "protocol");
  if (protocol.kind === "unknown" || (protocol.kind === "known" && protocol.value !== "TCP")) return false;
  if (port.kind === "unset") return true;
  if (port.kind !== "known" || end.kind === "unknown") return false;
  return port.value <= wanted && wanted <= (end.kind === "known" ? end.value : port.value);
}

/** Whether an IPv4 network in CIDR notation holds an address. */
function holds(network: string, address: string): boolean {
  const [base = "", length = "32"] = network.split("/");
  const bits = 2 ** (32 - Number(length));
  return Math.floor(toNumber(base) / bits) === Math.floor(toNumber(address) / bits);
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
