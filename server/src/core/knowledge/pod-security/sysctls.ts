/** A sysctl that the baseline level lets a pod set, and the release (`x` of `1.x`) since which it does; 0 for always. */
export interface SafeSysctl {
  readonly name: string;
  readonly since: number;
}

/**
 * Source: kubernetes/pod-security-admission, policy/check_sysctls.go (1.0, 1.27, 1.29, 1.32, 1.37), and
 * https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls.
 */
export const SAFE_SYSCTLS: readonly SafeSysctl[] = [
  { name: "kernel.shm_rmid_forced", since: 0 },
  { name: "net.ipv4.ip_local_port_range", since: 0 },
  { name: "net.ipv4.ip_unprivileged_port_start", since: 0 },
  { name: "net.ipv4.ping_group_range", since: 0 },
  { name: "net.ipv4.tcp_syncookies", since: 0 },
  { name: "net.ipv4.ip_local_reserved_ports", since: 27 },
  { name: "net.ipv4.tcp_fin_timeout", since: 29 },
  { name: "net.ipv4.tcp_keepalive_intvl", since: 29 },
  { name: "net.ipv4.tcp_keepalive_probes", since: 29 },
  { name: "net.ipv4.tcp_keepalive_time", since: 29 },
  { name: "net.ipv4.tcp_rmem", since: 32 },
  { name: "net.ipv4.tcp_wmem", since: 32 },
  { name: "net.ipv4.tcp_notsent_lowat", since: 37 },
  { name: "net.ipv4.tcp_slow_start_after_idle", since: 37 },
];
