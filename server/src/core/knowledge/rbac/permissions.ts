/** A permission with which its holder gets more than it says. */
export interface StrongPermission {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Which of the two the finding points at: what makes the permission strong. */
  readonly points: "resource" | "verb";
  /** What its holder gains, as the end of "whoever has it …". */
  readonly gain: string;
  readonly severity: "error" | "warning" | "information";
}

const RBAC = "rbac.authorization.k8s.io";

/**
 * Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks and
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping.
 */
export const STRONG_PERMISSIONS: readonly StrongPermission[] = [
  {
    group: RBAC,
    resources: ["roles", "clusterroles"],
    verbs: ["escalate"],
    points: "verb",
    gain: "writes roles with rights that they don't have themselves",
    severity: "error",
  },
  {
    group: RBAC,
    resources: ["roles", "clusterroles"],
    verbs: ["bind"],
    points: "verb",
    gain: "gives themselves any role, `cluster-admin` too",
    severity: "error",
  },
  {
    group: "",
    resources: ["users", "groups"],
    verbs: ["impersonate"],
    points: "verb",
    gain: "acts as anybody else",
    severity: "error",
  },
  {
    group: "",
    resources: ["serviceaccounts"],
    verbs: ["impersonate"],
    points: "verb",
    gain: "acts as any service account, with that account's rights",
    severity: "error",
  },
  {
    group: "",
    resources: ["serviceaccounts/token"],
    verbs: ["create"],
    points: "resource",
    gain: "gets a token of any service account, and with it that account's rights",
    severity: "error",
  },
  {
    group: "",
    resources: ["nodes/proxy"],
    verbs: ["get", "create", "update", "patch", "delete"],
    points: "resource",
    gain: "runs commands in every pod of a node through its kubelet, past admission and audit",
    severity: "error",
  },
  {
    group: "",
    resources: ["pods/exec", "pods/attach"],
    verbs: ["create", "get"],
    points: "resource",
    gain: "runs commands in running pods, with their secrets and their service accounts",
    severity: "warning",
  },
  {
    group: "",
    resources: ["pods/ephemeralcontainers"],
    verbs: ["update", "patch"],
    points: "resource",
    gain: "puts a container of their own into running pods, with their secrets and service accounts",
    severity: "warning",
  },
  {
    group: "",
    resources: ["pods"],
    verbs: ["create"],
    points: "resource",
    gain: "starts a pod with any service account and any secret of the pod's namespace",
    severity: "warning",
  },
  {
    group: "apps",
    resources: ["deployments", "daemonsets", "statefulsets", "replicasets"],
    verbs: ["create"],
    points: "resource",
    gain: "starts pods with any service account and any secret of the pod's namespace",
    severity: "information",
  },
  {
    group: "batch",
    resources: ["jobs", "cronjobs"],
    verbs: ["create"],
    points: "resource",
    gain: "starts pods with any service account and any secret of the pod's namespace",
    severity: "information",
  },
  {
    group: "admissionregistration.k8s.io",
    resources: ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
    verbs: ["create", "update", "patch"],
    points: "resource",
    gain: "reads, and may change, every object that is sent to the cluster",
    severity: "warning",
  },
  {
    group: "certificates.k8s.io",
    resources: ["certificatesigningrequests/approval"],
    verbs: ["update", "patch"],
    points: "resource",
    gain: "lets clients have certificates with any name, those of the cluster's own components too",
    severity: "warning",
  },
];
