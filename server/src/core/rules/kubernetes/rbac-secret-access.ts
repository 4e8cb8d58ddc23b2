import { allowsVerb, isAboutGroup, readRole } from "../../kubernetes/rbac.ts";
import { roleHolders } from "../role-holders.ts";
import { defineKubernetesRule } from "../rule.ts";

export const rbacSecretAccess = defineKubernetesRule({
  id: "rbac-secret-access",
  title: "A role may read every secret",
  severity: "warning",
  workspace: "asked",
  topic: "rbac",
  actors: ["malicious insider", "compromised application process"],
  why: "Secrets hold passwords, keys and tokens of service accounts. Who may `get`, `list` or `watch` them all takes over what those open, often the whole cluster; `list` and `watch` show the contents as well as `get` does.",
  remedy:
    "Name the secrets that the program needs in `resourceNames`, or mount them into its pod. In a ClusterRole, prefer a Role in the namespaces concerned.",
  *check(document, context) {
    for (const object of document.objects) {
      const role = readRole(object);
      for (const rule of role?.rules ?? []) {
        const secrets = rule.resources.find(({ text }) => text === "secrets");
        if (role === undefined || secrets === undefined || rule.isNarrowed || !isAboutGroup(rule, "")) continue;
        if (!allowsVerb(rule, ["get", "list", "watch"])) continue;
        yield {
          span: secrets.span,
          message: role.isCluster
            ? `${role.label} may read every secret of the namespaces it is bound in, and of the cluster where a ClusterRoleBinding binds it.`
            : `${role.label} may read every secret of its namespace.`,
          ...roleHolders(object, context),
        };
      }
    }
  },
  bad: [
    {
      title: "all secrets of the cluster",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [""]
    resources: [configmaps, «secrets»]
    verbs: [get, list, watch]
`,
    },
    {
      title: "all secrets of a namespace",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: operator
  namespace: shop
rules:
  - apiGroups:
      - ""
    resources:
      - «secrets»
    verbs:
      - "*"
`,
    },
  ],
  good: [
    {
      title: "one secret",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: operator
  namespace: shop
rules:
  - apiGroups: [""]
    resources: [secrets]
    resourceNames: [shop-tls]
    verbs: [get]
`,
    },
    {
      title: "writing only, and secrets of another kind",
      code: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: operator
rules:
  - apiGroups: [""]
    resources: [secrets]
    verbs: [create]
  - apiGroups: [example.com]
    resources: [secrets]
    verbs: [get]
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: RBAC good practices, listing secrets",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets",
    },
  ],
  standards: { cisKubernetes: ["5.1.2"], nsaCisa: ["role-based-access-control"], mitreAttack: ["T1552.007"] },
  equivalents: {
    trivy: ["KSV-0041", "KSV-0113"],
    kubeLinter: ["access-to-secrets"],
    kubescape: ["C-0015", "C-0186"],
  },
});
