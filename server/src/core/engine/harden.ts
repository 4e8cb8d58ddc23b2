import { type Config, DEFAULT_CONFIG } from "../config/schema.ts";
import type { DocumentPart, KubernetesDocument, Pod } from "../kubernetes/model.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import { DEFAULT_POD_SECURITY, type PodSecurityPolicy, readMinor } from "../kubernetes/pod-security.ts";
import { KUBERNETES_RULES } from "../rules/kubernetes-rules.ts";
import type { Finding, Fix } from "../rules/rule.ts";
import { applyEdits, collide, shiftEdits, type TextEdit } from "../text/edit.ts";
import { lineDifferences } from "../text/line-difference.ts";
import { type Span, touches } from "../text/span.ts";
import type { Analysis } from "./analysis.ts";

/** One reviewed change that brings a pod as close to the restricted level as an edit can. */
export interface Hardening {
  /** Such as "Harden Deployment `shop` to Restricted". */
  readonly title: string;
  /** In file offsets. */
  readonly edits: readonly TextEdit[];
  /** What may stop working, and what to do about it. */
  readonly notes: readonly string[];
  /** What stays for a person to do: the messages of the findings that no edit takes away. */
  readonly remaining: readonly string[];
}

/** The controls of the Pod Security Standards, in the order of the registry. */
const CONTROLS = KUBERNETES_RULES.flatMap((rule) =>
  rule.kind === "kubernetes" && rule.podSecurity !== undefined ? [rule.podSecurity] : [],
);

/**
 * Hardens the pod around an offset of a manifest (its workload's text counts as its own): every fix of the restricted level at once,
 * in the style of the text. Undefined where there is no pod, or nothing to change.
 */
export function hardenToRestricted(
  { model }: Analysis,
  offset: number,
  config: Config = DEFAULT_CONFIG,
): Hardening | undefined {
  if (model?.kind !== "kubernetes") return undefined;
  const part = model.parts.findLast((candidate) => candidate.offset <= offset);
  const place = part && findPod(part, offset - part.offset);
  if (part === undefined || place === undefined) return undefined;
  const policy: PodSecurityPolicy = {
    level: "restricted",
    warnLevel: undefined,
    minor: readMinor(config.podSecurity?.version ?? "latest") ?? DEFAULT_POD_SECURITY.minor,
  };
  const { text, notes, remaining } = hardenDocument(part.document, place, policy, model.isPatch);
  const edits = lineDifferences(part.document.text, text);
  if (edits.length === 0) return undefined;
  const owner = place.pod.owner;
  return { title: `Harden ${owner} to Restricted`, edits: shiftEdits(edits, part.offset), notes, remaining };
}

/** Where a pod is among a document's: edits to it leave that as it is. */
interface PodPlace {
  readonly object: number;
  readonly index: number;
  readonly pod: Pod;
}

function findPod({ document }: DocumentPart, offset: number): PodPlace | undefined {
  const places = document.objects.flatMap(({ pods }, object) => pods.map((pod, index) => ({ object, index, pod })));
  const inside = (span: Span | undefined): boolean => span !== undefined && touches(span, offset);
  return (
    places.find(({ pod }) => inside(pod.spec.span)) ??
    places.find(({ object }) => inside(document.objects[object]?.root.span))
  );
}

/** Fixes wait for one another where they edit the same place; more rounds than this mean a fault. */
const MOST_ROUNDS = 30;

interface HardenedText extends Pick<Hardening, "notes" | "remaining"> {
  readonly text: string;
}

function hardenDocument(
  document: KubernetesDocument,
  { object, index }: PodPlace,
  policy: PodSecurityPolicy,
  isPatch: boolean,
): HardenedText {
  const notes = new Set<string>();
  const seen = new Set([document.text]);
  let { text } = document;
  let findings: readonly Finding[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const current = parseKubernetes(text, undefined, { isPatch }).parts[0]?.document;
    const pod = current?.objects[object]?.pods[index];
    findings = current && pod ? CONTROLS.flatMap(({ checkPod }) => [...checkPod(current, pod, policy)]) : [];
    const { edits, applied } = choose(findings);
    const next = applyEdits(text, edits);
    if (seen.has(next)) break;
    seen.add(next);
    text = next;
    for (const { note } of applied) if (note !== undefined) notes.add(note);
  }
  return { text, notes: [...notes], remaining: findings.map(({ message }) => message) };
}

/** The preferred fixes that can be applied in one go. One that would also change other places is left to a person. */
function choose(findings: readonly Finding[]): {
  readonly edits: readonly TextEdit[];
  readonly applied: readonly Fix[];
} {
  const edits: TextEdit[] = [];
  const applied: Fix[] = [];
  for (const fix of findings.flatMap(({ fixes }) => fixes?.find(({ isShared }) => isShared !== true) ?? [])) {
    if (fix.edits.some((edit) => edits.some((other) => collide(other, edit)))) continue;
    edits.push(...fix.edits);
    applied.push(fix);
  }
  return { edits, applied };
}
