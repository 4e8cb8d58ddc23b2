import type { AccountFact, BindingFact, PodFact, RoleFact, SubjectFact } from "./facts.ts";
import { type Located, locationOf, mayShare, namespacesOf } from "./namespaces.ts";
import { folderOfPath } from "./paths.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** A service account as something names it. */
export interface AccountName extends Located {
  readonly name: string;
}

/** What the workspace says of a service account: in the same file, else in the same folder, else anywhere. */
export function accountsNamed(view: WorkspaceView, account: AccountName): readonly AccountFact[] {
  const names = namespacesOf(view, account);
  const found = view
    .find("account", account.name)
    .filter((fact) => mayShare(names, namespacesOf(view, locationOf(fact))));
  const inFile = found.filter(({ place }) => place.path === account.path);
  const inFolder = found.filter(({ place }) => folderOfPath(place.path) === folderOfPath(account.path));
  return [inFile, inFolder].find(({ length }) => length > 0) ?? found;
}

/** The bindings of the workspace that may give a service account a role. */
export function bindingsOfAccount(view: WorkspaceView, account: AccountName): readonly BindingFact[] {
  const names = namespacesOf(view, account);
  return view
    .find("binding", `account/${account.name}`)
    .filter((binding) =>
      binding.subjects.some(
        (subject) =>
          isAccount(subject, account.name) && mayShare(names, subjectNamespaces(view, locationOf(binding), subject)),
      ),
    );
}

function isAccount({ kind, name }: SubjectFact, wanted: string): boolean {
  return kind === "ServiceAccount" && name === wanted;
}

/**
 * Where a subject lives: without a namespace of its own, in that of its RoleBinding (Kubernetes, rbac authorizer, appliesToUser).
 * Kustomize changes it with that of the objects.
 */
function subjectNamespaces(
  view: WorkspaceView,
  { path, namespace: own }: Located,
  { namespace = own }: SubjectFact,
): readonly string[] {
  return namespacesOf(view, { path, namespace });
}

/** The bindings of the workspace that may give a role to somebody. */
export function bindingsOfRole(
  view: WorkspaceView,
  role: Located & { readonly kind: string; readonly name: string },
): readonly BindingFact[] {
  const bindings = view.find("binding", `role/${role.kind}/${role.name}`);
  if (role.kind === "ClusterRole") return bindings;
  const names = namespacesOf(view, role);
  return bindings.filter((binding) => mayShare(names, namespacesOf(view, locationOf(binding))));
}

/** The role that a binding gives, as far as the workspace has it. */
export function rolesOfBinding(view: WorkspaceView, binding: BindingFact): readonly RoleFact[] {
  const { kind, name } = binding.role;
  const roles = view.find("role", `${kind}/${name}`);
  if (kind === "ClusterRole") return roles;
  const names = namespacesOf(view, locationOf(binding));
  return roles.filter((role) => mayShare(names, namespacesOf(view, locationOf(role))));
}

/** The pods that run under the service accounts which a binding names. */
export function podsOfSubjects(
  view: WorkspaceView,
  binding: Located,
  subjects: readonly SubjectFact[],
): readonly PodFact[] {
  return subjects
    .filter(({ kind }) => kind === "ServiceAccount")
    .flatMap((subject) => {
      const names = subjectNamespaces(view, binding, subject);
      return view
        .find("pod", `account/${subject.name}`)
        .filter((pod) => mayShare(names, namespacesOf(view, locationOf(pod))));
    });
}
