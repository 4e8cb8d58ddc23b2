import type { Rule } from "../rules/rule.ts";
import type { DocumentKind, Source } from "../source.ts";
import { fileFacts } from "../workspace/file-facts.ts";
import { yamlRole } from "../workspace/named-files.ts";
import type { AnalyzeOptions, Language, ReadFacts } from "./analysis.ts";
import { detect } from "./detect.ts";

/** All that is needed for files of a kind, loaded when it is first asked for. */
export async function loadLanguage(kind: DocumentKind): Promise<Language> {
  if (kind === "dockerfile") return (await import("./dockerfile.ts")).DOCKERFILE;
  return (await import("./kubernetes.ts")).KUBERNETES;
}

/** Every rule, in the order of the registry. */
export async function loadRules(): Promise<readonly Rule[]> {
  const [dockerfile, kubernetes] = await Promise.all([loadLanguage("dockerfile"), loadLanguage("kubernetes")]);
  // Both have the rules about suppressions, which come last.
  return [...dockerfile.rules.filter(({ kind }) => kind === "dockerfile"), ...kubernetes.rules];
}

/** Reads a file for the sake of others, with no more of the core loaded than it takes. */
export async function loadFacts(source: Source, options: Pick<AnalyzeOptions, "config">): Promise<ReadFacts> {
  const { path, text } = source;
  const kind = detect(path, text);
  if (kind !== undefined) return (await loadLanguage(kind)).readFacts(source, options);
  const isNeeded = yamlRole(path, text, false) !== undefined;
  const ofYaml = isNeeded ? (await import("./kubernetes.ts")).yamlFacts(path, text, undefined) : [];
  return { facts: fileFacts({ ...source, model: undefined }, () => ofYaml), read: { model: undefined } };
}
