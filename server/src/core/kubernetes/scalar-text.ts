import { EmbeddedBuilder, type EmbeddedText, embedVerbatim } from "../text/embedded.ts";
import type { KubernetesDocument } from "./model.ts";
import type { ScalarNode } from "./node.ts";

/** The text of a scalar as Kubernetes reads it, with the place in the document of each of its code units. */
export function embedScalar({ maskedText: text }: KubernetesDocument, scalar: ScalarNode): EmbeddedText {
  const { start, end } = scalar.span;
  if (text.startsWith(scalar.text, start)) return embedVerbatim(scalar.text, start);
  if (text.startsWith(scalar.text, start + 1) && start + 1 + scalar.text.length < end) {
    return embedVerbatim(scalar.text, start + 1);
  }
  return align(scalar.text, sourceUnits(text.slice(start, end)), start);
}

/** A stretch of the source that stands for one code unit of the value, or for blank text that folding changes. */
interface SourceUnit {
  readonly start: number;
  readonly source: string;
}

const DOUBLE_QUOTED_UNIT = /\\(?:x[\s\S]{2}|u[\s\S]{4}|U[\s\S]{8}|\r\n|[\s\S])|[\s\S]/g;
const SINGLE_QUOTED_UNIT = /''|[\s\S]/g;
const ANY_UNIT = /[\s\S]/g;

/** An escape, a doubled quote, or a single code unit; the header of a block scalar and the opening quote are left out. */
function sourceUnits(source: string): readonly SourceUnit[] {
  const style = source[0];
  const begin = style === "|" || style === ">" ? source.search(/[\r\n]|$/) : style === '"' || style === "'" ? 1 : 0;
  const units = style === '"' ? DOUBLE_QUOTED_UNIT : style === "'" ? SINGLE_QUOTED_UNIT : ANY_UNIT;
  return Array.from(source.slice(begin).matchAll(units), (match) => ({ start: begin + match.index, source: match[0] }));
}

/** Folding and indentation change blank text only, so the rest follows in the same order in value and source. */
function align(value: string, units: readonly SourceUnit[], start: number): EmbeddedText {
  const aligned = new EmbeddedBuilder(start);
  let next = 0;
  for (const char of value.split("")) {
    const isBlank = /\s/.test(char);
    while (!isBlank && isBlankUnit(units[next])) next++;
    const unit = units[next];
    const [from, to] = unit === undefined ? [0, 0] : [unit.start, unit.start + unit.source.length];
    aligned.addSpelled(char, start + from, start + to);
    if (!isBlank || isBlankUnit(unit)) next++;
  }
  return aligned.build();
}

function isBlankUnit(unit: SourceUnit | undefined): boolean {
  return unit !== undefined && /^(?:\s|\\[ntr \r\n]\n?)$/.test(unit.source);
}
