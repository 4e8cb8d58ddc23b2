import type { Analysis, AnalyzeOptions, Language } from "../core/engine/analysis.ts";
import { detect } from "../core/engine/detect.ts";
import { faultOf } from "../core/engine/diagnostic.ts";
import { type FixResult, fixAll } from "../core/engine/fix-all.ts";
import { loadLanguage } from "../core/engine/load.ts";
import { maskedWords, secretValues } from "../core/engine/mask.ts";
import { secretSpans } from "../core/engine/secret-spans.ts";
import type { Span } from "../core/text/span.ts";
import { checkedFile } from "./checked-file.ts";
import { chosenRules } from "./choose-rules.ts";
import type { FileText } from "./files.ts";
import type { Input } from "./inputs.ts";
import type { AppliedFix, CheckedFile } from "./reporters/report.ts";

/** What is to be done with the fixes of a file. */
export type Fixing = "none" | "write" | "show";

/** What holds for all files of a run. */
export interface Settings {
  /** The rules to run, by their ids; all of them where there are none. */
  readonly ruleIds: readonly string[];
  readonly fixing: Fixing;
  /** The day of the run as an ISO 8601 date. */
  readonly today: string;
}

/** What one input came to. */
export type Outcome =
  | {
      readonly kind: "checked";
      readonly file: CheckedFile;
      readonly change: Change | undefined;
      /** A Dockerfile without the stage that the configuration calls the shipped one. */
      readonly lacksTarget: boolean;
    }
  /** Neither a Dockerfile nor a manifest. */
  | { readonly kind: "not-ours" }
  | { readonly kind: "skipped"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

/** A text that fixes change, or would change. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly fixed: readonly AppliedFix[];
  /** Where the two texts hold credentials. */
  readonly secrets: { readonly before: readonly Span[]; readonly after: readonly Span[] };
  /** Why it could not be written, where it could not. */
  readonly failure: string | undefined;
}

/** Reads and checks one input, and fixes it where that is asked for. */
export async function checkInput(input: Input, options: AnalyzeOptions, settings: Settings): Promise<Outcome> {
  const content = input.read();
  if (content.kind !== "text") return content;
  try {
    const kind = detect(input.path, content.text);
    return kind === undefined
      ? { kind: "not-ours" }
      : checkText(input, content, await loadLanguage(kind), options, settings);
  } catch (error) {
    return { kind: "failed", why: `could not be checked. A fault in Hullcheck: ${faultOf(error)}` };
  }
}

function checkText(
  input: Input,
  content: FileText,
  language: Language,
  given: AnalyzeOptions,
  { ruleIds, fixing }: Settings,
): Outcome {
  const options = { ...given, rules: chosenRules(language.rules, ruleIds) };
  const analysis = language.analyze({ path: input.path, text: content.text }, options);
  const fixed = fixing === "none" ? undefined : fixText(input, content, analysis, options, fixing);
  const isWritten = fixed !== undefined && fixed.change.failure === undefined && fixing === "write";
  return {
    kind: "checked",
    file: checkedFile(language.kind, isWritten ? fixed.analysis : analysis, options),
    change: fixed?.change,
    lacksTarget: lacksTarget(analysis, options.config?.target),
  };
}

function lacksTarget({ model }: Analysis, target: string | undefined): boolean {
  if (target === undefined || model?.kind !== "dockerfile") return false;
  const wanted = target.toLowerCase();
  return !model.stages.some(({ name, index }) => name?.toLowerCase() === wanted || String(index) === target);
}

interface FixedText {
  readonly change: Change;
  /** Of the text after the fixes. */
  readonly analysis: Analysis;
}

function fixText(
  input: Input,
  content: FileText,
  analysis: Analysis,
  options: AnalyzeOptions,
  fixing: Fixing,
): FixedText | undefined {
  const result = fixAll(analysis, options);
  if (result.text === content.text) return undefined;
  const secrets = { before: secretSpans(analysis, options), after: secretSpans(result.analysis, options) };
  const fixed = appliedFixes(result, secrets.before, analysis);
  const written = fixing === "write" ? input.write(content, result.text) : undefined;
  const failure = written?.kind === "failed" ? written.why : undefined;
  return {
    change: { path: input.path, before: content.text, after: result.text, fixed, secrets, failure },
    analysis: result.analysis,
  };
}

function appliedFixes({ applied }: FixResult, secrets: readonly Span[], { source }: Analysis): readonly AppliedFix[] {
  const values = secretValues(source.text, secrets);
  return applied.map(({ diagnostic, fix }) => ({
    path: source.path,
    ruleId: diagnostic.rule.id,
    title: maskedWords(fix.title, values),
    note: fix.note === undefined ? undefined : maskedWords(fix.note, values),
  }));
}
