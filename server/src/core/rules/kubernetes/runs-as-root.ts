import { replaceField } from "../../kubernetes/edit.ts";
import type { Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { integerAt } from "../../kubernetes/node.ts";
import { isFreedByUserNamespace } from "../../kubernetes/pod-security.ts";
import { type SecurityContextPlace, securityContexts } from "../../kubernetes/security.ts";
import { manifestFix } from "../manifest-fix.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";
import type { Finding } from "../rule.ts";

export const runsAsRoot = definePodSecurityRule({
  id: "runs-as-root",
  title: "A container is made to run as root",
  severity: "error",
  controls: ["runAsUser"],
  topic: "users",
  actors: ["compromised application process", "external attacker"],
  why: "`runAsUser: 0` makes the process root whatever user the image chose. Root in a container is root on the node as soon as one wall gives way: a kernel flaw, a mounted path, a leaked file descriptor.",
  remedy:
    "Remove `runAsUser: 0` and set `runAsNonRoot: true`. For files that the process can't write then, set `fsGroup`, or give them to its user in the image.",
  *checkPod(document, pod, policy) {
    if (isFreedByUserNamespace(pod, policy)) return;
    for (const place of securityContexts(pod)) yield* judge(document, pod, place);
  },
  bad: [
    {
      title: "for the whole pod",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      securityContext:
        runAsUser: «0»
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
    {
      title: "for one container",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext: {runAsUser: «0», readOnlyRootFilesystem: true}
`,
    },
  ],
  good: [
    {
      title: "another user",
      code: `apiVersion: v1
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
      securityContext:
        runAsUser: 0
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Running as Non-root user",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
  ],
  standards: { cisKubernetes: ["5.2.7"], nsaCisa: ["non-root-containers"], mitreAttack: ["T1611"] },
  equivalents: {
    trivy: ["KSV-0105"],
    checkov: ["CKV_K8S_23"],
    kubeLinter: ["run-as-non-root"],
    kubeScore: ["container-security-context-user-group-id"],
    polaris: ["runAsRootAllowed"],
    kubescape: ["C-0013"],
  },
});

function* judge(document: KubernetesDocument, pod: Pod, place: SecurityContextPlace): Iterable<Finding> {
  const user = integerAt(place.owner, "securityContext", "runAsUser");
  if (user.kind !== "known" || user.value !== 0 || user.span === undefined) return;
  const isOverridden = !place.isContainer && pod.containers.length > 0 && pod.containers.every(hasOtherUser);
  yield {
    span: user.span,
    message: isOverridden
      ? `${place.label} sets \`runAsUser: 0\`, which every container undoes: one that is added later runs as root.`
      : `${place.label} runs as root whatever user its image chose: one flaw in the kernel or one mounted path is then enough to own the node.`,
    ...(isOverridden && { severity: "information" }),
    fixes: pod.isWindows
      ? []
      : manifestFix(replaceField(document, place.context, "runAsUser", { runAsNonRoot: true }), {
          title: "Replace `runAsUser: 0` by `runAsNonRoot: true`",
          isSafe: false,
          note: "The image's own user applies then: it has to be numeric and other than 0, and the files that the process writes have to be its own.",
        }),
  };
}

function hasOtherUser({ security: { runAsUser } }: Container): boolean {
  return runAsUser.kind === "known" && runAsUser.value !== 0;
}
