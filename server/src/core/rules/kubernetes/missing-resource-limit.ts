import { setFields } from "../../kubernetes/edit.ts";
import type { Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { lookUp } from "../../kubernetes/node.ts";
import { inNamespaces, namespacesOf } from "../../workspace/namespaces.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule, type Finding, type Fix } from "../rule.ts";

/** A start that most small services fit in; the person has to put their own numbers. */
const SNIPPET = { memory: "256Mi", cpu: "500m" } as const;

type Resource = keyof typeof SNIPPET;

export const missingResourceLimit = defineKubernetesRule({
  id: "missing-resource-limit",
  title: "A container may use all of the node's memory or processors",
  severity: "warning",
  workspace: "asked",
  topic: "resources",
  actors: ["external attacker", "compromised application process", "inadvertent insider"],
  why: "Without a limit a container may take everything the node has. A flood of requests, a leak or a miner then does not end with that container: the kernel kills, or starves, the pods beside it.",
  remedy:
    "Set `resources.limits.memory` (and `requests` to what the program usually needs). A limit on processors only slows the container down, so it matters less. A LimitRange gives every container of a namespace a default.",
  *check(document, { path, workspace }) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      const defaults = workspace === undefined ? [] : defaultLimits(workspace, path, pod);
      for (const container of pod.containers) yield* judge(document, pod, container, defaults);
    }
  },
  bad: [
    {
      title: "no limits",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
`,
    },
    {
      title: "requests only",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: «web»
          image: registry.example/web:1.4
          resources:
            requests:
              memory: 64Mi
            limits:
              cpu: 500m
`,
    },
    {
      title: "a default for another namespace",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
  namespace: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
`,
      files: {
        "limits.yaml": `apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: bank
spec:
  limits:
    - type: Container
      default: {memory: 256Mi, cpu: 500m}
`,
      },
    },
    {
      title: "memory only",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
      resources: {limits: {memory: 128Mi}}
`,
    },
  ],
  good: [
    {
      title: "a default for the namespace",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "limits.yaml": `apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: shop
spec:
  limits:
    - type: Container
      default: {memory: 256Mi, cpu: 500m}
`,
      },
    },
    {
      title: "both",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      resources:
        limits:
          memory: 128Mi
          cpu: 500m
`,
    },
    {
      title: "for the pod as a whole",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  resources:
    limits:
      memory: 512Mi
      cpu: "1"
  containers:
    - name: web
      image: registry.example/web:1.4
    - name: proxy
      image: registry.example/proxy:3
`,
    },
    {
      title: "limits that a chart's values fill",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      resources: {{- toYaml .Values.resources | nindent 8 }}
`,
    },
    {
      title: "an ephemeral container, which can have none",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      resources: {limits: {memory: 128Mi, cpu: 500m}}
  ephemeralContainers:
    - name: debug
      image: busybox:1.36
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: resource management for pods and containers",
      url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    },
    {
      title: "Kubernetes: limit ranges",
      url: "https://kubernetes.io/docs/concepts/policy/limit-range/",
    },
  ],
  standards: { cisDocker: ["5.11"], nsaCisa: ["resource-policies"], mitreAttack: ["T1496.001", "T1499"] },
  equivalents: {
    trivy: ["KSV-0011", "KSV-0018"],
    checkov: ["CKV_K8S_11", "CKV_K8S_13"],
    kubeLinter: ["unset-cpu-requirements", "unset-memory-requirements"],
    kubeScore: ["container-resources"],
    polaris: ["cpuLimitsMissing", "memoryLimitsMissing"],
    kubescape: ["C-0270", "C-0271"],
    sonar: ["kubernetes:S6864", "kubernetes:S6869"],
  },
});

/** The resources for which containers get a limit that a LimitRange of the pod's namespace names. */
function defaultLimits(workspace: WorkspaceView, path: string, { namespace }: Pod): readonly string[] {
  const names = namespacesOf(workspace, { path, namespace });
  return inNamespaces(workspace, "limits", names).flatMap(({ resources }) => resources);
}

function* judge(
  document: KubernetesDocument,
  pod: Pod,
  container: Container,
  defaults: readonly string[],
): Iterable<Finding> {
  if (container.isPartial || container.field === "ephemeralContainers") return;
  const missing = (["memory", "cpu"] as const).filter(
    (resource) => !defaults.includes(resource) && hasNoLimit(pod, container, resource),
  );
  const [first] = missing;
  if (first === undefined) return;
  const isMemory = first === "memory";
  yield {
    span: container.anchor,
    severity: isMemory ? "warning" : "information",
    message: isMemory
      ? `${container.label} has no memory limit: alone it can take all of the node's memory, and the kernel then kills other pods.`
      : `${container.label} has no CPU limit: it can take the node's processors from the pods beside it.`,
    fixes: setLimits(document, container, missing),
  };
}

/** A limit of the pod as a whole (Kubernetes 1.34) holds for all of its containers together. */
function hasNoLimit({ spec }: Pod, { node }: Container, resource: Resource): boolean {
  return [spec, node].every((owner) => lookUp(owner, "resources", "limits", resource).kind === "unset");
}

function setLimits(document: KubernetesDocument, { node }: Container, missing: readonly Resource[]): readonly Fix[] {
  const limits = Object.fromEntries(missing.map((resource) => [resource, SNIPPET[resource]]));
  return manifestFix(setFields(document, node, { resources: { limits } }), {
    title: missing.length > 1 ? "Set limits" : `Set a ${missing[0] === "cpu" ? "CPU" : "memory"} limit`,
    isSafe: false,
    note: "The numbers are a start: put what the program needs at its peak, or it is killed or slowed down.",
  });
}
