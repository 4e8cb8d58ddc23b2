import { setFields } from "../../kubernetes/edit.ts";
import type { Container, KubernetesDocument } from "../../kubernetes/model.ts";
import { entryAt, mappingAt } from "../../kubernetes/node.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Fix } from "../rule.ts";

export const capabilitiesNotDropped = definePodSecurityRule({
  id: "capabilities-not-dropped",
  title: "A container keeps the runtime's default capabilities",
  severity: "warning",
  controls: ["capabilities_restricted"],
  topic: "privileges",
  actors: ["compromised application process", "external attacker"],
  why: "Container runtimes give a root process some fourteen capabilities, among them to send raw packets (spoofing on the pod network), to ignore file permissions and to change the owner of files. Almost no program needs one of them, and each one helps whoever takes the process over.",
  remedy: "Drop `ALL` and add back the single capability that the program needs, which most often is none.",
  *checkPod(document, pod) {
    if (pod.isWindows) return;
    for (const container of pod.containers.filter(keepsSome)) {
      yield {
        span: place(container),
        message: describe(container),
        fixes: dropAll(document, container),
      };
    }
  },
  bad: [
    {
      title: "nothing is dropped",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
`,
    },
    {
      title: "only one is dropped",
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
          «drop»: [NET_RAW]
`,
    },
    {
      title: "a process that can't use one anyway",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: «web»
      image: registry.example/web:1.4
      securityContext:
        runAsNonRoot: true
        allowPrivilegeEscalation: false
`,
      fixed: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        runAsNonRoot: true
        allowPrivilegeEscalation: false
        capabilities:
          drop:
            - ALL
`,
    },
    {
      title: "a spelling that Pod Security does not know",
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
          drop:
            - «all»
`,
      fixed: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        capabilities:
          drop:
            - ALL
`,
    },
  ],
  good: [
    {
      title: "all dropped, one added back",
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
      title: "a list that a chart's values complete",
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
          drop:
            {{- toYaml .Values.drop | nindent 12 }}
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Capabilities",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
    {
      title: "Kubernetes: set capabilities for a container",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container",
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
    trivy: ["KSV-0003", "KSV-0004", "KSV-0106"],
    checkov: ["CKV_K8S_37", "CKV_K8S_28"],
    kubeLinter: ["drop-net-raw-capability"],
    polaris: ["insecureCapabilities"],
    kubescape: ["C-0046"],
  },
});

const NOTE =
  "A program that binds a port below 1024, changes its user or changes file owners needs that one capability back in `add`.";

/** A privileged container has every capability whatever it drops; another rule reports that. */
function keepsSome({ security, isPartial }: Container): boolean {
  const { droppedCapabilities: dropped, privileged } = security;
  if (dropped.isOpen || privileged.kind === "unknown" || (privileged.kind === "known" && privileged.value))
    return false;
  if (dropped.node === undefined && isPartial) return false;
  return !dropped.names.some(({ name }) => name === "ALL");
}

/** Runtimes ignore case here, Pod Security does not. */
function misspelledAll({ security }: Container) {
  return security.droppedCapabilities.names.find(({ name }) => name.toUpperCase() === "ALL");
}

function place(container: Container) {
  const drop = entryAt(mappingAt(container.node, "securityContext", "capabilities"), "drop");
  return misspelledAll(container)?.span ?? (drop?.isMerged ? undefined : drop?.keySpan) ?? container.anchor;
}

function describe(container: Container): string {
  const misspelled = misspelledAll(container);
  const { names } = container.security.droppedCapabilities;
  if (misspelled !== undefined) {
    return `${container.label} drops \`${misspelled.name}\`, which Pod Security does not take for \`ALL\`.`;
  }
  if (names.length === 0) {
    return `${container.label} keeps the runtime's default capabilities: raw packets and foreign files are open to whoever takes it over.`;
  }
  const list = names.map(({ name }) => `\`${name}\``).join(", ");
  return `${container.label} drops only ${list} and keeps the other default capabilities: drop \`ALL\` instead.`;
}

function dropAll(document: KubernetesDocument, container: Container): readonly Fix[] {
  const misspelled = misspelledAll(container);
  if (misspelled !== undefined) {
    const isShared = container.security.droppedCapabilities.node?.isShared ?? true;
    return manifestFix(
      { edits: [{ span: misspelled.span, newText: "ALL" }], isShared },
      { title: "Write `ALL`", isSafe: true },
    );
  }
  const edit = setFields(document, container.node, { securityContext: { capabilities: { drop: ["ALL"] } } });
  const isSafe = hasNone(container);
  return manifestFix(edit, {
    title: "Drop all capabilities",
    isSafe,
    ...(!isSafe && { note: NOTE }),
  });
}

/** A process that is not root starts without capabilities, and without privilege escalation no file gives it any (capabilities(7)). */
function hasNone({ security: { runAsNonRoot, runAsUser, allowPrivilegeEscalation } }: Container): boolean {
  const isNotRoot =
    (runAsNonRoot.kind === "known" && runAsNonRoot.value) || (runAsUser.kind === "known" && runAsUser.value !== 0);
  return isNotRoot && allowPrivilegeEscalation.kind === "known" && !allowPrivilegeEscalation.value;
}
