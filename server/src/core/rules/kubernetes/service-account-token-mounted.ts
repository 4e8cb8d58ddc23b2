import { setFields } from "../../kubernetes/edit.ts";
import type { KubernetesDocument, Pod } from "../../kubernetes/model.ts";
import { booleanAt, stringAt } from "../../kubernetes/node.ts";
import { accountOf } from "../../kubernetes/service-account.ts";
import type { Span } from "../../text/span.ts";
import { accountsNamed, bindingsOfAccount } from "../../workspace/accounts.ts";
import type { WorkspaceView } from "../../workspace/workspace-index.ts";
import { manifestFix } from "../manifest-fix.ts";
import { relatedAt } from "../related.ts";
import { defineKubernetesRule, type Finding } from "../rule.ts";

export const serviceAccountTokenMounted = defineKubernetesRule({
  id: "service-account-token-mounted",
  title: "A pod gets a token for the Kubernetes API that it has no use for",
  severity: "warning",
  workspace: "needed",
  topic: "rbac",
  actors: ["compromised application process", "external attacker"],
  why: "Unless told otherwise, Kubernetes puts a token of the pod's service account into each of its containers. Whoever takes the process over talks to the API server with it, sees what every account may see, and has every right that anybody ever binds to the account.",
  remedy:
    "Set `automountServiceAccountToken: false` in the pod, or in the ServiceAccount for all of its pods. A pod that does talk to the API server gets an account of its own, with a role for what it needs.",
  *check(document, { path, workspace }) {
    // A role for the account may be in a file that is not known.
    if (workspace?.isWhole !== true) return;
    for (const pod of document.objects.flatMap((object) => object.pods)) {
      const finding = pod.isPartial ? undefined : judge(document, pod, path, workspace);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "the account that every pod has",
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
    },
    {
      title: "an account without a role",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
  namespace: shop
spec:
  serviceAccountName: «shop»
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "account.yaml": `apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
  namespace: shop
`,
      },
    },
    {
      title: "a pod that undoes what its account says",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  serviceAccountName: shop
  automountServiceAccountToken: «true»
  containers:
    - name: web
      image: registry.example/web:1.4
`,
      files: {
        "account.yaml": `apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
automountServiceAccountToken: false
`,
      },
    },
  ],
  good: [
    {
      title: "no token",
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
      title: "the account gives none",
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
      files: {
        "account.yaml": `apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
automountServiceAccountToken: false
`,
      },
    },
    {
      title: "an account with a role",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: operator
  namespace: shop
spec:
  serviceAccountName: operator
  containers:
    - name: operator
      image: registry.example/operator:1.4
`,
      files: {
        "access.yaml": `apiVersion: v1
kind: ServiceAccount
metadata:
  name: operator
  namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: operator
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: operator
subjects:
  - kind: ServiceAccount
    name: operator
`,
      },
    },
    {
      title: "an account that is not in the workspace",
      code: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  serviceAccountName: made-by-terraform
  containers:
    - name: web
      image: registry.example/web:1.4
`,
    },
  ],
  references: [
    {
      title: "Kubernetes: opt out of API credential automounting",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
    },
    {
      title: "Kubernetes: RBAC good practices",
      url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#minimize-distribution-of-privileged-tokens",
    },
  ],
  standards: { cisKubernetes: ["5.1.6"], nsaCisa: ["service-account-tokens"], mitreAttack: ["T1528", "T1552.007"] },
  equivalents: {
    trivy: ["KSV-0036"],
    checkov: ["CKV_K8S_38"],
    polaris: ["automountServiceAccountToken"],
    kubescape: ["C-0034", "C-0190"],
    sonar: ["kubernetes:S6865"],
  },
});

function judge(document: KubernetesDocument, pod: Pod, path: string, workspace: WorkspaceView): Finding | undefined {
  const own = booleanAt(pod.spec, "automountServiceAccountToken");
  const name = accountOf(pod);
  if (own.kind === "unknown" || (own.kind === "known" && !own.value) || name === undefined) return undefined;
  const account = { path, namespace: pod.namespace, name };
  const accounts = accountsNamed(workspace, account);
  if (own.kind === "unset" && accounts.some(({ automount }) => automount === false || automount === "unknown"))
    return undefined;
  // Of one that is written elsewhere, the role may be as well.
  if (name !== "default" && accounts.length === 0) return undefined;
  if (bindingsOfAccount(workspace, account).length > 0) return undefined;
  const edit = setFields(document, pod.spec, { automountServiceAccountToken: false });
  return {
    span: placeOf(pod, own.kind === "known" ? own.span : undefined),
    message: `${pod.label} gets a token of the ServiceAccount \`${name}\`, to which nothing here gives a role: it only serves whoever takes a container over.`,
    related: accounts.map(({ place, label, automount }) =>
      relatedAt(
        place,
        automount === false ? `${label} gives no token to pods that do not ask.` : `This is the ${label}.`,
      ),
    ),
    fixes: manifestFix(edit, {
      title: "Set `automountServiceAccountToken: false`",
      isSafe: false,
      note: "A program that talks to the API server, or shows the token to another service, stops working.",
    }),
  };
}

function placeOf({ spec, anchor }: Pod, own: Span | undefined): Span {
  const named = stringAt(spec, "serviceAccountName");
  return own ?? (named.kind === "known" ? named.span : undefined) ?? anchor;
}
