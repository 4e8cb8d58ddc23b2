import { ignoreVerdict, readIgnoreRules } from "../text/ignore-rules.ts";
import { perObject } from "../text/per-object.ts";

const rulesOf = perObject(readIgnoreRules);

/** Tells whether a path is excluded; it is relative to the folder that the patterns belong to, with `/`. A path outside of it is not. */
export function isExcluded(patterns: readonly string[], path: string): boolean {
  if (patterns.length === 0 || /^(?:$|\/|\.{1,2}(?:\/|$))/.test(path)) return false;
  return ignoreVerdict(rulesOf(patterns), path, false) === "ignored";
}
