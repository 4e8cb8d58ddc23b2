import type { PodFact, PolicyFact } from "./facts.ts";
import { labelsAdded } from "./kustomizations.ts";
import { inNamespaces, locationOf, namespacesOf } from "./namespaces.ts";
import { selects } from "./selector.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** The policies that name a pod, or may do so. */
export function policiesFor(view: WorkspaceView, pod: PodFact): readonly PolicyFact[] {
  const { place } = pod;
  const added = labelsAdded(view, place.path);
  const candidates = [
    ...view.find("policy", "cluster"),
    ...inNamespaces(view, "policy", namespacesOf(view, locationOf(pod))),
  ];
  return candidates.filter(({ selector }) => selects(selector, pod, added) !== "no");
}

/** The key of the pods that are looked at together with one: those of its namespace, or of its folder where it names none. */
export function podGroup({
  path,
  namespace,
}: {
  readonly path: string;
  readonly namespace: string | undefined;
}): string {
  return namespace === undefined
    ? `folder/${path.slice(0, Math.max(0, path.lastIndexOf("/")))}`
    : `namespace/${namespace}`;
}

/** The pods of a group that no policy names; on the host's network, none could. */
export function* openPods(view: WorkspaceView, group: string): Iterable<PodFact> {
  for (const pod of view.find("pod", group)) {
    if (!pod.usesHostNetwork && policiesFor(view, pod).length === 0) yield pod;
  }
}

/** Whether some pod of the workspace has, or may have, the labels that a policy names. */
export function selectsAnything(view: WorkspaceView, policy: PolicyFact): boolean {
  const names = namespacesOf(view, locationOf(policy));
  const isNear = (pod: PodFact): boolean => {
    const others = namespacesOf(view, locationOf(pod));
    return names.length === 0 || others.length === 0 || names.some((name) => others.includes(name));
  };
  const isSelected = (pod: PodFact): boolean =>
    isNear(pod) && selects(policy.selector, pod, labelsAdded(view, pod.place.path)) !== "no";
  const [pair] = Object.entries(policy.selector.labels);
  const likely = pair === undefined ? [] : view.find("pod", `label/${pair[0]}=${pair[1]}`);
  return (
    likely.some(isSelected) ||
    view.find("pod", "open-labels").some(isSelected) ||
    inNamespaces(view, "pod", names).some(isSelected)
  );
}
