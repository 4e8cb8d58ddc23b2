import { setFields } from "../../kubernetes/edit.ts";
import { stringAt } from "../../kubernetes/node.ts";
import { fieldAt } from "../../kubernetes/render.ts";
import { securityContexts } from "../../kubernetes/security.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

const PATH = ["securityContext", "seccompProfile", "type"] as const;

export const seccompUnconfined = definePodSecurityRule({
  id: "seccomp-unconfined",
  title: "The filter on system calls is switched off",
  severity: "error",
  controls: ["seccompProfile_baseline", "seccompProfile_restricted"],
  topic: "isolation",
  actors: ["compromised application process", "external attacker"],
  why: "Most ways out of a container begin with a system call that programs hardly ever need. The runtime's seccomp profile refuses some fifty of them; with `Unconfined` the whole kernel is open to whoever takes the process over.",
  remedy:
    "Use `RuntimeDefault`, or a profile of your own (`Localhost`) where the program needs a call that it refuses.",
  *checkPod(document, pod) {
    for (const { owner, label } of securityContexts(pod)) {
      const type = stringAt(owner, ...PATH);
      if (type.kind !== "known" || type.span === undefined || /^(?:RuntimeDefault|Localhost|)$/.test(type.value))
        continue;
      yield {
        span: type.span,
        message: `${label} sets the seccomp profile \`${type.value}\`: every system call of the node's kernel is open to its processes.`,
        fixes: manifestFix(setFields(document, owner, fieldAt(PATH, "RuntimeDefault")), {
          title: "Use `RuntimeDefault`",
          isSafe: false,
          note: "A program that needs one of the refused calls (a debugger, a sandbox of its own) fails with EPERM.",
        }),
      };
    }
  },
  bad: [
    {
      title: "a container",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        seccompProfile:
          type: «Unconfined»
`,
    },
    {
      title: "the whole pod",
      code: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  jobTemplate:
    spec:
      template:
        spec:
          securityContext: {seccompProfile: {type: «Unconfined»}}
          containers:
            - name: report
              image: registry.example/report:7
`,
    },
  ],
  good: [
    {
      title: "the runtime's profile, and one of the node",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        seccompProfile:
          type: Localhost
          localhostProfile: profiles/web.json
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Seccomp",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: restrict a container's syscalls with seccomp",
      url: "https://kubernetes.io/docs/tutorials/security/seccomp/",
    },
  ],
  standards: {
    cisDocker: ["5.22"],
    cisKubernetes: ["5.6.2"],
    nsaCisa: ["pod-security-enforcement", "container-environments"],
    mitreAttack: ["T1611"],
  },
  equivalents: { trivy: ["KSV-0104"], checkov: ["CKV_K8S_31"], polaris: ["linuxHardening"], kubescape: ["C-0055"] },
});
