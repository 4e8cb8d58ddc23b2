/** More words than anybody writes out; the rest is left away. */
const MAX_WORDS = 64;
/** Longer expressions are left as they are, so that deep nesting costs nothing. */
const MAX_LENGTH = 1000;

/**
 * The words that a word with brace expansions stands for (Bash manual, "Brace Expansion"): `a{b,c}` is ab and ac.
 * `braces` are those of its brace expressions that are not quoted, in order. At most 64 words.
 */
export function expandBraces(text: string, braces: readonly string[]): readonly string[] {
  let words = [""];
  let rest = 0;
  for (const brace of braces) {
    const start = text.indexOf(brace, rest);
    if (start < 0) break;
    const before = text.slice(rest, start);
    const alternatives = braceAlternatives(brace);
    words = words.flatMap((word) => alternatives.map((alternative) => word + before + alternative)).slice(0, MAX_WORDS);
    rest = start + brace.length;
  }
  return words.map((word) => word + text.slice(rest));
}

/** `{a,b}`, `{1..3}`, `{a..c}`; anything else stands for itself. Inner braces are expanded as well. */
function braceAlternatives(brace: string): readonly string[] {
  if (brace.length > MAX_LENGTH) return [brace];
  const inner = brace.slice(1, -1);
  const items = splitItems(inner);
  if (items.length < 2) return sequence(inner) ?? [brace];
  return items.flatMap((item) => expandBraces(item, outerBraces(item))).slice(0, MAX_WORDS);
}

function splitItems(inner: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "{") depth++;
    else if (inner[i] === "}") depth--;
    else if (inner[i] === "," && depth === 0) {
      items.push(inner.slice(start, i));
      start = i + 1;
    }
  }
  return [...items, inner.slice(start)];
}

function outerBraces(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "{" && depth++ === 0) start = i;
    else if (text[i] === "}" && depth > 0 && --depth === 0) found.push(text.slice(start, i + 1));
  }
  return found;
}

function sequence(inner: string): readonly string[] | undefined {
  const [, low, high] = /^(-?\d{1,9}|[A-Za-z])\.\.(-?\d{1,9}|[A-Za-z])$/.exec(inner) ?? [];
  if (low === undefined || high === undefined) return undefined;
  const isNumeric = /\d/.test(low);
  if (isNumeric !== /\d/.test(high)) return undefined;
  const [from, to] = isNumeric ? [Number(low), Number(high)] : [low.charCodeAt(0), high.charCodeAt(0)];
  const length = Math.min(Math.abs(to - from) + 1, MAX_WORDS);
  const width = isNumeric && /^-?0\d/.test(low) ? low.length : 0;
  return Array.from({ length }, (_, i) => {
    const value = from + (to < from ? -i : i);
    return isNumeric ? String(value).padStart(width, "0") : String.fromCharCode(value);
  });
}
