import type { Span } from "../text/span.ts";

/** One of our own suppression comments, and what it came to in this file. Spans are file offsets. */
export interface SuppressionUse {
  /** From the `#` to the end of the comment. */
  readonly comment: Span;
  /** What goes when the comment is taken away: with its line where it stands alone, else with the blanks before it. */
  readonly removal: Span;
  /** The day on which it ends, where it names one; without one that is still to come it holds nothing back. */
  readonly until: SuppressionEnd | undefined;
  /** In the order of the text; none where the comment is about every rule. */
  readonly rules: readonly NamedRuleUse[];
  /** For a comment about every rule: whether it holds anything back; undefined where that is not to be told. */
  readonly holdsAnything: boolean | undefined;
}

export interface SuppressionEnd {
  /** As written. */
  readonly text: string;
  readonly span: Span;
  readonly state: "to come" | "past" | "no date";
}

/** A rule that a suppression comment names. */
export interface NamedRuleUse {
  /** As written. */
  readonly id: string;
  readonly span: Span;
  /** What goes when the comment no longer names the rule: the id with a comma. */
  readonly removal: Span;
  readonly use: RuleUse;
}

export type RuleUse =
  | { readonly kind: "used" }
  | { readonly kind: "unused" }
  /** The rule did not run, or not on everything that the comment is about. */
  | { readonly kind: "not told" }
  | { readonly kind: "no such rule"; readonly nearest: string | undefined };
