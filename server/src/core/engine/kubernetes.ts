import { DEFAULT_CONFIG } from "../config/schema.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import { KUBERNETES_RULES } from "../rules/kubernetes-rules.ts";
import { SUPPRESSION_RULES } from "../rules/suppression-rules.ts";
import type { Source } from "../source.ts";
import type { FileFacts } from "../workspace/facts.ts";
import { fileFacts } from "../workspace/file-facts.ts";
import { isPatchFile } from "../workspace/kustomizations.ts";
import { yamlFacts } from "../workspace/yaml-facts.ts";
import type { Analysis, AnalyzeOptions, Language, ReadFacts } from "./analysis.ts";
import { judged, ruleContext, rulesToRun, viewOf } from "./judge.ts";
import { withOverlays } from "./overlays.ts";
import { podSecurityContext } from "./pod-security-context.ts";
import { checkManifest } from "./run-rules.ts";

export { yamlFacts };

/** Manifests. */
export const KUBERNETES: Language = {
  kind: "kubernetes",
  rules: [...KUBERNETES_RULES, ...SUPPRESSION_RULES],
  analyze: analyzeManifest,
  readFacts,
  factsOf: ({ source, model }) => (model?.kind === "kubernetes" ? factsOf(source, model) : []),
};

function analyzeManifest(source: Source, options: AnalyzeOptions): Analysis {
  const { config = DEFAULT_CONFIG, previous, namespaces } = options;
  const model = readManifest(source, options);
  const view = viewOf(source, () => factsOf(source, model), options);
  const rules = rulesToRun(KUBERNETES, options);
  const seen = view === undefined ? model : withOverlays(model, source.path, view);
  const context = {
    ...ruleContext(source, options),
    ...podSecurityContext(seen, config, { namespaces, workspace: view }),
  };
  const results = checkManifest(seen, { active: rules.active, context, view }, previous?.kept);
  return judged({ language: KUBERNETES, source, model, gaps: model.gaps, rules, results, view }, options);
}

function readManifest(
  { path, text }: Source,
  { previous, workspace, isPatch: isKnownPatch }: AnalyzeOptions,
): KubernetesModel {
  const before = previous?.model?.kind === "kubernetes" ? previous.model : undefined;
  const isPatch = isKnownPatch ?? (workspace !== undefined && isPatchFile(workspace.view(), path));
  return parseKubernetes(text, before, { isPatch });
}

function readFacts(source: Source): ReadFacts {
  const model = readManifest(source, {});
  return { facts: factsOf(source, model), read: { model } };
}

function factsOf(source: Source, model: KubernetesModel): FileFacts {
  return fileFacts({ ...source, model }, () => yamlFacts(source.path, source.text, model));
}
