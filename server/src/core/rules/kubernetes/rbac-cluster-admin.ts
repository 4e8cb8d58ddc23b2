import { type RbacSubject, type RoleBinding, readBinding } from "../../kubernetes/rbac.ts";
import type { SubjectFact } from "../../workspace/facts.ts";
import { boundPods } from "../role-holders.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const rbacClusterAdmin = defineKubernetesRule({
  id: "rbac-cluster-admin",
  title: "An account is given every right there is",
  severity: "error",
  workspace: "asked",
  topic: "rbac",
  actors: ["malicious insider", "compromised application process"],
  why: "`cluster-admin` allows everything with everything. A pod that runs under such an account gives the whole cluster to whoever takes it over, and with it the secrets and the nodes. `admin` and `edit` are made for one namespace: bound for the whole cluster, they read every secret and start pods with any service account. Members of the group `system:masters` even pass by every later restriction.",
  remedy:
    "Write a role with what the account needs and bind that. For people, `edit` or `view` in their namespaces, and `cluster-admin` only for the time of an emergency.",
  *check(document, context) {
    for (const object of document.objects) {
      const binding = readBinding(object);
      if (binding === undefined || isBuiltIn(object.name)) continue;
      const given = judgeRole(binding);
      if (given !== undefined) yield { ...given, ...boundPods(subjectFacts(binding.subjects), object, context) };
      for (const { kind, name } of binding.subjects) {
        if (kind !== "Group" || name.text !== "system:masters") continue;
        yield {
          span: name.span,
          message: `${binding.label} is about \`system:masters\`, a group that no role and no admission check can restrict.`,
        };
      }
    }
  },
  bad: [
    {
      title: "a service account that may do everything",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: tiller
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: «cluster-admin»
subjects:
  - kind: ServiceAccount
    name: tiller
    namespace: kube-system
`,
    },
    {
      title: "in one namespace",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: deployer
  namespace: shop
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: «cluster-admin»}
subjects:
  - {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}
`,
    },
    {
      title: "the role of a namespace's owner, in every namespace",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: deployer
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: «edit»}
subjects:
  - {kind: ServiceAccount, name: deployer, namespace: ci}
`,
    },
    {
      title: "the group above all roles",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: admins
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: Group
    name: «system:masters»
    apiGroup: rbac.authorization.k8s.io
`,
    },
  ],
  good: [
    {
      title: "a role for the purpose",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: operator
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: operator
subjects:
  - kind: ServiceAccount
    name: operator
    namespace: shop
`,
    },
    {
      title: "a namespace's owner",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: owner
  namespace: shop
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
subjects:
  - {kind: Group, name: shop-team, apiGroup: rbac.authorization.k8s.io}
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: RBAC good practices, least privilege",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
    },
    {
      title: "Kubernetes: user-facing roles",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
    },
  ],
  standards: {
    cisKubernetes: ["5.1.1", "5.1.7"],
    nsaCisa: ["role-based-access-control"],
    mitreAttack: ["T1552.007", "T1609", "T1610"],
  },
  equivalents: {
    trivy: ["KSV-0111", "KSV-0123"],
    kubeLinter: ["cluster-admin-role-binding"],
    polaris: ["clusterrolebindingClusterAdmin", "rolebindingClusterAdminClusterRole"],
    kubescape: ["C-0035", "C-0185"],
  },
});

/** Roles for the owner of a namespace. Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles. */
const OWNER_ROLES: ReadonlySet<string> = new Set(["admin", "edit"]);

function judgeRole({ role, subjects, label, isCluster }: RoleBinding): Finding | undefined {
  if (role.kind !== "ClusterRole" || role.name === undefined) return undefined;
  const { text, span } = role.name;
  const holders = listed(subjects.map(({ name }) => name.text));
  if (text === "cluster-admin") {
    return isCluster
      ? { span, message: `${label} gives every right in the cluster to ${holders}.` }
      : { span, severity: "warning", message: `${label} gives every right in its namespace to ${holders}.` };
  }
  if (!isCluster || !OWNER_ROLES.has(text)) return undefined;
  return {
    span,
    severity: "warning",
    message: `${label} gives \`${text}\` in every namespace to ${holders}: all secrets, and pods with any service account.`,
  };
}

function subjectFacts(subjects: readonly RbacSubject[]): readonly SubjectFact[] {
  return subjects.map(({ kind = "", name, namespace }) => ({ kind, name: name.text, namespace }));
}

/** The binding that every cluster is born with. */
function isBuiltIn(name: string | undefined): boolean {
  return name === "cluster-admin";
}

function listed(names: readonly string[]): string {
  const [first, ...others] = names.map((name) => `\`${name}\``);
  if (first === undefined) return "whoever it names";
  return others.length > 2 ? `${first} and ${others.length} others` : [first, ...others].join(", ");
}
