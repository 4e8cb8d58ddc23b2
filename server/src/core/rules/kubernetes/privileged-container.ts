import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

export const privilegedContainer = definePodSecurityRule({
  id: "privileged-container",
  title: "A container runs privileged",
  severity: "error",
  controls: ["privileged"],
  topic: "privileges",
  actors: ["compromised application process", "external attacker", "malicious insider"],
  why: "A privileged container has every capability, every device of the node and no seccomp, AppArmor or SELinux confinement. Whoever takes over its process can mount the node's disk and own the node, and with it the other pods there.",
  remedy:
    "Remove `privileged`. If the program needs one thing of the node, give it that one thing: a capability, a device plugin, a single mounted file.",
  *checkPod(document, pod) {
    for (const container of pod.containers) {
      const { privileged } = container.security;
      if (privileged.kind !== "known" || !privileged.value || privileged.span === undefined) continue;
      yield {
        span: privileged.span,
        message: `${container.label} runs privileged: whoever breaks into it owns the node.`,
        fixes: manifestFix(removeField(document, container.node, ["securityContext", "privileged"]), {
          title: "Remove `privileged`",
          isSafe: false,
          note: "A program that uses devices or kernel interfaces of the node stops working; give it the one capability it needs.",
        }),
      };
    }
  },
  bad: [
    {
      title: "a privileged container",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        privileged: «true»
        readOnlyRootFilesystem: true
`,
    },
    {
      title: "a privileged init container of a workload",
      code: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  template:
    spec:
      initContainers:
        - name: tune
          image: busybox:1.36
          securityContext: { privileged: «true» }
      containers:
        - name: agent
          image: registry.example/agent:2
`,
    },
    {
      title: "in a pod template of an operator, which brings the image itself",
      code: `apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata:
  name: logs
spec:
  version: 8.15.0
  nodeSets:
    - name: default
      count: 3
      podTemplate:
        spec:
          initContainers:
            - name: sysctl
              securityContext:
                privileged: «true»
              command: ["sysctl", "-w", "vm.max_map_count=262144"]
`,
    },
  ],
  good: [
    {
      title: "one capability instead",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        privileged: false
        capabilities:
          add: [NET_BIND_SERVICE]
`,
    },
    {
      title: "decided by a chart's values",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        privileged: {{ .Values.privileged }}
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Privileged Containers",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: privileged containers",
      url: "https://kubernetes.io/docs/concepts/workloads/pods/#privileged-mode-for-containers",
    },
  ],
  standards: {
    cisDocker: ["5.5"],
    cisKubernetes: ["5.2.2"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1611"],
  },
  equivalents: {
    trivy: ["KSV-0017"],
    checkov: ["CKV_K8S_16"],
    kubeLinter: ["privileged-container"],
    kubeScore: ["container-security-context-privileged"],
    polaris: ["runAsPrivileged"],
    kubescape: ["C-0057"],
    sonar: ["kubernetes:S6428"],
  },
});
