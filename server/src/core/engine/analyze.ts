import type { DocumentKind, Source } from "../source.ts";
import type { FileFacts } from "../workspace/facts.ts";
import { workspaceFacts } from "../workspace/read-facts.ts";
import { type Analysis, type AnalyzeOptions, type Language, notOurs, type ReadFacts } from "./analysis.ts";
import { detect } from "./detect.ts";
import { DOCKERFILE } from "./dockerfile.ts";
import { KUBERNETES } from "./kubernetes.ts";

const LANGUAGES: Readonly<Record<DocumentKind, Language>> = { dockerfile: DOCKERFILE, kubernetes: KUBERNETES };

/** Checks one file of any kind: decides its kind, reads it, runs the rules, applies the suppressions. Never throws on any text. */
export function analyze(source: Source, options: AnalyzeOptions = {}): Analysis {
  const kind = detect(source.path, source.text, options.languageId);
  return kind === undefined ? notOurs(source) : LANGUAGES[kind].analyze(source, options);
}

/** The facts of a file that was analysed. */
export function factsOf(analysis: Analysis): FileFacts {
  return analysis.language?.factsOf(analysis) ?? workspaceFacts({ ...analysis.source, model: undefined });
}

/** Reads a file for the sake of others. */
export function readFacts(source: Source, options: Pick<AnalyzeOptions, "config" | "languageId"> = {}): ReadFacts {
  const kind = detect(source.path, source.text, options.languageId);
  if (kind !== undefined) return LANGUAGES[kind].readFacts(source, options);
  return { facts: workspaceFacts({ ...source, model: undefined }), read: { model: undefined } };
}
