import type { LineIndex } from "../text/lines.ts";
import { type Span, shift } from "../text/span.ts";
import type { Place } from "./facts.ts";

/** Tells the places of one file. */
export type PlaceOf = (span: Span) => Place;

/** Tells places of a file; `offset` is where the part of it begins that spans are relative to. */
export function placesIn(path: string, lines: LineIndex, offset = 0): PlaceOf {
  return (relative) => {
    const span = shift(relative, offset);
    return { path, span, range: { start: lines.positionAt(span.start), end: lines.positionAt(span.end) } };
  };
}
