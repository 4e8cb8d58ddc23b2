import { isAboutGroup, type Role, type RoleRule, readRole } from "../../kubernetes/rbac.ts";
import { roleHolders } from "../role-holders.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const rbacWildcard = defineKubernetesRule({
  id: "rbac-wildcard",
  title: "A role allows everything by a wildcard",
  severity: "warning",
  workspace: "asked",
  topic: "rbac",
  actors: ["malicious insider", "compromised application process"],
  why: "`*` also covers what nobody thought of: secrets, verbs such as `escalate` and `impersonate`, and resources that are installed later. Whoever gets hold of the role's account, through one pod that is taken over, has all of it; in a ClusterRole that is the cluster.",
  remedy:
    "List the verbs and resources that the program uses. `kubectl auth can-i --list --as=…` shows what it has now.",
  *check(document, context) {
    for (const object of document.objects) {
      const role = readRole(object);
      const findings = role === undefined ? [] : role.rules.flatMap((rule) => [...judge(role, rule)]);
      for (const finding of findings) yield { ...finding, ...roleHolders(object, context) };
    }
  },
  bad: [
    {
      title: "everything",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: ["*"]
    resources: [«"*"»]
    verbs: [«"*"»]
`,
    },
    {
      title: "everything that can be done with some resources, and reading of all",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: viewer
  namespace: shop
rules:
  - apiGroups: [""]
    resources:
      - configmaps
    verbs:
      - «'*'»
  - apiGroups: ["", apps]
    resources:
      - «'*'»
    verbs:
      - get
      - list
`,
    },
    {
      title: "everything with an operator's own resources",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [shops.example.com]
    resources: [«'*'»]
    verbs: [«'*'»]
`,
    },
  ],
  good: [
    {
      title: "what the program uses",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [apps]
    resources: [deployments, deployments/scale]
    verbs: [get, list, watch]
  - nonResourceURLs: ["/metrics"]
    verbs: [get]
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: RBAC good practices, least privilege",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
    },
  ],
  standards: {
    cisKubernetes: ["5.1.3"],
    nsaCisa: ["role-based-access-control"],
    mitreAttack: ["T1552.007", "T1609", "T1610"],
  },
  equivalents: {
    trivy: ["KSV-0044", "KSV-0045", "KSV-0046", "KSV-0112"],
    checkov: ["CKV_K8S_49"],
    kubeLinter: ["wildcard-in-rules"],
    kubescape: ["C-0187"],
    sonar: ["kubernetes:S6867"],
  },
});

function* judge(role: Role, rule: RoleRule): Iterable<Finding> {
  const verb = rule.verbs.find(({ text }) => text === "*");
  const resource = rule.resources.find(({ text }) => text === "*" || text === "*/*");
  const isAll = verb !== undefined && resource !== undefined;
  const isOwner = isAll && (isAboutAll(rule) || (role.isCluster && ownsCluster(rule)));
  const severity = isOwner ? "error" : "warning";
  if (resource !== undefined) {
    yield { span: resource.span, severity, message: `${role.label} ${aboutResources(role, rule, isAll)}.` };
  }
  if (verb !== undefined && rule.resources.length > 0) {
    yield { span: verb.span, severity, message: `${role.label} allows every verb${withVerbs(role, rule, isAll)}.` };
  }
}

function aboutResources(role: Role, rule: RoleRule, isAll: boolean): string {
  const reach = reachOf(rule, role);
  return isAll
    ? `allows everything with every resource ${reach}: whoever gets hold of its account owns what is there`
    : `is about every resource ${reach}, ${isAboutGroup(rule, "") ? "secrets and " : ""}whatever is added later too`;
}

function withVerbs(role: Role, rule: RoleRule, isAll: boolean): string {
  if (isAll && isAboutAll(rule)) return ", `escalate` and `impersonate` too";
  const what = isAll ? `every resource ${reachOf(rule, role)}` : listed(rule);
  return ` with ${what}, deleting and whatever is invented later too`;
}

function isAboutAll({ apiGroups }: RoleRule): boolean {
  return apiGroups.some(({ text }) => text === "*");
}

/** API groups whose resources hold the cluster's secrets, start its pods or give its rights. */
const OWNING_GROUPS: readonly string[] = ["", "apps", "batch", "extensions", "rbac.authorization.k8s.io"];

function ownsCluster(rule: RoleRule): boolean {
  return OWNING_GROUPS.some((group) => isAboutGroup(rule, group));
}

/** Whose resources "every resource" is about. */
function reachOf(rule: RoleRule, { isCluster }: Role): string {
  const { apiGroups } = rule;
  if (apiGroups.length > 0 && !isAboutAll(rule)) {
    return `of ${apiGroups.map(({ text }) => (text === "" ? "the core API" : `\`${text}\``)).join(", ")}`;
  }
  return isCluster ? "of the cluster" : "of its namespace";
}

function listed({ resources }: RoleRule): string {
  const [first, ...others] = resources.map(({ text }) => `\`${text}\``);
  return others.length > 2 ? `${first} and ${others.length} other resources` : [first, ...others].join(", ");
}
