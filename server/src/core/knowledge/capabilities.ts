import type { Explanation, Link } from "./explanation.ts";
import { BASELINE_CAPABILITIES, CAPABILITY_POWERS, RESTRICTED_CAPABILITIES } from "./pod-security/capabilities.ts";

/**
 * What a container has that asks for nothing, in Docker and containerd.
 * Source: moby/moby `oci/caps/defaults.go`, containerd/containerd `pkg/oci/spec.go` (`defaultUnixCaps`); the two lists are the same.
 */
const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** What to know besides of some of them; each with its source. */
const NOTES: Readonly<Record<string, string>> = {
  // capabilities(7), "CAP_NET_BIND_SERVICE"; moby/moby#41030: Docker 20.10 sets net.ipv4.ip_unprivileged_port_start to 0.
  NET_BIND_SERVICE: "Ports from 1024 need no capability, and in Docker since 20.10 the lower ones need none either.",
  // icmp(7), "ping_group_range"; moby/moby#41030 sets it to all groups.
  NET_RAW: "`ping` needs it only where the sysctl `net.ipv4.ping_group_range` leaves its group out.",
  // open_by_handle_at(2): it needs CAP_DAC_READ_SEARCH and takes handles of any file of the mounted file system.
  DAC_READ_SEARCH: "Through `open_by_handle_at` that goes for files outside the container too.",
  // capabilities(7), "Notes to kernel developers": SYS_ADMIN is overloaded.
  SYS_ADMIN: "It opens so much of the kernel that it is as good as root on the node.",
  // ptrace(2) works inside the process's own PID namespace.
  SYS_PTRACE: "With `hostPID` the other processes are those of the node.",
};

/** The manual page that every fact about capabilities is from. */
const CAPABILITIES_PAGE: Link = {
  title: "capabilities(7)",
  url: "https://man7.org/linux/man-pages/man7/capabilities.7.html",
};

/** What a capability is good for, by a name in any of its spellings: `CAP_NET_RAW`, `net_raw`, `ALL`. Undefined where it is none. */
export function explainCapability(text: string): Explanation | undefined {
  const name = text.toUpperCase().replace(/^CAP_/, "");
  const power = Object.hasOwn(CAPABILITY_POWERS, name) ? CAPABILITY_POWERS[name] : undefined;
  if (power === undefined) return undefined;
  const note = NOTES[name];
  return {
    title: name === "ALL" ? "`ALL` capabilities" : `\`CAP_${name}\``,
    lines: [`With it the process ${power}.${note === undefined ? "" : ` ${note}`}`, whoHasIt(name)],
    link: CAPABILITIES_PAGE,
  };
}

function whoHasIt(name: string): string {
  const isDefault = DEFAULT_CAPABILITIES.has(name);
  const usual = isDefault ? "Docker and containerd give it to every container" : "Containers do not have it by default";
  return `${usual}; Pod Security ${levelOf(name)}.`;
}

function levelOf(name: string): string {
  if (RESTRICTED_CAPABILITIES.has(name)) return "lets pods add it at every level";
  return BASELINE_CAPABILITIES.has(name) ? "lets pods add it up to baseline" : "lets only privileged pods add it";
}
