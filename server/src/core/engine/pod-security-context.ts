import type { Config } from "../config/schema.ts";
import type { KubernetesDocument, KubernetesModel } from "../kubernetes/model.ts";
import {
  DEFAULT_POD_SECURITY,
  labelledPolicy,
  namespacePolicy,
  type PodSecurityPolicy,
  readMinor,
} from "../kubernetes/pod-security.ts";
import type { RuleContext } from "../rules/rule.ts";
import { perObject } from "../text/per-object.ts";
import type { NamespaceFact } from "../workspace/facts.ts";
import { isSame } from "../workspace/is-same.ts";
import type { WorkspaceView } from "../workspace/workspace-index.ts";

type PodSecurityContext = Pick<RuleContext, "podSecurity" | "namespaces">;

/** Where policies of namespaces come from beside the file itself. */
export interface OtherFiles {
  readonly namespaces: ReadonlyMap<string, PodSecurityPolicy> | undefined;
  readonly workspace: WorkspaceView | undefined;
}

/**
 * What pods are to meet: what the configuration says, and on top of it, for the pods of a namespace, what the labels of that
 * Namespace say, whether it is in the same file or in another.
 */
export function podSecurityContext(
  model: KubernetesModel,
  { podSecurity }: Config,
  { namespaces: given, workspace }: OtherFiles,
): PodSecurityContext {
  const policy: PodSecurityPolicy = {
    ...DEFAULT_POD_SECURITY,
    level: podSecurity?.level,
    minor: readMinor(podSecurity?.version ?? "latest") ?? DEFAULT_POD_SECURITY.minor,
  };
  const documents = model.parts.map(({ document }) => namespacesIn(document));
  const namespaces = new Map(given);
  const used = new Set(documents.flatMap(({ ofPods }) => ofPods));
  for (const name of workspace === undefined ? [] : used) {
    const chosen = chosenPolicy(workspace?.find("namespace", name) ?? [], policy);
    if (chosen !== undefined) namespaces.set(name, chosen);
  }
  for (const object of documents.flatMap(({ declared }) => declared)) {
    const own = object.name === undefined ? undefined : namespacePolicy(object, policy);
    if (object.name !== undefined && own !== undefined) namespaces.set(object.name, own);
  }
  return { podSecurity: policy, namespaces };
}

/** The namespaces that pods of a document are in, and those that it declares. */
const namespacesIn = perObject(({ objects }: KubernetesDocument) => ({
  ofPods: [...new Set(objects.flatMap(({ pods }) => pods.flatMap(({ namespace }) => namespace ?? [])))],
  declared: objects.filter(({ kind }) => kind === "Namespace"),
}));

/** The policy that all Namespaces of a name choose; undefined where one of them chooses another. */
function chosenPolicy(facts: readonly NamespaceFact[], elsewhere: PodSecurityPolicy): PodSecurityPolicy | undefined {
  const [first, ...others] = facts.map(({ podSecurity }) => labelledPolicy((key) => podSecurity[key], elsewhere));
  const [fact] = facts;
  if (first === undefined || fact === undefined || !others.every((other) => isSame(other, first))) return undefined;
  return { ...first, chosenBy: { label: fact.label, ...fact.place } };
}
