import type { EmbeddedText } from "../text/embedded.ts";
import type { Span } from "../text/span.ts";
import type { Redirect } from "./syntax.ts";

/** A script as it is written, before anything is known of variables and folders. Spans are file offsets. */
export interface ScriptTree {
  readonly statements: readonly Statement[];
  /** What the parser could not make sense of. */
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
}

export interface Statement {
  readonly node: TreeNode;
  /** What stands before it. */
  readonly separator: "start" | ";" | "&" | "newline";
}

export type TreeNode =
  | SimpleCommand
  | {
      readonly kind: "pipeline";
      readonly span: Span;
      readonly members: readonly TreeNode[];
      readonly isNegated: boolean;
    }
  /** `a && b || c`: the first has no operator. */
  | { readonly kind: "and-or"; readonly span: Span; readonly items: readonly AndOrItem[] }
  | {
      readonly kind: "group";
      readonly span: Span;
      readonly isSubshell: boolean;
      readonly body: readonly Statement[];
      readonly redirects: readonly TreeRedirect[];
    }
  /** `if`, `case`, `while`, `until`: the condition runs, each branch may run. */
  | {
      readonly kind: "branches";
      readonly span: Span;
      readonly words: readonly TreeWord[];
      readonly condition: readonly Statement[];
      readonly branches: readonly (readonly Statement[])[];
      readonly redirects: readonly TreeRedirect[];
    }
  | {
      readonly kind: "for";
      readonly span: Span;
      readonly variable: string;
      /** Undefined where the positional parameters are meant, and for `for ((…))`. */
      readonly words: readonly TreeWord[] | undefined;
      readonly body: readonly Statement[];
      readonly redirects: readonly TreeRedirect[];
    }
  | { readonly kind: "function"; readonly span: Span; readonly name: string; readonly body: TreeNode }
  /** `[[ … ]]` and `(( … ))`: only the commands inside their words run. */
  | { readonly kind: "test"; readonly span: Span; readonly words: readonly TreeWord[] };

export interface AndOrItem {
  readonly operator: "&&" | "||" | undefined;
  readonly node: TreeNode;
}

export interface SimpleCommand {
  readonly kind: "simple";
  readonly span: Span;
  /** The name and its arguments, without assignments. */
  readonly words: readonly TreeWord[];
  readonly assignments: readonly TreeAssignment[];
  readonly redirects: readonly TreeRedirect[];
}

export interface TreeAssignment {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: TreeWord;
  /** `NAME+=value`. */
  readonly isAppended: boolean;
}

export type TreeRedirect =
  | {
      readonly kind: "file";
      readonly span: Span;
      readonly operator: (Redirect & { readonly kind: "file" })["operator"];
      readonly descriptor: number | undefined;
      readonly target: TreeWord;
    }
  | { readonly kind: "here-string"; readonly span: Span; readonly target: TreeWord }
  | {
      readonly kind: "heredoc";
      readonly span: Span;
      readonly delimiter: string;
      readonly isLiteral: boolean;
      readonly body: EmbeddedText;
      readonly bodySpan: Span;
      readonly parts: readonly TreePart[];
    };

export interface TreeWord {
  readonly span: Span;
  readonly raw: string;
  readonly parts: readonly TreePart[];
}

export type TreePart =
  /** `content` is the text after quote removal with the place of each code unit; the span excludes the quotes. */
  | { readonly kind: "literal"; readonly span: Span; readonly content: EmbeddedText; readonly isQuoted: boolean }
  | { readonly kind: "glob"; readonly span: Span; readonly text: string }
  | { readonly kind: "braces"; readonly span: Span; readonly text: string }
  | {
      readonly kind: "variable";
      readonly span: Span;
      readonly raw: string;
      readonly name: string;
      readonly operator: string | undefined;
      readonly operand: TreeWord | undefined;
      readonly replacement: TreeWord | undefined;
      readonly isQuoted: boolean;
    }
  | { readonly kind: "substitution"; readonly span: Span; readonly body: readonly Statement[] }
  | {
      readonly kind: "process";
      readonly span: Span;
      readonly direction: "<" | ">";
      readonly body: readonly Statement[];
    }
  | { readonly kind: "arithmetic"; readonly span: Span };
