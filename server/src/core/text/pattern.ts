/**
 * Tells whether a shell pattern matches a whole text, in time proportional to their product at worst.
 * `*` and `?` do not match `/` where `separator` is given; `**` then does. `[…]` is a set, `\` quotes.
 */
export function matchesPattern(pattern: string, text: string, separator = ""): boolean {
  const tokens = tokenize(pattern);
  let reachable = new Set([0]);
  reachable = closure(tokens, reachable);
  for (const char of text) {
    reachable = closure(tokens, step(tokens, reachable, char, separator));
    if (reachable.size === 0) return false;
  }
  return reachable.has(tokens.length);
}

function step(tokens: readonly Token[], reachable: ReadonlySet<number>, char: string, separator: string): Set<number> {
  const next = new Set<number>();
  for (const state of reachable) {
    const token = tokens[state];
    if (token === undefined || !accepts(token, char, separator)) continue;
    next.add(token.kind === "star" || token.kind === "globstar" ? state : state + 1);
  }
  return next;
}

/** Tells whether a shell pattern for absolute paths matches a path or a folder around it. */
export function matchesFolder(pattern: string, path: string): boolean {
  if (!pattern.includes("**")) {
    return matchesPattern(pattern, path.split("/").slice(0, pattern.split("/").length).join("/"), "/");
  }
  // `**` stands for no folder as well.
  return matchesPattern(pattern, path, "/") || matchesPattern(pattern.replaceAll("/**/", "/"), path, "/");
}

/**
 * The ends of the prefixes of a text that a shell pattern matches, in UTF-16 code units; with `isReversed` the lengths of the
 * suffixes that it matches. Takes time proportional to the product of both at worst.
 */
export function matchLengths(pattern: string, text: string, isReversed = false): readonly number[] {
  const tokens = isReversed ? [...tokenize(pattern)].reverse() : tokenize(pattern);
  const chars = isReversed ? [...text].reverse() : text;
  let reachable = closure(tokens, new Set([0]));
  const lengths = reachable.has(tokens.length) ? [0] : [];
  let length = 0;
  for (const char of chars) {
    length += char.length;
    reachable = closure(tokens, step(tokens, reachable, char, ""));
    if (reachable.size === 0) break;
    if (reachable.has(tokens.length)) lengths.push(length);
  }
  return lengths;
}

/** Tells whether a text holds a character that a shell pattern gives a meaning. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

export type Token =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "globstar" }
  | { readonly kind: "set"; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** A star may match nothing, so the state behind it is reached as well. */
function closure(tokens: readonly Token[], states: ReadonlySet<number>): Set<number> {
  const all = new Set(states);
  for (const state of all) {
    const kind = tokens[state]?.kind;
    if (kind === "star" || kind === "globstar") all.add(state + 1);
  }
  return all;
}

/** Whether a token that is no star matches a character, or one that is a star can go on over it. */
export function accepts(token: Token, char: string, separator: string): boolean {
  switch (token.kind) {
    case "char":
      return token.char === char;
    case "globstar":
      return true;
    case "any":
    case "star":
      return char !== separator;
    case "set":
      return char !== separator && token.ranges.some(([low, high]) => low <= char && char <= high) !== token.isNegated;
  }
}

/** A shell pattern as what it asks of a text, character by character. */
export function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const chars = [...pattern];
  for (let i = 0; i < chars.length; ) {
    const { token, end } = readToken(chars, i);
    tokens.push(token);
    i = end;
  }
  return tokens;
}

function readToken(chars: readonly string[], at: number): { token: Token; end: number } {
  const char = chars[at] ?? "";
  const next = chars[at + 1];
  const set = char === "[" ? readSet(chars, at) : undefined;
  if (set !== undefined) return set;
  if (char === "*" && next === "*") return { token: { kind: "globstar" }, end: at + 2 };
  if (char === "*") return { token: { kind: "star" }, end: at + 1 };
  if (char === "?") return { token: { kind: "any" }, end: at + 1 };
  if (char === "\\" && next !== undefined) return { token: { kind: "char", char: next }, end: at + 2 };
  return { token: { kind: "char", char }, end: at + 1 };
}

/** Reads `[a-z]`, `[!abc]`; undefined where the bracket is never closed and so stands for itself. */
function readSet(chars: readonly string[], open: number): { token: Token; end: number } | undefined {
  let i = open + 1;
  const isNegated = chars[i] === "!" || chars[i] === "^";
  if (isNegated) i++;
  const ranges: [string, string][] = [];
  for (let first = true; i < chars.length; first = false) {
    const low = chars[i] ?? "";
    if (low === "]" && !first) return { token: { kind: "set", isNegated, ranges }, end: i + 1 };
    const isRange = chars[i + 1] === "-" && chars[i + 2] !== undefined && chars[i + 2] !== "]";
    ranges.push([low, isRange ? (chars[i + 2] ?? low) : low]);
    i += isRange ? 3 : 1;
  }
  return undefined;
}
