import type { Gap } from "../text/gap.ts";
import { touchesOf } from "./commands/index.ts";
import { resolveTouch } from "./commands/resolve.ts";
import type { FileEffect, Invocation } from "./syntax.ts";

export { downloadUrls, isDownload } from "./commands/downloads.ts";
export { inlineCode, isInterpreter, runsStandardInput } from "./commands/interpreters.ts";
export { keepsSettings } from "./commands/logins.ts";
export { isPackageCache } from "./commands/package-caches.ts";
export { toleratesMissing } from "./commands/removing.ts";

/** What a command does to files, and the paths that could not be determined. */
export interface FileEffects {
  readonly effects: readonly FileEffect[];
  readonly gaps: readonly Gap[];
}

const effectsOf = new WeakMap<Invocation, FileEffects>();

/** What one command does to files, from its redirections and from what its manual page says about its arguments. */
export function fileEffects(invocation: Invocation): FileEffects {
  const kept = effectsOf.get(invocation);
  if (kept !== undefined) return kept;
  const resolved = touchesOf(invocation).map((touch) => resolveTouch(touch, invocation));
  const found = {
    effects: resolved.flatMap(({ effects }) => effects),
    gaps: resolved.flatMap(({ gaps }) => gaps),
  };
  effectsOf.set(invocation, found);
  return found;
}
