import { isKind, labelOf } from "../../kubernetes/kinds.ts";
import type { KubernetesObject } from "../../kubernetes/model.ts";
import { entryAt, mappingAt, nodeAt } from "../../kubernetes/node.ts";
import { chartsAround } from "../../workspace/charts.ts";
import type { PodFact, Selector } from "../../workspace/facts.ts";
import { kustomizationsOf } from "../../workspace/kustomizations.ts";
import { inNamespaces, namespacesOf } from "../../workspace/namespaces.ts";
import { podGroup, selectsAnything } from "../../workspace/network.ts";
import { isEmptySelector, readSelector } from "../../workspace/selector.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

/** So many pods with nearly the same labels are pointed at. */
const MOST_RELATED = 3;

export const policySelectsNothing = defineKubernetesRule({
  id: "policy-selects-nothing",
  title: "A network policy selects no pod",
  severity: "warning",
  workspace: "needed",
  topic: "network",
  actors: ["compromised application process", "internal attacker", "inadvertent insider"],
  why: "A policy keeps apart the pods that its labels name. Where no pod has them, after a spelling mistake or a changed label, it does nothing, says nothing, and everybody believes that the pods are protected.",
  remedy: "Take the labels from the pod template (`spec.template.metadata.labels`), not from the Deployment's own.",
  *check(document, { path, workspace }) {
    // The pods may be in a file that is not known.
    if (workspace?.isWhole !== true) return;
    for (const object of document.objects) {
      if (!isKind(object, "NetworkPolicy", "networking.k8s.io", "extensions") || object.isPartial) continue;
      const finding = judge(object, path, workspace);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "a label that no pod has",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      «app: web»
  ingress: []
`,
      files: {
        "deploy.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    app: web
spec:
  selector:
    matchLabels: {app: web-frontend}
  template:
    metadata:
      labels: {app: web-frontend}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
`,
      },
    },
    {
      title: "perhaps for pods of another repository",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: cache
  namespace: shop
spec:
  podSelector:
    matchLabels:
      «app: cache»
`,
      files: {
        "deploy.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      },
    },
    {
      title: "labels that no pod has together",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
spec:
  «podSelector»:
    matchLabels: {app: db}
    matchExpressions:
      - {key: tier, operator: In, values: [data]}
  ingress: []
---
apiVersion: v1
kind: Pod
metadata:
  name: db
  labels: {app: db, tier: backend}
spec:
  containers:
    - name: db
      image: registry.example/db:1.4
`,
    },
  ],
  good: [
    {
      title: "the labels of a pod",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels: {app: web}
  ingress: []
`,
      files: {
        "deploy.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web, tier: front}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
`,
      },
    },
    {
      title: "pods that a chart's values label",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels: {app: web}
`,
      files: {
        "deploy.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels:
    {{- toYaml .Values.labels | nindent 4 }}
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      },
    },
    {
      title: "pods that an operator makes",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels: {cluster-name: shop-db}
`,
      files: {
        "deploy.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: {app: web}
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata:
  name: shop-db
  namespace: shop
spec:
  numberOfInstances: 2
`,
      },
    },
    {
      title: "a namespace whose pods are not in the workspace",
      code: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: bank
spec:
  podSelector:
    matchLabels: {app: web}
`,
      files: {
        "deploy.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels: {app: shop}
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      },
    },
  ],
  references: [
    {
      title: "Kubernetes: network policies, behavior of selectors",
      url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
    },
  ],
  standards: { nsaCisa: ["network-policies"], mitreAttack: ["T1046"] },
  equivalents: { kubeLinter: ["dangling-networkpolicy"], kubeScore: ["networkpolicy-targets-pod"] },
});

/** Most pods of these namespaces are in no workspace. */
const SHARED_NAMESPACES = /^(?:default|kube-.*)$/;

function judge(object: KubernetesObject, path: string, workspace: WorkspaceView): Finding | undefined {
  const selector = readSelector(object.root, "spec", "podSelector");
  if (selector.isOpen || isEmptySelector(selector)) return undefined;
  const namespace = SHARED_NAMESPACES.test(object.namespace ?? "") ? undefined : object.namespace;
  const near = workspace.find("pod", podGroup({ path, namespace }));
  if (near.length === 0 || mayBeElsewhere(workspace, { path, namespace: object.namespace })) return undefined;
  if (selectsAnything(workspace, { path, namespace: object.namespace }, selector)) return undefined;
  const pair = missingPair(selector, near);
  const meant = meantBy(object, selector, near);
  return {
    span: placeOf(object, pair),
    // Without a pod that is meant, those that are may be in another repository.
    ...(meant.length === 0 && { severity: "information" }),
    message: `${labelOf(object)} selects no pod of the workspace: none has ${wanted(selector, pair)}, so that it protects nothing here.`,
    related: meant
      .slice(0, MOST_RELATED)
      .map(({ place, label, labels }) =>
        relatedAt(place, `The pods of ${label} have ${listed(Object.entries(labels))}.`),
      ),
  };
}

/** Whether pods may be made by what is not written as pods: operators, dependencies of a chart, remote bases. */
function mayBeElsewhere(
  workspace: WorkspaceView,
  place: { readonly path: string; readonly namespace: string | undefined },
): boolean {
  return (
    inNamespaces(workspace, "podSource", namespacesOf(workspace, place)).length > 0 ||
    chartsAround(workspace, place.path).some(({ hasDependencies }) => hasDependencies) ||
    kustomizationsOf(workspace, place.path).some(({ isOpen }) => isOpen)
  );
}

type Pair = readonly [key: string, value: string];

/** The one label that already no pod has. */
function missingPair({ labels }: Selector, pods: readonly PodFact[]): Pair | undefined {
  const missing = Object.entries(labels).filter(([key, value]) => pods.every((pod) => pod.labels[key] !== value));
  return missing.length === 1 ? missing[0] : undefined;
}

function wanted({ labels, expressions }: Selector, pair: Pair | undefined): string {
  if (pair !== undefined) return `the label ${listed([pair])}`;
  const texts = [
    ...Object.entries(labels).map(([key, value]) => `${key}: ${value}`),
    ...expressions.map(({ key }) => key),
  ];
  return texts.length === 1
    ? `what it asks of \`${texts[0]}\``
    : `what it asks of ${texts.map((text) => `\`${text}\``).join(" and ")} together`;
}

function listed(pairs: readonly Pair[]): string {
  return pairs.length === 0 ? "no labels" : pairs.map(([key, value]) => `\`${key}: ${value}\``).join(", ");
}

/** Pods that the policy is most likely about: those of a workload that is named so, or whose label differs by its writing only. */
function meantBy(
  { name }: KubernetesObject,
  { labels, expressions }: Selector,
  pods: readonly PodFact[],
): readonly PodFact[] {
  const pairs: readonly Pair[] = [
    ...Object.entries(labels),
    ...expressions.flatMap(({ key, values }) => values.map((value): Pair => [key, value])),
  ];
  const names = new Set([name, ...pairs.map(([, value]) => value)]);
  return pods.filter(
    (pod) =>
      (pod.name !== undefined && names.has(pod.name)) ||
      pairs.some(([key, value]) => plain(pod.labels[key] ?? "") === plain(value) && pod.labels[key] !== value),
  );
}

/** Without case and separators: `Web_Front` and `web-front` are one word. */
function plain(value: string): string {
  return value.toLowerCase().replaceAll(/[-_.]/g, "");
}

function placeOf({ root, anchor }: KubernetesObject, pair: Pair | undefined): Finding["span"] {
  const labels = mappingAt(root, "spec", "podSelector", "matchLabels");
  const entry = pair && entryAt(labels, pair[0]);
  if (entry !== undefined && !entry.isMerged) return { start: entry.keySpan.start, end: entry.end };
  return entryAt(nodeAt(root, "spec"), "podSelector")?.keySpan ?? anchor;
}
