import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubernetesDocument, Pod } from "../../../server/src/core/kubernetes/model.ts";
import { booleanAt, integerAt, lookUp, mappingAt, textAt } from "../../../server/src/core/kubernetes/node.ts";
import { parseKubernetes } from "../../../server/src/core/kubernetes/parse.ts";
import { looksLikeKubernetes } from "../../../server/src/core/kubernetes/recognize.ts";

function only(text: string): KubernetesDocument {
  const [part, ...others] = parseKubernetes(text).parts;
  assert.ok(part !== undefined && others.length === 0, "the example is one document");
  return part.document;
}

function podsOf(text: string): readonly Pod[] {
  return parseKubernetes(text).parts.flatMap(({ document }) => document.objects.flatMap(({ pods }) => pods));
}

function summary(pods: readonly Pod[]): readonly string[] {
  return pods.map(
    (pod) => `${pod.owner}: ${pod.containers.map(({ name }) => name).join(" ")}${pod.isPartial ? " …" : ""}`,
  );
}

test("manifests are known by apiVersion and kind at the top of one document", () => {
  assert.ok(looksLikeKubernetes("apiVersion: v1\nkind: Pod\n"));
  assert.ok(looksLikeKubernetes("# hi\n---\nfoo: 1\n---\r\nkind: Pod\r\napiVersion: v1\r\n"));
  assert.ok(looksLikeKubernetes('{"kind": "Pod", "apiVersion": "v1"}'));
  assert.ok(looksLikeKubernetes('"apiVersion": v1\n"kind": Pod\n'));
});

test("other files are no manifests", () => {
  assert.ok(!looksLikeKubernetes("services:\n  web:\n    image: web\n"));
  assert.ok(!looksLikeKubernetes("on: push\njobs: {}\n"));
  assert.ok(!looksLikeKubernetes("apiVersion: v2\nname: chart\n"));
  assert.ok(!looksLikeKubernetes("apiVersion: v1\n---\nkind: Pod\n"));
  assert.ok(!looksLikeKubernetes('{"resources": [{"apiVersion": "2022", "kind": "StorageV2"}]}'));
  assert.ok(!looksLikeKubernetes("a:\n  apiVersion: v1\n  kind: Pod\n"));
  assert.ok(!looksLikeKubernetes(""));
});

test("documents together are the whole text, and spans are relative to each", () => {
  const text = "a: 1\n--- # two\nb: |\n  x\n  --- y\n---\r\nc: 3";
  const { parts } = parseKubernetes(text);
  assert.equal(parts.map(({ document }) => document.text).join(""), text);
  assert.deepEqual(
    parts.map(({ offset, document }) => text.slice(offset).indexOf(document.text)),
    [0, 0, 0],
  );
  assert.equal(parts.length, 3);
});

test("an unchanged document is taken from the model before", () => {
  const before = parseKubernetes("a: 1\n---\nb: 2\n");
  const after = parseKubernetes("a: 15\n---\nb: 2\n", before);
  assert.notEqual(after.parts[0]?.document, before.parts[0]?.document);
  assert.equal(after.parts[1]?.document, before.parts[1]?.document);
  assert.equal(after.parts[1]?.offset, 6);
});

test("comments and texts of several lines have their places", () => {
  const { comments, textBlocks, text } = only("a: 1 # one\n# two\r\nb: |\n  # text\n  x\nc: '#no'\n");
  assert.deepEqual(
    comments.map(({ span }) => text.slice(span.start, span.end)),
    ["# one", "# two"],
  );
  assert.deepEqual(
    textBlocks.map(({ start, end }) => text.slice(start, end)),
    ["|\n  # text\n  x"],
  );
});

test("booleans and numbers are read as Kubernetes reads them", () => {
  const { root } = only("a: yes\nb: 'true'\nc: 0777\nd: 0x10\ne: ~\nf: 1.5\n");
  assert.deepEqual(booleanAt(root, "a"), { kind: "known", value: true, span: { start: 3, end: 6 } });
  assert.equal(booleanAt(root, "b").kind, "unknown");
  assert.deepEqual(
    [integerAt(root, "c"), integerAt(root, "d")].map((n) => n.kind === "known" && n.value),
    [511, 16],
  );
  assert.equal(lookUp(root, "e").kind, "unset");
  assert.equal(integerAt(root, "f").kind, "unknown");
});

test("aliases and merge keys are followed, and what they share is marked", () => {
  const { root } = only("x: &x {a: 1, b: 2}\ny: *x\nz:\n  <<: [{b: 4}, *x]\n  a: 3\n");
  assert.equal(textAt(root, "y", "b"), "2");
  assert.equal(textAt(root, "z", "a"), "3");
  assert.equal(textAt(root, "z", "b"), "4");
  assert.equal(mappingAt(root, "x")?.isShared, true);
  assert.equal(mappingAt(root, "z")?.isShared, false);
});

test("a cycle, an unknown alias and a bomb of aliases end", () => {
  assert.equal(lookUp(only("a: &a\n  b: *a\n").root, "a", "b").kind, "unknown");
  assert.equal(lookUp(only("a: *nobody\n").root, "a").kind, "unknown");
  const levels = Array.from(
    { length: 60 },
    (_, i) => `l${i + 1}: &l${i + 1} {<<: [*l${i}, *l${i}], k${i}: [*l${i}, *l${i}]}`,
  );
  assert.ok(podsOf(`apiVersion: x/v1\nkind: Bomb\nl0: &l0 {k: 1}\n${levels.join("\n")}\n`).length === 0);
});

test("text that is no YAML becomes a gap, never an exception", () => {
  for (const text of [
    "a: [1,\n",
    "a: 'x\n",
    "\t- a\n",
    "\u0000\u0001",
    "\uFEFFa: 1",
    "[".repeat(50_000),
    "a: *\n",
    "? :",
    "{{",
  ]) {
    assert.doesNotThrow(() => parseKubernetes(text), text.slice(0, 10));
  }
  assert.ok(parseKubernetes("apiVersion: v1\nkind: Pod\nspec: {a: 'x\n").gaps.length > 0);
  assert.match(parseKubernetes("a: 1\n---\nb: 1\nb: 2\n").gaps[0]?.why ?? "", /twice/);
});

test("pods are found in every kind of workload", () => {
  const spec = "{initContainers: [{name: i, image: i}], containers: [{name: c, image: c}]}";
  const template = `spec: {template: {spec: ${spec}}}`;
  const kinds: readonly (readonly [string, string, string])[] = [
    ["v1", "Pod", `spec: ${spec}`],
    ["v1", "PodTemplate", `template: {spec: ${spec}}`],
    ["v1", "ReplicationController", template],
    ["apps/v1", "Deployment", template],
    ["apps/v1", "ReplicaSet", template],
    ["apps/v1", "StatefulSet", template],
    ["apps/v1", "DaemonSet", template],
    ["extensions/v1beta1", "Deployment", template],
    ["batch/v1", "Job", template],
    ["batch/v1", "CronJob", `spec: {jobTemplate: {spec: {template: {spec: ${spec}}}}}`],
    ["apps.openshift.io/v1", "DeploymentConfig", template],
    ["argoproj.io/v1alpha1", "Rollout", template],
    ["serving.knative.dev/v1", "Service", template],
    ["batch.volcano.sh/v1alpha1", "Job", `spec: {tasks: [{template: {spec: ${spec}}}]}`],
  ];
  for (const [apiVersion, kind, body] of kinds) {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: n}\n${body}\n`;
    assert.deepEqual(summary(podsOf(text)), [`${kind} \`n\`: i c`]);
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${text.trim().replaceAll("\n", "\n  ")}\n`;
    assert.deepEqual(summary(podsOf(list)), [`${kind} \`n\`: i c`]);
  }
});

test("lists that only look like containers are no pods", () => {
  assert.deepEqual(podsOf("apiVersion: x/v1\nkind: Ship\nspec:\n  containers:\n  - name: crate\n"), []);
  const schema = "spec: {template: {spec: {containers: [{image: {type: string}}]}}}";
  assert.deepEqual(podsOf(`apiVersion: v1\nkind: CustomResourceDefinition\n${schema}\n`), []);
});

test("a patch, and a pod that an operator completes, are partial", () => {
  assert.deepEqual(summary(podsOf("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: web\n    tty: true\n")), [
    "this Pod: web …",
  ]);
  assert.deepEqual(
    summary(podsOf("apiVersion: m/v1\nkind: Prometheus\nspec:\n  containers:\n  - name: p\n    image: p\n")),
    ["this Prometheus: p …"],
  );
});

test("steps of a Tekton task and templates of an Argo workflow are containers that something else completes", () => {
  assert.deepEqual(
    summary(podsOf("apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - name: build\n    image: b\n")),
    ["this Task: build …"],
  );
  const workflow =
    "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - container: {name: c, image: c}\n";
  assert.deepEqual(summary(podsOf(workflow)), ["this Workflow: c …"]);
});

test("a container's value wins over its pod's, and null is no value", () => {
  const [pod] = podsOf(
    "apiVersion: v1\nkind: Pod\nspec:\n  securityContext: {runAsUser: 5, runAsNonRoot: true}\n  containers:\n" +
      "  - {name: a, image: a, securityContext: {runAsUser: 7}}\n  - {name: b, image: b, securityContext: {runAsUser: null}}\n",
  );
  const users = pod?.containers.map(
    ({ security: { runAsUser } }) => runAsUser.kind === "known" && [runAsUser.value, runAsUser.from],
  );
  assert.deepEqual(users, [
    [7, "container"],
    [5, "pod"],
  ]);
  assert.deepEqual(
    pod?.containers.map(({ security }) => security.runAsNonRoot.kind === "known" && security.runAsNonRoot.from),
    ["pod", "pod"],
  );
});
