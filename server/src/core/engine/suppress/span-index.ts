import { firstIndex } from "../../text/first-index.ts";
import { type Span, touches } from "../../text/span.ts";

/** Spans in the order of their starts, and for each where the farthest one up to it ends. */
export interface SpanIndex {
  readonly spans: readonly Span[];
  readonly farthest: readonly number[];
}

/** Indexes spans, nested ones too, so that those around an offset are found without looking at all of them. */
export function indexSpans(spans: readonly Span[]): SpanIndex {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  let end = 0;
  const farthest = sorted.map((span) => {
    end = Math.max(end, span.end);
    return end;
  });
  return { spans: sorted, farthest };
}

/** The spans that touch an offset, in the order of their starts. */
export function spansAround({ spans, farthest }: SpanIndex, offset: number): readonly Span[] {
  const around: Span[] = [];
  for (let i = lastStart(spans, offset); i >= 0 && (farthest[i] ?? 0) >= offset; i--) {
    const found = spans[i];
    if (found !== undefined && touches(found, offset)) around.unshift(found);
  }
  return around;
}

/** Whether any span touches an offset. */
export function isAnyAround({ spans, farthest }: SpanIndex, offset: number): boolean {
  const last = lastStart(spans, offset);
  return last >= 0 && (farthest[last] ?? 0) >= offset;
}

/** Index of the last span that starts at an offset or before it; -1 where there is none. */
function lastStart(spans: readonly Span[], offset: number): number {
  return firstIndex(spans, ({ start }) => start > offset) - 1;
}
