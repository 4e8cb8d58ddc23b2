import type { DockerfileModel } from "../../dockerfile/model.ts";
import type { DocumentPart, KubernetesModel } from "../../kubernetes/model.ts";
import { type Span, shift, span, touches } from "../../text/span.ts";
import { type CommentPlaces, containersAround, lineBelowComments, partAt } from "./places.ts";
import { type Coverage, commentText, type ReadContext, type Suppression, takesEquivalents } from "./suppression.ts";

const SKIP = /(?:checkov|bridgecrew|cortex):skip= *([A-Za-z_\d]+(?:,[A-Za-z_\d]+)*)/g;

/**
 * `# checkov:skip=CKV_DOCKER_3:why` anywhere in a Dockerfile, for all of it; in a manifest for the container, else the object, that it stands
 * in or right above (Checkov's documentation, "Suppressing and Skipping Policies").
 */
export function checkovComments(
  model: DockerfileModel | KubernetesModel,
  { places, comments }: ReadContext,
): readonly Suppression[] {
  return comments.flatMap((comment): Suppression[] => {
    const ids = [...commentText(places, comment).matchAll(SKIP)].flatMap((match) => (match[1] ?? "").split(","));
    const coverage = ids.length === 0 ? undefined : coverageOf(model, comment, places);
    return coverage === undefined ? [] : [{ coverage, takes: takesEquivalents("checkov", ids) }];
  });
}

function coverageOf(
  model: DockerfileModel | KubernetesModel,
  comment: Span,
  places: CommentPlaces,
): Coverage | undefined {
  if (model.kind === "dockerfile") return { kind: "file" };
  const part = partAt(model, comment.start);
  if (part === undefined) return undefined;
  const spots = spotsOf(comment, places);
  const container = spots.flatMap((spot) => containersAround(model, spot)).at(-1);
  const around = container ?? objectAround(part, spots) ?? onlyObject(part);
  return around === undefined ? undefined : { kind: "part", span: around };
}

/** Where a value that a comment is about may be: at the comment, where its line begins, where the one below it does. */
function spotsOf(comment: Span, places: CommentPlaces): readonly number[] {
  const { lines, text } = places;
  const contentOf = (line: number): number => {
    const content = text.slice(lines.lineStart(line), lines.lineEnd(line));
    return lines.lineStart(line) + (/^[ \t]*(?:-[ \t]+)*/.exec(content)?.[0].length ?? 0);
  };
  const own = lines.lineAt(comment.start);
  const below = lineBelowComments(places, own);
  const standsAlone = text.slice(lines.lineStart(own), comment.start).trim() === "";
  return [comment.start, ...(standsAlone ? (below === undefined ? [] : [contentOf(below)]) : [contentOf(own)])];
}

/** The innermost object around one of the places, as a file span. */
function objectAround({ document, offset }: DocumentPart, spots: readonly number[]): Span | undefined {
  const around = document.objects
    .map(({ root }) => shift(root.span, offset))
    .filter((object) => spots.some((spot) => touches(object, spot)));
  return around.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}

/** A document's only object has all of its comments. */
function onlyObject({ document, offset }: DocumentPart): Span | undefined {
  return document.objects.length === 1 ? span(offset, offset + document.text.length) : undefined;
}
