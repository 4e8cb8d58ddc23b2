import ignore, { type Ignore } from "ignore";

const matchers = new WeakMap<readonly string[], Ignore>();

/** Tells whether a path is excluded; it is relative to the folder that the patterns belong to, with `/`. A path outside of it is not. */
export function isExcluded(patterns: readonly string[], path: string): boolean {
  if (patterns.length === 0 || !ignore.isPathValid(path)) return false;
  const known = matchers.get(patterns) ?? ignore().add([...patterns]);
  matchers.set(patterns, known);
  return known.ignores(path);
}
