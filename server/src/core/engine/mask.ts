import type { Fix } from "../rules/rule.ts";
import type { Span } from "../text/span.ts";

const SHOWN = 2;
const FILLER = "…";

/**
 * The text in `range` with every secret hidden: of each at most its first two characters are left, then `…` and blanks,
 * so that every column stays where it was. Everything that prints source text goes through here.
 */
export function maskedLine(text: string, range: Span, secrets: readonly Span[]): string {
  const units = text.slice(range.start, range.end).split("");
  for (const secret of secrets) {
    const hiddenFrom = secret.start + shownLength(text, secret);
    const from = Math.max(hiddenFrom, range.start);
    const to = Math.min(secret.end, range.end);
    for (let offset = from; offset < to; offset++) units[offset - range.start] = offset === from ? FILLER : " ";
  }
  return units.join("");
}

/** A short value would be half told by its first two characters; a pair of code units is never cut. */
function shownLength(text: string, { start, end }: Span): number {
  if (end - start < SHOWN * 3) return 0;
  const code = text.charCodeAt(start + SHOWN - 1);
  return code >= 0xd800 && code < 0xdc00 ? SHOWN - 1 : SHOWN;
}

/** Values shorter than this are everyday words: looking for them in other words would find too much. */
const SHORTEST_VALUE = 4;

/** The values of the secrets of a text, the longest first, to look for in words that were made from it. */
export function secretValues(text: string, secrets: readonly Span[]): readonly string[] {
  const values = secrets.map(({ start, end }) => text.slice(start, end)).filter((v) => v.length >= SHORTEST_VALUE);
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

const EVERYDAY_WORD = /^[a-z]+$/i;

/** Words for a person with every secret value in them cut to its first two characters; `secret` itself stays a word. */
export function maskedWords(words: string, values: readonly string[]): string {
  return values
    .filter((value) => !EVERYDAY_WORD.test(value))
    .reduce((result, value) => result.replaceAll(value, `${value.slice(0, SHOWN)}${FILLER}`), words);
}

/** The fixes that may be written into a report: an edit that moves a secret would repeat it. */
export function tellableFixes(fixes: readonly Fix[] | undefined, values: readonly string[]): readonly Fix[] {
  return (fixes ?? []).filter((fix) => !fix.edits.some(({ newText }) => values.some((v) => newText.includes(v))));
}
