import { type RbacSubject, readBinding } from "../../kubernetes/rbac.ts";
import { defineKubernetesRule } from "../rule.ts";

/** Roles that every cluster binds to these groups: versions, health, the list of APIs and what one may do oneself. */
const HARMLESS_ROLES: ReadonlySet<string> = new Set([
  "system:public-info-viewer",
  "system:discovery",
  "system:basic-user",
  "system:service-account-issuer-discovery",
]);

export const rbacAnonymous = defineKubernetesRule({
  id: "rbac-anonymous",
  title: "Rights are given to whoever calls the cluster",
  severity: "error",
  topic: "rbac",
  actors: ["external attacker", "internal attacker"],
  why: "Callers without credentials are `system:anonymous` in the group `system:unauthenticated`; whoever reaches the API server has the rights of these. `system:authenticated` is everybody with any credential: every service account of every pod, and on some clouds everybody with an account there.",
  remedy: "Bind the role to the users, groups or service accounts that need it.",
  *check(document) {
    for (const object of document.objects) {
      const binding = readBinding(object);
      if (binding === undefined || HARMLESS_ROLES.has(binding.role.name?.text ?? "")) continue;
      const role = binding.role.name === undefined ? "a role" : `the role \`${binding.role.name.text}\``;
      for (const subject of binding.subjects) {
        const who = callers(subject);
        if (who === undefined) continue;
        yield {
          span: subject.name.span,
          severity: who.severity,
          message: `${binding.label} gives ${role} to ${who.text}.`,
        };
      }
    }
  },
  bad: [
    {
      title: "callers without credentials",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: dashboard
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: User
    name: «system:anonymous»
    apiGroup: rbac.authorization.k8s.io
  - kind: Group
    name: «system:unauthenticated»
    apiGroup: rbac.authorization.k8s.io
`,
    },
    {
      title: "everybody who can log in",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: readers
  namespace: shop
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
  - {kind: Group, name: «"system:authenticated"», apiGroup: rbac.authorization.k8s.io}
`,
    },
    {
      title: "every pod of the cluster",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: readers
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: Group, name: «system:serviceaccounts», apiGroup: rbac.authorization.k8s.io}
  - {kind: Group, name: system:serviceaccounts:monitoring, apiGroup: rbac.authorization.k8s.io}
`,
    },
  ],
  good: [
    {
      title: "what every cluster tells everybody",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: system:public-info-viewer
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: system:public-info-viewer
subjects:
  - kind: Group
    name: system:unauthenticated
    apiGroup: rbac.authorization.k8s.io
`,
    },
    {
      title: "a group of people",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: readers
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reader
subjects:
  - kind: Group
    name: support
    apiGroup: rbac.authorization.k8s.io
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: RBAC good practices",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
    },
    {
      title: "Kubernetes: anonymous requests",
      url: "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",
    },
  ],
  standards: { nsaCisa: ["authentication"], mitreAttack: ["T1133"] },
  equivalents: { trivy: ["KSV-0122"], kubescape: ["C-0262"] },
});

interface Callers {
  readonly text: string;
  readonly severity: "error" | "warning";
}

function callers({ kind, name }: RbacSubject): Callers | undefined {
  const isAnonymous = kind === "User" && name.text === "system:anonymous";
  if (isAnonymous || (kind === "Group" && name.text === "system:unauthenticated")) {
    return { text: "callers without any credential: whoever reaches the API server has it", severity: "error" };
  }
  if (kind === "Group" && name.text === "system:authenticated") {
    return { text: "everybody with any credential, the service account of every pod too", severity: "warning" };
  }
  if (kind === "Group" && name.text === "system:serviceaccounts") {
    return {
      text: "the service accounts of all namespaces, and so to every pod that has a token",
      severity: "warning",
    };
  }
  return undefined;
}
