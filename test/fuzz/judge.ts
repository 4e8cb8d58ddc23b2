import assert from "node:assert/strict";
import {
  type Analysis,
  analyze,
  applyEdits,
  checkConfigFile,
  fixAll,
  indexLines,
  isExcluded,
  missingConfigFiles,
  resolveConfig,
} from "../../server/src/core/index.ts";
import { assertSound } from "../sound.ts";
import { type Change, changed, type Input } from "./grammars.ts";

const PATHS = { dockerfile: "Dockerfile", kubernetes: "pod.yaml" } as const;
const CONFIG_PATHS = [".hullcheck.json", ".hullcheck.yaml", "package.json"] as const;

/** What holds whatever the input is. Throws where it does not. */
export function judge({ kind, text, changes = [] }: Input): void {
  if (kind === "config") {
    judgeConfig(text);
    let now = text;
    for (const change of changes) {
      now = changed(now, change);
      judgeConfig(now);
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
  // Half of it, then the whole, as in an editor.
  const half = text.slice(0, text.length / 2);
  judgeChanges(analyze({ path, text: half }), [{ at: half.length, length: 0, text: text.slice(half.length) }]);
  judgeChanges(analysis, changes);
}

function judgeConfig(text: string): void {
  const lines = indexLines(text);
  for (const path of CONFIG_PATHS) {
    for (const { span } of checkConfigFile(path, text)) {
      if (span !== undefined) assert.ok(lines.offsetAt(lines.positionAt(span.start)) <= text.length);
    }
    // What it extends is itself, under whatever name.
    const texts = new Map([[`/${path}`, text]]);
    for (const other of missingConfigFiles(`/${path}`, texts)) texts.set(other, text);
    const excluded = resolveConfig(`/${path}`, texts)?.config.exclude ?? [];
    for (const file of ["a", "a/b.yaml", "../a"]) assert.equal(typeof isExcluded(excluded, file), "boolean");
  }
}

/** What is kept from the version before changes nothing: each version tells what it tells when it is opened. */
function judgeChanges(first: Analysis, changes: readonly Change[]): void {
  let previous = first;
  for (const change of changes) {
    const source = { path: first.source.path, text: changed(previous.source.text, change) };
    previous = analyze(source, { previous });
    assertSound(previous);
    assert.deepEqual(told(previous), told(analyze(source)), "an analysis that builds on another tells something else");
  }
}

/** Everything that a person may see of an analysis. */
function told({ diagnostics, suppressed, gaps }: Analysis) {
  const findings = [diagnostics, suppressed].map((list) =>
    list.map(({ rule, ...finding }) => ({ ...finding, rule: rule.id })),
  );
  return { findings, gaps };
}
