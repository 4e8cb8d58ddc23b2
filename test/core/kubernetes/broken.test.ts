// Text as people leave it: half typed, with anchors, in other encodings. Every rule runs on it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Analysis,
  analyze,
  applyEdits,
  fixAll,
  hardenToRestricted,
  RULES,
} from "../../../server/src/core/index.ts";
import { assertSound } from "../../sound.ts";

const RULES_HERE = RULES.filter(({ kind }) => kind === "kubernetes");

/** Analyses a text with every rule, and applies every edit that is offered. */
function check(text: string): Analysis {
  const analysis = analyze({ path: "manifest.yaml", text }, { rules: RULES_HERE });
  assertSound(analysis);
  for (const { fixes = [] } of analysis.diagnostics) for (const { edits } of fixes) applyEdits(text, edits);
  const hardening = hardenToRestricted(analysis, Math.floor(text.length / 2));
  if (hardening !== undefined) applyEdits(text, hardening.edits);
  assertSound(fixAll(analysis, { rules: RULES_HERE }).analysis);
  return analysis;
}

function ids({ diagnostics }: Analysis): readonly string[] {
  return [...new Set(diagnostics.map(({ rule }) => rule.id))];
}

const HEAD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n";
const PRIVILEGED = `${HEAD}  containers:\n  - name: web\n    image: web:1\n    securityContext:\n      privileged: true\n`;

test("half-typed lines after what can be read", () => {
  for (const rest of [
    "  host",
    "  hostPID:",
    "  volumes:\n  -",
    "  volumes: [",
    "  volumes: [{",
    '  x: "',
    "  x: '",
    "  x: |",
    "  x: &",
    "  x: *",
    "  ? ",
    "  - a\n",
    "  {{",
    "  {{- if ",
    ":\n",
    "  x: {a: [1, {b: ",
    "  <<: *",
    "  <<:",
  ]) {
    assert.ok(ids(check(PRIVILEGED + rest)).includes("privileged-container"), rest);
  }
});

test("half-typed values are no findings", () => {
  for (const value of ["", " ", " t", " tru", " fals", " ~", " null", " {", " [", " &a", " !!bool", " 'true'"]) {
    assert.ok(!ids(check(PRIVILEGED.replace(" true", value))).includes("privileged-container"), value);
  }
});

test("a container, a list or an object that has only begun", () => {
  for (const text of [
    "apiVersion: v1\nkind: Pod",
    "apiVersion: v1\nkind: Pod\nspec",
    "apiVersion: v1\nkind: Pod\nspec:",
    `${HEAD}  containers:`,
    `${HEAD}  containers:\n  -`,
    `${HEAD}  containers:\n  - name`,
    `${HEAD}  containers:\n  - image:`,
    `${HEAD}  containers: web`,
    `${HEAD}  containers: {}`,
    `${HEAD}  containers: [[]]`,
    `${HEAD}  containers:\n  - web\n  - 1\n  - null\n`,
    "apiVersion: v1\nkind: List\nitems:",
    "apiVersion: v1\nkind: List\nitems:\n-",
    "apiVersion: v1\nkind: List\nitems: {}",
    "apiVersion:\nkind:\n",
    "apiVersion: [v1]\nkind: {a: b}\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nrules:\n- \n- apiGroups\n- verbs: '*'\n- resources: [secrets\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nroleRef:\nsubjects:\n- kind: User\n-",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  ingress:\n  -\n  egress:\n  - to",
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  tls:\n  rules:\n  - host",
    "apiVersion: v1\nkind: Secret\ndata:\n  a: ===\n  b: '!'\n  c: QQ\n  d: /w==\n  e: 7aCA\nstringData: x\n",
    "apiVersion: v1\nkind: ConfigMap\ndata: [a]\nbinaryData: 1\n",
  ]) {
    check(text);
  }
});

test("CRLF", () => {
  const before = check(PRIVILEGED);
  const after = check(PRIVILEGED.replaceAll("\n", "\r\n"));
  assert.deepEqual(ids(after), ids(before));
  for (const { fixes = [] } of after.diagnostics) {
    for (const { edits } of fixes) assert.doesNotMatch(applyEdits(after.source.text, edits), /[^\r]\n/);
  }
});

test("a lone carriage return is a line break too", () => {
  assert.ok(ids(check(PRIVILEGED.replaceAll("\n", "\r"))).includes("privileged-container"));
});

test("a byte-order mark", () => {
  const analysis = check(`\uFEFF${PRIVILEGED}`);
  const [found] = analysis.diagnostics.filter(({ rule }) => rule.id === "privileged-container");
  assert.equal(found && analysis.source.text.slice(found.span.start, found.span.end), "true");
});

test("tabs: what can be read is checked, and the rest is told", () => {
  const analysis = check(`${HEAD}  hostPID: true\n\tcontainers:\n\t- image: web\n`);
  assert.ok(analysis.gaps.length > 0);
  const json =
    '{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"spec": {\n\t\t"hostPID": true,\n\t\t"containers": [{"image": "web:1"}]\n\t}\n}\n';
  assert.ok(ids(check(json)).includes("host-namespace"));
  assert.deepEqual(check(json).gaps, []);
  assert.ok(
    ids(check(PRIVILEGED.replace("privileged: true", "privileged:\ttrue\t# why"))).includes("privileged-container"),
  );
});

test("JSON: findings and fixes keep its quotes", () => {
  const json = JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a" },
    spec: {
      containers: [{ name: "web", image: "web:1", securityContext: { privileged: true, runAsUser: 0 } }],
      hostIPC: true,
    },
  });
  for (const text of [json, JSON.stringify(JSON.parse(json), null, 2), JSON.stringify(JSON.parse(json), null, "\t")]) {
    const analysis = check(text);
    assert.ok(ids(analysis).includes("privileged-container") && ids(analysis).includes("host-namespace"));
    for (const { fixes = [] } of analysis.diagnostics) {
      for (const { edits, title } of fixes) assert.doesNotThrow(() => JSON.parse(applyEdits(text, edits)), title);
    }
  }
});

test("anchors and aliases are followed, and an edit behind them says so", () => {
  const text = `${HEAD}  containers:\n  - name: a\n    image: a:1\n    securityContext: &sc\n      privileged: true\n      readOnlyRootFilesystem: true\n  - name: b\n    image: b:1\n    securityContext: *sc\n`;
  const found = check(text).diagnostics.filter(({ rule }) => rule.id === "privileged-container");
  assert.equal(found.length, 2);
  for (const { fixes = [] } of found) {
    assert.deepEqual(
      fixes.map(({ isShared, safe }) => [isShared, safe]),
      [[true, false]],
    );
    assert.match(fixes[0]?.title ?? "", /everywhere else/);
  }
});

test("an anchor that others use is not removed from under them", () => {
  const text = `${HEAD}  hostPID: &yes true\n  hostIPC: *yes\n  containers:\n  - {name: a, image: "a:1"}\n`;
  for (const { rule, fixes = [] } of check(text).diagnostics) {
    if (rule.id !== "host-namespace") continue;
    for (const { edits } of fixes) assert.match(applyEdits(text, edits), /&yes/);
  }
});

test("merge keys bring their fields along", () => {
  const text = `${HEAD}  containers:\n  - &base\n    name: a\n    image: a:1\n    securityContext: {privileged: true}\n  - <<: *base\n    name: b\n`;
  assert.equal(check(text).diagnostics.filter(({ rule }) => rule.id === "privileged-container").length, 2);
  const own = text.replace("    name: b\n", "    name: b\n    securityContext: {privileged: false}\n");
  assert.equal(check(own).diagnostics.filter(({ rule }) => rule.id === "privileged-container").length, 1);
});

test("cycles", () => {
  check(`${HEAD}  containers: &c\n  - image: a\n    env: *c\n`);
  check("apiVersion: v1\nkind: List\nitems: &i\n- apiVersion: v1\n  kind: List\n  items: *i\n");
  check("apiVersion: x/v1\nkind: Thing\nspec: &s\n  a: *s\n  <<: *s\n");
});

test("aliases that lead nowhere", () => {
  check(`${HEAD}  containers:\n  - image: a\n    securityContext: *nobody\n    <<: *nobody\n`);
});

test("a bomb of aliases takes no time", () => {
  const levels = Array.from({ length: 40 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}]`);
  const start = performance.now();
  check(`apiVersion: x/v1\nkind: Bomb\nl0: &l0 {image: a}\n${levels.join("\n")}\nspec: {containers: *l40}\n`);
  const merged = Array.from(
    { length: 40 },
    (_, i) => `l${i + 1}: &l${i + 1} {<<: [*l${i}, *l${i}], k${i}: [*l${i}, *l${i}]}`,
  );
  check(`apiVersion: v1\nkind: Pod\nl0: &l0 {image: a}\n${merged.join("\n")}\nspec: {containers: [*l40]}\n`);
  assert.ok(performance.now() - start < 5_000);
});

test("binary bytes, lone surrogates, nothing at all", () => {
  for (const text of [
    "",
    "\u0000",
    "\uD800",
    `${PRIVILEGED}\u0000\u0001\uFFFD\uD800\n`,
    `${HEAD}  name: "\\uD800\\x00"\n`,
  ])
    check(text);
  assert.ok(ids(check(PRIVILEGED.replace("shop", "sh\u0000p\uD800"))).includes("privileged-container"));
});

test("deep nesting is a gap", () => {
  const deep = `apiVersion: v1\nkind: Pod\nspec: ${"[".repeat(20_000)}`;
  assert.ok(check(deep).gaps.length > 0);
  check(`apiVersion: v1\nkind: Pod\nspec: ${"{a: ".repeat(3_000)}1${"}".repeat(3_000)}\n`);
});

test("ten thousand lines", () => {
  const text = Array.from({ length: 900 }, (_, i) => `---\n${PRIVILEGED.replace("shop", `shop-${i}`)}`).join("");
  const start = performance.now();
  const analysis = analyze({ path: "manifest.yaml", text }, { rules: RULES_HERE });
  assertSound(analysis);
  assert.equal(analysis.diagnostics.filter(({ rule }) => rule.id === "privileged-container").length, 900);
  const edited = text.replace("name: shop-450", "name: shop-x");
  const again = performance.now();
  analyze({ path: "manifest.yaml", text: edited }, { rules: RULES_HERE, previous: analysis });
  const [first, second] = [again - start, performance.now() - again];
  assert.ok(second < first / 2, `a change in one document takes ${second} ms of ${first}`);
});

test("directives, document ends and comments between documents", () => {
  const text = `%YAML 1.1\n---\n${PRIVILEGED}...\n# between\n---\n${PRIVILEGED}...\n${PRIVILEGED}`;
  const analysis = check(text);
  assert.deepEqual(analysis.gaps, []);
  assert.equal(analysis.diagnostics.filter(({ rule }) => rule.id === "privileged-container").length, 3);
});

test("keys that are written twice: the last one counts, and the reader is told", () => {
  const analysis = check(PRIVILEGED.replace("privileged: true", "privileged: true\n      privileged: false"));
  assert.ok(!ids(analysis).includes("privileged-container"));
  assert.match(analysis.gaps[0]?.why ?? "", /twice/);
});
