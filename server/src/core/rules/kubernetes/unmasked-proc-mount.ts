import { isFreedByUserNamespace } from "../../kubernetes/pod-security.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

export const unmaskedProcMount = definePodSecurityRule({
  id: "unmasked-proc-mount",
  title: "A container sees the whole of /proc",
  severity: "error",
  controls: ["procMount", "procMount_restricted"],
  topic: "isolation",
  actors: ["compromised application process", "external attacker"],
  why: "Runtimes hide the parts of `/proc` through which a process reads or changes the node's kernel: `/proc/kcore`, `/proc/sysrq-trigger`, the sysctls. `procMount: Unmasked` shows them to the container, and a process that is root there can use them.",
  remedy:
    "Remove `procMount`. Tools that run containers inside containers need it only together with a user namespace (`hostUsers: false`).",
  *checkPod(document, pod, policy) {
    const level = isFreedByUserNamespace(pod, policy) ? "restricted" : "baseline";
    for (const container of pod.containers) {
      const { procMount } = container.security;
      if (procMount.kind !== "known" || procMount.value === "Default" || procMount.span === undefined) continue;
      yield {
        span: procMount.span,
        level,
        ...(level === "restricted" && { severity: "warning" as const }),
        message: `${container.label} sets \`procMount: ${procMount.value}\`: its process reaches the kernel's interfaces that the runtime hides.`,
        fixes: manifestFix(removeField(document, container.node, ["securityContext", "procMount"]), {
          title: "Remove `procMount`",
          isSafe: false,
          note: "A program that runs containers of its own stops working.",
        }),
      };
    }
  },
  bad: [
    {
      title: "everything is shown",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: build
      image: registry.example/build:3
      securityContext:
        procMount: «Unmasked»
        runAsNonRoot: true
`,
    },
    {
      title: "in a user namespace, which only the restricted level forbids",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  hostUsers: false
  containers:
    - name: build
      image: registry.example/build:3
      securityContext: {procMount: «Unmasked»}
`,
    },
  ],
  good: [
    {
      title: "the default",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: build
      image: registry.example/build:3
      securityContext:
        procMount: Default
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: /proc Mount Type",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: user namespaces and Pod Security",
      url: "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/#integration-with-pod-security-admission-checks",
    },
  ],
  standards: { cisKubernetes: ["5.6.3"], mitreAttack: ["T1611"] },
  equivalents: { trivy: ["KSV-0027"], kubeLinter: ["unsafe-proc-mount"], polaris: ["procMount"] },
});
