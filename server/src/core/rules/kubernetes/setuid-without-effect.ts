import type { Container } from "../../kubernetes/model.ts";
import type { PrivilegedFileFact } from "../../workspace/facts.ts";
import { type BuiltImage, buildsOf } from "../../workspace/images.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

const COMPOSE = `services:
  probe:
    image: registry.example/probe
    build: .
`;

export const setuidWithoutEffect = defineKubernetesRule({
  id: "setuid-without-effect",
  title: "A pod takes from a program what the image gave it",
  severity: "information",
  workspace: "needed",
  topic: "file-permissions",
  actors: ["inadvertent insider"],
  why: "`allowPrivilegeEscalation: false` makes the kernel ignore setuid bits and file capabilities, and a capability that the container drops cannot come back through a file. A program that relies on either fails in the cluster, though it works with `docker run`; to allow escalation again opens the door for every other setuid program.",
  remedy:
    "Give the process itself what it needs (`capabilities.add`, where the namespace's Pod Security level allows it), or do without: `ping` works unprivileged where `net.ipv4.ping_group_range` allows it, and a server can listen on a port above 1023. Then take the bit or capability out of the Dockerfile.",
  *check(document, { path, workspace }) {
    if (workspace === undefined) return;
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      if (pod.isWindows) continue;
      for (const container of pod.containers) yield* judge(container, path, workspace);
    }
  },
  bad: [
    {
      title: "a setuid program",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: registry.example/probe:1.4
      securityContext:
        allowPrivilegeEscalation: «false»
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nRUN chmod u+s /usr/bin/ping\nUSER 10001\n" },
    },
    {
      title: "a capability that the container drops",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: registry.example/probe:1.4
      securityContext:
        capabilities:
          drop: [«ALL»]
`,
      files: {
        "compose.yaml": COMPOSE,
        Dockerfile: "FROM debian:12\nRUN setcap cap_net_raw+ep /usr/bin/ping\nUSER 10001\n",
      },
    },
  ],
  good: [
    {
      title: "nothing is taken away",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: registry.example/probe:1.4
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nRUN chmod u+s /usr/bin/ping\nUSER 10001\n" },
    },
    {
      title: "root needs neither",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: registry.example/probe:1.4
      securityContext:
        allowPrivilegeEscalation: false
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nRUN chmod u+s /usr/bin/ping\n" },
    },
    {
      title: "the capability is given back",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: registry.example/probe:1.4
      securityContext:
        capabilities:
          drop: [ALL]
          add: [NET_RAW]
`,
      files: {
        "compose.yaml": COMPOSE,
        Dockerfile: "FROM debian:12\nRUN setcap cap_net_raw+ep /usr/bin/ping\nUSER 10001\n",
      },
    },
    {
      title: "an image without such files",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: probe
spec:
  containers:
    - name: probe
      image: registry.example/probe:1.4
      securityContext:
        allowPrivilegeEscalation: false
`,
      files: { "compose.yaml": COMPOSE, Dockerfile: "FROM debian:12\nUSER 10001\n" },
    },
  ],
  references: [
    {
      title: "Kubernetes: allowPrivilegeEscalation",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
    {
      title: "Linux: no_new_privs",
      url: "https://docs.kernel.org/userspace-api/no_new_privs.html",
    },
    { title: "capabilities(7)", url: "https://man7.org/linux/man-pages/man7/capabilities.7.html" },
  ],
  standards: {},
  equivalents: {},
});

function* judge(container: Container, path: string, workspace: WorkspaceView): Iterable<Finding> {
  const { image, security } = container;
  const builds = image.kind === "known" ? buildsOf(workspace, path, image.value) : [];
  const [first] = builds;
  if (first === undefined || !builds.every((build) => isUnprivileged(container, build))) return;
  // What all of the images hold that may be meant.
  const files = first.stage.privileged.filter((file) =>
    builds.every(({ stage }) => stage.privileged.some((other) => other.path === file.path && other.what === file.what)),
  );
  const { allowPrivilegeEscalation: escalation } = security;
  if (escalation.kind === "known" && !escalation.value && escalation.span !== undefined) {
    if (files.length > 0) yield finding(escalation.span, "allowPrivilegeEscalation: false", container, first, files);
    return;
  }
  const all = security.droppedCapabilities.names.find(({ name }) => name.toUpperCase() === "ALL");
  const lost = all === undefined ? [] : files.filter((file) => file.what === "capability" && isLost(file, container));
  if (all !== undefined && lost.length > 0) yield finding(all.span, "drop: [ALL]", container, first, lost);
}

/** Root has what its container has, whatever file it starts. */
function isUnprivileged({ security: { runAsUser } }: Container, { stage: { user } }: BuiltImage): boolean {
  if (runAsUser.kind === "known") return runAsUser.value !== 0;
  return runAsUser.kind === "unset" && /^(?:number|name|unprivileged)$/.test(user.kind) && user.uid !== 0;
}

/** Whether the container has none of the capabilities that the file wants. */
function isLost({ capabilities }: PrivilegedFileFact, { security: { addedCapabilities } }: Container): boolean {
  if (addedCapabilities.isOpen) return false;
  const added = addedCapabilities.names.map(({ name }) => name.toLowerCase().replace(/^cap_/, ""));
  return !capabilities.some((name) => added.includes(name.replace(/^cap_/, "")) || added.includes("all"));
}

function finding(
  span: Finding["span"],
  setting: string,
  { label }: Container,
  { path }: BuiltImage,
  files: readonly PrivilegedFileFact[],
): Finding {
  const [first] = files;
  const what = first?.what === "setuid" ? "its setuid bit" : "its file capabilities";
  const more = files.length === 1 ? "" : ` (and ${files.length - 1} other ${files.length === 2 ? "file" : "files"})`;
  return {
    span,
    message: `${label} sets \`${setting}\`, so that \`${first?.path ?? ""}\`${more} gets nothing from ${what}, which \`${path}\` gives it: a program that relies on that fails.`,
    related: files.map((file) =>
      relatedAt(
        file.place,
        file.what === "setuid"
          ? `The setuid bit of \`${file.path}\` is set here.`
          : `\`${file.path}\` gets \`${file.capabilities.join(", ")}\` here.`,
      ),
    ),
  };
}
