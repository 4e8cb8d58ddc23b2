import type { Container } from "../../kubernetes/model.ts";
import { buildsOf } from "../../workspace/images.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

const COMPOSE = `services:
  web:
    image: registry.example/web
    build: .
`;

export const podUserShadowsImageUser = defineKubernetesRule({
  id: "pod-user-shadows-image-user",
  title: "A pod makes root of an image's unprivileged user",
  severity: "information",
  workspace: "needed",
  topic: "users",
  actors: ["compromised application process", "inadvertent insider"],
  why: "The image was built to run without privileges, and whoever reads its Dockerfile believes that it does. `runAsUser: 0` in the pod undoes that: a fault in the program gives root in the container.",
  remedy: "Leave `runAsUser` out, so that the image's own user counts, or set it to that user's number.",
  *check(document, { path, workspace }) {
    if (workspace === undefined) return;
    for (const container of document.objects.flatMap(({ pods }) => pods.flatMap((pod) => pod.containers))) {
      const finding = judge(container, path, workspace);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "root in the place of the image's user",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        runAsUser: «0»
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nRUN useradd --uid 10001 app\nUSER 10001\n" },
    },
  ],
  good: [
    {
      title: "an image that is root anyway",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        runAsUser: 0
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\n" },
    },
    {
      title: "another unprivileged user",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        runAsUser: 2000
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nUSER 10001\n" },
    },
  ],
  references: [
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
  ],
  standards: { cisKubernetes: ["5.2.7"], nsaCisa: ["non-root-containers"], mitreAttack: ["T1611"] },
  equivalents: {},
});

function judge({ label, image, security }: Container, path: string, workspace: WorkspaceView): Finding | undefined {
  const { runAsUser } = security;
  if (runAsUser.kind !== "known" || runAsUser.value !== 0 || image.kind !== "known") return undefined;
  const builds = buildsOf(workspace, path, image.value);
  const [first] = builds;
  const areAllUnprivileged = builds.every(({ stage }) => /^(?:number|name|unprivileged)$/.test(stage.user.kind));
  if (first === undefined || !areAllUnprivileged || first.stage.user.uid === 0) return undefined;
  const { user } = first.stage;
  const from = runAsUser.from === "pod" ? "the pod" : "it";
  return {
    span: runAsUser.span,
    message: `${label} runs as root because ${from} says so: the image that \`${first.path}\` builds has given root up (\`${user.setBy}\`).`,
    related: [relatedAt(user.place, `The image's own user: \`${user.setBy}\`.`)],
  };
}
