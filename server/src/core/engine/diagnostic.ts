import type { Finding, Rule, Severity } from "../rules/rule.ts";

/** A finding with the rule that made it and the severity it is reported at. Spans are file offsets. */
export interface Diagnostic extends Finding {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** A rule that threw: it loses its own findings on this file, no other rule's. */
export interface RuleFailure {
  readonly ruleId: string;
  /** What kind of error it was, and where in the program. */
  readonly error: string;
}

/** What may be told of an error: not its words, which could quote a secret of the text. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const [place] = error.stack?.replace(String(error), "").match(/\bat [^\n]+/) ?? [];
  return place === undefined ? error.name : `${error.name} ${place}`;
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1 };

/** Tells whether a severity is at least as grave as another. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return RANK[severity] >= RANK[floor];
}
