import { holdsRuntimeSocket, runtimeOfSocket } from "../../knowledge/runtime-sockets.ts";
import type { Volume } from "../../kubernetes/model.ts";
import { entryAt, isNull, lookUp, type MappingEntry, nodeAt, stringAt } from "../../kubernetes/node.ts";
import { joinPath } from "../../text/path.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

export const hostPathVolume = definePodSecurityRule({
  id: "host-path-volume",
  title: "A pod mounts a directory or socket of the node",
  severity: "error",
  controls: ["hostPathVolumes", "restrictedVolumes"],
  topic: "host-access",
  actors: ["compromised application process", "external attacker", "malicious insider"],
  why: "What lies on the node belongs to all its pods. Through a writable path a container can plant programs that the node runs; through a readable one it reads other pods' secrets and the kubelet's credentials; a container runtime's socket starts privileged containers at will.",
  remedy:
    "Use a volume that belongs to the pod: `emptyDir`, `configMap`, `secret`, `projected`, a PersistentVolumeClaim or a CSI driver. If an agent must read the node, mount the one file it needs, read-only, in a namespace of its own.",
  *checkPod(_, pod) {
    for (const volume of pod.volumes) {
      const entry = entryAt(volume.node, "hostPath");
      if (entry === undefined || volume.isConditional || !isSet(volume)) continue;
      const name = volume.name === undefined ? "A volume" : `Volume \`${volume.name}\``;
      yield {
        span: pathSpan(entry),
        message: `${name} of ${pod.owner} mounts ${describe(volume)}.`,
      };
    }
  },
  bad: [
    {
      title: "the Docker socket",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: build
      image: registry.example/build:3
  volumes:
    - name: docker
      hostPath:
        path: «/var/run/docker.sock»
        type: Socket
`,
    },
    {
      title: "the whole node",
      code: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  template:
    spec:
      containers:
        - name: agent
          image: registry.example/agent:2
      volumes:
        - name: root
          hostPath: { path: «/» }
`,
    },
  ],
  good: [
    {
      title: "a directory of the pod's own",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: build
      image: registry.example/build:3
  volumes:
    - name: scratch
      emptyDir: {}
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: HostPath Volumes",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
    },
    { title: "Kubernetes: hostPath", url: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath" },
  ],
  standards: {
    cisDocker: ["5.6", "5.32"],
    cisKubernetes: ["5.2.11"],
    nsaCisa: ["pod-security-enforcement"],
    mitreAttack: ["T1611"],
  },
  equivalents: {
    trivy: ["KSV-0023", "KSV-0121", "KSV-0006"],
    checkov: ["CKV_K8S_27"],
    kubeLinter: ["sensitive-host-mounts", "docker-sock", "writable-host-mount"],
    polaris: ["hostPathSet"],
    kubescape: ["C-0045", "C-0048", "C-0074"],
    sonar: ["kubernetes:S6429", "kubernetes:S6433"],
  },
});

/** A `hostPath` without a value is half typed; one that a template may leave out says nothing. */
function isSet(volume: Volume): boolean {
  const found = lookUp(volume.node, "hostPath");
  return found.kind === "known" && found.value.kind === "mapping";
}

/** The path where it is written in this entry, else the key. */
function pathSpan(entry: MappingEntry): { readonly start: number; readonly end: number } {
  const path = nodeAt(entry.value, "path");
  return path === undefined || isNull(path) ? entry.keySpan : path.span;
}

function describe(volume: Volume): string {
  const path = stringAt(volume.node, "hostPath", "path");
  if (path.kind !== "known") return "a path of the node: a process in the pod reaches files that belong to the node";
  const place = joinPath("/", path.value);
  if (place === "/") return "the node's whole file system: a process in the pod reads and writes everything on it";
  const runtime = runtimeOfSocket(place);
  if (runtime !== undefined) {
    return `\`${path.value}\`, the socket of ${runtime}: a process in the pod can start privileged containers on the node`;
  }
  if (holdsRuntimeSocket(place)) {
    return `\`${path.value}\` of the node, where its container runtime has its socket: a process in the pod can start privileged containers on the node`;
  }
  return `\`${path.value}\` of the node: a process in the pod reaches files that belong to the node`;
}
