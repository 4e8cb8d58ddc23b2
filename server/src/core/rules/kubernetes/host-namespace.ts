import { booleanAt, entryAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

/** What a process in the pod gains from each of the node's namespaces. */
const CONSEQUENCES = {
  hostNetwork: "it can listen to the node's traffic and reach services bound to the node's localhost",
  hostPID: "it sees every process of the node, with their environment and, as root, their memory",
  hostIPC: "it can read and write the shared memory of the node's processes",
} as const;

const FIELDS = ["hostNetwork", "hostPID", "hostIPC"] as const;

export const hostNamespace = definePodSecurityRule({
  id: "host-namespace",
  title: "A pod shares a namespace of the node",
  severity: "error",
  controls: ["hostNamespaces"],
  topic: "host-access",
  actors: ["compromised application process", "external attacker", "malicious insider"],
  why: "Namespaces are what separates a pod from the node. With `hostNetwork` it escapes network policies and reaches the kubelet and cloud metadata as the node does; with `hostPID` it can read other processes' environment and signal them; with `hostIPC` it reads their shared memory.",
  remedy:
    "Remove the field. Where a port of the node is what is wanted, use a Service of type NodePort or a `hostPort`.",
  *checkPod(document, pod) {
    for (const field of FIELDS) {
      const shared = booleanAt(pod.spec, field);
      const entry = entryAt(pod.spec, field);
      if (shared.kind !== "known" || !shared.value || entry === undefined) continue;
      yield {
        span: { start: entry.keySpan.start, end: entry.isMerged ? entry.keySpan.end : entry.end },
        message: `${pod.label} sets \`${field}\`: ${CONSEQUENCES[field]}.`,
        fixes: manifestFix(removeField(document, pod.spec, [field]), {
          title: `Remove \`${field}\``,
          isSafe: false,
          note: "A program that is meant to work on the node itself (a network plugin, a monitoring agent) stops working.",
        }),
      };
    }
  },
  bad: [
    {
      title: "the node's network and processes",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      «hostNetwork: true»
      «hostPID: true»
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
    {
      title: "in JSON",
      code: `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": {«"hostIPC": true», "containers": [{"name": "web", "image": "web:1"}]}}
`,
    },
  ],
  good: [
    {
      title: "namespaces of its own",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostNetwork: false
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "only where a chart's user asks for it",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  {{- if .Values.hostNetwork }}
  hostNetwork: true
  {{- end }}
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Host Namespaces",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
  ],
  standards: {
    cisDocker: ["5.10", "5.16", "5.17"],
    cisKubernetes: ["5.2.3", "5.2.4", "5.2.5"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1611"],
  },
  equivalents: {
    trivy: ["KSV-0008", "KSV-0009", "KSV-0010"],
    checkov: ["CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"],
    kubeLinter: ["host-network", "host-pid", "host-ipc"],
    polaris: ["hostNetworkSet", "hostPIDSet", "hostIPCSet"],
    kubescape: ["C-0038", "C-0041"],
    sonar: ["kubernetes:S6431"],
  },
});
