import { ALLOWED_SELINUX_TYPES } from "../../knowledge/pod-security/selinux.ts";
import type { KubernetesDocument } from "../../kubernetes/model.ts";
import { stringAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { type SecurityContextPlace, securityContexts } from "../../kubernetes/security.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Finding } from "../rule.ts";

export const selinuxOverride = definePodSecurityRule({
  id: "selinux-override",
  title: "SELinux's confinement is replaced",
  severity: "error",
  controls: ["seLinuxOptions"],
  topic: "isolation",
  actors: ["compromised application process", "external attacker"],
  why: "On nodes with SELinux a container runs with a type that may touch its own files only. Another type, user or role (`spc_t`, `unconfined_t`) lets its process touch what belongs to the node and to other containers.",
  remedy:
    "Remove `type`, `user` and `role`; a `level` of your own is allowed. Files that must be shared get the type `container_file_t`.",
  *checkPod(document, pod, { minor }) {
    for (const place of securityContexts(pod)) {
      for (const field of ["type", "user", "role"] as const) yield* judge(document, place, field, minor);
    }
  },
  bad: [
    {
      title: "the type that may do everything",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        seLinuxOptions:
          level: "s0:c123,c456"
          type: «spc_t»
`,
    },
    {
      title: "a user and a role for the whole pod",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    seLinuxOptions: {user: «system_u», role: «system_r»}
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  good: [
    {
      title: "a level, and a type for containers",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    seLinuxOptions:
      level: "s0:c123,c456"
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        seLinuxOptions:
          type: container_init_t
          user: ""
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: SELinux",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    {
      title: "Kubernetes: assign SELinux labels to a container",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container",
    },
  ],
  standards: {
    cisDocker: ["5.3"],
    cisKubernetes: ["5.6.3"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1611"],
  },
  equivalents: { trivy: ["KSV-0025"], polaris: ["linuxHardening"], kubescape: ["C-0055"] },
});

function* judge(
  document: KubernetesDocument,
  { owner, label }: SecurityContextPlace,
  field: "type" | "user" | "role",
  minor: number,
): Iterable<Finding> {
  const path = ["securityContext", "seLinuxOptions", field] as const;
  const value = stringAt(owner, ...path);
  if (value.kind !== "known" || value.value === "" || value.span === undefined) return;
  if (field === "type" && ALLOWED_SELINUX_TYPES.some(({ type, since }) => type === value.value && since <= minor)) {
    return;
  }
  yield {
    span: value.span,
    message: `${label} sets the SELinux ${field} \`${value.value}\`: its process is no longer confined to its own files.`,
    fixes: manifestFix(removeField(document, owner, path), {
      title: `Remove \`${field}\``,
      isSafe: false,
      note: "A program that works with files of the node or of other containers stops working.",
    }),
  };
}
