import { RULE_IDS } from "../../rules/rule-ids.ts";
import type { SuppressionEnd } from "../../rules/suppression-use.ts";
import { nearest } from "../../text/nearest.ts";
import { type Span, span } from "../../text/span.ts";
import { type CommentPlaces, nextContentLine } from "./places.ts";
import { type Coverage, commentText, type ReadContext, type Suppression, type Today } from "./suppression.ts";

/** One of our own comments: `# hullcheck-disable[-next-line|-line] rule, rule until 2027-01-31 -- reason`. */
export interface OwnSuppression extends Suppression {
  readonly comment: Span;
  readonly ids: readonly NamedId[];
  readonly until: SuppressionEnd | undefined;
}

/** A rule's id as it is written, and where. */
export interface NamedId {
  readonly id: string;
  readonly span: Span;
}

/** Findings about suppressions are held back only where they are named: "every rule" does not mean them. */
export const ABOUT_SUPPRESSIONS = "unused-suppression";

/** The name of a directive, at the start of a comment. */
export const DIRECTIVE = /^#[ \t]*hullcheck-disable(-next-line|-line)?(?=\s|$)/;

/** Reads our own comments of a file, in the order of the text. */
export function readOwnSuppressions({ places, comments, today }: ReadContext): readonly OwnSuppression[] {
  return comments.flatMap((comment) => {
    const text = commentText(places, comment);
    const match = DIRECTIVE.exec(text);
    if (match === null) return [];
    const { ids, until } = readDirective(text.slice(match[0].length), comment.start + match[0].length, today);
    const holds = until === undefined || until.state === "to come";
    return {
      comment,
      ids,
      until,
      coverage: coverageOf(match[1], comment, places),
      takes: ({ id }) => holds && (ids.length === 0 ? id !== ABOUT_SUPPRESSIONS : ids.some((named) => named.id === id)),
    };
  });
}

/** What a comment with this directive (`-next-line`, `-line`, nothing) is about. */
export function coverageOf(scope: string | undefined, comment: Span, places: CommentPlaces): Coverage {
  const line = places.lines.lineAt(comment.start);
  if (scope === undefined) return { kind: "file" };
  return { kind: "line", line: scope === "-line" ? line : nextContentLine(places, line) };
}

export interface Directive {
  readonly ids: readonly NamedId[];
  readonly until: SuppressionEnd | undefined;
  /** Whether more ids may follow: neither an end nor a reason has begun. */
  readonly isOpen: boolean;
}

/**
 * What follows the name of a directive; `start` is its offset in the file. The first word names a rule, and so does one after a comma;
 * one after blanks does where there is such a rule or one that is hardly different: else the reason begins.
 */
export function readDirective(text: string, start: number, today: Today): Directive {
  const ids: NamedId[] = [];
  let mustBeId = true;
  const words = [...text.matchAll(/,|[^\s,]+/g)].map((match) => ({ word: match[0], at: start + match.index }));
  for (const [index, { word, at }] of words.entries()) {
    if (word === ",") {
      mustBeId = true;
      continue;
    }
    if (word === "until") return { ids, until: readEnd(at, words[index + 1], today), isOpen: false };
    if (/^[-\u2013\u2014(]/.test(word) || !(mustBeId || namesRule(word)))
      return { ids, until: undefined, isOpen: false };
    const id = word.replace(/:$/, "");
    ids.push({ id, span: span(at, at + id.length) });
    if (id !== word) return { ids, until: undefined, isOpen: false };
    mustBeId = false;
  }
  return { ids, until: undefined, isOpen: true };
}

function namesRule(word: string): boolean {
  const id = word.replace(/:$/, "");
  if (!/^[a-z]+(?:-[a-z0-9]+)+$/.test(id)) return false;
  return nearest(id, RULE_IDS) !== undefined;
}

/** `until` at an offset, and the word behind it. It holds through the day that it names. */
function readEnd(
  at: number,
  next: { readonly word: string; readonly at: number } | undefined,
  today: Today,
): SuppressionEnd {
  const text = next?.word ?? "";
  const place = span(at, next === undefined ? at + "until".length : next.at + text.length);
  if (!isDate(text)) return { text, span: place, state: "no date" };
  return { text, span: place, state: today !== undefined && today > text ? "past" : "to come" };
}

/** Whether a text is a day of the calendar as ISO 8601 writes it. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
