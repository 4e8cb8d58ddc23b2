import type { Span } from "./span.ts";

/** A value that is known, absent, or present but not to be determined from the text. Rules stay silent on unknown. */
export type Resolved<T> =
  | { readonly kind: "known"; readonly value: T; readonly span?: Span }
  | { readonly kind: "unset" }
  | { readonly kind: "unknown"; readonly why: string };

/** A known value, with the place it comes from where there is one. */
export function known<T>(value: T, span?: Span): Resolved<T> {
  return span === undefined ? { kind: "known", value } : { kind: "known", value, span };
}

/** A value that exists but cannot be determined, and the reason in words for a person. */
export function unknown(why: string): { readonly kind: "unknown"; readonly why: string } {
  return { kind: "unknown", why };
}

/** The absent value. */
export const UNSET = { kind: "unset" } as const;

/** The value where it is known, else undefined. */
export function knownValue<T>(resolved: Resolved<T>): T | undefined {
  return resolved.kind === "known" ? resolved.value : undefined;
}
