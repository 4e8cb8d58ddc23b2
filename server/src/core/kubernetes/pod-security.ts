import { NEWEST_MINOR, OLDEST_MINOR, USER_NAMESPACE_RELAXATION_SINCE } from "../knowledge/pod-security/versions.ts";
import type { Range } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import type { KubernetesObject, Pod } from "./model.ts";
import { mappingAt, textAt } from "./node.ts";

/** The levels of the Pod Security Standards, each of which asks for what those before it do. */
export const POD_SECURITY_LEVELS = ["privileged", "baseline", "restricted"] as const;

export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** A level that asks for something, and so can be broken. */
export type ControlLevel = Exclude<PodSecurityLevel, "privileged">;

/** What pods are meant to meet. */
export interface PodSecurityPolicy {
  /** Pods that break it are rejected. Undefined where nobody chose one: every rule then reports with its own severity. */
  readonly level: PodSecurityLevel | undefined;
  /** Pods that break it are let in with a warning; undefined where there is no such level. */
  readonly warnLevel: PodSecurityLevel | undefined;
  /** The `x` of the Kubernetes release 1.x that decides what the levels ask for. */
  readonly minor: number;
  /** The Namespace that chose it, where that stands in another file. */
  readonly chosenBy?: PolicySource;
}

/** A Namespace of another file. */
export interface PolicySource {
  /** As a message names it. */
  readonly label: string;
  readonly path: string;
  readonly span: Span;
  readonly range: Range;
}

/** What holds where nobody chose anything: the newest release that is known, and no level. */
export const DEFAULT_POD_SECURITY: PodSecurityPolicy = { level: undefined, warnLevel: undefined, minor: NEWEST_MINOR };

/**
 * The `x` of a version as Pod Security writes it: `v1.31`, `1.31`, `latest`. Undefined where the text is none.
 * Releases before or after the known ones are judged as the nearest of them.
 */
export function readMinor(version: string): number | undefined {
  if (version === "latest") return NEWEST_MINOR;
  const minor = /^v?1\.(\d{1,3})$/.exec(version)?.[1];
  return minor === undefined ? undefined : Math.min(NEWEST_MINOR, Math.max(OLDEST_MINOR, Number(minor)));
}

function toLevel(text: string | undefined): PodSecurityLevel | undefined {
  return POD_SECURITY_LEVELS.find((level) => level === text);
}

/** What breaking a level leads to under a policy: "usual" where nobody chose a level, "nothing" where the one chosen does not ask for it. */
export function consequenceOf(
  { level, warnLevel }: PodSecurityPolicy,
  broken: ControlLevel,
): "usual" | "error" | "warning" | "nothing" {
  if (level === undefined) return "usual";
  if (asksFor(level, broken)) return "error";
  return warnLevel !== undefined && asksFor(warnLevel, broken) ? "warning" : "nothing";
}

function asksFor(level: PodSecurityLevel, broken: ControlLevel): boolean {
  return POD_SECURITY_LEVELS.indexOf(level) >= POD_SECURITY_LEVELS.indexOf(broken);
}

/** Prefix of the labels by which a Namespace chooses its level: https://kubernetes.io/docs/concepts/security/pod-security-admission/. */
export const POD_SECURITY_LABEL = "pod-security.kubernetes.io/";

/** The policy that a Namespace's labels choose for its pods, on top of the one that holds elsewhere; undefined where they choose none. */
export function namespacePolicy(object: KubernetesObject, elsewhere: PodSecurityPolicy): PodSecurityPolicy | undefined {
  if (object.kind !== "Namespace") return undefined;
  const labels = mappingAt(object.root, "metadata", "labels");
  return labelledPolicy((key) => textAt(labels, key), elsewhere);
}

/** The policy that labels choose, on top of the one that holds elsewhere; undefined where they choose none. */
export function labelledPolicy(
  labelAt: (key: string) => string | undefined,
  elsewhere: PodSecurityPolicy,
): PodSecurityPolicy | undefined {
  const label = (mode: string): string | undefined => labelAt(`${POD_SECURITY_LABEL}${mode}`);
  const level = toLevel(label("enforce"));
  if (level === undefined) return undefined;
  const warnings = [toLevel(label("warn")), toLevel(label("audit"))];
  return {
    level,
    warnLevel: POD_SECURITY_LEVELS.findLast((candidate) => warnings.includes(candidate)),
    minor: readMinor(label("enforce-version") ?? "") ?? elsewhere.minor,
  };
}

/** Whether a pod's own user namespace frees it, or may free it, from what a level asks of its users. */
export function isFreedByUserNamespace({ userNamespace }: Pod, { minor }: PodSecurityPolicy): boolean {
  return minor >= USER_NAMESPACE_RELAXATION_SINCE && userNamespace !== "no";
}
