import { itemsAt, lookUp, type MappingNode, mappingAt, nodeAt, textAt, type YamlNode } from "../kubernetes/node.ts";
import type { PodFact, Selector } from "./facts.ts";

/** Reads a label selector under a path of keys. */
export function readSelector(node: YamlNode | undefined, ...path: readonly string[]): Selector {
  const found = lookUp(node, ...path);
  if (found.kind === "unset") return { labels: {}, expressions: [], isOpen: false };
  if (found.kind === "unknown" || found.value.kind !== "mapping") return { labels: {}, expressions: [], isOpen: true };
  const { value } = found;
  const { labels, isOpen } = readLabels(mappingAt(value, "matchLabels"));
  const expressions = itemsAt(value, "matchExpressions");
  return {
    labels,
    expressions: expressions.map((item) => ({
      key: textAt(item, "key") ?? "",
      operator: textAt(item, "operator") ?? "",
      values: itemsAt(item, "values").flatMap((text) => (text.kind === "scalar" ? text.text : [])),
    })),
    isOpen:
      isOpen ||
      value.isOpen ||
      value.entries.some(({ isConditional }) => isConditional) ||
      ["matchLabels", "matchExpressions"].some((key) => nodeAt(value, key)?.kind === "unknown") ||
      expressions.some(hasUnknown),
  };
}

function hasUnknown(node: YamlNode): boolean {
  if (node.kind === "mapping") return node.isOpen || node.entries.some(({ value }) => hasUnknown(value));
  return node.kind === "sequence"
    ? node.isOpen || node.items.some(({ value }) => hasUnknown(value))
    : node.kind === "unknown";
}

/** The labels of a mapping; open where a template may fill in or add some. */
export function readLabels(node: MappingNode | undefined): {
  readonly labels: Readonly<Record<string, string>>;
  readonly isOpen: boolean;
} {
  const labels: Record<string, string> = {};
  let isOpen = node?.isOpen ?? false;
  for (const { key, value, isConditional } of node?.entries ?? []) {
    if (isConditional || value.kind !== "scalar") isOpen = true;
    else labels[key] = value.text;
  }
  return { labels, isOpen };
}

/** Whether a selector names every pod. */
export function isEmptySelector({ labels, expressions, isOpen }: Selector): boolean {
  return !isOpen && expressions.length === 0 && Object.keys(labels).length === 0;
}

/** Labels that controllers put on the pods they make (Kubernetes: "Well-Known Labels, Annotations and Taints"). */
const ADDED_LABELS =
  /^(?:pod-template-hash|pod-template-generation|controller-revision-hash|job-name|controller-uid|statefulset\.kubernetes\.io\/.*|batch\.kubernetes\.io\/.*|apps\.kubernetes\.io\/.*|topology\.kubernetes\.io\/.*)$/;

/**
 * Whether a selector names a pod; "perhaps" where a template, a controller, or a kustomization (`added`) may put labels on it.
 */
export function selects(
  selector: Selector,
  pod: Pick<PodFact, "labels" | "areLabelsOpen">,
  added: readonly Readonly<Record<string, string>>[] = [],
): "yes" | "no" | "perhaps" {
  const verdicts = [
    ...Object.entries(selector.labels).map(([key, value]) => verdict(key, "In", [value], pod, added)),
    ...selector.expressions.map(({ key, operator, values }) => verdict(key, operator, values, pod, added)),
  ];
  if (verdicts.includes("no")) return "no";
  return selector.isOpen || verdicts.includes("perhaps") ? "perhaps" : "yes";
}

function verdict(
  key: string,
  operator: string,
  values: readonly string[],
  { labels, areLabelsOpen }: Pick<PodFact, "labels" | "areLabelsOpen">,
  added: readonly Readonly<Record<string, string>>[],
): "yes" | "no" | "perhaps" {
  const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const candidates = [own, ...added.flatMap((more) => (Object.hasOwn(more, key) ? more[key] : []))];
  const results = new Set(candidates.map((value) => holds(operator, values, value)));
  if (results.has(undefined) || results.size > 1) return "perhaps";
  if (own === undefined && (areLabelsOpen || ADDED_LABELS.test(key))) return "perhaps";
  return results.has(true) ? "yes" : "no";
}

/** Undefined for an operator that there is none of. */
function holds(operator: string, values: readonly string[], value: string | undefined): boolean | undefined {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return undefined;
  }
}
