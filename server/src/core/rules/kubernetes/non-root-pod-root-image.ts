import { setFields } from "../../kubernetes/edit.ts";
import { inSentence } from "../../kubernetes/label.ts";
import type { Container, KubernetesDocument } from "../../kubernetes/model.ts";
import { type BuiltImage, buildsOf } from "../../workspace/images.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { manifestFix } from "../manifest-fix.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

const COMPOSE = `services:
  web:
    image: registry.example/web
    build: .
`;

export const nonRootPodRootImage = defineKubernetesRule({
  id: "non-root-pod-root-image",
  title: "A container that must not be root has an image that is",
  severity: "error",
  workspace: "needed",
  topic: "users",
  actors: ["inadvertent insider"],
  why: "Where `runAsNonRoot: true` is set and no `runAsUser`, the kubelet looks at the user of the image. If that is root, or a name that it cannot compare with 0, it refuses to start the container. In the hurry of the failed rollout people then drop `runAsNonRoot`, and the next image runs as root unnoticed.",
  remedy:
    "End the Dockerfile with a numeric `USER` other than 0, or set `runAsUser` to the number of the image's user.",
  *check(document, { path, workspace }) {
    if (workspace === undefined) return;
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      if (pod.isWindows) continue;
      for (const container of pod.containers) {
        const finding = judge(document, container, path, workspace);
        if (finding !== undefined) yield finding;
      }
    }
  },
  bad: [
    {
      title: "the image ends as root",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: «registry.example/web:1.4»
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: 'FROM debian:12\nCOPY web /web\nCMD ["/web"]\n' },
    },
    {
      title: "the image's user is a name",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: «registry.example/web:1.4»
      securityContext:
        runAsNonRoot: true
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nRUN useradd --uid 10001 app\nUSER app\n" },
    },
  ],
  good: [
    {
      title: "a number",
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
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nUSER 10001\n" },
    },
    {
      title: "the pod names the user",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nUSER root\n" },
    },
    {
      title: "another stage is what is built",
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
`,
      files: {
        "compose.yaml":
          "services:\n  web:\n    image: registry.example/web\n    build:\n      context: .\n      target: web\n",
        Dockerfile: "FROM debian:12 AS web\nUSER 10001\nFROM web AS debug\nUSER root\n",
      },
    },
    {
      title: "an image that nothing here builds",
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
`,
      files: { Dockerfile: "FROM debian:12\n" },
    },
  ],
  references: [
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
    {
      title: "Kubernetes: the kubelet's check (pkg/kubelet/kuberuntime/security_context.go)",
      url: "https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/security_context.go",
    },
  ],
  standards: { cisDocker: ["4.1"], nsaCisa: ["non-root-containers"] },
  equivalents: {},
});

function judge(
  document: KubernetesDocument,
  container: Container,
  path: string,
  workspace: WorkspaceView,
): Finding | undefined {
  const { image, security, node } = container;
  const { runAsNonRoot, runAsUser } = security;
  if (runAsNonRoot.kind !== "known" || !runAsNonRoot.value || runAsUser.kind !== "unset") return undefined;
  if (image.kind !== "known" || image.span === undefined) return undefined;
  const builds = buildsOf(workspace, path, image.value);
  const [first] = builds;
  if (first === undefined || !builds.every(isRefused)) return undefined;
  const { user } = first.stage;
  const uid = user.kind === "name" ? user.uid : undefined;
  const edit = uid === undefined ? undefined : setFields(document, node, { securityContext: { runAsUser: uid } });
  return {
    span: image.span,
    message: `${container.label} won't start: it must not run as root, and the image that \`${first.path}\` builds ${refusal(first)}.`,
    related: [
      relatedAt(user.place, `The image's user is decided here: \`${user.setBy}\`.`),
      { span: runAsNonRoot.span, message: `This demands that ${inSentence(container)} is not root.` },
    ],
    fixes: manifestFix(edit, {
      title: `Set \`runAsUser: ${uid}\``,
      isSafe: false,
      note: "The number is that of the user in the Dockerfile: it has to stay the same there.",
    }),
  };
}

/** What the kubelet refuses: 0, and names, of which it does not know the number. */
function isRefused({ stage: { user, isWindows } }: BuiltImage): boolean {
  return !isWindows && (user.kind === "root" || user.kind === "name");
}

function refusal({ stage: { user } }: BuiltImage): string {
  return user.kind === "root"
    ? "runs as root"
    : `names its user (\`${user.setBy}\`), which Kubernetes cannot tell from root`;
}
