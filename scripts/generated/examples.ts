import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  type Config,
  DEFAULT_CONFIG,
  type DocumentKind,
  type Rule,
  safeFix,
} from "../../server/src/core/index.ts";
import { readMarks } from "../../server/src/core/rules/example.ts";

/** What kind of file an example of a rule is; a rule about suppressions has examples of both. */
export function fileKind({ kind }: Rule, text: string): DocumentKind {
  if (kind !== "suppression") return kind;
  return /^apiVersion:/m.test(text) ? "kubernetes" : "dockerfile";
}

/** A name under which a text is taken for what the rule reads. */
export function pathFor(rule: Rule, text: string): string {
  return fileKind(rule, text) === "dockerfile" ? "Dockerfile" : "manifest.yaml";
}

/** Options under which one rule runs alone, on, and with the settings that its examples need. */
export function alone(rule: Rule): AnalyzeOptions & { readonly config: Config } {
  const { today, trustedRegistries = [] } = rule.exampleSettings ?? {};
  return {
    rules: [rule],
    config: { ...DEFAULT_CONFIG, rules: { [rule.id]: "on" }, trustedRegistries: [...trustedRegistries] },
    ...(today !== undefined && { today }),
  };
}

/** Analyses a text with one rule alone. */
export function analyzeAlone(rule: Rule, text: string): Analysis {
  return analyze({ path: pathFor(rule, text), text }, alone(rule));
}

/** How far a rule's findings can be fixed: without asking, by a quick fix that a person judges, or by hand only. */
export type Fixability = "fix-all" | "quick fix" | "by hand";

/** The best that a rule does for any of its bad examples. */
export function fixability(rule: Rule): Fixability {
  const findings = rule.bad.flatMap(({ code }) => analyzeAlone(rule, readMarks(code).text).diagnostics);
  if (findings.some((finding) => safeFix(finding) !== undefined)) return "fix-all";
  return findings.some(({ fixes = [] }) => fixes.length > 0) ? "quick fix" : "by hand";
}
