export { isExcluded } from "./config/exclude.ts";
export { type ConfigProblem, checkConfigFile } from "./config/file.ts";
export { mergeConfig } from "./config/merge.ts";
export { CONFIG_NAMES, isConfigName, PACKAGE_NAME } from "./config/names.ts";
export {
  type ConfigTexts,
  type FileProblem,
  missingConfigFiles,
  type ResolvedConfig,
  resolveConfig,
} from "./config/resolve.ts";
export {
  type Config,
  type ConfigLayer,
  type ConfigResult,
  DEFAULT_CONFIG,
  type RuleLevel,
  readConfig,
  readPodSecurity,
} from "./config/schema.ts";
export type { Analysis, AnalyzeOptions, ReadFacts } from "./engine/analysis.ts";
export { analyze, factsOf, readFacts } from "./engine/analyze.ts";
export { type Choice, type Completion, completeConfigFile, completeRuleIds } from "./engine/complete.ts";
export { detect, mayBeChecked } from "./engine/detect.ts";
export { type Diagnostic, isAtLeast, type RuleFailure } from "./engine/diagnostic.ts";
export { explainAt } from "./engine/explain.ts";
export { type FixResult, fixAll, safeFix } from "./engine/fix-all.ts";
export { type Hardening, hardenToRestricted } from "./engine/harden.ts";
export { suppressFileEdit, suppressLineEdit } from "./engine/suppress/edits.ts";
export { commentPlaces } from "./engine/suppress/places.ts";
export type { PlacedExplanation } from "./knowledge/explanation.ts";
export type { PodSecurityLevel, PodSecurityPolicy } from "./kubernetes/pod-security.ts";
export { docsUrl, HOME_URL } from "./rules/docs-url.ts";
export { RULES } from "./rules/index.ts";
export type {
  Equivalents,
  FileAddition,
  Finding,
  Fix,
  Reference,
  RelatedPlace,
  Rule,
  Severity,
  ThreatActor,
} from "./rules/rule.ts";
export type { DocumentKind, Source } from "./source.ts";
export { applyEdits, type TextEdit } from "./text/edit.ts";
export type { Gap } from "./text/gap.ts";
export { indexLines, type LineIndex, type Position, type Range } from "./text/lines.ts";
export type { Span } from "./text/span.ts";
export type { FileFacts } from "./workspace/facts.ts";
export { isContextFile, isWorkspaceFile } from "./workspace/named-files.ts";
export { workspaceFacts } from "./workspace/read-facts.ts";
export { type Dependencies, WorkspaceIndex } from "./workspace/workspace-index.ts";
