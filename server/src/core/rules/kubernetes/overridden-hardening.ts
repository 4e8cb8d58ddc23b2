import type { Container, KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { booleanAt, entryAt, integerAt, type MappingNode, stringAt } from "../../kubernetes/node.ts";
import { removeField } from "../../kubernetes/remove.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

type Judgement = "hardening" | "weakening" | "neither";

/** Fields that a container inherits from its pod unless it sets its own, and what a value of them does. */
const FIELDS: Readonly<Record<string, (owner: MappingNode, key: string) => Judgement>> = {
  runAsNonRoot: (owner, key) => {
    const value = booleanAt(owner, "securityContext", key);
    return value.kind !== "known" ? "neither" : value.value ? "hardening" : "weakening";
  },
  runAsUser: judgeId,
  runAsGroup: judgeId,
  seccompProfile: judgeProfile,
  appArmorProfile: judgeProfile,
};

export const overriddenHardening = defineKubernetesRule({
  id: "overridden-hardening",
  title: "A container undoes what its pod sets",
  severity: "information",
  topic: "enforcement",
  actors: ["inadvertent insider", "compromised application process"],
  why: "A container's own value wins over its pod's. Whoever reads the pod's security context believes that it holds for every container, while one of them, often an init container or a sidecar, is the way in.",
  remedy:
    "Remove the field from the container, so that the pod's value holds. Where the container really needs it, say so in a comment.",
  *check(document) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      for (const container of pod.containers) if (!container.isConditional) yield* judge(document, pod, container);
    }
  },
  bad: [
    {
      title: "an init container that is root",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
      initContainers:
        - name: fix-permissions
          image: busybox:1.36
          securityContext:
            «runAsNonRoot»: false
            «runAsUser»: 0
      containers:
        - name: web
          image: registry.example/web:1.4
`,
    },
    {
      title: "a sidecar without a filter",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext: {seccompProfile: {type: RuntimeDefault}, runAsGroup: 10001}
  containers:
    - name: web
      image: registry.example/web:1.4
    - name: agent
      image: registry.example/agent:2
      securityContext: {«seccompProfile»: {type: Unconfined}, «runAsGroup»: 0}
`,
    },
  ],
  good: [
    {
      title: "another user, which is not root either",
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
      securityContext:
        runAsUser: 10002
`,
    },
    {
      title: "nothing that could be undone",
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
    },
  ],
  references: [
    {
      title: "Kubernetes: set the security context for a container",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-container",
    },
  ],
  standards: { cisKubernetes: ["5.6.3"] },
  equivalents: {},
});

function* judge(document: KubernetesDocument, pod: Pod, container: Container): Iterable<Finding> {
  for (const [key, judgeField] of Object.entries(FIELDS)) {
    const own = entryAt(container.securityContext, key);
    const inherited = entryAt(pod.securityContext, key);
    if (own === undefined || inherited === undefined) continue;
    if (judgeField(container.node, key) !== "weakening" || judgeField(pod.spec, key) !== "hardening") continue;
    yield {
      span: own.keySpan,
      message: `${container.label} undoes the \`${key}\` that its pod sets.`,
      related: [{ span: inherited.keySpan, message: `The pod sets \`${key}\` here` }],
      fixes: manifestFix(removeField(document, container.node, ["securityContext", key]), {
        title: `Remove \`${key}\` from the container`,
        isSafe: false,
        note: "The pod's value holds for the container then: see whether the program still runs.",
      }),
    };
  }
}

function judgeId(owner: MappingNode, key: string): Judgement {
  const id = integerAt(owner, "securityContext", key);
  return id.kind !== "known" ? "neither" : id.value === 0 ? "weakening" : "hardening";
}

function judgeProfile(owner: MappingNode, key: string): Judgement {
  const type = stringAt(owner, "securityContext", key, "type");
  if (type.kind !== "known") return "neither";
  return /^(?:RuntimeDefault|Localhost)$/.test(type.value) ? "hardening" : "weakening";
}
