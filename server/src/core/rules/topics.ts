/** What rules are about, in the order in which they are listed: where a person looks for one. */
export const TOPICS = {
  secrets: "Secrets",
  layers: "Layers",
  users: "Root and users",
  "file-permissions": "Setuid and file permissions",
  privileges: "Privileges and capabilities",
  isolation: "Isolation: seccomp, AppArmor, SELinux",
  "host-access": "Access to the host",
  "file-systems": "Root file system and volumes",
  images: "Images and where they come from",
  downloads: "Downloads and packages",
  network: "Network",
  rbac: "RBAC and service accounts",
  resources: "Resources",
  enforcement: "Enforcement: Pod Security admission, settings without effect",
  suppressions: "Suppressions",
} as const;

export type Topic = keyof typeof TOPICS;
