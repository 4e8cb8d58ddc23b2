export {
  type Config,
  type ConfigResult,
  DEFAULT_CONFIG,
  type RuleLevel,
  readConfig,
  readPodSecurity,
} from "./config/schema.ts";
export { type Analysis, type AnalyzeOptions, analyze } from "./engine/analyze.ts";
export { detect, mayBeChecked } from "./engine/detect.ts";
export { type Diagnostic, isAtLeast, type RuleFailure } from "./engine/diagnostic.ts";
export { type FixResult, fixAll, safeFix, textDifference } from "./engine/fix-all.ts";
export { type Hardening, hardenToRestricted } from "./engine/harden.ts";
export { suppressFileEdit, suppressLineEdit } from "./engine/suppress/edits.ts";
export { commentPlaces } from "./engine/suppress/places.ts";
export type { PodSecurityLevel, PodSecurityPolicy } from "./kubernetes/pod-security.ts";
export { docsUrl } from "./rules/docs-url.ts";
export { RULES } from "./rules/index.ts";
export type { Equivalents, Finding, Fix, Reference, RelatedPlace, Rule, Severity, ThreatActor } from "./rules/rule.ts";
export type { DocumentKind, Source } from "./source.ts";
export { applyEdits, type TextEdit } from "./text/edit.ts";
export type { Gap } from "./text/gap.ts";
export { indexLines, type LineIndex, type Position } from "./text/lines.ts";
export type { Span } from "./text/span.ts";
