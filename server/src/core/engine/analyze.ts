import { type Config, DEFAULT_CONFIG } from "../config/schema.ts";
import {
  type DockerfileOptions,
  type DockerfileReading,
  interpretDockerfile,
  readDockerfile,
} from "../dockerfile/interpret.ts";
import type { DockerfileModel } from "../dockerfile/model.ts";
import { everyGap } from "../dockerfile/walk.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import type { PodSecurityPolicy } from "../kubernetes/pod-security.ts";
import { RULES } from "../rules/index.ts";
import type { Rule, RuleContext } from "../rules/rule.ts";
import type { DocumentKind, Source } from "../source.ts";
import type { Gap } from "../text/gap.ts";
import { indexLines, type LineIndex } from "../text/lines.ts";
import { compareSpans, type Span, span } from "../text/span.ts";
import type { FileFacts } from "../workspace/facts.ts";
import { isPatchFile } from "../workspace/kustomizations.ts";
import { workspaceFacts } from "../workspace/read-facts.ts";
import type { Dependencies, RecordingView, WorkspaceIndex } from "../workspace/workspace-index.ts";
import { detect } from "./detect.ts";
import { type Diagnostic, isAtLeast, type RuleFailure } from "./diagnostic.ts";
import { movedDiagnostic } from "./moved.ts";
import { builtBy, withOverlays } from "./overlays.ts";
import { podSecurityContext } from "./pod-security-context.ts";
import { checkDockerfile, checkManifest, type KeptFindings, type RuleResults, type RunContext } from "./run-rules.ts";
import { type ActiveRule, selectRules } from "./select.ts";
import { suppress } from "./suppress/apply.ts";

export type Model = DockerfileModel | KubernetesModel;

/** What one file came to. */
export interface Analysis {
  readonly source: Source;
  /** Undefined for a file that is none of ours: it has no findings. */
  readonly kind: DocumentKind | undefined;
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

/** Checks one file: decides its kind, reads it, runs the rules, applies the suppressions. Never throws on any text. */
export function analyze(source: Source, options: AnalyzeOptions = {}): Analysis {
  const config = options.config ?? DEFAULT_CONFIG;
  const kind = detect(source.path, source.text, options.languageId);
  if (kind === undefined) return notOurs(source);
  const reading = kind === "dockerfile" ? readDocker(source, config, options.previous?.reading) : undefined;
  const model = reading?.model ?? parseManifest(source, options);
  const view = options.workspace?.view(
    { path: source.path, facts: workspaceFacts({ ...source, model }) },
    builtBy(config, options.configFolder ?? ""),
  );
  const { asked, others } = rulesToRun(options.rules ?? RULES, config);
  const active = [...asked, ...others];
  const seen = view === undefined ? model : withOverlays(model, source.path, view);
  const run = { active, context: ruleContext(source, seen, config, options, view), view };
  const { found, failures, kept } = runRules(seen, run, options.previous?.kept);
  const failed = new Set(failures.map(({ ruleId }) => ruleId));
  const { reported, suppressed } = suppress({
    model,
    diagnostics: found,
    active,
    failed,
    today: options.today,
    hasWorkspace: view?.isWhole === true,
  });
  const isOther = new Set(others.map(({ rule }) => rule.id));
  const analysis: Analysis = {
    source,
    kind,
    lines: model.lines,
    diagnostics: reported
      .filter(({ rule, severity }) => !isOther.has(rule.id) && isAtLeast(severity, config.severity))
      .sort((a, b) => compareSpans(a.span, b.span)),
    suppressed: suppressed.filter(({ rule }) => !isOther.has(rule.id)),
    gaps: model.kind === "dockerfile" ? everyGap(model) : model.gaps,
    failures: failures.filter(({ ruleId }) => !isOther.has(ruleId)),
    model,
    ...(view !== undefined && { dependencies: view.questions }),
    ...(kept !== undefined && { kept }),
    ...(reading !== undefined && { reading }),
  };
  return reading === undefined ? analysis : inFile(analysis, reading, config);
}

/** What was found in the layout of a Dockerfile, with the places in the file. */
function inFile(
  analysis: Analysis,
  { file, model: { placeInFile: place } }: DockerfileReading,
  config: Config,
): Analysis {
  if (place === undefined) return analysis;
  const move = ({ start, end }: Span): Span => span(place(start), place(end));
  let model: Model | undefined;
  return {
    ...analysis,
    lines: indexLines(file.text),
    diagnostics: analysis.diagnostics.map((diagnostic) => movedDiagnostic(diagnostic, move)),
    suppressed: analysis.suppressed.map((diagnostic) => movedDiagnostic(diagnostic, move)),
    gaps: analysis.gaps.map((gap) => ({ ...gap, span: move(gap.span) })),
    // Few ask for it, and none at every keystroke.
    get model() {
      model ??= interpretDockerfile(file.text, readOptions(config));
      return model;
    },
  };
}

interface RulesToRun {
  /** Those whose findings count. */
  readonly asked: readonly ActiveRule[];
  /** The rest of the registry, where a rule about suppressions has to know what they would find. */
  readonly others: readonly ActiveRule[];
}

function rulesToRun(rules: readonly Rule[], config: Config): RulesToRun {
  const asked = selectRules(rules, config);
  if (rules === RULES || !asked.some(({ rule }) => rule.kind === "suppression")) return { asked, others: [] };
  const known = new Set(rules.map(({ id }) => id));
  return {
    asked,
    others: selectRules(
      RULES.filter(({ id }) => !known.has(id)),
      config,
    ),
  };
}

function runRules(
  model: Model,
  run: RunContext,
  before: KeptFindings | undefined,
): RuleResults & { readonly kept?: KeptFindings } {
  return model.kind === "dockerfile" ? checkDockerfile(model, run) : checkManifest(model, run, before);
}

function ruleContext(
  { path }: Source,
  model: Model,
  config: Config,
  { today, namespaces }: AnalyzeOptions,
  workspace: RecordingView | undefined,
): RuleContext {
  return {
    path,
    trustedRegistries: config.trustedRegistries,
    ...(today === undefined ? {} : { today }),
    ...(model.kind === "kubernetes" && podSecurityContext(model, config, { namespaces, workspace })),
  };
}

function notOurs(source: Source): Analysis {
  const lines = indexLines("");
  return { source, kind: undefined, lines, diagnostics: [], suppressed: [], gaps: [], failures: [], model: undefined };
}

function readDocker({ text }: Source, config: Config, previous?: DockerfileReading): DockerfileReading {
  return readDockerfile(text, readOptions(config), previous);
}

function readOptions({ target }: Config): DockerfileOptions {
  return target === undefined ? {} : { target };
}

function parseManifest({ path, text }: Source, { previous, workspace, isPatch: isKnownPatch }: AnalyzeOptions): Model {
  const before = previous?.model?.kind === "kubernetes" ? previous.model : undefined;
  const isPatch = isKnownPatch ?? (workspace !== undefined && isPatchFile(workspace.view(), path));
  return parseKubernetes(text, before, { isPatch });
}

/** The facts of a file that was analysed. */
export function factsOf(analysis: Analysis): FileFacts {
  return workspaceFacts({ ...analysis.source, model: analysis.reading?.model ?? analysis.model });
}

/** What other files may want to know of a file, for the index of a workspace. No rule runs. */
export interface ReadFacts {
  readonly facts: FileFacts;
  /** What was read for it: given as `previous`, it need not be read again. */
  readonly read: Pick<Analysis, "model" | "reading">;
}

/** Reads a file for the sake of others. */
export function readFacts(source: Source, options: Pick<AnalyzeOptions, "config" | "languageId"> = {}): ReadFacts {
  const kind = detect(source.path, source.text, options.languageId);
  const { config = DEFAULT_CONFIG } = options;
  const reading = kind === "dockerfile" ? readDocker(source, config) : undefined;
  const model = reading?.model ?? (kind && parseManifest(source, {}));
  return { facts: workspaceFacts({ ...source, model }), read: { model, ...(reading && { reading }) } };
}
