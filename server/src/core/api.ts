import { resolveConfig } from "./config/resolve.ts";
import { type Config, DEFAULT_CONFIG } from "./config/schema.ts";
import type { Analysis, AnalyzeOptions } from "./engine/analysis.ts";
import { analyze, readFacts } from "./engine/analyze.ts";
import { fixAll } from "./engine/fix-all.ts";
import { maskedWords, secretValues } from "./engine/mask.ts";
import { plainAppliedFix, plainFinding, plainGap } from "./engine/plain.ts";
import { secretSpans } from "./engine/secret-spans.ts";
import { switchedOn } from "./engine/select.ts";
import { citedIds } from "./rules/citations.ts";
import { docsUrl } from "./rules/docs-url.ts";
import { RULES } from "./rules/index.ts";
import type { Rule } from "./rules/rule.ts";
import { WorkspaceIndex } from "./workspace/workspace-index.ts";

// The package as a library: `import { lint } from "hullcheck"`. Plain objects that can be written as JSON go out, and no secret with them.
// Every type is declared here, so that the declarations need nothing else.

/** How grave a finding is. */
export type Severity = "error" | "warning" | "information";

/** The kinds of file that are checked. */
export type Kind = "dockerfile" | "kubernetes";

/** A file of a project. */
export interface File {
  /** With `/`, relative to the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** What a configuration file says; the documentation has each key. */
export interface Configuration {
  /** Names of presets, such as `hullcheck:strict`. */
  readonly extends?: string | readonly string[];
  /** By the rule's id. */
  readonly rules?: Readonly<Record<string, "off" | "on" | Severity>>;
  /** Findings below this severity are not reported. */
  readonly severity?: Severity;
  /** The stage of a Dockerfile that is shipped, where it is not the last one. */
  readonly target?: string;
  /** Registries, or paths below one, that images may come from; `*` stands for any part. */
  readonly trustedRegistries?: readonly string[];
  /** What pods are to meet. */
  readonly podSecurity?: { readonly level?: "privileged" | "baseline" | "restricted"; readonly version?: string };
  /** Paths of Dockerfiles by the image that they build. */
  readonly images?: Readonly<Record<string, string>>;
  /** It is for programs that look for files: whoever gives a text here wants it checked. */
  readonly exclude?: readonly string[];
}

export interface LintOptions {
  /** With `/`, relative to the project's folder. A Dockerfile is known by it, a manifest by its content as well. */
  readonly path: string;
  /** The kind of the file, where its path does not tell. */
  readonly kind?: Kind;
  /** As an object, or the text of a configuration file (YAML or JSON). What is wrong in it is thrown as a TypeError. */
  readonly config?: Configuration | string;
  /** Only these rules, also where they are switched off; an id that is no rule's is thrown as a TypeError. */
  readonly rules?: readonly string[];
  /** The day as an ISO 8601 date, such as `2026-01-31`. Without it, rules about dates are silent. */
  readonly today?: string;
  /** The other files of the project: with them the file is judged as a part of it, without them alone. */
  readonly otherFiles?: readonly File[];
}

/** Where something is: lines and columns from 1, in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A place in the text that was given. */
export interface Position extends Place {
  /** From 0, in UTF-16 code units. */
  readonly offset: number;
}

/** From the first character to the one behind the last. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Finding extends Range {
  readonly ruleId: string;
  readonly severity: Severity;
  /** One sentence for a person. It may change at any time: what is found is known by `ruleId` and its place. */
  readonly message: string;
  /** Other places that belong to it. */
  readonly related: readonly RelatedPlace[];
  /** The first one is the one to be preferred. A fix that would repeat a secret is left out. */
  readonly fixes: readonly Fix[];
  /** Where the rule is documented. */
  readonly docs: string;
}

export interface RelatedPlace {
  readonly message: string;
  /** The file that it is in, where that is another one. */
  readonly path?: string;
  /** Without line and column where the lines of the other file are not known. */
  readonly start: Partial<Place> & { readonly offset: number };
  readonly end: Partial<Place> & { readonly offset: number };
}

export interface Fix {
  readonly title: string;
  /** Whether the program does afterwards what it did before: `fix` applies only such fixes. */
  readonly safe: boolean;
  /** All to be made at once; their places are those in the text that was given. */
  readonly edits: readonly Edit[];
  /** What is added to other files: at a place, or as a new file where there is none. */
  readonly additions?: readonly (Partial<Place> & { readonly path: string; readonly newText: string })[];
  /** What remains to be done by a person. */
  readonly note?: string;
}

/** Replaces the text of a range; an empty range inserts. */
export interface Edit extends Range {
  readonly newText: string;
}

/** A part of the text that could not be analysed. */
export interface Gap extends Range {
  readonly why: string;
}

export interface LintResult {
  readonly path: string;
  /** Null for a text that is neither a Dockerfile nor a manifest: it has no findings. */
  readonly kind: Kind | null;
  /** Sorted by place. */
  readonly findings: readonly Finding[];
  /** Held back by a comment in the text. */
  readonly suppressed: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Rules that failed, which is a fault of Hullcheck: their findings are missing. */
  readonly errors: readonly { readonly ruleId: string; readonly error: string }[];
}

export interface FixResult {
  /** With every safe fix made; the text as it was where there is none. */
  readonly text: string;
  /** In the order in which they were made. */
  readonly applied: readonly AppliedFix[];
  /** What is left to be found in the fixed text. */
  readonly result: LintResult;
}

export interface AppliedFix {
  readonly ruleId: string;
  readonly title: string;
  /** What remains to be done by a person. */
  readonly note?: string;
}

export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  readonly kind: Kind | "suppression";
  /** What it is about, such as `secrets`. */
  readonly topic: string;
  readonly severity: Severity;
  /** The level at which it runs where nobody configured anything. */
  readonly default: Severity | "off";
  /** Why it matters: which attacker gains what. Markdown. */
  readonly why: string;
  /** What to do. Markdown. */
  readonly remedy: string;
  readonly references: readonly { readonly title: string; readonly url: string }[];
  /** Ids of the sections that ask for it, by the standard, such as `cisDocker`. */
  readonly standards: Readonly<Record<string, readonly string[]>>;
  /** Ids of the same check, by the other linter's name. */
  readonly equivalents: Readonly<Record<string, readonly string[]>>;
  /** Where it is documented. */
  readonly docs: string;
}

/** Checks a text. Reads no file; throws on wrong options alone, on no text. */
export function lint(text: string, options: LintOptions): LintResult {
  const known = analyzeOptions(options);
  return resultOf(analyze({ path: options.path, text }, known), known);
}

/** Makes every safe fix in a text. Reads and writes no file; throws on wrong options alone, on no text. */
export function fix(text: string, options: LintOptions): FixResult {
  const known = analyzeOptions(options);
  const before = analyze({ path: options.path, text }, known);
  const { text: fixed, applied, analysis } = fixAll(before, known);
  const values = secretValues(text, secretSpans(before, known));
  return {
    text: fixed,
    applied: applied.map(({ diagnostic, fix: made }) => plainAppliedFix(diagnostic.rule.id, made, values)),
    result: resultOf(analysis, known),
  };
}

/** Every rule, sorted by kind and id. */
export const rules: readonly RuleInfo[] = RULES.map((rule) => {
  const { id, title, kind, topic, severity, why, remedy } = rule;
  return {
    id,
    title,
    kind,
    topic,
    severity,
    default: rule.enabledByDefault === false ? "off" : severity,
    why,
    remedy,
    references: rule.references.map((reference) => ({ ...reference })),
    standards: citedIds(rule),
    equivalents: { ...rule.equivalents },
    docs: docsUrl(id),
  };
});

function analyzeOptions(options: LintOptions): AnalyzeOptions {
  const { rules: ids = [], kind, today, otherFiles } = options;
  const config = switchedOn(configOf(options.config), ids);
  return {
    config,
    ...(ids.length > 0 && { rules: chosenRules(ids) }),
    ...(kind !== undefined && { languageId: kind }),
    ...(today !== undefined && { today }),
    ...(otherFiles !== undefined && { workspace: indexOf(otherFiles, config) }),
  };
}

/** An absolute path, as the reader of configurations wants one. No file is there. */
const CONFIG_PATH = "/.hullcheck.yaml";

function configOf(given: LintOptions["config"]): Config {
  if (given === undefined) return DEFAULT_CONFIG;
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const resolved = resolveConfig(CONFIG_PATH, new Map([[CONFIG_PATH, text]]));
  const problems = resolved?.problems.map(({ key, message }) => (key === "" ? message : `${key}: ${message}`)) ?? [];
  if (problems.length > 0) throw new TypeError(`configuration: ${problems.join("; ")}`);
  return resolved?.config ?? DEFAULT_CONFIG;
}

function chosenRules(ids: readonly string[]): readonly Rule[] {
  const unknown = ids.filter((id) => !RULES.some((rule) => rule.id === id));
  if (unknown.length > 0) throw new TypeError(`no such rule: ${unknown.join(", ")}`);
  return RULES.filter(({ id }) => ids.includes(id));
}

function indexOf(files: readonly File[], config: Config): WorkspaceIndex {
  const index = new WorkspaceIndex();
  for (const file of files) index.update(file.path, readFacts(file, { config }).facts);
  return index;
}

function resultOf(analysis: Analysis, options: AnalyzeOptions): LintResult {
  const { source, kind, lines, diagnostics, suppressed, gaps, failures } = analysis;
  const values = secretValues(source.text, secretSpans(analysis, options));
  return {
    path: source.path,
    kind: kind ?? null,
    findings: diagnostics.map((found) => plainFinding(found, lines, values)),
    suppressed: suppressed.map((found) => plainFinding(found, lines, values)),
    gaps: gaps.map((gap) => plainGap(gap, lines, values)),
    errors: failures.map(({ ruleId, error }) => ({ ruleId, error: maskedWords(error, values) })),
  };
}
