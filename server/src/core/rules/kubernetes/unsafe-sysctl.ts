import { SAFE_SYSCTLS } from "../../knowledge/pod-security/sysctls.ts";
import { lookUp, stringAt } from "../../kubernetes/node.ts";
import { removeItem } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

const PATH = ["securityContext", "sysctls"] as const;

export const unsafeSysctl = definePodSecurityRule({
  id: "unsafe-sysctl",
  title: "A pod changes a setting of the node's kernel",
  severity: "error",
  controls: ["sysctls"],
  topic: "host-access",
  actors: ["malicious insider", "compromised application process"],
  why: "Only a few sysctls are kept apart for each pod. The others reach the node and the pods beside it: they can weaken the kernel's protections, starve the node of memory, or take its network down.",
  remedy:
    "Remove the entry. A setting that the whole node needs belongs into the node's own configuration; the sysctls that every pod may set are in the reference.",
  *checkPod(document, pod, { minor }) {
    const sysctls = lookUp(pod.spec, ...PATH);
    if (sysctls.kind !== "known" || sysctls.value.kind !== "sequence") return;
    for (const [index, { value, isConditional }] of sysctls.value.items.entries()) {
      const name = stringAt(value, "name");
      if (isConditional || name.kind !== "known" || name.span === undefined || isSafe(name.value, minor)) continue;
      yield {
        span: name.span,
        message: `${pod.label} sets the sysctl \`${name.value}\`, which is not kept apart for each pod: it can harm the node and the pods beside it.`,
        fixes: manifestFix(removeItem(document, pod.spec, PATH, index), {
          title: `Remove \`${name.value}\``,
          isSafe: false,
          note: "A program that counts on the setting may run slower, or not at all.",
        }),
      };
    }
  },
  bad: [
    {
      title: "a setting of the node",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.tcp_syncookies
        value: "1"
      - name: «kernel.msgmax»
        value: "65536"
  containers:
    - name: search
      image: registry.example/search:8
`,
    },
    {
      title: "the only entry",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  securityContext: {sysctls: [{name: «net.core.somaxconn», value: "1024"}], runAsNonRoot: true}
  containers:
    - name: search
      image: registry.example/search:8
`,
    },
  ],
  good: [
    {
      title: "settings of the pod alone",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: search
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.ip_unprivileged_port_start
        value: "0"
      - name: net.ipv4.tcp_keepalive_time
        value: "600"
  containers:
    - name: search
      image: registry.example/search:8
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Sysctls",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: safe and unsafe sysctls",
      url: "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls",
    },
  ],
  standards: { cisKubernetes: ["5.6.3"] },
  equivalents: { trivy: ["KSV-0026"], kubeLinter: ["unsafe-sysctls"] },
});

function isSafe(name: string, minor: number): boolean {
  return SAFE_SYSCTLS.some((sysctl) => sysctl.name === name && sysctl.since <= minor);
}
