import { type Config, DEFAULT_CONFIG } from "../config/schema.ts";
import { interpretDockerfile } from "../dockerfile/interpret.ts";
import type { DockerfileModel } from "../dockerfile/model.ts";
import { everyGap } from "../dockerfile/walk.ts";
import type { KubernetesDocument, KubernetesModel } from "../kubernetes/model.ts";
import { parseKubernetes } from "../kubernetes/parse.ts";
import type { PodSecurityPolicy } from "../kubernetes/pod-security.ts";
import { RULES } from "../rules/index.ts";
import type { Finding, Fix, Rule, RuleContext } from "../rules/rule.ts";
import type { DocumentKind, Source } from "../source.ts";
import { shiftEdits } from "../text/edit.ts";
import type { Gap } from "../text/gap.ts";
import { indexLines, type LineIndex } from "../text/lines.ts";
import { compareSpans, shift } from "../text/span.ts";
import type { FileFacts } from "../workspace/facts.ts";
import { isPatchFile } from "../workspace/kustomizations.ts";
import { workspaceFacts } from "../workspace/read-facts.ts";
import type { Dependencies, Questions, RecordingView, WorkspaceIndex } from "../workspace/workspace-index.ts";
import { detect } from "./detect.ts";
import { type Diagnostic, isAtLeast, type RuleFailure } from "./diagnostic.ts";
import { builtBy, withOverlays } from "./overlays.ts";
import { podSecurityContext, podSecurityKey } from "./pod-security-context.ts";
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
}

/** How a file is to be read, beyond its path and text. */
export interface AnalyzeOptions {
  readonly config?: Config;
  /** The folder that the configuration's paths are told from, itself told as the file's path is; the top by default. */
  readonly configFolder?: string;
  /** The editor's language identifier, which wins over the file's name. */
  readonly languageId?: string;
  /** The analysis of the version before this one, so that what did not change is not done again. */
  readonly previous?: Pick<Analysis, "model">;
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
  const model = parse(kind, source, config, options);
  const view = options.workspace?.view(
    { path: source.path, facts: workspaceFacts({ ...source, model }) },
    builtBy(config, options.configFolder ?? ""),
  );
  const { asked, others } = rulesToRun(options.rules ?? RULES, config);
  const active = [...asked, ...others];
  const seen = view === undefined ? model : withOverlays(model, source.path, view);
  const { found, failures } = runRules(seen, active, ruleContext(source, seen, config, options, view), view);
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
  return {
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

function parse(kind: DocumentKind, { path, text }: Source, config: Config, options: AnalyzeOptions): Model {
  if (kind === "dockerfile")
    return interpretDockerfile(text, config.target === undefined ? {} : { target: config.target });
  const { previous, workspace } = options;
  const before = previous?.model?.kind === "kubernetes" ? previous.model : undefined;
  const isPatch = options.isPatch ?? (workspace !== undefined && isPatchFile(workspace.view(), path));
  return parseKubernetes(text, before, { isPatch });
}

/** What other files may want to know of a file, for the index of a workspace. No rule runs. */
export interface ReadFacts {
  readonly facts: FileFacts;
  /** What was read for it: given as `previous`, it need not be read again. */
  readonly model: Model | undefined;
}

/** Reads a file for the sake of others. */
export function readFacts(source: Source, options: Pick<AnalyzeOptions, "config" | "languageId"> = {}): ReadFacts {
  const kind = detect(source.path, source.text, options.languageId);
  const model = kind && parse(kind, source, options.config ?? DEFAULT_CONFIG, {});
  return { facts: workspaceFacts({ ...source, model }), model };
}

interface RuleResults {
  readonly found: readonly Diagnostic[];
  readonly failures: readonly RuleFailure[];
}

/** Runs every active rule that fits the model. A rule that throws loses its own findings only. */
function runRules(
  model: Model,
  active: readonly ActiveRule[],
  context: RuleContext,
  view: RecordingView | undefined,
): RuleResults {
  const found: Diagnostic[] = [];
  const failures: RuleFailure[] = [];
  const run: Run = { model, context, view, kept: keptFindings(model, context, view) };
  for (const entry of active) {
    try {
      found.push(...check(entry, run));
    } catch (error) {
      failures.push({ ruleId: entry.rule.id, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return { found, failures };
}

/** What all rules of a run are given. */
interface Run {
  readonly model: Model;
  readonly context: RuleContext;
  readonly view: RecordingView | undefined;
  /** What earlier runs found in each document of a manifest, by rule. */
  readonly kept: readonly Map<Rule, KeptFindings>[];
}

function check({ rule, severityOverride }: ActiveRule, run: Run): Diagnostic[] {
  const { model } = run;
  const toDiagnostic = (finding: Finding): Diagnostic => ({
    ...finding,
    message: onOneLine(finding.message),
    rule,
    severity: severityOverride ?? finding.severity ?? rule.severity,
  });
  if (rule.kind === "dockerfile") {
    const context = contextFor(rule, run.context, run.view);
    return model.kind === "dockerfile" ? Array.from(rule.check(model, context), toDiagnostic) : [];
  }
  if (rule.kind !== "kubernetes" || model.kind !== "kubernetes") return [];
  const found: Diagnostic[] = [];
  // A loop, since a file may have many thousand documents, and most rules find nothing in most of them.
  for (const [index, { document, offset }] of model.parts.entries()) {
    for (const finding of documentFindings(rule, document, run.kept[index], run)) {
      found.push(toDiagnostic(shiftFinding(finding, offset)));
    }
  }
  return found;
}

/** A message may quote a name from the file, and a name in YAML may hold a line break. */
function onOneLine(message: string): string {
  return message.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}

/** A rule that does not say that it asks for other files is not given them: its findings may then be kept. */
function contextFor(rule: Rule, context: RuleContext, workspace: RecordingView | undefined): RuleContext {
  return rule.workspace !== undefined && workspace !== undefined ? { ...context, workspace } : context;
}

interface KeptFindings {
  readonly findings: readonly Finding[];
  /** What was asked of other files, and of the other documents of this one. */
  readonly asked: Questions | undefined;
}

/** By document, and by what else a rule's findings depend on. */
const findingsByDocument = new WeakMap<KubernetesDocument, Map<string, Map<Rule, KeptFindings>>>();

function keptFindings(
  model: Model,
  context: RuleContext,
  view: RecordingView | undefined,
): readonly Map<Rule, KeptFindings>[] {
  if (model.kind !== "kubernetes") return [];
  const key = `${view === undefined ? "alone" : "among others"} ${podSecurityKey(context)}`;
  return model.parts.map(({ document }) => {
    const byKey = findingsByDocument.get(document) ?? new Map<string, Map<Rule, KeptFindings>>();
    findingsByDocument.set(document, byKey);
    const kept = byKey.get(key) ?? new Map<Rule, KeptFindings>();
    byKey.set(key, kept);
    return kept;
  });
}

/** Findings of a document that was not edited are kept, as long as other files say the same: its spans are relative to its own start. */
function documentFindings(
  rule: Extract<Rule, { kind: "kubernetes" }>,
  document: KubernetesDocument,
  kept: Map<Rule, KeptFindings> | undefined,
  { context, view }: Run,
): readonly Finding[] {
  const asks = rule.workspace !== undefined ? view : undefined;
  const known = kept?.get(rule);
  if (known !== undefined && (asks === undefined || known.asked?.holdFor(asks) === true)) return known.findings;
  const part = asks?.part();
  const findings = [...rule.check(document, contextFor(rule, context, part))];
  kept?.set(rule, { findings, asked: part?.questions });
  return findings;
}

function shiftFinding(finding: Finding, offset: number): Finding {
  if (offset === 0) return finding;
  return {
    ...finding,
    span: shift(finding.span, offset),
    ...(finding.related && {
      related: finding.related.map((place) =>
        place.path === undefined ? { ...place, span: shift(place.span, offset) } : place,
      ),
    }),
    ...(finding.fixes && { fixes: finding.fixes.map((fix) => shiftFix(fix, offset)) }),
  };
}

function shiftFix(fix: Fix, offset: number): Fix {
  return { ...fix, edits: shiftEdits(fix.edits, offset) };
}
