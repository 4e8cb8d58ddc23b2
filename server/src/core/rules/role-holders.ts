import type { KubernetesObject } from "../kubernetes/model.ts";
import { bindingsOfRole, podsOfSubjects } from "../workspace/accounts.ts";
import type { BindingFact, PodFact, SubjectFact } from "../workspace/facts.ts";
import { type Located, locationOf } from "../workspace/namespaces.ts";
import { relatedAt } from "./related.ts";
import type { RelatedPlace, RuleContext } from "./rule.ts";

/** So many places are pointed at. */
const MOST_BINDINGS = 3;
const MOST_PODS = 3;

/** Who has a Role or ClusterRole, as far as the workspace tells: the bindings that give it, and the pods that get it through them. */
export function roleHolders(
  { kind, name, namespace }: KubernetesObject,
  { path, workspace }: RuleContext,
): { readonly related?: readonly RelatedPlace[] } {
  if (workspace === undefined || name === undefined) return {};
  const bindings = bindingsOfRole(workspace, { path, namespace, kind, name }).slice(0, MOST_BINDINGS);
  const related = bindings.flatMap((binding) => [
    bindingPlace(binding),
    ...podPlaces(podsOfSubjects(workspace, locationOf(binding), binding.subjects)),
  ]);
  return related.length === 0 ? {} : { related };
}

/** The pods that a binding of a file gives its role to. */
export function boundPods(
  subjects: readonly SubjectFact[],
  binding: Pick<Located, "namespace">,
  { path, workspace }: RuleContext,
): { readonly related?: readonly RelatedPlace[] } {
  if (workspace === undefined) return {};
  const related = podPlaces(podsOfSubjects(workspace, { ...binding, path }, subjects));
  return related.length === 0 ? {} : { related };
}

function bindingPlace({ place, label, subjects }: BindingFact): RelatedPlace {
  const names = subjects.slice(0, MOST_PODS).map(({ kind, name }) => `${kind} \`${name}\``);
  return relatedAt(place, `${label} gives it to ${names.length === 0 ? "nobody yet" : names.join(", ")}.`);
}

function podPlaces(pods: readonly PodFact[]): readonly RelatedPlace[] {
  return pods
    .slice(0, MOST_PODS)
    .map(({ place, label, account }) =>
      relatedAt(place, `The pods of ${label} have it, through the ServiceAccount \`${account ?? ""}\`.`),
    );
}
