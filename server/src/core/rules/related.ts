import type { Place } from "../workspace/facts.ts";
import type { RelatedPlace } from "./rule.ts";

/** A place that the workspace knows, with what is to be said of it. */
export function relatedAt({ path, span, range }: Place, message: string): RelatedPlace {
  return { path, span, range, message };
}
