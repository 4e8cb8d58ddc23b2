import type { DockerfileModel } from "../../dockerfile/model.ts";
import type { KubernetesModel } from "../../kubernetes/model.ts";
import { type Span, span } from "../../text/span.ts";
import { type CommentPlaces, contentLineAbove, partAt } from "./places.ts";
import { indexSpans, isAnyAround } from "./span-index.ts";
import type { Coverage, Suppression } from "./suppression.ts";

/**
 * Tells of an offset whether any of these suppressions may hold back what is there, without asking each: of the findings of a large
 * manifest, most are far from all of its suppressions.
 */
export function reachOf(
  model: DockerfileModel | KubernetesModel,
  suppressions: readonly Suppression[],
  places: CommentPlaces,
): (offset: number) => boolean {
  if (model.kind === "dockerfile" || suppressions.some(({ coverage }) => coverage.kind === "file")) return () => true;
  const index = indexSpans(suppressions.flatMap(({ coverage }) => stretchOf(model, coverage, places)));
  return (offset) => isAnyAround(index, offset);
}

function stretchOf(model: KubernetesModel, coverage: Coverage, places: CommentPlaces): readonly Span[] {
  if (coverage.kind === "part") return [coverage.span];
  if (coverage.kind === "file") return [];
  const { lines } = places;
  const part = partAt(model, lines.lineStart(coverage.line));
  if (part === undefined) return [];
  // A place in a comment counts for the next line with content, also where another document begins with it.
  const first = contentLineAbove(places, coverage.line) + 1;
  return [span(Math.min(part.offset, lines.lineStart(first)), part.offset + part.document.text.length)];
}
