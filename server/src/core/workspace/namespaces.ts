import type { FactTables, ObjectFact } from "./facts.ts";
import { kustomizationsOf } from "./kustomizations.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** What lies in a namespace. */
export interface Located {
  readonly path: string;
  /** As written. */
  readonly namespace: string | undefined;
}

/** The namespaces that an object may be in: the one that is written, and those that kustomizations give it. None means any. */
export function namespacesOf(view: WorkspaceView, { path, namespace }: Located): readonly string[] {
  const given = kustomizationsOf(view, path).flatMap((kustomization) => kustomization.namespace ?? []);
  return [...new Set(namespace === undefined ? given : [namespace, ...given])];
}

/** Whether two objects may be in one namespace. */
export function mayShare(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((name) => b.includes(name));
}

/** Where a fact's object is. */
export function locationOf({ place: { path }, namespace }: ObjectFact): Located {
  return { path, namespace };
}

type NamespacedTable = "policy" | "limits" | "podSource" | "pod";

/** The facts of a table that may lie in one of these namespaces. */
export function inNamespaces<T extends NamespacedTable>(
  view: WorkspaceView,
  table: T,
  names: readonly string[],
): readonly FactTables[T][] {
  const candidates =
    names.length === 0
      ? view.find(table, "*")
      : [...names.flatMap((name) => view.find(table, `namespace/${name}`)), ...view.find(table, "namespace/")];
  return candidates.filter((fact) => mayShare(names, namespacesOf(view, locationOf(fact))));
}
