import { firstIndex } from "../text/first-index.ts";
import { type Span, span } from "../text/span.ts";
import { lineEndAt } from "./column.ts";
import type { MaskedText, Opening } from "./helm-mask.ts";
import type { ScalarNode } from "./node.ts";

/** What the template actions of a document mean for the values that were read from its masked text. */
export interface TemplateView {
  /** Whether an action writes some of the text of a range. */
  writes(range: Span): boolean;
  /** Why a scalar's value isn't known; undefined where it is. Its text may begin at `valueStart`. */
  fillsScalar(scalar: ScalarNode, valueStart: number): string | undefined;
  /** Whether the part at `offset` is there only if a template wants it, seen from its owner at `ownerStart`. */
  isConditional(offset: number, ownerStart: number): boolean;
  /** Whether lines that a template writes may belong to a block collection that starts at a column. */
  isOpen(collection: Span, column: number): boolean;
}

const WITHOUT_TEMPLATE: TemplateView = {
  writes: () => false,
  fillsScalar: () => undefined,
  isConditional: () => false,
  isOpen: () => false,
};

/** Makes the view of a masked document; of one without actions, a view that answers no. */
export function createTemplateView({ text, outputs, openings, conditionals }: MaskedText): TemplateView {
  if (outputs.length === 0 && conditionals.length === 0) return WITHOUT_TEMPLATE;
  const writes = (range: Span): boolean => {
    const next = outputs[firstIndex(outputs, ({ end }) => end > range.start)];
    return next !== undefined && next.start < range.end;
  };
  /** A range with the blank text after it, up to the next content. */
  const extended = ({ start, end }: Span): Span => span(start, nextContent(text, end));
  const innermost = innermostFinder(conditionals);
  return {
    writes,
    fillsScalar: (scalar, valueStart) => {
      const isEmpty = scalar.text === "" && scalar.style === "plain";
      return writes(isEmpty ? extended(span(valueStart, scalar.span.end)) : scalar.span)
        ? "a template fills it in"
        : undefined;
    },
    isConditional: (offset, ownerStart) => (innermost(offset)?.start ?? -1) > ownerStart,
    isOpen: (collection, column) => openingsIn(openings, extended(collection)).some((opening) => fits(opening, column)),
  };
}

function fits(opening: Opening, column: number): boolean {
  return opening.column === undefined || opening.column === column;
}

function openingsIn(openings: readonly Opening[], range: Span): readonly Opening[] {
  const first = firstIndex(openings, ({ offset }) => offset >= range.start);
  return openings.slice(
    first,
    firstIndex(openings, ({ offset }) => offset >= range.end),
  );
}

/** Finds the smallest of properly nested spans around an offset. */
function innermostFinder(nested: readonly Span[]): (offset: number) => Span | undefined {
  const sorted = [...nested].sort((a, b) => a.start - b.start);
  const parents: number[] = [];
  for (const [index, inner] of sorted.entries()) {
    let parent = index - 1;
    while (parent >= 0 && (sorted[parent]?.end ?? 0) <= inner.start) parent = parents[parent] ?? -1;
    parents.push(parent);
  }
  return (offset) => {
    let index = firstIndex(sorted, ({ start }) => start > offset) - 1;
    while (index >= 0 && (sorted[index]?.end ?? 0) <= offset) index = parents[index] ?? -1;
    return sorted[index];
  };
}

/** Offset of the first content after `offset`: past blanks, line breaks and comments. */
function nextContent(text: string, offset: number): number {
  const content = /[^ \t\r\n]/g;
  let end = offset;
  for (;;) {
    content.lastIndex = end;
    end = content.exec(text)?.index ?? text.length;
    if (text[end] !== "#") return end;
    end = lineEndAt(text, end);
  }
}
