import type { Span } from "./span.ts";

/** Something that could not be analysed: where, and why in words for a person. Shown on request, never silently dropped. */
export interface Gap {
  readonly span: Span;
  readonly why: string;
}
