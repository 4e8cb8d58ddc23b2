import { matchesPattern } from "./pattern.ts";

/** Cutting and replacing try every position, so longer values are left alone. */
export const LONGEST_TRANSFORMED = 2_000;

/**
 * What a parameter expansion makes of a value: `#` `##` `%` `%%` cut a matching head or tail (shortest, longest), `/` `//`
 * replace the first or every match (POSIX Shell Command Language 2.6.2; Bash manual, "Shell Parameter Expansion").
 */
export function transformValue(text: string, operator: string, pattern: string, replacement: string): string {
  switch (operator) {
    case "#":
    case "##": {
      const cuts = range(text.length + 1).filter((end) => matchesPattern(pattern, text.slice(0, end)));
      const cut = operator === "#" ? cuts[0] : cuts[cuts.length - 1];
      return cut === undefined ? text : text.slice(cut);
    }
    case "%":
    case "%%": {
      const cuts = range(text.length + 1).filter((start) => matchesPattern(pattern, text.slice(start)));
      const cut = operator === "%" ? cuts[cuts.length - 1] : cuts[0];
      return cut === undefined ? text : text.slice(0, cut);
    }
    default:
      return replaceMatches(text, pattern, replacement, operator === "//");
  }
}

function replaceMatches(text: string, pattern: string, replacement: string, isGlobal: boolean): string {
  let result = "";
  let position = 0;
  while (position < text.length) {
    const end = range(text.length - position)
      .map((i) => text.length - i)
      .find((candidate) => matchesPattern(pattern, text.slice(position, candidate)));
    if (end === undefined) {
      result += text[position++];
      continue;
    }
    result += replacement;
    position = end;
    if (!isGlobal) break;
  }
  return result + text.slice(position);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
