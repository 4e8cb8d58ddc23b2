/** A credential that can be told by its shape alone, or by its shape behind a telling word. */
export interface CredentialFormat {
  readonly id: string;
  /** In words with an article: "a GitHub personal access token". */
  readonly what: string;
  /** Only a text that holds one of these literals is searched (in lower case where the pattern ignores case). */
  readonly gates: readonly [string, ...string[]];
  /** Flags `dg`, and perhaps `i`. Group 1, where there is one, is the secret; else the whole match. */
  readonly pattern: RegExp;
  /** The checksum that is part of it, where one is published: a match that has it is no example. */
  readonly hasChecksum?: (secret: string) => boolean;
  /** A browser gets some of them on purpose: under a name that says so they are none of our business. */
  readonly mayBePublic?: true;
  /** Its place tells, not its shape: what stands there may as well be a placeholder. */
  readonly isAnyText?: true;
  /** Where its form is documented. */
  readonly source: string;
}

interface Prefixed {
  readonly id: string;
  readonly what: string;
  /** The literal it starts with; several where they differ in a letter only. */
  readonly prefix: string | readonly [string, ...string[]];
  /** What follows the prefix, as the source of a pattern. */
  readonly body: string;
  readonly hasChecksum?: (secret: string) => boolean;
  readonly mayBePublic?: true;
  readonly source: string;
}

/** A format that starts with a literal prefix and stands alone: no letter or digit touches it. */
export function prefixed({ prefix, body, ...rest }: Prefixed): CredentialFormat {
  const gates: readonly [string, ...string[]] = typeof prefix === "string" ? [prefix] : prefix;
  const start = gates.map(escapePattern).join("|");
  return { ...rest, gates, pattern: new RegExp(`(?<![A-Za-z0-9])(?:${start})${body}(?![A-Za-z0-9])`, "dg") };
}

/** The source of a pattern that matches the literal. */
export function escapePattern(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
