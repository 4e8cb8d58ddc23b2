import { STRONG_PERMISSIONS, type StrongPermission } from "../../knowledge/rbac/permissions.ts";
import { allowsVerb, isAboutGroup, type RbacItem, type Role, type RoleRule, readRole } from "../../kubernetes/rbac.ts";
import { roleHolders } from "../role-holders.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const rbacEscalation = defineKubernetesRule({
  id: "rbac-escalation",
  title: "A role lets its holder gain more rights",
  severity: "error",
  workspace: "asked",
  topic: "rbac",
  actors: ["malicious insider", "compromised application process"],
  why: "Some permissions are worth more than they look: who may `bind` or `escalate` gives themselves every role, who may `impersonate` is anybody, who may create pods or their `exec` runs code with any service account of the namespace, and `nodes/proxy` reaches every pod of a node past the audit log.",
  remedy:
    "Remove the permission, or keep it to named objects with `resourceNames`. A controller that has to have it belongs into a namespace that nobody else may touch.",
  *check(document, context) {
    for (const object of document.objects) {
      const role = readRole(object);
      const findings = role === undefined ? [] : role.rules.flatMap((rule) => [...judge(role, rule)]);
      for (const finding of findings) yield { ...finding, ...roleHolders(object, context) };
    }
  },
  bad: [
    {
      title: "roles and other people's names",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles]
    verbs: [get, «bind», «escalate»]
  - apiGroups: [""]
    resources: [users, groups]
    verbs: [«impersonate»]
`,
    },
    {
      title: "by a wildcard",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles, clusterrolebindings]
    verbs: [«"*"»]
  - apiGroups: [""]
    resources: [configmaps, serviceaccounts]
    verbs: [«"*"»]
`,
    },
    {
      title: "commands in pods, and tokens",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: deployer
  namespace: shop
rules:
  - apiGroups: [""]
    resources:
      - «pods»
      - pods/log
      - «pods/exec»
      - «serviceaccounts/token»
    verbs: [create]
`,
    },
    {
      title: "the kubelet",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: metrics
rules:
  - apiGroups: [""]
    resources: [nodes/metrics, «nodes/proxy»]
    verbs: [get]
`,
    },
  ],
  good: [
    {
      title: "reading",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: viewer
rules:
  - apiGroups: ["", apps, rbac.authorization.k8s.io]
    resources: [pods, deployments, clusterroles]
    verbs: [get, list, watch]
`,
    },
    {
      title: "one role to bind",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: provisioner
rules:
  - apiGroups: [rbac.authorization.k8s.io]
    resources: [clusterroles]
    resourceNames: [viewer]
    verbs: [bind]
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: RBAC good practices, privilege escalation risks",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks",
    },
    {
      title: "Kubernetes: using RBAC authorization",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
    },
  ],
  standards: {
    cisKubernetes: ["5.1.4", "5.1.8", "5.1.10", "5.1.11", "5.1.12", "5.1.13"],
    nsaCisa: ["role-based-access-control"],
    mitreAttack: ["T1098.006", "T1609", "T1610"],
  },
  equivalents: {
    trivy: ["KSV-0043", "KSV-0047", "KSV-0048", "KSV-0050", "KSV-0053", "KSV-0054", "KSV-0114"],
    checkov: ["CKV_K8S_155", "CKV_K8S_156", "CKV_K8S_157", "CKV_K8S_158", "CKV2_K8S_2", "CKV2_K8S_3"],
    kubeLinter: ["access-to-create-pods"],
    kubescape: ["C-0002", "C-0063", "C-0065", "C-0188"],
    sonar: ["kubernetes:S6868"],
  },
});

function* judge(role: Role, rule: RoleRule): Iterable<Finding> {
  const told = new Set<RbacItem>();
  for (const permission of STRONG_PERMISSIONS) {
    if (rule.isNarrowed || !isAboutGroup(rule, permission.group) || !allowsVerb(rule, permission.verbs)) continue;
    for (const item of pointedAt(rule, permission)) {
      // One `*` is several strong verbs: the first says enough.
      if (told.has(item)) continue;
      told.add(item);
      yield {
        span: item.span,
        severity: permission.severity,
        message: `${role.label} allows ${what(rule, permission, item)}: whoever has it ${permission.gain}.`,
      };
    }
  }
}

/** The exact items; a wildcard for the resources is another rule's. */
function pointedAt({ verbs, resources }: RoleRule, permission: StrongPermission): readonly RbacItem[] {
  const strong = resources.filter(({ text }) => permission.resources.some((resource) => covers(text, resource)));
  if (permission.points === "resource") return strong;
  return strong.length > 0 ? verbs.filter(({ text }) => text === "*" || permission.verbs.includes(text)) : [];
}

function what(rule: RoleRule, permission: StrongPermission, { text }: RbacItem): string {
  if (permission.points === "resource") return `${verbs(rule, permission)} on \`${text}\``;
  return text === "*" ? `every verb, \`${permission.verbs.join("`, `")}\` too` : `\`${text}\``;
}

// `*/exec` stands for that part of every resource.
function covers(text: string, resource: string): boolean {
  return text === resource || (text.startsWith("*/") && text !== "*/*" && resource.endsWith(text.slice(1)));
}

function verbs(rule: RoleRule, permission: StrongPermission): string {
  const allowed = rule.verbs.filter(({ text }) => text === "*" || permission.verbs.includes(text));
  return allowed.map(({ text }) => (text === "*" ? "everything" : `\`${text}\``)).join(", ");
}
