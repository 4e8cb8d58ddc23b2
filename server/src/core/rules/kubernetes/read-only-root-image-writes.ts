import { parseImageReference } from "../../image/reference.ts";
import { stateFolders } from "../../knowledge/base-images/state-folders.ts";
import { setFields } from "../../kubernetes/edit.ts";
import { combine } from "../../kubernetes/manifest-edit.ts";
import type { Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { hasOwnCommand, mountPaths, volumeNames } from "../../kubernetes/mounts.ts";
import { isWithin } from "../../text/path.ts";
import type { StageFact } from "../../workspace/facts.ts";
import { buildsOf } from "../../workspace/images.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { manifestFix } from "../manifest-fix.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding, type Fix, type RelatedPlace } from "../rule.ts";

export const readOnlyRootImageWrites = defineKubernetesRule({
  id: "read-only-root-image-writes",
  title: "A read-only container has no place for what its program writes",
  severity: "information",
  workspace: "asked",
  topic: "file-systems",
  actors: ["inadvertent insider"],
  why: "With `readOnlyRootFilesystem: true` a program can write to mounted volumes only. Where the folder that it keeps its files in is none, it fails at the start or, worse, when it first has something to write; people then make the whole file system writable again.",
  remedy:
    "Mount a volume at each folder that the program writes to: an `emptyDir` for what may be lost with the pod (caches, sockets, temporary files), a persistent one for data.",
  *check(document, { path, workspace }) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      if (pod.isWindows || !pod.isPodSpec) continue;
      for (const container of pod.containers) {
        const finding = judge(document, pod, container, path, workspace);
        if (finding !== undefined) yield finding;
      }
    }
  },
  bad: [
    {
      title: "a folder that the Dockerfile declares as a volume",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        readOnlyRootFilesystem: «true»
`,
      files: {
        "compose.yaml": "services:\n  web:\n    image: registry.example/web\n    build: .\n",
        Dockerfile: "FROM debian:12\nVOLUME /var/lib/shop\nUSER 10001\n",
      },
    },
    {
      title: "a well-known server, of whose folders one has a volume",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        readOnlyRootFilesystem: «true»
      volumeMounts:
        - name: cache
          mountPath: /var/cache/nginx
  volumes:
    - name: cache
      emptyDir: {}
`,
    },
  ],
  good: [
    {
      title: "a volume for each folder",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        readOnlyRootFilesystem: true
      volumeMounts:
        - name: cache
          mountPath: /var/cache/nginx
        - name: run
          mountPath: /var/run
  volumes:
    - name: cache
      emptyDir: {}
    - name: run
      emptyDir: {}
`,
    },
    {
      title: "a configuration of its own, which may name other folders",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        readOnlyRootFilesystem: true
      volumeMounts:
        - name: config
          mountPath: /etc/nginx/nginx.conf
          subPath: nginx.conf
  volumes:
    - name: config
      configMap:
        name: web
`,
    },
    {
      title: "a volume over the declared folder",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        readOnlyRootFilesystem: true
      volumeMounts:
        - name: state
          mountPath: /var/lib
  volumes:
    - name: state
      emptyDir: {}
`,
      files: {
        "compose.yaml": "services:\n  web:\n    image: registry.example/web\n    build: .\n",
        Dockerfile: "FROM debian:12\nVOLUME /var/lib/shop\nUSER 10001\n",
      },
    },
    {
      title: "a file system that can be written to",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: emptyDir",
      url: "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
    },
    {
      title: "Kubernetes: configure a security context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
  ],
  standards: { nsaCisa: ["immutable-file-systems"] },
  equivalents: {},
});

/** A folder that the program of an image writes to. */
interface Written {
  readonly path: string;
  readonly isVolume: boolean;
  readonly related: readonly RelatedPlace[];
}

function judge(
  document: KubernetesDocument,
  pod: Pod,
  container: Container,
  path: string,
  workspace: WorkspaceView | undefined,
): Finding | undefined {
  const { readOnlyRootFilesystem: isReadOnly } = container.security;
  const mounted = mountPaths(container);
  const isJudged = isReadOnly.kind === "known" && isReadOnly.value && !container.isPartial;
  if (!isJudged || isReadOnly.span === undefined || mounted === undefined) return undefined;
  const missing = writtenFolders(container, path, workspace, mounted).filter(
    (folder) => !mounted.some((mount) => isNear(mount, folder.path)),
  );
  const [first] = missing;
  if (first === undefined) return undefined;
  const names = missing.map((folder) => `\`${folder.path}\``).join(", ");
  const verb = missing.every(({ isVolume }) => isVolume)
    ? "which its image declares as a volume for what it writes: where the container runtime makes none, that fails"
    : "to which its program writes: that fails";
  return {
    span: isReadOnly.span,
    message: `${container.label} has a read-only root file system and no volume at ${names}, ${verb}.`,
    related: missing.flatMap(({ related }) => related),
    fixes: mountEmptyDirs(document, pod, container, missing),
  };
}

/** Where the image is built here, what its Dockerfile declares; else what is known of the image. */
function writtenFolders(
  container: Container,
  path: string,
  workspace: WorkspaceView | undefined,
  mounted: readonly string[],
): readonly Written[] {
  if (container.image.kind !== "known") return [];
  const builds = workspace === undefined ? [] : buildsOf(workspace, path, container.image.value);
  const [first, ...others] = builds;
  if (first !== undefined) {
    const declared = volumesOf(first.stage);
    return declared.filter((folder) =>
      others.every(({ stage }) => volumesOf(stage).some((it) => it.path === folder.path)),
    );
  }
  const image = parseImageReference(container.image.value);
  // A command, variables or files of its own may name other folders.
  const isConfigured = hasOwnCommand(container) || mounted.some((mount) => isWithin("/etc", mount));
  if (image === undefined || isConfigured) return [];
  return stateFolders(image).map((folder) => ({ ...folder, related: [] }));
}

function volumesOf({ volumes }: StageFact): readonly Written[] {
  return volumes.map(({ path, place }) => ({
    path,
    isVolume: true,
    related: [relatedAt(place, `The Dockerfile declares \`${path}\` as a volume.`)],
  }));
}

/** A volume above or below the folder: what is written may go there. `/var/run` is a link to `/run`. */
function isNear(mount: string, folder: string): boolean {
  const [a, b] = [mount, folder].map((path) => path.replace(/^\/var\/run(?=\/|$)/, "/run")) as [string, string];
  return isWithin(a, b) || isWithin(b, a);
}

function mountEmptyDirs(
  document: KubernetesDocument,
  pod: Pod,
  { node }: Container,
  missing: readonly Written[],
): readonly Fix[] {
  const taken = volumeNames(pod);
  const mounts = missing.map(({ path }) => ({ name: nameFor(path, taken), mountPath: path }));
  const edit = combine([
    setFields(document, node, { volumeMounts: mounts }),
    setFields(document, pod.spec, { volumes: mounts.map(({ name }) => ({ name, emptyDir: {} })) }),
  ]);
  return manifestFix(edit, {
    title:
      mounts.length === 1
        ? `Mount an \`emptyDir\` at \`${missing[0]?.path ?? ""}\``
        : "Mount an `emptyDir` at each of them",
    isSafe: false,
    note: "An `emptyDir` is empty when the pod starts and goes with it: what has to stay needs a persistent volume.",
  });
}

/** A DNS label (RFC 1123) that no other volume has. */
function nameFor(path: string, taken: readonly string[]): string {
  const base = path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 50);
  let name = base;
  for (let i = 2; taken.includes(name); i++) name = `${base}-${i}`;
  return name;
}
