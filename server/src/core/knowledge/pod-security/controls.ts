/**
 * The controls of the Pod Security Standards by the level that asks for them first, under the names that the admission controller
 * gives to its checks. Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ for the titles, and the package
 * k8s.io/pod-security-admission/policy for the names.
 */
export const POD_SECURITY_CONTROLS = {
  baseline: {
    windowsHostProcess: "HostProcess",
    hostNamespaces: "Host Namespaces",
    privileged: "Privileged Containers",
    capabilities_baseline: "Capabilities",
    hostPathVolumes: "HostPath Volumes",
    hostPorts: "Host Ports",
    hostProbesAndHostLifecycle: "Host Probes / Lifecycle Hooks",
    appArmorProfile: "AppArmor",
    seLinuxOptions: "SELinux",
    procMount: "/proc Mount Type",
    seccompProfile_baseline: "Seccomp",
    sysctls: "Sysctls",
  },
  restricted: {
    restrictedVolumes: "Volume Types",
    allowPrivilegeEscalation: "Privilege Escalation",
    runAsNonRoot: "Running as Non-root",
    runAsUser: "Running as Non-root user",
    seccompProfile_restricted: "Seccomp",
    capabilities_restricted: "Capabilities",
    procMount_restricted: "/proc Mount Type",
  },
} as const;

type Controls = typeof POD_SECURITY_CONTROLS;

export type PodSecurityControlName = { [Level in keyof Controls]: keyof Controls[Level] }[keyof Controls];

/** The lowest level that asks for one of the controls. */
export function lowestLevel(controls: readonly PodSecurityControlName[]): keyof Controls {
  return controls.some((control) => control in POD_SECURITY_CONTROLS.baseline) ? "baseline" : "restricted";
}
