// A manifest that is edited, and read again on top of the version before, comes to what it comes to when it is opened.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  indexLines,
  RULES,
  readFacts,
  WorkspaceIndex,
} from "../../server/src/core/index.ts";
import { readMarks } from "../../server/src/core/rules/example.ts";

/** Documents as people write them: each rule's own examples, and what else makes an edit reach farther than its line. */
const DOCUMENTS: readonly string[] = [
  ...RULES.flatMap((rule) =>
    rule.kind === "kubernetes" ? [...rule.bad, ...rule.good].map(({ code }) => readMarks(code).text) : [],
  ).filter((text) => text.length < 1_500),
  "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {pod-security.kubernetes.io/enforce: restricted}\n",
  "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  hostPID: true\n  containers:\n    - {name: a, image: b}\n",
  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  # hullcheck-disable-next-line host-namespace\n  hostPID: true\n",
  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostIPC: true # NOSONAR\n  hostPID: true # hullcheck-disable-line\n",
  "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations: {kube-linter.io/ignore-all: because}\nspec: {hostNetwork: true}\n",
  "apiVersion: v1\nkind: Pod\n# checkov:skip=CKV_K8S_17:why\nspec:\n  #trivy:ignore:KSV-0009\n  hostNetwork: true\n  hostPID: true\n",
  "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    # hullcheck-disable\n    ...\n    password: hunter2-Ab1\n",
  "kind: Pod\napiVersion: v1\nspec: {{ .Values.pod | toYaml | nindent 2 }}\n",
  '{"apiVersion": "v1", "kind": "Pod", "spec": {"hostPID": true}}\n',
  "a: &a {x: *a}\nb: [\n",
  "# hullcheck-disable-next-line\n",
  "# hullcheck-disable unpinned-image until 2020-01-31\n",
  "",
];

/** What lies between documents, and what turns one into two or two into one. */
const PIECE = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...DOCUMENTS).map((text) => `---\n${text}`) },
  { weight: 2, arbitrary: fc.constantFrom(...DOCUMENTS) },
  { weight: 1, arbitrary: fc.constantFrom(...DOCUMENTS).map((text) => `---\n${text}`.replaceAll("\n", "\r\n")) },
  fc.constantFrom("---\n", "--- ", "---", "...\n", "...\r\n\n", "\n", "\r", "\r\n", "%YAML 1.1\n", "--", ".", " ", "x"),
  fc.constantFrom("# checkov:skip=CKV_K8S_8\n", "# hullcheck-disable\n", "#", "\ufeff", "\u2028---\n", "{{ if .a }}\n"),
);
const TEXT = fc.array(PIECE, { maxLength: 10, size: "max" }).map((pieces) => pieces.join(""));

/** Takes a stretch of the text away and puts something in its place, or what was taken from elsewhere. */
interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
  readonly isMove: boolean;
}

const SHARE = fc.double({ min: 0, max: 1, noNaN: true });
const EDIT: fc.Arbitrary<Edit> = fc.record({
  at: SHARE,
  length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5), fc.nat(400)),
  text: fc.oneof(fc.constant(""), PIECE),
  isMove: fc.boolean(),
});
const EDITS = fc.array(EDIT, { minLength: 1, maxLength: 12 });

function edited(before: string, { at, length, text, isMove }: Edit): string {
  const start = Math.round(at * before.length);
  const rest = before.slice(start + length);
  const moved = isMove ? before.slice(start, start + length) : "";
  return `${before.slice(0, start)}${text}${rest}${moved}`;
}

/** All that a person may see of an analysis. */
function told({ kind, diagnostics, suppressed, gaps, failures, lines, source }: Analysis): unknown {
  const own = indexLines(kind === undefined ? "" : source.text);
  assert.equal(lines.lineCount, own.lineCount);
  for (let offset = -1; offset <= source.text.length + 1; offset += 7) {
    assert.deepEqual(lines.positionAt(offset), own.positionAt(offset));
    assert.equal(lines.lineAt(offset), own.lineAt(offset));
  }
  for (let line = -1; line <= own.lineCount; line++) {
    assert.deepEqual([lines.lineStart(line), lines.lineEnd(line)], [own.lineStart(line), own.lineEnd(line)]);
  }
  const findings = [diagnostics, suppressed].map((list) =>
    list.map(({ rule, ...rest }) => ({ rule: rule.id, ...rest })),
  );
  return { findings, gaps, failures };
}

function assertSame(edited: Analysis, opened: Analysis): void {
  assert.deepEqual(told(edited), told(opened), JSON.stringify(edited.source.text));
}

const PATH = "manifest.yaml";

describe("a manifest after an edit", () => {
  it("comes to what it comes to when it is opened", () => {
    fc.assert(
      fc.property(TEXT, EDITS, (first, edits) => {
        let previous = analyze({ path: PATH, text: first });
        for (const edit of edits) {
          const source = { path: PATH, text: edited(previous.source.text, edit) };
          previous = analyze(source, { previous });
          assertSame(previous, analyze(source));
        }
      }),
      { numRuns: 150, seed: 2026 },
    );
  });

  it("does so among other files, which change as well", () => {
    const others = ["namespace.yaml", "pods.yaml", PATH];
    const change = fc.tuple(fc.constantFrom(...others), TEXT);
    fc.assert(
      fc.property(TEXT, fc.array(fc.tuple(EDIT, fc.option(change)), { minLength: 1, maxLength: 6 }), (first, steps) => {
        const files = new Map<string, string>();
        const workspace = new WorkspaceIndex();
        let previous = analyze({ path: PATH, text: first }, { workspace });
        for (const [edit, other] of steps) {
          if (other !== null) {
            files.set(...other);
            workspace.update(other[0], readFacts({ path: other[0], text: other[1] }).facts);
          }
          const source = { path: PATH, text: edited(previous.source.text, edit) };
          previous = analyze(source, { previous, workspace });
          assertSame(previous, analyze(source, { workspace: indexOf(files) }));
        }
      }),
      { numRuns: 60, seed: 2026 },
    );
  });

  it("does so under other settings than the version before", () => {
    fc.assert(
      fc.property(TEXT, fc.array(fc.tuple(EDIT, fc.constantFrom(...SETTINGS)), { maxLength: 6 }), (first, steps) => {
        let previous = analyze({ path: PATH, text: first });
        for (const [edit, settings] of steps) {
          const source = { path: PATH, text: edited(previous.source.text, edit) };
          previous = analyze(source, { ...settings, previous });
          assertSame(previous, analyze(source, settings));
        }
      }),
      { numRuns: 60, seed: 2026 },
    );
  });

  it("keeps the findings of every document but the one that was edited", () => {
    const text = Array.from({ length: 50 }, (_, i) => `---\n${pod(i)}`).join("");
    const before = analyze({ path: PATH, text });
    const at = text.indexOf("name: p25");
    const previous = analyze(
      { path: PATH, text: `${text.slice(0, at)}# one more line\n  ${text.slice(at)}` },
      { previous: before },
    );
    assert.deepEqual(isKept(before, previous), { documents: 49, findings: 25 * FINDINGS_OF_ONE });
  });
});

const FINDINGS_OF_ONE = analyze({ path: PATH, text: pod(0) }).diagnostics.length;

function pod(index: number): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${index}\nspec:\n  hostPID: true\n`;
}

/** How much of one analysis is the very same in the next. */
function isKept(before: Analysis, after: Analysis): unknown {
  const documents = new Set(documentsOf(before));
  const findings = new Set(before.diagnostics);
  return {
    documents: documentsOf(after).filter((document) => documents.has(document)).length,
    findings: after.diagnostics.filter((finding) => findings.has(finding)).length,
  };
}

function documentsOf({ model }: Analysis): readonly unknown[] {
  return model?.kind === "kubernetes" ? model.parts.map(({ document }) => document) : [];
}

const RULE_THAT_FAILS = {
  ...(RULES.find(({ id }) => id === "host-namespace") ?? assert.fail("the rule is there")),
  check: () => {
    throw new Error("a fault");
  },
};

const SETTINGS: readonly AnalyzeOptions[] = [
  {},
  { rules: RULES.filter(({ id }) => id !== "host-namespace") },
  { rules: RULES.map((rule) => (rule.id === RULE_THAT_FAILS.id ? RULE_THAT_FAILS : rule)) },
  { isPatch: true },
  { today: "2030-01-31" },
  { namespaces: new Map([["shop", { level: "baseline", warnLevel: undefined, minor: 30 }]]) },
];

function indexOf(files: ReadonlyMap<string, string>): WorkspaceIndex {
  const index = new WorkspaceIndex();
  for (const [path, text] of files) index.update(path, readFacts({ path, text }).facts);
  return index;
}
