import { setFields } from "../../kubernetes/edit.ts";
import { isKind, labelOf } from "../../kubernetes/kinds.ts";
import type { KubernetesDocument, KubernetesObject } from "../../kubernetes/model.ts";
import { stringAt } from "../../kubernetes/node.ts";
import { POD_SECURITY_LABEL, type PodSecurityLevel } from "../../kubernetes/pod-security.ts";
import { fieldAt } from "../../kubernetes/render.ts";
import { manifestFix } from "../manifest-fix.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

const PATH = ["metadata", "labels", `${POD_SECURITY_LABEL}enforce`] as const;

export const namespaceWithoutPodSecurity = defineKubernetesRule({
  id: "namespace-without-pod-security",
  title: "A namespace lets any pod in",
  severity: "information",
  topic: "enforcement",
  actors: ["malicious insider", "internal attacker", "inadvertent insider"],
  why: "Unless a namespace says which Pod Security level it enforces, whoever may create pods there may create privileged ones that own the node, and an honest mistake in a manifest goes through unseen.",
  remedy:
    "Label the namespace `pod-security.kubernetes.io/enforce: baseline`, or better `restricted`. `warn` and `audit` in the place of `enforce` show beforehand what would be rejected.",
  *check(document, { podSecurity }) {
    const level = podSecurity?.level === "restricted" ? "restricted" : "baseline";
    for (const object of document.objects) {
      if (isKind(object, "Namespace", "") && !isSystem(object)) yield* judge(document, object, level);
    }
  },
  bad: [
    {
      title: "no level",
      code: `apiVersion: v1
kind: Namespace
metadata:
  name: «shop»
`,
    },
    {
      title: "the level that allows everything",
      code: `apiVersion: v1
kind: Namespace
metadata:
  name: agents
  labels:
    team: platform
    pod-security.kubernetes.io/enforce: «privileged»
`,
    },
  ],
  good: [
    {
      title: "a level",
      code: `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: restricted
`,
    },
    {
      title: "a namespace of Kubernetes itself",
      code: `apiVersion: v1
kind: Namespace
metadata:
  name: kube-system
`,
    },
    {
      title: "labels that a chart's values fill",
      code: `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    {{- toYaml .Values.labels | nindent 4 }}
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: Pod Security admission",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    },
  ],
  standards: { cisKubernetes: ["5.2.1"], nsaCisa: ["pod-security-enforcement"], mitreAttack: ["T1610"] },
  equivalents: {},
});

function isSystem({ name }: KubernetesObject): boolean {
  return name?.startsWith("kube-") ?? false;
}

function* judge(document: KubernetesDocument, object: KubernetesObject, level: PodSecurityLevel): Iterable<Finding> {
  const enforced = stringAt(object.root, ...PATH);
  const isPrivileged = enforced.kind === "known" && enforced.value === "privileged";
  if (!isPrivileged && (enforced.kind !== "unset" || object.isPartial)) return;
  yield {
    span: (isPrivileged ? enforced.span : undefined) ?? object.anchor,
    message: isPrivileged
      ? `${labelOf(object)} enforces the Pod Security level \`privileged\`, which allows every pod: whoever may create one there can take the node.`
      : `${labelOf(object)} enforces no Pod Security level: whoever may create a pod there can take the node with a privileged one.`,
    fixes: manifestFix(setFields(document, object.root, fieldAt(PATH, level)), {
      title: `Enforce \`${level}\``,
      isSafe: false,
      note: "Pods that break the level are rejected from then on; running ones stay.",
    }),
  };
}
