import type { Span } from "../text/span.ts";

/**
 * What was found: `format` is a provider's own credential format, `named` a value that its name tells to be a secret,
 * `weak-default` a placeholder that works as a password all the same.
 */
export type SecretKind = "format" | "private-key" | "url-password" | "named" | "weak-default";

/** A secret in a text. */
export interface SecretMatch {
  /** Place in the text that was looked at, in UTF-16 code units: the secret alone, without quotes or what stands around it. */
  readonly span: Span;
  readonly kind: SecretKind;
  /** In words with an article, for a message: "a GitHub token", "a password". Never the value. */
  readonly what: string;
}
