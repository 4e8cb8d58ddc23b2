import type { Equivalents, Rule } from "../../rules/rule.ts";
import { type Span, touches } from "../../text/span.ts";
import type { CommentPlaces } from "./places.ts";

/** Something in a file that holds findings back: a comment, or an annotation of a manifest. */
export interface Suppression {
  readonly coverage: Coverage;
  /** Whether it is about this rule. */
  readonly takes: (rule: Rule) => boolean;
}

/** Where findings are held back; a finding is where it starts. */
export type Coverage =
  | { readonly kind: "file" }
  /** On a line (zero-based), and in the instruction or container that begins on it. */
  | { readonly kind: "line"; readonly line: number }
  | { readonly kind: "part"; readonly span: Span };

/** Tells whether a coverage holds an offset; `lines` are those that may be named to cover it. */
export function covers(coverage: Coverage, offset: number, lines: readonly number[]): boolean {
  switch (coverage.kind) {
    case "file":
      return true;
    case "line":
      return lines.includes(coverage.line);
    case "part":
      return touches(coverage.span, offset);
  }
}

/** The day of the run; undefined where nobody says, and then nothing has ended. */
export type Today = string | undefined;

/** What the readers of suppressions go by. */
export interface ReadContext {
  readonly places: CommentPlaces;
  /** Those that may be suppressions, in the order of the text. */
  readonly comments: readonly Span[];
  readonly today: Today;
}

/** Takes the rules that another linter has under one of these ids. */
export function takesEquivalents(linter: keyof Equivalents, ids: readonly string[]): Suppression["takes"] {
  return ({ equivalents }) => equivalents[linter]?.some((id) => ids.includes(id)) === true;
}

/** Takes every rule that another linter has too, for comments that switch all of its checks off. */
export function takesAll(linter: keyof Equivalents): Suppression["takes"] {
  return ({ equivalents }) => equivalents[linter] !== undefined;
}

/** The text of a comment, from its `#`. */
export function commentText({ text }: CommentPlaces, comment: Span): string {
  return text.slice(comment.start, comment.end);
}
