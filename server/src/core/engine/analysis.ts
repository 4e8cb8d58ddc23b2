import type { Config } from "../config/schema.ts";
import type { DockerfileReading } from "../dockerfile/interpret.ts";
import type { DockerfileModel } from "../dockerfile/model.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import type { PodSecurityPolicy } from "../kubernetes/pod-security.ts";
import type { Rule } from "../rules/rule.ts";
import type { DocumentKind, Source } from "../source.ts";
import type { Gap } from "../text/gap.ts";
import { indexLines, type LineIndex } from "../text/lines.ts";
import type { FileFacts } from "../workspace/facts.ts";
import type { Dependencies, WorkspaceIndex } from "../workspace/workspace-index.ts";
import type { Diagnostic, RuleFailure } from "./diagnostic.ts";
import type { KeptFindings } from "./run-rules.ts";

export type Model = DockerfileModel | KubernetesModel;

/** All that the engine needs for files of one kind: a program that sees no other kind loads nothing else. */
export interface Language {
  readonly kind: DocumentKind;
  /** The rules about such files, and those about suppressions, in the order of the registry. */
  readonly rules: readonly Rule[];
  /** Checks a file of this kind: reads it, runs the rules, applies the suppressions. Never throws on any text. */
  readonly analyze: (source: Source, options: AnalyzeOptions) => Analysis;
  /** Reads a file of this kind for the sake of others. */
  readonly readFacts: (source: Source, options: Pick<AnalyzeOptions, "config">) => ReadFacts;
  /** What other files may want to know of a file of this kind that was analysed. */
  readonly factsOf: (analysis: Analysis) => FileFacts;
}

/** What one file came to. */
export interface Analysis {
  readonly source: Source;
  /** Undefined for a file that is none of ours: it has no findings. */
  readonly kind: DocumentKind | undefined;
  /** What it was checked with; undefined where its kind is. */
  readonly language: Language | undefined;
  readonly lines: LineIndex;
  /** Reported findings, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Findings that a comment in the file holds back. */
  readonly suppressed: readonly Diagnostic[];
  readonly gaps: readonly Gap[];
  readonly failures: readonly RuleFailure[];
  readonly model: Model | undefined;
  /** What of the other files it was made from; undefined without a workspace. */
  readonly dependencies?: Dependencies;
  /** What the analysis of the next version need not find again. */
  readonly kept?: KeptFindings;
  /** How a Dockerfile was read, for the reading of the next version. */
  readonly reading?: DockerfileReading;
}

/** How a file is to be read, beyond its path and text. */
export interface AnalyzeOptions {
  readonly config?: Config;
  /** The folder that the configuration's paths are told from, itself told as the file's path is; the top by default. */
  readonly configFolder?: string;
  /** The editor's language identifier, which wins over the file's name. */
  readonly languageId?: string;
  /** The analysis of the version before this one, so that what did not change is not done again. */
  readonly previous?: Pick<Analysis, "model" | "kept" | "reading">;
  /** The rules to run; all of the registry's by default. */
  readonly rules?: readonly Rule[];
  /** The day of the run as an ISO 8601 date (`2026-01-31`), since the core has no clock; rules about dates are silent without it. */
  readonly today?: string;
  /** The file is a Kustomize patch: what it does not say may be said by the resource that it patches. */
  readonly isPatch?: boolean;
  /** What namespaces ask of their pods, by name, beside what the workspace says of them. */
  readonly namespaces?: ReadonlyMap<string, PodSecurityPolicy>;
  /** What is known of the other files. Of this file, its own text counts. */
  readonly workspace?: WorkspaceIndex;
}

/** What other files may want to know of a file, for the index of a workspace. No rule runs. */
export interface ReadFacts {
  readonly facts: FileFacts;
  /** What was read for it: given as `previous`, it need not be read again. */
  readonly read: Pick<Analysis, "model" | "reading">;
}

/** What a file that is none of ours comes to. */
export function notOurs(source: Source): Analysis {
  return {
    source,
    kind: undefined,
    language: undefined,
    lines: indexLines(""),
    diagnostics: [],
    suppressed: [],
    gaps: [],
    failures: [],
    model: undefined,
  };
}
