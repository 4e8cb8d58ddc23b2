import { matchLengths } from "./pattern.ts";

/** Values that are cut or replaced are no longer than this, and their patterns not either. */
const LONGEST_TRANSFORMED = 2_000;
/** Replacing tries every position with every character of the pattern; more tries than this are not worth the time. */
const MOST_TRIES = 200_000;
/** A value that grows longer than this, as by `ENV A=$A$A`, is not followed. */
export const LONGEST_VALUE = 65_536;

/**
 * What a parameter expansion makes of a value: `#` `##` `%` `%%` cut a matching head or tail (shortest, longest), `/` `//`
 * replace the first or every match (POSIX Shell Command Language 2.6.2; Bash manual, "Shell Parameter Expansion").
 * Undefined where value or pattern are too long to be worth the time.
 */
export function transformValue(
  text: string,
  operator: string,
  pattern: string,
  replacement: string,
): string | undefined {
  if (text.length > LONGEST_TRANSFORMED || pattern.length > LONGEST_TRANSFORMED) return undefined;
  if (text.length * pattern.length > MOST_TRIES) return undefined;
  switch (operator) {
    case "#":
    case "##": {
      const heads = matchLengths(pattern, text);
      const head = operator === "#" ? heads[0] : heads[heads.length - 1];
      return head === undefined ? text : text.slice(head);
    }
    case "%":
    case "%%": {
      const tails = matchLengths(pattern, text, true);
      const tail = operator === "%" ? tails[0] : tails[tails.length - 1];
      return tail === undefined ? text : text.slice(0, text.length - tail);
    }
    default:
      return replaceMatches(text, pattern, replacement, operator === "//");
  }
}

/** Each match is the longest at its place. */
function replaceMatches(text: string, pattern: string, replacement: string, isGlobal: boolean): string | undefined {
  // What a leading star does not match here, it does not match further on.
  const isAnywhere = pattern.startsWith("*");
  let result = "";
  let tries = 0;
  let position = 0;
  while (position < text.length) {
    const rest = text.slice(position);
    const length = matchLengths(pattern, rest).at(-1) ?? 0;
    tries += rest.length * pattern.length;
    if (tries > MOST_TRIES) return undefined;
    if (length === 0 && isAnywhere) break;
    if (length === 0) {
      result += text[position++];
      continue;
    }
    result += replacement;
    position += length;
    if (!isGlobal) break;
  }
  return result + text.slice(position);
}
