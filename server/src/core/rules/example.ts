import { type Span, span } from "../text/span.ts";

/** An example as a file holds it, and the places that its marks name. */
export interface MarkedText {
  readonly text: string;
  /** In UTF-16 code units of `text`, in the order of their starts. */
  readonly spans: readonly Span[];
}

/** Takes the marks `«…»` out of an example's code; they may be nested. Throws on an unpaired mark: the example is wrong. */
export function readMarks(code: string): MarkedText {
  const spans: Span[] = [];
  const open: number[] = [];
  let text = "";
  for (const piece of code.split(/([«»])/)) {
    if (piece === "«") open.push(text.length);
    else if (piece === "»") spans.push(span(closing(open, code), text.length));
    else text += piece;
  }
  if (open.length > 0) throw new Error(`« without » in the example:\n${code}`);
  return { text, spans: spans.sort((a, b) => a.start - b.start || b.end - a.end) };
}

function closing(open: number[], code: string): number {
  const start = open.pop();
  if (start === undefined) throw new Error(`» without « in the example:\n${code}`);
  return start;
}
