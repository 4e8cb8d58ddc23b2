import type { Standard } from "./standard.ts";

/** Source of the ids and names: the pages of the techniques, https://attack.mitre.org/matrices/enterprise/containers/. */
export const MITRE_ATTACK = {
  name: "MITRE ATT&CK for Containers",
  edition: "v18.1",
  url: "https://attack.mitre.org/matrices/enterprise/containers/",
  scope:
    "The techniques that a finding opens the door to: those of the Containers matrix, and a few of the Linux matrix, since the processes of a container are Linux processes. Techniques that no file can make harder are left out.",
  tag: "MITRE-ATTACK",
  isNumbered: true,
  chapters: {
    Containers: {
      T1046: "Network Service Discovery",
      "T1078.001": "Valid Accounts: Default Accounts",
      "T1098.006": "Account Manipulation: Additional Container Cluster Roles",
      T1133: "External Remote Services",
      T1190: "Exploit Public-Facing Application",
      "T1204.003": "User Execution: Malicious Image",
      "T1496.001": "Resource Hijacking: Compute Hijacking",
      T1499: "Endpoint Denial of Service",
      T1525: "Implant Internal Image",
      T1528: "Steal Application Access Token",
      "T1552.001": "Unsecured Credentials: Credentials In Files",
      "T1552.007": "Unsecured Credentials: Container API",
      T1609: "Container Administration Command",
      T1610: "Deploy Container",
      T1611: "Escape to Host",
    },
    Linux: {
      "T1195.001": "Supply Chain Compromise: Compromise Software Dependencies and Development Tools",
      "T1195.002": "Supply Chain Compromise: Compromise Software Supply Chain",
      T1548: "Abuse Elevation Control Mechanism",
      "T1548.001": "Abuse Elevation Control Mechanism: Setuid and Setgid",
      "T1548.003": "Abuse Elevation Control Mechanism: Sudo and Sudo Caching",
      T1557: "Adversary-in-the-Middle",
    },
  },
  sectionUrl: (id: string) => `https://attack.mitre.org/techniques/${id.replace(".", "/")}/`,
  unanswered: {},
} as const satisfies Standard;
