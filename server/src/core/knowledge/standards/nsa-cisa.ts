import type { Standard } from "./standard.ts";

/** Source of the headings: the guide's table of contents. It has no numbers, so the ids are ours. */
export const NSA_CISA = {
  name: "NSA/CISA Kubernetes Hardening Guide",
  edition: "v1.2, August 2022",
  url: "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
  scope:
    "The headings under which the guide asks for something that stands in a Dockerfile or manifest. What it says of the control plane, of nodes, and of logs and threat detection is no matter of these files.",
  tag: "NSA-CISA",
  isNumbered: false,
  chapters: {
    "Kubernetes Pod security": {
      "non-root-containers": "“Non-root” containers and “rootless” container engines",
      "immutable-file-systems": "Immutable container file systems",
      "secure-images": "Building secure container images",
      "pod-security-enforcement": "Pod security enforcement",
      "service-account-tokens": "Protecting Pod service account tokens",
      "container-environments": "Hardening container environments",
    },
    "Network separation and hardening": {
      namespaces: "Namespaces",
      "network-policies": "Network policies",
      "resource-policies": "Resource policies",
      encryption: "Encryption",
      secrets: "Secrets",
      "cloud-infrastructure": "Protecting sensitive cloud infrastructure",
    },
    "Authentication and authorization": {
      authentication: "Authentication",
      "role-based-access-control": "Role-based access control",
    },
    "Upgrading and application security practices": {
      upgrading: "Upgrading and application security practices",
    },
  },
  unanswered: {
    namespaces: "A manifest without a namespace goes where `kubectl` is told to put it.",
  },
} as const satisfies Standard;
