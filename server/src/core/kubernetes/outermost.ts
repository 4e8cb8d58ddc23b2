import { type Span, span } from "../text/span.ts";
import type { YamlNode } from "./node.ts";

/** The outermost mapping, entry or item that begins on a line, both relative to the document's start; undefined where none does. */
export function outermostAt(root: YamlNode | undefined, line: Span): Span | undefined {
  const begins = (offset: number): boolean => line.start <= offset && offset <= line.end;
  let node = root;
  while (node !== undefined) {
    // A sequence is more than the item it begins with.
    if (node.kind !== "sequence" && begins(node.span.start)) return node.span;
    const part = partsOf(node).find(({ start, end }) => start <= line.end && line.start <= end);
    if (part === undefined) return undefined;
    if (begins(part.start)) return span(part.start, part.end);
    node = part.value;
  }
  return undefined;
}

interface Part {
  readonly start: number;
  readonly end: number;
  /** Undefined where it is written elsewhere, behind an alias. */
  readonly value: YamlNode | undefined;
}

function partsOf(node: YamlNode): readonly Part[] {
  const partOf = (start: number, end: number, value: YamlNode): Part => {
    return { start, end, value: start <= value.span.start && value.span.end <= end ? value : undefined };
  };
  if (node.kind === "sequence") return node.items.map(({ start, end, value }) => partOf(start, end, value));
  if (node.kind !== "mapping") return [];
  return node.entries
    .filter(({ isMerged }) => !isMerged)
    .map(({ keySpan, end, value }) => partOf(keySpan.start, end, value));
}
