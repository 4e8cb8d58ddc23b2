import type { PodFact, PolicyFact, Selector } from "./facts.ts";
import { isPatchFile, labelsAdded } from "./kustomizations.ts";
import { inNamespaces, type Located, locationOf, mayShare, namespacesOf } from "./namespaces.ts";
import { folderOfPath } from "./paths.ts";
import { selects } from "./selector.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** The policies that name a pod, or may do so. */
function policiesFor(view: WorkspaceView, pod: PodFact): readonly PolicyFact[] {
  const { place } = pod;
  const added = labelsAdded(view, place.path);
  const candidates = [
    ...view.find("policy", "cluster"),
    ...inNamespaces(view, "policy", namespacesOf(view, locationOf(pod))),
  ];
  return candidates.filter(({ selector }) => selects(selector, pod, added) !== "no");
}

/** The key of the pods that are looked at together with one: those of its namespace, or of its folder where it names none. */
export function podGroup({ path, namespace }: Located): string {
  return namespace === undefined ? `folder/${folderOfPath(path)}` : `namespace/${namespace}`;
}

/** The pods of a group that no policy names; on the host's network, none could. */
export function* openPods(view: WorkspaceView, group: string): Iterable<PodFact> {
  for (const pod of view.find("pod", group)) {
    if (pod.usesHostNetwork || isPatchFile(view, pod.place.path)) continue;
    if (policiesFor(view, pod).length === 0) yield pod;
  }
}

/** The first of them. Each pod of the group asks, so it is looked for once. */
export function firstOpenPod(view: WorkspaceView, group: string): PodFact | undefined {
  return view.once(`the first open pod of ${group}`, (part) => {
    for (const pod of openPods(part, group)) return pod;
    return undefined;
  });
}

/** Whether some pod of the workspace has, or may have, the labels that a policy at a place selects. */
export function selectsAnything(view: WorkspaceView, policy: Located, selector: Selector): boolean {
  const names = namespacesOf(view, policy);
  const isSelected = (pod: PodFact): boolean =>
    mayShare(names, namespacesOf(view, locationOf(pod))) &&
    selects(selector, pod, labelsAdded(view, pod.place.path)) !== "no";
  const [pair] = Object.entries(selector.labels);
  const likely = pair === undefined ? [] : view.find("pod", `label/${pair[0]}=${pair[1]}`);
  return (
    likely.some(isSelected) ||
    view.find("pod", "open-labels").some(isSelected) ||
    inNamespaces(view, "pod", names).some(isSelected)
  );
}
