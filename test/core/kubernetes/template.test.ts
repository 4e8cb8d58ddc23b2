import assert from "node:assert/strict";
import { test } from "node:test";
import { maskTemplate } from "../../../server/src/core/kubernetes/helm-mask.ts";
import type { Container } from "../../../server/src/core/kubernetes/model.ts";
import { booleanAt, lookUp, textAt } from "../../../server/src/core/kubernetes/node.ts";
import { parseKubernetes } from "../../../server/src/core/kubernetes/parse.ts";

function containerOf(lines: string): Container {
  const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n      image: web:1\n${lines}`;
  const container = parseKubernetes(text).parts[0]?.document.objects[0]?.pods[0]?.containers[0];
  assert.ok(container !== undefined, "the example has no container");
  return container;
}

test("masking keeps the length and the line breaks of any text", () => {
  for (const text of [
    "a: {{ .Values.a }}\r\n{{- if .b }}\nc: 1\n{{ end }}",
    '{{/* a }} --- */}}x: "{{ printf "}}" }}"',
    "a: {{ .half\nb: 1",
    "{{ `raw\n}}` }}{{",
  ]) {
    const masked = maskTemplate(text).text;
    assert.equal(masked.length, text.length);
    assert.equal(masked.replace(/[^\r\n]/g, ""), text.replace(/[^\r\n]/g, ""));
    assert.ok(!masked.includes("{{"));
  }
});

test("a value that a template writes is unknown", () => {
  const { node } = containerOf(
    '      tty: {{ .Values.tty }}\n      workingDir: "/{{ .Values.dir }}"\n      stdin: true\n',
  );
  assert.equal(lookUp(node, "tty").kind, "unknown");
  assert.equal(lookUp(node, "workingDir").kind, "unknown");
  assert.deepEqual(booleanAt(node, "stdin").kind, "known");
});

test("an entry between if and end may be absent; the object as a whole counts as there", () => {
  const { node } = containerOf("      {{- if .Values.a }}\n      tty: true\n      {{- end }}\n      stdin: true\n");
  assert.equal(lookUp(node, "tty").kind, "unknown");
  assert.equal(lookUp(node, "stdin").kind, "known");
  const whole = parseKubernetes(
    "{{- if .Values.on }}\napiVersion: v1\nkind: Pod\nspec:\n  hostPID: true\n{{- end }}\n",
  );
  assert.equal(booleanAt(whole.parts[0]?.document.root, "spec", "hostPID").kind, "known");
});

test("an empty value before a line that a template writes is unknown", () => {
  for (const lines of [
    "      securityContext:\n        {{- toYaml .Values.sc | nindent 8 }}\n",
    "      securityContext: {{- toYaml .Values.sc | nindent 8 }}\n",
    "      securityContext:\n      {{- with .Values.sc }}\n        {{- toYaml . | nindent 8 }}\n      {{- end }}\n",
  ]) {
    assert.equal(containerOf(lines).security.runAsNonRoot.kind, "unknown", lines);
  }
});

test("a written line opens the mapping whose column it is indented to, and only that", () => {
  const opened = containerOf('      resources:\n        limits: {}\n      {{- include "x" . | nindent 6 }}\n');
  assert.equal(opened.isPartial, true);
  const inner = containerOf("      resources:\n        limits: {}\n        {{- toYaml .Values.r | nindent 8 }}\n");
  assert.equal(inner.isPartial, false);
  assert.equal(lookUp(inner.node, "resources", "requests").kind, "unknown");
});

test("entries may follow a key whose value a template begins", () => {
  const { node } = containerOf('      resources: {{- include "x" . | nindent 8 }}\n        limits: {cpu: 1}\n');
  assert.equal(textAt(node, "resources", "limits", "cpu"), "1");
  assert.equal(lookUp(node, "resources", "requests").kind, "unknown");
});
