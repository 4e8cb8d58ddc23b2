/** Sockets through which a container runtime takes orders, below `/run` (of which `/var/run` is another name). */
const SOCKETS: ReadonlyMap<string, string> = new Map([
  ["docker.sock", "Docker"],
  ["cri-dockerd.sock", "Docker"],
  ["containerd/containerd.sock", "containerd"],
  ["k3s/containerd/containerd.sock", "containerd"],
  ["crio/crio.sock", "CRI-O"],
  ["podman/podman.sock", "Podman"],
]);

/**
 * The runtime that listens on a socket of this absolute path; undefined for other paths. The paths are the defaults in each
 * runtime's documentation.
 */
export function runtimeOfSocket(path: string): string | undefined {
  const below = /^(?:\/var)?\/run\/(.+)$/.exec(path)?.[1];
  return below === undefined ? undefined : SOCKETS.get(below);
}

/** Whether one of these sockets lies in the folder of this absolute path or below it. */
export function holdsRuntimeSocket(folder: string): boolean {
  const below = /^(?:\/var)?\/run(?:\/(.+))?$/.exec(folder);
  if (below === null) return false;
  const prefix = below[1] === undefined ? "" : `${below[1]}/`;
  return [...SOCKETS.keys()].some((socket) => socket.startsWith(prefix));
}
