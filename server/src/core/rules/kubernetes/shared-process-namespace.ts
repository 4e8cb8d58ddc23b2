import { booleanAt, entryAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule } from "../rule.ts";

export const sharedProcessNamespace = defineKubernetesRule({
  id: "shared-process-namespace",
  title: "The containers of a pod see each other's processes",
  severity: "information",
  topic: "isolation",
  actors: ["compromised application process"],
  why: "With `shareProcessNamespace` every container of the pod sees the processes of the others, reads their environment and, as the same user, their memory and their files through `/proc/<pid>/root`. A sidecar that is taken over then has the application's secrets.",
  remedy:
    "Remove `shareProcessNamespace`. To look into a running pod, `kubectl debug --target` shares it for one session.",
  *check(document) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      const isShared = booleanAt(pod.spec, "shareProcessNamespace");
      const entry = entryAt(pod.spec, "shareProcessNamespace");
      if (isShared.kind !== "known" || !isShared.value || entry === undefined) continue;
      yield {
        span: { start: entry.keySpan.start, end: entry.isMerged ? entry.keySpan.end : entry.end },
        message: `${pod.label} shares its processes among all of its containers: one that is taken over reads the environment and files of the others.`,
        fixes: manifestFix(removeField(document, pod.spec, ["shareProcessNamespace"]), {
          title: "Remove `shareProcessNamespace`",
          isSafe: false,
          note: "A sidecar that signals or watches the application's processes stops working.",
        }),
      };
    }
  },
  bad: [
    {
      title: "a sidecar that reloads the server",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      «shareProcessNamespace: true»
      containers:
        - name: web
          image: registry.example/web:1.4
        - name: reloader
          image: registry.example/reloader:2
`,
    },
  ],
  good: [
    {
      title: "apart",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  shareProcessNamespace: false
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: share the process namespace between containers",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/",
    },
  ],
  standards: {},
  equivalents: {},
});
