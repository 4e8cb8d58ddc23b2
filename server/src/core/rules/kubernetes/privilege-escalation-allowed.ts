import { setFields } from "../../kubernetes/edit.ts";
import type { Container, KubernetesDocument } from "../../kubernetes/model.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Finding, Fix } from "../rule.ts";

export const privilegeEscalationAllowed = definePodSecurityRule({
  id: "privilege-escalation-allowed",
  title: "A container's processes can gain more rights than they started with",
  severity: "warning",
  controls: ["allowPrivilegeEscalation"],
  topic: "privileges",
  actors: ["compromised application process", "external attacker"],
  why: "Unless `allowPrivilegeEscalation` is `false`, a setuid program such as `su` or `sudo`, or a file with capabilities, gives a process more rights than its parent had. Whoever runs code as the application's user becomes root in the container with the help of one such file.",
  remedy:
    "Set `allowPrivilegeEscalation: false` in the container's `securityContext`. There is no such field for the whole pod.",
  *checkPod(document, pod) {
    if (pod.isWindows) return;
    for (const container of pod.containers) yield* judge(document, container);
  },
  bad: [
    {
      title: "not set",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
      ports:
        - containerPort: 8080 # http
`,
      fixed: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      ports:
        - containerPort: 8080 # http
      securityContext:
        allowPrivilegeEscalation: false
`,
    },
    {
      title: "allowed in so many words",
      code: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: report
              image: registry.example/report:7
              securityContext: {allowPrivilegeEscalation: «true», runAsNonRoot: true}
`,
    },
  ],
  good: [
    {
      title: "forbidden",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        allowPrivilegeEscalation: false
`,
    },
    {
      title: "a Windows pod",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  os:
    name: windows
  containers:
    - name: web
      image: registry.example/web-windows:1.4
`,
    },
    {
      title: "a patch of a container that is written elsewhere",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: web
          resources:
            limits:
              memory: 128Mi
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Privilege Escalation",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
  ],
  standards: {
    cisDocker: ["5.26"],
    cisKubernetes: ["5.2.6"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1548.001"],
  },
  equivalents: {
    trivy: ["KSV-0001"],
    checkov: ["CKV_K8S_20"],
    kubeLinter: ["privilege-escalation-container"],
    polaris: ["privilegeEscalationAllowed"],
    kubescape: ["C-0016"],
    sonar: ["kubernetes:S6430"],
  },
});

/** A privileged container has every right already; another rule reports that. */
function* judge(document: KubernetesDocument, container: Container): Iterable<Finding> {
  const { allowPrivilegeEscalation: allowed, privileged } = container.security;
  if (privileged.kind === "known" && privileged.value) return;
  if (allowed.kind === "known" && allowed.value) {
    yield {
      span: allowed.span ?? container.anchor,
      message: `${container.label} allows privilege escalation: a setuid program in the image makes its caller root.`,
      fixes: forbid(document, container, false),
    };
  }
  if (allowed.kind === "unset" && !container.isPartial) {
    yield {
      span: container.anchor,
      message: `${container.label} does not set \`allowPrivilegeEscalation: false\`: a setuid program in the image makes its caller root.`,
      fixes: forbid(document, container, true),
    };
  }
}

/** Kubernetes rejects `false` beside `privileged: true` or the capability SYS_ADMIN, so those have to go first. */
function forbid(document: KubernetesDocument, container: Container, isByDefault: boolean): readonly Fix[] {
  const { privileged, addedCapabilities } = container.security;
  if (addedCapabilities.names.some(({ name }) => /^(?:CAP_)?(?:SYS_ADMIN|ALL)$/i.test(name))) return [];
  const edit = setFields(document, container.node, { securityContext: { allowPrivilegeEscalation: false } });
  const isSafe = isByDefault && privileged.kind !== "unknown" && !addedCapabilities.isOpen;
  return manifestFix(edit, {
    title: "Set `allowPrivilegeEscalation: false`",
    isSafe,
    ...(!isByDefault && { note: "Whoever allowed it may rely on a setuid program, or on a file with capabilities." }),
  });
}
