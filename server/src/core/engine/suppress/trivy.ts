import type { DockerfileModel } from "../../dockerfile/model.ts";
import type { KubernetesModel } from "../../kubernetes/model.ts";
import { outermostAt } from "../../kubernetes/outermost.ts";
import type { Rule } from "../../rules/rule.ts";
import { matchesPattern } from "../../text/pattern.ts";
import { type Span, shift, span } from "../../text/span.ts";
import { isDate } from "./own.ts";
import { type CommentPlaces, lineBelowComments, partAt } from "./places.ts";
import { type Coverage, commentText, type ReadContext, type Suppression, type Today } from "./suppression.ts";

/**
 * `#trivy:ignore:DS-0002`, several in one comment too, for the instruction or the YAML value that begins below it; behind a value, for the
 * one that begins on its line. `:exp:2027-01-31` ends it on that day (Trivy's documentation, "Filtering resources by inline comments").
 */
export function trivyComments(
  model: DockerfileModel | KubernetesModel,
  { places, comments, today }: ReadContext,
): readonly Suppression[] {
  return comments.flatMap((comment): Suppression[] => {
    const patterns = commentText(places, comment)
      .split(/\s+/)
      .flatMap((word) => ignoredChecks(word, today));
    if (patterns.length === 0) return [];
    const coverage = coverageOf(model, comment, places);
    if (coverage === undefined) return [];
    return [{ coverage, takes: (rule) => patterns.some((pattern) => isAnyOf(pattern, rule)) }];
  });
}

/** The check that a word of a comment ignores; none where it is past its end or only about some values of an attribute (`id[port=80]`). */
function ignoredChecks(word: string, today: Today): readonly string[] {
  const match = /^[#/*]*(?:trivy|tfsec):(.*)$/.exec(word);
  const sections = match?.[1]?.split(":") ?? [];
  const valueOf = (key: string): string | undefined =>
    sections.find((_, index) => index % 2 === 1 && sections[index - 1] === key);
  const check = valueOf("ignore") ?? "";
  const end = valueOf("exp");
  const isOver = end !== undefined && (!isDate(end) || (today !== undefined && today >= end));
  return check === "" || check.includes("[") || isOver ? [] : [check];
}

function coverageOf(
  model: DockerfileModel | KubernetesModel,
  comment: Span,
  places: CommentPlaces,
): Coverage | undefined {
  const { lines } = places;
  const own = lines.lineAt(comment.start);
  const standsAlone = places.text.slice(lines.lineStart(own), comment.start).trim() === "";
  const line = standsAlone ? lineBelowComments(places, own) : own;
  if (line === undefined) return undefined;
  if (model.kind === "dockerfile") return { kind: "line", line };
  const part = partAt(model, lines.lineStart(line));
  if (part === undefined) return undefined;
  const inPart = shift(span(lines.lineStart(line), lines.lineEnd(line)), -part.offset);
  const value = outermostAt(part.document.root, inPart);
  return value === undefined ? undefined : { kind: "part", span: shift(value, part.offset) };
}

/** Ids may be written in either case, with or without `AVD-`, in the older form `KSV001`, and with `*` for a part of them. */
function isAnyOf(pattern: string, { equivalents }: Rule): boolean {
  const wanted = plainId(pattern);
  return (equivalents.trivy ?? []).some(
    (id) =>
      plainId(id) === wanted || (pattern.includes("*") && matchesPattern(pattern.toUpperCase(), id.toUpperCase())),
  );
}

function plainId(id: string): string {
  const upper = id.toUpperCase();
  const [, group, number] = /^(?:AVD-)?([A-Z]+)-?0*([1-9]\d*|0)$/.exec(upper) ?? [];
  return group === undefined ? upper : `${group}-${number}`;
}
