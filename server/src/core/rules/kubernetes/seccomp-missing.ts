import { setFields } from "../../kubernetes/edit.ts";
import type { Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { entryAt } from "../../kubernetes/node.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Fix } from "../rule.ts";

export const seccompMissing = definePodSecurityRule({
  id: "seccomp-missing",
  title: "No filter on system calls is asked for",
  severity: "warning",
  controls: ["seccompProfile_restricted"],
  topic: "isolation",
  actors: ["compromised application process", "external attacker"],
  why: "Without a seccomp profile a container runs unconfined, unless the cluster's nodes were set up otherwise (`seccompDefault`): every system call of the kernel is open to whoever takes the process over. The runtime's profile refuses those that programs hardly ever need and that escapes begin with.",
  remedy: "Set `seccompProfile.type: RuntimeDefault` in the pod's `securityContext`.",
  *checkPod(document, pod) {
    if (pod.isWindows || pod.isPartial) return;
    const open = pod.containers.filter(isUnfiltered);
    if (open.length === 0) return;
    const names = open.map(({ name }) => `\`${name ?? "?"}\``).join(", ");
    const who = open.length === pod.containers.length ? pod.label : `${pod.label}, for ${names},`;
    yield {
      span: entryAt(pod.spec, "securityContext")?.keySpan ?? pod.anchor,
      message: `${who} asks for no seccomp profile: every system call of the node's kernel is open to its processes.`,
      fixes: askForDefault(document, pod),
    };
  },
  bad: [
    {
      title: "no profile anywhere",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: «shop»
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
`,
      fixed: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
      securityContext:
        seccompProfile:
          type: RuntimeDefault
`,
    },
    {
      title: "an init container without one",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  «securityContext»: {runAsNonRoot: true}
  initContainers:
    - name: migrate
      image: registry.example/migrate:1.4
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        seccompProfile:
          type: RuntimeDefault
`,
      fixed: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  initContainers:
    - name: migrate
      image: registry.example/migrate:1.4
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        seccompProfile:
          type: RuntimeDefault
`,
    },
  ],
  good: [
    {
      title: "for the whole pod",
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
      title: "a security context that a chart's values fill",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext: {{ toYaml .Values.podSecurityContext | nindent 4 }}
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Seccomp",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
    {
      title: "Kubernetes: RuntimeDefault as the default seccomp profile",
      url: "https://kubernetes.io/docs/tutorials/security/seccomp/#enable-the-use-of-runtimedefault-as-the-default-seccomp-profile-for-all-workloads",
    },
  ],
  standards: {
    cisDocker: ["5.22"],
    cisKubernetes: ["5.6.2"],
    nsaCisa: ["pod-security-enforcement", "container-environments"],
    mitreAttack: ["T1611"],
  },
  equivalents: {
    trivy: ["KSV-0030", "KSV-0104"],
    checkov: ["CKV_K8S_31"],
    kubeScore: ["container-seccomp-profile"],
    polaris: ["linuxHardening"],
    kubescape: ["C-0055"],
  },
});

/** Runtimes apply no profile to a privileged container; another rule reports that. */
function isUnfiltered({ security: { seccompProfile, privileged } }: Container): boolean {
  return seccompProfile.kind === "unset" && privileged.kind !== "unknown" && !isTrue(privileged);
}

function isTrue(value: Container["security"]["privileged"]): boolean {
  return value.kind === "known" && value.value;
}

/** The runtime's profile lets more calls through to a container with more capabilities, and one with added ones may need others yet. */
function askForDefault(document: KubernetesDocument, pod: Pod): readonly Fix[] {
  const edit = setFields(document, pod.spec, { securityContext: { seccompProfile: { type: "RuntimeDefault" } } });
  const isPlain = pod.containers.every(
    ({ security: { privileged, addedCapabilities } }) =>
      !isTrue(privileged) && addedCapabilities.names.length === 0 && !addedCapabilities.isOpen,
  );
  return manifestFix(edit, {
    title: "Set `seccompProfile.type: RuntimeDefault`",
    isSafe: isPlain,
    note: "A program that needs one of the refused calls (a debugger, a sandbox of its own) fails with EPERM.",
  });
}
