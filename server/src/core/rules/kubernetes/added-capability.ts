import {
  BASELINE_CAPABILITIES,
  CAPABILITY_POWERS,
  RESTRICTED_CAPABILITIES,
} from "../../knowledge/pod-security/capabilities.ts";
import type { CapabilityName, Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { removeItem } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { PodFinding } from "../rule.ts";

export const addedCapability = definePodSecurityRule({
  id: "added-capability",
  title: "A container is given a capability",
  severity: "error",
  controls: ["capabilities_baseline", "capabilities_restricted"],
  topic: "privileges",
  actors: ["compromised application process", "external attacker", "malicious insider"],
  why: "A capability is a piece of root's power. Some of them are the node in the hands of whoever takes the container over: with `SYS_ADMIN` it mounts the node's file systems, with `SYS_PTRACE` it reads other processes' memory, with `SYS_MODULE` it loads code into the kernel, with `NET_RAW` it poses as other pods.",
  remedy:
    "Remove the capability. A program that only wants a port below 1024 needs `NET_BIND_SERVICE`, the one that every level allows, or a higher port.",
  *checkPod(document, pod) {
    for (const container of pod.containers) {
      const { privileged, addedCapabilities } = container.security;
      // A privileged container has every capability already; another rule reports that.
      if (privileged.kind === "known" && privileged.value) continue;
      for (const capability of addedCapabilities.names) yield* judge(document, pod, container, capability);
    }
  },
  bad: [
    {
      title: "the power of root on the node",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        capabilities:
          drop: [ALL]
          add:
            - NET_BIND_SERVICE
            - «SYS_ADMIN»
`,
    },
    {
      title: "an init container that changes the firewall",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      initContainers:
        - name: proxy-init
          image: registry.example/proxy-init:3
          securityContext: {capabilities: {add: [«NET_ADMIN», «NET_RAW»]}}
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
    {
      title: "one that only the restricted level forbids",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        capabilities:
          drop: [ALL]
          add: [«CHOWN»]
`,
    },
  ],
  good: [
    {
      title: "a port below 1024",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        capabilities:
          drop: [ALL]
          add: [NET_BIND_SERVICE]
`,
    },
    {
      title: "a list that a chart's values fill",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        capabilities:
          add: {{ toJson .Values.capabilities }}
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Capabilities",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    { title: "capabilities(7)", url: "https://man7.org/linux/man-pages/man7/capabilities.7.html" },
  ],
  standards: {
    cisDocker: ["5.4"],
    cisKubernetes: ["5.2.8", "5.2.9"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1611"],
  },
  equivalents: {
    trivy: ["KSV-0005", "KSV-0022", "KSV-0119", "KSV-0120"],
    checkov: ["CKV_K8S_25", "CKV_K8S_39"],
    polaris: ["dangerousCapabilities", "insecureCapabilities"],
    kubescape: ["C-0046"],
    sonar: ["kubernetes:S5849"],
  },
});

function* judge(
  document: KubernetesDocument,
  pod: Pod,
  container: Container,
  { name, span }: CapabilityName,
): Iterable<PodFinding> {
  const isBaseline = BASELINE_CAPABILITIES.has(name);
  if (isBaseline && (RESTRICTED_CAPABILITIES.has(name) || pod.isWindows)) return;
  yield {
    span,
    ...(isBaseline ? { level: "restricted", severity: "warning" } : {}),
    message: describe(container, name),
    fixes: remove(document, container, name),
  };
}

/** Runtimes take `CAP_` in front and any case for the same capability. */
function describe({ label }: Container, name: string): string {
  const power = CAPABILITY_POWERS[name.toUpperCase().replace(/^CAP_/, "")];
  const consequence = power === undefined ? "a process that is taken over keeps it" : `its process ${power}`;
  return `${label} adds \`${name}\`: ${consequence}.`;
}

function remove(document: KubernetesDocument, { node, security }: Container, name: string) {
  const items = security.addedCapabilities.node?.items ?? [];
  const index = items.findIndex(({ value }) => value.kind === "scalar" && value.text === name);
  const edit = removeItem(document, node, ["securityContext", "capabilities", "add"], index);
  return manifestFix(edit, {
    title: `Remove \`${name}\``,
    isSafe: false,
    note: "A program that uses the capability stops working.",
  });
}
