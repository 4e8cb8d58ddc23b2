import { setFields } from "../../kubernetes/edit.ts";
import type { ManifestEdit } from "../../kubernetes/manifest-edit.ts";
import type { Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { booleanAt, entryAt } from "../../kubernetes/node.ts";
import { isFreedByUserNamespace } from "../../kubernetes/pod-security.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Finding, Fix } from "../rule.ts";

export const mayRunAsRoot = definePodSecurityRule({
  id: "may-run-as-root",
  title: "Nothing keeps a container from running as root",
  severity: "warning",
  controls: ["runAsNonRoot"],
  topic: "users",
  actors: ["compromised application process", "external attacker", "inadvertent insider"],
  why: "Root in a container is root on the node as soon as one wall gives way: a kernel flaw, a mounted path, a leaked file descriptor. `runAsNonRoot: true` makes Kubernetes refuse to start the container as root, also after somebody changes the image.",
  remedy:
    "Set `runAsNonRoot: true` in the pod's `securityContext`. The image then has to end with a numeric `USER`, or the pod has to set `runAsUser`.",
  *checkPod(document, pod, policy) {
    if (isFreedByUserNamespace(pod, policy)) return;
    yield* refusals(document, pod);
    const open = pod.isPartial ? [] : pod.containers.filter(isUnguarded);
    if (open.length > 0) yield unguarded(document, pod, open);
  },
  bad: [
    {
      title: "not demanded anywhere",
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
    },
    {
      title: "a container undoes what its pod demands",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        runAsNonRoot: «false»
`,
    },
    {
      title: "a user that is not root, but only by chance",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  «securityContext»:
    runAsUser: 10001
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      fixed: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsUser: 10001
    runAsNonRoot: true
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  good: [
    {
      title: "demanded for the whole pod",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
  initContainers:
    - name: migrate
      image: registry.example/migrate:1.4
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "root of a user namespace is nobody on the node",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostUsers: false
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "the security context comes from a chart's values",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Running as Non-root",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
  ],
  standards: { cisKubernetes: ["5.2.7"], nsaCisa: ["non-root-containers"], mitreAttack: ["T1611"] },
  equivalents: {
    trivy: ["KSV-0012"],
    checkov: ["CKV_K8S_23"],
    kubeLinter: ["run-as-non-root"],
    polaris: ["runAsRootAllowed"],
    kubescape: ["C-0013"],
  },
});

const TITLE = "Set `runAsNonRoot: true`";
const NOTE =
  "A container whose image runs as root, or names its user in words, then won't start: the image needs a numeric `USER`, or the pod a `runAsUser`.";

/** Every `runAsNonRoot: false`, at the pod and at its containers. */
function* refusals(document: KubernetesDocument, pod: Pod): Iterable<Finding> {
  const whole = booleanAt(pod.spec, "securityContext", "runAsNonRoot");
  if (whole.kind === "known" && !whole.value && whole.span !== undefined) {
    const isUndone = pod.containers.length > 0 && pod.containers.every(isForbidden);
    yield {
      span: whole.span,
      message: isUndone
        ? `${pod.label} sets \`runAsNonRoot: false\`, which every container undoes: one that is added later may run as root.`
        : `${pod.label} sets \`runAsNonRoot: false\`: its containers may run as root.`,
      ...(isUndone && { severity: "information" }),
      fixes: fix(demand(document, pod.spec), pod.containers),
    };
  }
  for (const container of pod.containers) {
    const { runAsNonRoot } = container.security;
    if (runAsNonRoot.kind !== "known" || runAsNonRoot.value || runAsNonRoot.from === "pod") continue;
    yield {
      span: runAsNonRoot.span,
      message: `${container.label} sets \`runAsNonRoot: false\`: it may run as root.`,
      fixes: fix(demand(document, container.node), [container]),
    };
  }
}

function isForbidden({ security: { runAsNonRoot } }: Container): boolean {
  return runAsNonRoot.kind === "known" && runAsNonRoot.value;
}

/** Containers that are root by `runAsUser: 0` are what the rule runs-as-root reports. */
function isUnguarded({ security }: Container): boolean {
  return security.runAsNonRoot.kind === "unset" && !isRoot(security.runAsUser);
}

function isRoot(user: Container["security"]["runAsUser"]): boolean {
  return user.kind === "known" && user.value === 0;
}

function hasOtherUser({ security: { runAsUser } }: Container): boolean {
  return runAsUser.kind === "known" && runAsUser.value !== 0;
}

function unguarded(document: KubernetesDocument, pod: Pod, open: readonly Container[]): Finding {
  const isOtherUser = open.every(hasOtherUser);
  const names = open.map(({ name }) => `\`${name ?? "?"}\``).join(", ");
  const who = open.length === pod.containers.length ? pod.label : `${pod.label}, for ${names},`;
  return {
    span: entryAt(pod.spec, "securityContext")?.keySpan ?? pod.anchor,
    message: isOtherUser
      ? `${who} sets a user other than root but not \`runAsNonRoot: true\`: Pod Security's restricted level rejects it.`
      : `${who} does not set \`runAsNonRoot: true\`: its image may make it root.`,
    ...(isOtherUser && { severity: "information" }),
    fixes: fix(demandForAll(document, pod, open), open),
  };
}

/** At the pod, unless another of its containers is root on purpose. */
function demandForAll(document: KubernetesDocument, pod: Pod, open: readonly Container[]): ManifestEdit | undefined {
  if (!pod.containers.some(({ security }) => isRoot(security.runAsUser))) return demand(document, pod.spec);
  const edits = open.map((container) => demand(document, container.node));
  if (edits.includes(undefined)) return undefined;
  return {
    edits: edits.flatMap((edit) => edit?.edits ?? []),
    isShared: edits.some((edit) => edit?.isShared),
  };
}

function demand(document: KubernetesDocument, owner: Pod["spec"]): ManifestEdit | undefined {
  return setFields(document, owner, { securityContext: { runAsNonRoot: true } });
}

function fix(edit: ManifestEdit | undefined, containers: readonly Container[]): readonly Fix[] {
  const isSafe = containers.length > 0 && containers.every(hasOtherUser);
  return manifestFix(edit, { title: TITLE, isSafe, ...(!isSafe && { note: NOTE }) });
}
