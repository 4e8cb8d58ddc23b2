import { appendedDocument } from "../../kubernetes/append-document.ts";
import { isKind } from "../../kubernetes/kinds.ts";
import type { KubernetesDocument, KubernetesObject, Pod } from "../../kubernetes/model.ts";
import { renderScalar } from "../../kubernetes/render.ts";
import type { PodFact } from "../../workspace/facts.ts";
import { firstOpenPod, openPods, podGroup } from "../../workspace/network.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding, type Fix } from "../rule.ts";

/** So many of the other pods are pointed at. */
const MOST_RELATED = 5;

export const noNetworkPolicy = defineKubernetesRule({
  id: "no-network-policy",
  title: "Every pod of the cluster can call these pods",
  severity: "information",
  workspace: "needed",
  topic: "network",
  actors: ["compromised application process", "internal attacker"],
  why: "Without a NetworkPolicy that selects it, a pod takes connections from every pod of every namespace, and may open them to every address. Whoever takes one pod over then goes on to the databases and the unprotected internal services.",
  remedy:
    "Begin with a policy that selects every pod of the namespace and allows nothing, then allow, by policies of their own, who calls whom; DNS has to be among what pods may call. The cluster's network plugin has to support policies.",
  *check(document, { path, workspace }) {
    // A policy may be in a file that is not known.
    if (workspace?.isWhole !== true) return;
    for (const object of document.objects) {
      if (isKind(object, "Namespace", "")) yield* judgeNamespace(document, object, workspace);
      for (const pod of object.pods) yield* judgePod(document, pod, path, workspace);
    }
  },
  bad: [
    {
      title: "a pod of a namespace without policies",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: «web»
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
    {
      title: "a namespace with a pod that no policy selects",
      code: `apiVersion: v1
kind: Namespace
metadata:
  name: «shop»
`,
      files: {
        "deploy.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: db
  namespace: shop
spec:
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
        - name: db
          image: registry.example/db:1.4
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels: {app: web}
`,
      },
    },
  ],
  good: [
    {
      title: "a policy for all pods",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "network.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: shop
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`,
      },
    },
    {
      title: "a policy for the pod's label, whatever namespace it is applied to",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "network.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchExpressions:
      - {key: app, operator: In, values: [web, api]}
`,
      },
    },
    {
      title: "a policy of the network plugin",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "network.yaml": `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata:
  name: default-deny
spec:
  endpointSelector: {}
`,
      },
    },
    {
      title: "a pod on the host's network, which no policy is about",
      code: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: agents
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: registry.example/agent:1.4
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: network policies",
      url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    },
  ],
  standards: { cisKubernetes: ["5.3.2"], nsaCisa: ["network-policies"], mitreAttack: ["T1046"] },
  equivalents: {
    checkov: ["CKV2_K8S_6"],
    kubeLinter: ["non-isolated-pod"],
    kubeScore: ["pod-networkpolicy"],
    polaris: ["missingNetworkPolicy"],
    kubescape: ["C-0260"],
  },
});

/** The namespaces of Kubernetes itself, whose pods have to be reached. */
function isSystem(namespace: string | undefined): boolean {
  return namespace?.startsWith("kube-") ?? false;
}

function* judgeNamespace(
  document: KubernetesDocument,
  { name, anchor }: KubernetesObject,
  workspace: WorkspaceView,
): Iterable<Finding> {
  if (name === undefined || isSystem(name)) return;
  const open = [...openPods(workspace, podGroup({ path: "", namespace: name }))];
  if (open.length > 0) yield finding(document, anchor, open, name);
}

/** One finding for a namespace, or for a folder of pods without one: where the Namespace is written, else at the first pod. */
function* judgePod(document: KubernetesDocument, pod: Pod, path: string, workspace: WorkspaceView): Iterable<Finding> {
  const { namespace, anchor } = pod;
  if (isSystem(namespace)) return;
  if (namespace !== undefined && workspace.find("namespace", namespace).length > 0) return;
  const group = podGroup({ path, namespace });
  const first = firstOpenPod(workspace, group);
  const isFirst = first?.place.path === path && first.label === pod.owner;
  if (isFirst) yield finding(document, anchor, [...openPods(workspace, group)], namespace);
}

function finding(
  document: KubernetesDocument,
  span: Finding["span"],
  [first, ...others]: readonly PodFact[],
  namespace: string | undefined,
): Finding {
  const more =
    others.length === 0 ? "" : `, and ${others.length} other ${others.length === 1 ? "workload" : "workloads"}`;
  const where = namespace === undefined ? "" : ` in namespace \`${namespace}\``;
  return {
    span,
    message: `No NetworkPolicy of the workspace selects the pods of ${first?.label ?? ""}${more}${where}: every pod of the cluster can call them, and they can call every address.`,
    related: (first === undefined ? [] : [first, ...others])
      .slice(0, MOST_RELATED)
      .map(({ place, label }) => relatedAt(place, `No policy selects the pods of ${label}.`)),
    fixes: denyAll(document, namespace),
  };
}

function denyAll(document: KubernetesDocument, namespace: string | undefined): readonly Fix[] {
  const edit = appendedDocument(document, [
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    "metadata:",
    "  name: default-deny",
    ...(namespace === undefined ? [] : [`  namespace: ${renderScalar(namespace, false)}`]),
    "spec:",
    "  podSelector: {}",
    "  policyTypes:",
    "    - Ingress",
    "    - Egress",
  ]);
  if (edit === undefined) return [];
  return [
    {
      title: "Add a policy that denies everything",
      edits: [edit],
      safe: false,
      note: "Nothing can call the pods of the namespace then, and they can call nothing, DNS neither: policies that allow what they need have to go with it.",
    },
  ];
}
