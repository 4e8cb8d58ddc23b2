import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** A finding with every place that it names in its own file moved; those in other files stay. */
export function movedDiagnostic(diagnostic: Diagnostic, move: (place: Span) => Span): Diagnostic {
  const { related, fixes } = diagnostic;
  const moveEdit = ({ span, newText }: TextEdit): TextEdit => ({ span: move(span), newText });
  return {
    ...diagnostic,
    span: move(diagnostic.span),
    ...(related && {
      related: related.map((place) => (place.path === undefined ? { ...place, span: move(place.span) } : place)),
    }),
    ...(fixes && { fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map(moveEdit) })) }),
  };
}
