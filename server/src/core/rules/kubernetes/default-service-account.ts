import type { Pod } from "../../kubernetes/model.ts";
import { booleanAt, stringAt } from "../../kubernetes/node.ts";
import { accountOf } from "../../kubernetes/service-account.ts";
import { accountsNamed, bindingsOfAccount, rolesOfBinding } from "../../workspace/accounts.ts";
import type { BindingFact } from "../../workspace/facts.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding, type RelatedPlace } from "../rule.ts";

export const defaultServiceAccount = defineKubernetesRule({
  id: "default-service-account",
  title: "A pod has no identity of its own",
  severity: "information",
  workspace: "asked",
  topic: "rbac",
  actors: ["compromised application process", "inadvertent insider"],
  why: "The ServiceAccount `default` is that of every pod of the namespace that names no other. A right that somebody gives it for one program is every program's, and the audit log cannot tell which of them used it.",
  remedy:
    "Create a ServiceAccount for the program and name it in `serviceAccountName`; bind its roles to that. Where the program does not talk to the API server, `automountServiceAccountToken: false` is enough.",
  *check(document, { path, workspace }) {
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      const finding = pod.isPartial ? undefined : judge(pod, path, workspace);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "a role for every pod of the namespace",
      code: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: «shop»
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
`,
      files: {
        "access.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: web
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: web
subjects:
  - kind: ServiceAccount
    name: default
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: web
  namespace: shop
rules:
  - apiGroups: [""]
    resources: [secrets]
    verbs: [get]
`,
      },
    },
    {
      title: "the account by its name",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  serviceAccountName: «default»
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "access.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: web
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: ServiceAccount
    name: default
    namespace: shop
`,
      },
    },
  ],
  good: [
    {
      title: "an account of its own",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  serviceAccountName: shop
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "a pod that never uses it",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  automountServiceAccountToken: false
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "an account that has no rights",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
    {
      title: "a role in another namespace",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
  namespace: shop
spec:
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "access.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: web
  namespace: bank
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: ServiceAccount
    name: default
    namespace: bank
`,
      },
    },
  ],
  references: [
    {
      title: "Kubernetes: service accounts",
      url: "https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts",
    },
  ],
  standards: { cisKubernetes: ["5.1.5"], mitreAttack: ["T1078.001"] },
  equivalents: { kubeLinter: ["default-service-account"] },
});

function judge(pod: Pod, path: string, workspace: WorkspaceView | undefined): Finding | undefined {
  const own = booleanAt(pod.spec, "automountServiceAccountToken");
  if (own.kind === "unknown" || (own.kind === "known" && !own.value) || accountOf(pod) !== "default") return undefined;
  const span = placeOf(pod);
  const usual: Finding = {
    span,
    message: `${pod.label} runs under the ServiceAccount \`default\`: whatever right that is given, this pod has as well.`,
  };
  if (workspace === undefined) return usual;
  const account = { path, namespace: pod.namespace, name: "default" };
  const isWithout = accountsNamed(workspace, account).some(({ automount }) => automount === false);
  if (isWithout && own.kind === "unset") return undefined;
  const bindings = bindingsOfAccount(workspace, account);
  const [binding] = bindings;
  // An account without a role is no identity that matters: service-account-token-mounted tells of the token.
  if (binding === undefined) return workspace.isWhole ? undefined : usual;
  return {
    span,
    severity: "warning",
    message: `${pod.label} runs under the ServiceAccount \`default\`, to which ${binding.label} gives the ${binding.role.kind} \`${binding.role.name}\`: so do all pods of the namespace that name no other.`,
    related: bindings.flatMap((each) => chain(workspace, each)),
  };
}

/** The binding, and the role where the workspace has it. */
function chain(workspace: WorkspaceView, binding: BindingFact): readonly RelatedPlace[] {
  const given = relatedAt(binding.place, `${binding.label} gives the role to \`default\`.`);
  const roles = rolesOfBinding(workspace, binding).map(({ place, label, gains: [gain] }) =>
    relatedAt(place, gain === undefined ? `This is the ${label}.` : `Whoever has the ${label} ${gain}.`),
  );
  return [given, ...roles];
}

function placeOf({ spec, anchor }: Pod): Finding["span"] {
  const named = stringAt(spec, "serviceAccountName");
  return (named.kind === "known" ? named.span : undefined) ?? anchor;
}
