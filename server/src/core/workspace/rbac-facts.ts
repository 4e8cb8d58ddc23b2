import { STRONG_PERMISSIONS } from "../knowledge/rbac/permissions.ts";
import type { KubernetesObject } from "../kubernetes/model.ts";
import { allowsVerb, isAboutGroup, type Role, type RoleRule, readBinding, readRole } from "../kubernetes/rbac.ts";
import type { Fact, ObjectFact } from "./facts.ts";

/** What a Role, ClusterRole or a binding of one is to other files; none for other objects. */
export function rbacFacts(object: KubernetesObject, common: ObjectFact): readonly Fact[] {
  const role = readRole(object);
  if (role !== undefined) return roleFacts(object, role, common);
  const binding = readBinding(object);
  if (binding?.role.name === undefined) return [];
  const { isCluster, role: bound, subjects } = binding;
  const name = bound.name?.text ?? "";
  const kind = bound.kind ?? (isCluster ? "ClusterRole" : "Role");
  const accounts = subjects.filter((subject) => subject.kind === "ServiceAccount").map((subject) => subject.name.text);
  return [
    {
      table: "binding",
      keys: [`role/${kind}/${name}`, ...new Set(accounts.map((account) => `account/${account}`))],
      value: {
        ...common,
        isCluster,
        role: { kind, name },
        subjects: subjects.map((subject) => ({
          kind: subject.kind ?? "",
          name: subject.name.text,
          namespace: subject.namespace,
        })),
      },
    },
  ];
}

function roleFacts({ kind, name }: KubernetesObject, role: Role, common: ObjectFact): readonly Fact[] {
  if (name === undefined) return [];
  const value = { ...common, isCluster: role.isCluster, gains: gainsOf(role) };
  return [{ table: "role", keys: [`${kind}/${name}`], value }];
}

const READING = ["get", "list", "watch"];

/** What a role's holder gains beyond what the program most likely needs, the gravest first. */
function gainsOf({ rules }: Role): readonly string[] {
  const gains = [
    ...(rules.some(allowsEverything) ? ["may do everything"] : []),
    ...STRONG_PERMISSIONS.filter(({ group, resources, verbs }) =>
      rules.some((rule) => reaches(rule, group, resources) && allowsVerb(rule, verbs)),
    ).map(({ gain }) => gain),
    ...(rules.some((rule) => reaches(rule, "", ["secrets"]) && allowsVerb(rule, READING))
      ? ["reads every secret"]
      : []),
  ];
  return [...new Set(gains)];
}

function allowsEverything(rule: RoleRule): boolean {
  const isAll = (items: RoleRule["verbs"]): boolean => items.some(({ text }) => text === "*");
  return isAll(rule.verbs) && isAll(rule.resources) && isAll(rule.apiGroups);
}

function reaches(rule: RoleRule, group: string, wanted: readonly string[]): boolean {
  if (rule.isNarrowed || !isAboutGroup(rule, group)) return false;
  return rule.resources.some(({ text }) => text === "*" || wanted.includes(text));
}
