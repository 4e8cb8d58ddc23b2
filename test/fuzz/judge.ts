import assert from "node:assert/strict";
import { analyze, applyEdits, checkConfigFile, fixAll, indexLines } from "../../server/src/core/index.ts";
import { assertSound } from "../sound.ts";
import type { Input } from "./grammars.ts";

const PATHS = { dockerfile: "Dockerfile", kubernetes: "pod.yaml" } as const;

/** What holds whatever the input is. Throws where it does not. */
export function judge({ kind, text }: Input): void {
  if (kind === "config") {
    const lines = indexLines(text);
    for (const { span } of checkConfigFile(".hullcheck.json", text)) {
      if (span !== undefined) assert.ok(lines.offsetAt(lines.positionAt(span.start)) <= text.length);
    }
    return;
  }
  const path = PATHS[kind];
  const analysis = analyze({ path, text });
  assertSound(analysis);
  for (const { fixes } of analysis.diagnostics) {
    for (const { edits } of fixes ?? []) {
      const own = edits.filter((edit) => !("path" in edit));
      if (own.length === edits.length) applyEdits(text, edits);
    }
  }
  assertSound(fixAll(analysis).analysis);
  // Half of it, then the whole, as in an editor: what is kept from the version before changes nothing.
  const half = analyze({ path, text: text.slice(0, text.length / 2) });
  const again = analyze({ path, text }, { previous: half });
  assert.deepEqual(told(again), told(analysis), "an analysis that builds on another tells something else");
}

function told({ diagnostics, suppressed }: ReturnType<typeof analyze>): readonly string[] {
  return [...diagnostics, ...suppressed].map(
    ({ rule, span, message }) => `${rule.id} ${span.start}-${span.end} ${message}`,
  );
}
