import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { globSync } from "tinyglobby";
import { parseAllDocuments } from "yaml";
import { setFields } from "../../server/src/core/kubernetes/edit.ts";
import type { ManifestEdit } from "../../server/src/core/kubernetes/manifest-edit.ts";
import type { KubernetesDocument } from "../../server/src/core/kubernetes/model.ts";
import { entryAt, type YamlNode } from "../../server/src/core/kubernetes/node.ts";
import { parseKubernetes } from "../../server/src/core/kubernetes/parse.ts";
import { removeField } from "../../server/src/core/kubernetes/remove.ts";
import { applyEdits } from "../../server/src/core/text/edit.ts";

const CORPUS = "../shared/corpus";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";
const FOLDERS = ["manifests", "kubernetes-cases", "pod-security"];

/** A document as plain values, for comparing; undefined where it has errors or templates. */
function valuesOf(text: string): unknown {
  if (text.includes("{{")) return undefined;
  const documents = parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent" });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((document) => document.toJS());
}

interface CorpusDocument {
  readonly file: string;
  readonly document: KubernetesDocument;
}

/** Every document of the corpus that is read without errors, as it is, with CRLF line breaks, and as JSON in two layouts. */
function* corpusDocuments(): Iterable<CorpusDocument> {
  for (const file of globSync(FOLDERS.map((folder) => `${CORPUS}/${folder}/**/*.{yaml,yml,json}`)).sort()) {
    const text = readFileSync(file, "utf8");
    if (text.length > 400_000) continue;
    for (const part of parseKubernetes(text).parts) {
      for (const twin of twinsOf(part.document.text)) {
        const [parsed] = parseKubernetes(twin).parts;
        if (parsed?.document.gaps.length === 0) yield { file, document: parsed.document };
      }
    }
  }
}

function twinsOf(text: string): readonly string[] {
  const values = valuesOf(text);
  if (!Array.isArray(values) || values[0] === undefined) return [];
  const json = [2, undefined].map((indent) => JSON.stringify(values[0], null, indent));
  return [text, text.replace(/\r?\n/g, "\r\n"), ...json];
}

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** The model's own view of a document, without places: two texts with the same view mean the same to every rule. */
function view(node: YamlNode | undefined): Plain {
  if (node === undefined) return null;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "sequence") return node.items.map(({ value }) => view(value));
  if (node.kind === "unknown") return "unknown";
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, view(value)]));
}

function edited(text: string, edit: ManifestEdit, file: string): string {
  const after = applyEdits(text, edit.edits);
  assert.notEqual(valuesOf(after), undefined, `${file}: the edited text has errors:\n${after}`);
  return after;
}

test("setting a container's field changes nothing else in any manifest of the corpus", { skip }, () => {
  let count = 0;
  for (const { file, document } of corpusDocuments()) {
    for (const [podIndex, pod] of document.objects.flatMap(({ pods }) => pods).entries()) {
      for (const [index, container] of pod.containers.entries()) {
        const edit = setFields(document, container.node, {
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        });
        if (edit === undefined || edit.isShared) continue;
        const after = parseKubernetes(edited(document.text, edit, file)).parts[0]?.document;
        const twin = after?.objects.flatMap(({ pods }) => pods)[podIndex]?.containers[index];
        assert.deepEqual(twin?.security.allowPrivilegeEscalation.kind, "known", file);
        assert.ok(
          twin?.security.droppedCapabilities.names.some(({ name }) => name === "ALL"),
          file,
        );
        assert.deepEqual(
          withoutPath(view(after?.root), twin),
          withoutPath(view(document.root), container),
          `${file}: something else changed`,
        );
        count++;
      }
    }
  }
  assert.ok(count > 800, `only ${count} containers were edited`);

  /** Takes the edited container's security context out of a view by the container's own text. */
  function withoutPath(whole: Plain, container: { readonly node: YamlNode } | undefined): Plain {
    const own = JSON.stringify(view(container?.node));
    const rest = JSON.stringify(omit(view(container?.node), "securityContext"));
    return JSON.stringify(whole).replace(own, rest);
  }
});

function omit(value: Plain, key: string): Plain {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const { [key]: _, ...rest } = value;
  return rest;
}

test("removing a field of a pod takes it alone away in every manifest of the corpus", { skip }, () => {
  let count = 0;
  for (const { file, document } of corpusDocuments()) {
    for (const [podIndex, pod] of document.objects.flatMap(({ pods }) => pods).entries()) {
      for (const { key } of pod.spec.entries) {
        const edit = removeField(document, pod.spec, [key]);
        if (edit === undefined || edit.isShared || pod.spec.entries.length === 1) continue;
        const after = parseKubernetes(edited(document.text, edit, file)).parts[0]?.document;
        if (key === "containers") continue;
        const twin = after?.objects.flatMap(({ pods }) => pods)[podIndex];
        assert.equal(entryAt(twin?.spec, key), undefined, file);
        assert.deepEqual(view(twin?.spec), omit(view(pod.spec), key), `${file}: more than \`${key}\` changed`);
        count++;
      }
    }
  }
  assert.ok(count > 800, `only ${count} fields were removed`);
});
