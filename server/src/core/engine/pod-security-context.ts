import type { Config } from "../config/schema.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import {
  DEFAULT_POD_SECURITY,
  namespacePolicy,
  type PodSecurityPolicy,
  readMinor,
} from "../kubernetes/pod-security.ts";
import type { RuleContext } from "../rules/rule.ts";

type PodSecurityContext = Pick<RuleContext, "podSecurity" | "namespaces">;

/**
 * What pods are to meet: what the configuration says, and on top of it, for the pods of a namespace, what the labels of that
 * Namespace say, whether it is in the same file or elsewhere in the workspace (`others`).
 */
export function podSecurityContext(
  model: KubernetesModel,
  { podSecurity }: Config,
  others: ReadonlyMap<string, PodSecurityPolicy> = new Map(),
): PodSecurityContext {
  const policy: PodSecurityPolicy = {
    ...DEFAULT_POD_SECURITY,
    level: podSecurity?.level,
    minor: readMinor(podSecurity?.version ?? "latest") ?? DEFAULT_POD_SECURITY.minor,
  };
  const namespaces = new Map(others);
  for (const object of model.parts.flatMap(({ document }) => document.objects)) {
    const own = object.name === undefined ? undefined : namespacePolicy(object, policy);
    if (object.name !== undefined && own !== undefined) namespaces.set(object.name, own);
  }
  return { podSecurity: policy, namespaces };
}

/** A text that is the same for two contexts exactly when every rule finds the same under them. */
export function podSecurityKey({ podSecurity, namespaces }: PodSecurityContext): string {
  return JSON.stringify([podSecurity, [...(namespaces ?? [])]]);
}
