import type { AppliedFix, Edit, Finding, Fix, Gap, Place, Range, RelatedPlace } from "../api.ts";
import { docsUrl } from "../rules/docs-url.ts";
import type * as rule from "../rules/rule.ts";
import type * as gaps from "../text/gap.ts";
import type { LineIndex, Position } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { maskedWords, tellableFixes } from "./mask.ts";

// What was found as plain objects, for programs outside. `values` are the secrets of the text, which none of them repeats.

/** A position as people count: from 1. */
export function placeIn({ line, character }: Position): Place {
  return { line: line + 1, column: character + 1 };
}

/** A finding of the file with these lines. */
export function plainFinding(found: Diagnostic, lines: LineIndex, values: readonly string[]): Finding {
  return {
    ruleId: found.rule.id,
    severity: found.severity,
    message: maskedWords(found.message, values),
    ...plainRange(found.span, lines),
    related: (found.related ?? []).map((place) => plainRelated(place, lines, values)),
    fixes: tellableFixes(found.fixes, values).map((fix) => plainFix(fix, lines, values)),
    docs: docsUrl(found.rule.id),
  };
}

/** A part of the file that could not be analysed. */
export function plainGap({ span, why }: gaps.Gap, lines: LineIndex, values: readonly string[]): Gap {
  return { why: maskedWords(why, values), ...plainRange(span, lines) };
}

/** A fix that was made. */
export function plainAppliedFix(ruleId: string, { title, note }: rule.Fix, values: readonly string[]): AppliedFix {
  return { ruleId, title: maskedWords(title, values), ...plainNote(note, values) };
}

function plainNote(note: string | undefined, values: readonly string[]): { readonly note?: string } {
  return note === undefined ? {} : { note: maskedWords(note, values) };
}

function plainRange({ start, end }: Span, lines: LineIndex): Range {
  const at = (offset: number) => ({ ...placeIn(lines.positionAt(offset)), offset });
  return { start: at(start), end: at(end) };
}

function plainRelated(related: rule.RelatedPlace, lines: LineIndex, values: readonly string[]): RelatedPlace {
  const { path, span, range } = related;
  const message = maskedWords(related.message, values);
  if (path === undefined) return { message, ...plainRange(span, lines) };
  return {
    message,
    path,
    start: { ...knownPlace(range?.start), offset: span.start },
    end: { ...knownPlace(range?.end), offset: span.end },
  };
}

/** Empty where the lines of the other file are not known. */
function knownPlace(position: Position | undefined): Partial<Place> {
  return position === undefined ? {} : placeIn(position);
}

function plainFix(fix: rule.Fix, lines: LineIndex, values: readonly string[]): Fix {
  return {
    title: maskedWords(fix.title, values),
    safe: fix.safe,
    edits: fix.edits.map(({ span, newText }): Edit => ({ ...plainRange(span, lines), newText })),
    ...(fix.additions !== undefined && {
      additions: fix.additions.map(({ path, at, text }) => ({ path, ...knownPlace(at), newText: text })),
    }),
    ...plainNote(fix.note, values),
  };
}
