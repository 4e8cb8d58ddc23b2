/**
 * Capabilities that the baseline level lets a container add.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline, the same since 1.22.
 */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** The one that the restricted level lets a container add: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted. */
export const RESTRICTED_CAPABILITIES: ReadonlySet<string> = new Set(["NET_BIND_SERVICE"]);

/** What a process gains from a capability, as the end of "with it the process …". Source: capabilities(7), Linux man-pages. */
export const CAPABILITY_POWERS: Readonly<Record<string, string>> = {
  ALL: "has every capability there is and owns the node",
  AUDIT_CONTROL: "switches off the kernel's audit log",
  AUDIT_READ: "reads the kernel's audit log of the whole node",
  AUDIT_WRITE: "writes records into the kernel's audit log",
  BPF: "loads programs into the node's kernel",
  CHECKPOINT_RESTORE: "reads the memory of other processes",
  CHOWN: "makes any file it sees its own",
  DAC_OVERRIDE: "reads and writes every file it sees, whatever its permissions",
  DAC_READ_SEARCH: "reads every file it sees and can open files of the node by their handles",
  FOWNER: "changes the permissions of files that are not its own",
  FSETID: "keeps setuid and setgid bits on files that it changes",
  IPC_LOCK: "locks memory of the node without a limit",
  IPC_OWNER: "reads and writes foreign shared memory",
  KILL: "sends signals to processes of other users",
  LINUX_IMMUTABLE: "changes files that are marked immutable or append-only",
  MAC_ADMIN: "changes the node's mandatory access control",
  MAC_OVERRIDE: "is exempt from mandatory access control",
  MKNOD: "makes device files",
  NET_ADMIN: "changes interfaces, routes and firewall rules of its network, and listens to all traffic there",
  NET_RAW: "can send forged packets and pose as other pods",
  PERFMON: "observes the node's kernel and its other processes",
  SETFCAP: "gives capabilities to files",
  SETGID: "takes on any group",
  SETPCAP: "hands its capabilities to other processes",
  SETUID: "takes on any user, root too",
  SYSLOG: "reads the kernel's log and the addresses in it",
  SYS_ADMIN: "can mount file systems and leave the container",
  SYS_BOOT: "can restart the node or load another kernel",
  SYS_CHROOT: "changes its root directory",
  SYS_MODULE: "loads modules into the node's kernel",
  SYS_NICE: "takes processor time from every other process of the node",
  SYS_PACCT: "switches process accounting",
  SYS_PTRACE: "reads and changes the memory of other processes",
  SYS_RAWIO: "reads and writes the node's memory and devices",
  SYS_RESOURCE: "is exempt from resource limits",
  SYS_TIME: "changes the node's clock",
  SYS_TTY_CONFIG: "takes control of terminals",
  WAKE_ALARM: "wakes the node from sleep",
};
