import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  type Config,
  DEFAULT_CONFIG,
  type DocumentKind,
  type Rule,
  readFacts,
  safeFix,
  WorkspaceIndex,
} from "../../server/src/core/index.ts";
import { readMarks } from "../../server/src/core/rules/example.ts";
import type { ExampleFiles } from "../../server/src/core/rules/rule.ts";

/** What kind of file an example of a rule is; a rule about suppressions has examples of both. */
export function fileKind({ kind }: Rule, text: string): DocumentKind {
  if (kind !== "suppression") return kind;
  return /^apiVersion:/m.test(text) ? "kubernetes" : "dockerfile";
}

/** A name under which a text is taken for what the rule reads. */
export function pathFor(rule: Rule, text: string): string {
  return fileKind(rule, text) === "dockerfile" ? "Dockerfile" : "manifest.yaml";
}

/** Options under which one rule runs alone, on, with the settings and the other files that its example needs. */
export function alone(rule: Rule, files: ExampleFiles = {}): AnalyzeOptions & { readonly config: Config } {
  const { today, trustedRegistries = [] } = rule.exampleSettings ?? {};
  return {
    rules: [rule],
    config: { ...DEFAULT_CONFIG, rules: { [rule.id]: "on" }, trustedRegistries: [...trustedRegistries] },
    ...(today !== undefined && { today }),
    ...(rule.workspace !== undefined && { workspace: workspaceOf(files) }),
  };
}

/** A workspace of these files. */
function workspaceOf(files: ExampleFiles): WorkspaceIndex {
  const workspace = new WorkspaceIndex();
  for (const [path, text] of Object.entries(files)) workspace.update(path, readFacts({ path, text }).facts);
  return workspace;
}

/** Analyses a text with one rule alone, beside the other files of its example. */
export function analyzeAlone(rule: Rule, text: string, files?: ExampleFiles): Analysis {
  return analyze({ path: pathFor(rule, text), text }, alone(rule, files));
}

/** How far a rule's findings can be fixed: without asking, by a quick fix that a person judges, or by hand only. */
export type Fixability = "fix-all" | "quick fix" | "by hand";

/** The best that a rule does for any of its bad examples. */
export function fixability(rule: Rule): Fixability {
  const findings = rule.bad.flatMap(({ code, files }) => analyzeAlone(rule, readMarks(code).text, files).diagnostics);
  if (findings.some((finding) => safeFix(finding) !== undefined)) return "fix-all";
  return findings.some(({ fixes = [] }) => fixes.length > 0) ? "quick fix" : "by hand";
}
