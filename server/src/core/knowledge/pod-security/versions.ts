/**
 * The Kubernetes releases (the `x` of `1.x`) whose Pod Security Standards are known, and the first release with each change.
 * Source: the checks of kubernetes/pod-security-admission (policy/check_*.go, `MinimumVersion`) and its test data up to v1.37.
 */
export const OLDEST_MINOR = 25;
export const NEWEST_MINOR = 37;

/** Baseline forbids a `host` in probes and lifecycle hooks (check_hostProbesAndhostLifecycle.go). */
export const HOST_PROBES_SINCE = 34;

/**
 * Pods with `hostUsers: false` need no `runAsNonRoot`, may run as root and, below restricted, may unmask `/proc`
 * (check_runAsNonRoot.go, check_runAsUser.go, check_procMount_baseline.go; KEP-127).
 */
export const USER_NAMESPACE_RELAXATION_SINCE = 35;
