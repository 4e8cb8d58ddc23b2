import type { Standard } from "./standard.ts";

/** Source of the ids and titles: the benchmark itself, as kube-bench (cfg/cis-1.12/policies.yaml) and Kubescape report them. */
export const CIS_KUBERNETES = {
  name: "CIS Kubernetes Benchmark",
  edition: "v1.12.0",
  url: "https://www.cisecurity.org/benchmark/kubernetes",
  scope:
    "Chapter 5, whose sections are met by manifests. Chapters 1 to 4 are about the control plane and the nodes, and so are 5.3.1 and 5.5.1. In v1.10, the numbers of 5.2.9 to 5.2.12 and of 5.6 are one higher.",
  tag: "CIS-Kubernetes",
  isNumbered: true,
  chapters: {
    "5.1 RBAC and Service Accounts": {
      "5.1.1": "Ensure that the cluster-admin role is only used where required",
      "5.1.2": "Minimize access to secrets",
      "5.1.3": "Minimize wildcard use in Roles and ClusterRoles",
      "5.1.4": "Minimize access to create pods",
      "5.1.5": "Ensure that default service accounts are not actively used",
      "5.1.6": "Ensure that Service Account Tokens are only mounted where necessary",
      "5.1.7": "Avoid use of system:masters group",
      "5.1.8": "Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster",
      "5.1.9": "Minimize access to create persistent volumes",
      "5.1.10": "Minimize access to the proxy sub-resource of nodes",
      "5.1.11": "Minimize access to the approval sub-resource of certificatesigningrequests objects",
      "5.1.12": "Minimize access to webhook configuration objects",
      "5.1.13": "Minimize access to the service account token creation",
    },
    "5.2 Pod Security Standards": {
      "5.2.1": "Ensure that the cluster has at least one active policy control mechanism in place",
      "5.2.2": "Minimize the admission of privileged containers",
      "5.2.3": "Minimize the admission of containers wishing to share the host process ID namespace",
      "5.2.4": "Minimize the admission of containers wishing to share the host IPC namespace",
      "5.2.5": "Minimize the admission of containers wishing to share the host network namespace",
      "5.2.6": "Minimize the admission of containers with allowPrivilegeEscalation",
      "5.2.7": "Minimize the admission of root containers",
      "5.2.8": "Minimize the admission of containers with the NET_RAW capability",
      "5.2.9": "Minimize the admission of containers with capabilities assigned",
      "5.2.10": "Minimize the admission of Windows HostProcess Containers",
      "5.2.11": "Minimize the admission of HostPath volumes",
      "5.2.12": "Minimize the admission of containers which use HostPorts",
    },
    "5.3 Network Policies and CNI": {
      "5.3.2": "Ensure that all Namespaces have Network Policies defined",
    },
    "5.4 Secrets Management": {
      "5.4.1": "Prefer using secrets as files over secrets as environment variables",
      "5.4.2": "Consider external secret storage",
    },
    "5.6 General Policies": {
      "5.6.1": "Create administrative boundaries between resources using namespaces",
      "5.6.2": "Ensure that the seccomp profile is set to docker/default in your pod definitions",
      "5.6.3": "Apply Security Context to Your Pods and Containers",
      "5.6.4": "The default namespace should not be used",
    },
  },
  unanswered: {
    "5.1.9": "[rbac-escalation](rbac-escalation.md) does not know this permission.",
    "5.4.1":
      "Both keep the value out of the manifest; a variable is the weaker of the two, but many programs read nothing else.",
    "5.6.1": "The files do not tell which objects should be kept apart.",
    "5.6.4": "A manifest without a namespace goes where `kubectl` is told to put it.",
  },
} as const satisfies Standard;
