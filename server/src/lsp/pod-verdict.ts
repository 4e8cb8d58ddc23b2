import { KUBERNETES } from "../core/engine/kubernetes.ts";
import type { KubernetesDocument, Pod } from "../core/kubernetes/model.ts";
import { DEFAULT_POD_SECURITY, type PodSecurityLevel, readMinor } from "../core/kubernetes/pod-security.ts";
import { UNSET } from "../core/text/resolved.ts";
import type { Settings } from "./settings.ts";

/** The level of the Pod Security Standards that a pod meets, and how many controls keep it from the better ones. */
export interface PodVerdict {
  readonly level: PodSecurityLevel;
  readonly toBaseline: number;
  readonly toRestricted: number;
}

const CONTROLS = KUBERNETES.rules.flatMap((rule) =>
  rule.kind === "kubernetes" && rule.podSecurity !== undefined ? [rule.podSecurity] : [],
);

/** Judges one pod by every control, whichever rules are switched on, for the Kubernetes release of the settings. */
export function podVerdict(
  document: KubernetesDocument,
  pod: Pod,
  { podSecurity }: Pick<Settings, "podSecurity">,
): PodVerdict {
  const minor = readMinor(podSecurity?.version ?? "latest") ?? DEFAULT_POD_SECURITY.minor;
  const policy = { level: "restricted", warnLevel: undefined, minor } as const;
  const steps = [pod, withoutPrivileges(pod)];
  const broken = CONTROLS.map(({ level, checkPod }) =>
    steps.flatMap((step) => Array.from(checkPod(document, step, policy), (finding) => finding.level ?? level)),
  ).filter((levels) => levels.length > 0);
  const toRestricted = broken.length;
  const toBaseline = broken.filter((levels) => levels.includes("baseline")).length;
  const level = toBaseline > 0 ? "privileged" : toRestricted > 0 ? "baseline" : "restricted";
  return { level, toBaseline, toRestricted };
}

/** The pod once it is no longer privileged: what privileges make pointless, and rules are therefore silent about, counts then. */
function withoutPrivileges(pod: Pod): Pod {
  return {
    ...pod,
    containers: pod.containers.map((container) => ({
      ...container,
      security: { ...container.security, privileged: UNSET },
    })),
  };
}
