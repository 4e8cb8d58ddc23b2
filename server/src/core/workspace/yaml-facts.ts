import type { KubernetesModel } from "../kubernetes/model.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import { chartFacts, composeFacts, skaffoldFacts } from "./build-facts.ts";
import type { Fact } from "./facts.ts";
import { kustomizationFacts } from "./kustomization-facts.ts";
import { jsonPatchFacts, manifestFacts } from "./manifest-facts.ts";
import { type YamlRole, yamlRole } from "./named-files.ts";

const FACTS: Readonly<Record<YamlRole, (path: string, model: KubernetesModel) => readonly Fact[]>> = {
  kustomization: kustomizationFacts,
  compose: composeFacts,
  skaffold: skaffoldFacts,
  chart: chartFacts,
  jsonPatch: jsonPatchFacts,
};

/** What YAML says of other files; `model` is undefined where it is no manifest. */
export function yamlFacts(path: string, text: string, model: KubernetesModel | undefined): readonly Fact[] {
  const role = yamlRole(path, text, model !== undefined);
  return [
    ...(model === undefined ? [] : manifestFacts(path, model)),
    ...(role === undefined ? [] : FACTS[role](path, model ?? parseKubernetes(text))),
  ];
}
