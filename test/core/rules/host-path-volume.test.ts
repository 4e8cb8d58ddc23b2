import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../../server/src/core/index.ts";

function told(path: string): string {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers: []\n  volumes: [{name: v, hostPath: {path: ${path}}}]\n`;
  const found = analyze({ path: "pod.yaml", text }).diagnostics.filter(({ rule }) => rule.id === "host-path-volume");
  return found.map(({ message }) => message).join();
}

describe("host-path-volume", () => {
  it("names the runtime behind a socket, under both names of /run, and nothing else", () => {
    for (const path of ["/run/docker.sock", "/var/run/docker.sock", "/var//run/./docker.sock"]) {
      assert.match(told(path), /the socket of Docker:/);
    }
    for (const path of ["/run/constructor", "/srv/docker.sock", "/run/dock", "/var/run/docker"])
      assert.match(told(path), /files that belong to the node/);
  });

  it("says that a folder holds the runtime's socket", () => {
    for (const path of ["/run", "/var/run/", "/run/containerd", "/var/run/k3s"]) {
      assert.match(
        told(path),
        /container runtime has its socket: a process in the pod can start privileged containers/,
      );
    }
  });
});
