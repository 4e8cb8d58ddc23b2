import { FORBIDDEN_VOLUME_TYPES } from "../../knowledge/pod-security/volumes.ts";
import { lookUp } from "../../kubernetes/node.ts";
import { definePodSecurityRule } from "../pod-security-rule.ts";

export const volumeTypeNotRestricted = definePodSecurityRule({
  id: "volume-type-not-restricted",
  title: "A volume of a type that the restricted level forbids",
  severity: "warning",
  controls: ["restrictedVolumes"],
  topic: "file-systems",
  actors: ["malicious insider", "compromised application process"],
  why: "These volume types carry the address of a storage system in the pod itself, so whoever may create a pod chooses what the node connects to, with the node's own credentials and network. Some run code as root on the node to mount it (`gitRepo`, `flexVolume`).",
  remedy:
    "Have an administrator describe the storage once, as a PersistentVolume or a StorageClass with a CSI driver, and name it by a PersistentVolumeClaim. Instead of `gitRepo`, clone into an `emptyDir` from an init container.",
  *checkPod(_, pod) {
    for (const volume of pod.volumes.filter(({ isConditional }) => !isConditional)) {
      for (const { key, keySpan } of volume.node.entries) {
        const type = FORBIDDEN_VOLUME_TYPES[key];
        if (type === undefined || lookUp(volume.node, key).kind !== "known") continue;
        const name = volume.name === undefined ? "A volume" : `Volume \`${volume.name}\``;
        yield {
          span: keySpan,
          message: `${name} of ${pod.owner} is ${type}: Pod Security's restricted level wants a PersistentVolumeClaim or CSI driver.`,
        };
      }
    }
  },
  bad: [
    {
      title: "an NFS share",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
  volumes:
    - name: files
      «nfs»:
        server: nfs.internal
        path: /export
    - name: code
      «gitRepo»: {repository: "https://git.example/shop.git"}
`,
    },
  ],
  good: [
    {
      title: "every type that is allowed",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
  volumes:
    - name: files
      persistentVolumeClaim:
        claimName: files
    - name: scratch
      emptyDir: {}
    - name: config
      configMap:
        name: shop
    - name: model
      image:
        reference: registry.example/model:1
    - name: token
      projected:
        sources: []
    - name: other
      csi:
        driver: secrets-store.csi.k8s.io
`,
    },
  ],
  references: [
    {
      title: "Pod Security Standards: Volume Types",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
    { title: "Kubernetes: volumes", url: "https://kubernetes.io/docs/concepts/storage/volumes/" },
  ],
  standards: {},
  equivalents: { trivy: ["KSV-0028"] },
});
