/** An SELinux type that the baseline level lets a pod choose, and the release (`x` of `1.x`) since which it does; 0 for always. */
export interface AllowedSelinuxType {
  readonly type: string;
  readonly since: number;
}

/** Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (SELinux); container_engine_t since 1.31. */
export const ALLOWED_SELINUX_TYPES: readonly AllowedSelinuxType[] = [
  { type: "container_t", since: 0 },
  { type: "container_init_t", since: 0 },
  { type: "container_kvm_t", since: 0 },
  { type: "container_engine_t", since: 31 },
];
