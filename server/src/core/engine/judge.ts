import { type Config, DEFAULT_CONFIG } from "../config/schema.ts";
import type { Rule, RuleContext } from "../rules/rule.ts";
import type { Source } from "../source.ts";
import type { Gap } from "../text/gap.ts";
import { compareSpans } from "../text/span.ts";
import { imageKey } from "../workspace/build-facts.ts";
import type { FileFacts } from "../workspace/facts.ts";
import { resolvePath } from "../workspace/paths.ts";
import type { RecordingView } from "../workspace/workspace-index.ts";
import type { Analysis, AnalyzeOptions, Language, Model } from "./analysis.ts";
import { isAtLeast } from "./diagnostic.ts";
import type { KeptFindings, RuleResults } from "./run-rules.ts";
import { type ActiveRule, selectRules } from "./select.ts";
import { suppress } from "./suppress/apply.ts";

/** The rules of a run. */
export interface RulesToRun {
  /** Those whose findings count, and behind them the rest of the language's where a rule about suppressions has to know what they would find. */
  readonly active: readonly ActiveRule[];
  /** Ids of the rest. */
  readonly others: ReadonlySet<string>;
}

/** The rules of a language that are to run on a file. */
export function rulesToRun(language: Pick<Language, "rules">, options: AnalyzeOptions): RulesToRun {
  const { config = DEFAULT_CONFIG, rules = language.rules } = options;
  const asked = selectRules(rules, config);
  if (!asked.some(({ rule }) => rule.kind === "suppression")) return { active: asked, others: new Set() };
  const known = new Set(rules.map(({ id }) => id));
  const others = selectRules(
    language.rules.filter(({ id }) => !known.has(id)),
    config,
  );
  return { active: [...asked, ...others], others: new Set(others.map(({ rule }) => rule.id)) };
}

/** The other files as a file with these facts sees them; undefined where none are known. */
export function viewOf(
  { path }: Source,
  facts: () => FileFacts,
  { config = DEFAULT_CONFIG, configFolder = "", workspace }: AnalyzeOptions,
): RecordingView | undefined {
  return workspace?.view({ path, facts: facts() }, builtBy(config, configFolder));
}

/** Paths of Dockerfiles by the images that a configuration says they build; it tells paths from its own folder. */
function builtBy({ images }: Config, folder: string): ReadonlyMap<string, string> {
  return new Map(Object.entries(images).map(([image, path]) => [imageKey(image) ?? image, resolvePath(folder, path)]));
}

/** What every rule is told beside the text. */
export function ruleContext({ path }: Source, { config = DEFAULT_CONFIG, today }: AnalyzeOptions): RuleContext {
  return { path, trustedRegistries: config.trustedRegistries, ...(today !== undefined && { today }) };
}

/** A file that its rules have looked at. */
export interface Checked {
  readonly language: Language;
  readonly source: Source;
  readonly model: Model;
  readonly gaps: readonly Gap[];
  readonly rules: RulesToRun;
  readonly results: RuleResults & { readonly kept?: KeptFindings };
  readonly view: RecordingView | undefined;
}

/** Applies the suppressions, and takes out what nobody asked for. */
export function judged(
  { language, source, model, gaps, rules, results, view }: Checked,
  options: AnalyzeOptions,
): Analysis {
  const { config = DEFAULT_CONFIG, today } = options;
  const { reported, suppressed } = suppress({
    model,
    diagnostics: results.found,
    active: rules.active,
    registry: language.rules,
    failed: new Set(results.failures.map(({ ruleId }) => ruleId)),
    today,
    hasWorkspace: view?.isWhole === true,
  });
  const isAsked = ({ rule }: { readonly rule: Rule }): boolean => !rules.others.has(rule.id);
  return {
    source,
    kind: language.kind,
    language,
    lines: model.lines,
    diagnostics: reported
      .filter((found) => isAsked(found) && isAtLeast(found.severity, config.severity))
      .sort((a, b) => compareSpans(a.span, b.span)),
    suppressed: suppressed.filter(isAsked),
    gaps,
    failures: results.failures.filter(({ ruleId }) => !rules.others.has(ruleId)),
    model,
    ...(view !== undefined && { dependencies: view.questions }),
    ...(results.kept !== undefined && { kept: results.kept }),
  };
}
