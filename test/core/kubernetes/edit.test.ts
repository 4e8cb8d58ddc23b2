import assert from "node:assert/strict";
import { test } from "node:test";
import { replaceField, setFields } from "../../../server/src/core/kubernetes/edit.ts";
import { combine, type ManifestEdit } from "../../../server/src/core/kubernetes/manifest-edit.ts";
import type { Container, KubernetesDocument } from "../../../server/src/core/kubernetes/model.ts";
import { mappingAt } from "../../../server/src/core/kubernetes/node.ts";
import { parseKubernetes } from "../../../server/src/core/kubernetes/parse.ts";
import { removeField, removeItem } from "../../../server/src/core/kubernetes/remove.ts";
import { applyEdits } from "../../../server/src/core/text/edit.ts";

const HEAD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n";

type Change = (document: KubernetesDocument, container: Container) => ManifestEdit | undefined;

/** The text of a pod's `spec` after a change of its first container, or why there is none. */
function changed(spec: string, change: Change, head = HEAD): string {
  const text = head + spec;
  const document = parseKubernetes(text).parts[0]?.document;
  const container = document?.objects[0]?.pods[0]?.containers[0];
  assert.ok(document !== undefined && container !== undefined, "the example has no container");
  const edit = change(document, container);
  if (edit === undefined) return "no edit";
  return (edit.isShared ? "shared: " : "") + applyEdits(text, edit.edits).slice(head.length);
}

const forbid: Change = (document, { node }) =>
  setFields(document, node, { securityContext: { allowPrivilegeEscalation: false } });
const drop: Change = (document, { node }) =>
  setFields(document, node, { securityContext: { capabilities: { drop: ["ALL"] } } });
const unprivileged: Change = (document, { node }) => removeField(document, node, ["securityContext", "privileged"]);

test("a missing mapping goes to the end of its owner, before the comments of what follows", () => {
  assert.equal(
    changed("  containers:\n  - name: web\n    image: web:1 # the shop\n\n  # storage\n  volumes: []\n", forbid),
    "  containers:\n  - name: web\n    image: web:1 # the shop\n    securityContext:\n      allowPrivilegeEscalation: false\n\n  # storage\n  volumes: []\n",
  );
});

test("comments that lie further right than what is added stay with what is above", () => {
  const above = (comment: string): string =>
    `  containers:\n  - name: web\n    env:\n    - name: PORT\n      value: "80"\n${comment}  volumes: []\n`;
  const added = "    securityContext:\n      allowPrivilegeEscalation: false\n";
  for (const [kept, moved] of [
    ['      # for tests\n      # value: "8080"\n', ""],
    ['      # value: "8080"\n', "  # storage\n"],
    ["", "    # of the container or of its last field\n"],
    ["", '\n      # value: "8080"\n'],
  ] as const) {
    const expected = above("").replace("  volumes", `${kept}${added}${moved}  volumes`);
    assert.equal(changed(above(kept + moved), forbid), expected, kept + moved);
  }
  // A template's action is one in a comment too.
  assert.equal(
    changed("  containers:\n  - image: web:1\n      # {{ .Values.note }}\n", forbid),
    `  containers:\n  - image: web:1\n${added}      # {{ .Values.note }}\n`,
  );
});

test("a list is indented under its key as the other lists of the document are", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n", drop),
    "  containers:\n  - image: web:1\n    securityContext:\n      capabilities:\n        drop:\n        - ALL\n",
  );
  assert.equal(
    changed("  containers:\n    - image: web:1\n", drop),
    "  containers:\n    - image: web:1\n      securityContext:\n        capabilities:\n          drop:\n            - ALL\n",
  );
});

test("the width of the indentation is that of the document", () => {
  const head = "apiVersion: v1\nkind: Pod\nmetadata:\n    name: shop\nspec:\n";
  assert.equal(
    changed("    containers:\n    - image: web:1", forbid, head),
    "    containers:\n    - image: web:1\n      securityContext:\n          allowPrivilegeEscalation: false",
  );
});

test("line breaks stay CRLF", () => {
  const head = HEAD.replaceAll("\n", "\r\n");
  assert.equal(
    changed("  containers:\r\n  - image: web:1\r\n", forbid, head),
    "  containers:\r\n  - image: web:1\r\n    securityContext:\r\n      allowPrivilegeEscalation: false\r\n",
  );
});

test("a present value is replaced where it stands, its comment stays", () => {
  const before =
    "  containers:\n  - image: web:1\n    securityContext:\n      allowPrivilegeEscalation: true # legacy\n";
  assert.equal(changed(before, forbid), before.replace("true", "false"));
});

test("flow mappings stay flow mappings", () => {
  assert.equal(
    changed("  containers:\n  - {image: web:1}\n", forbid),
    "  containers:\n  - {image: web:1, securityContext: {allowPrivilegeEscalation: false}}\n",
  );
});

test("an empty mapping in block text gets lines of its own and keeps its comment", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n    securityContext: {} # later\n    tty: true\n", forbid),
    "  containers:\n  - image: web:1\n    securityContext: # later\n      allowPrivilegeEscalation: false\n    tty: true\n",
  );
});

test("a key without a value gets one", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n    securityContext:\n", forbid),
    "  containers:\n  - image: web:1\n    securityContext:\n      allowPrivilegeEscalation: false\n",
  );
});

test("JSON keeps its quotes and its lines", () => {
  const json = (container: string): string =>
    `{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "spec": {\n    "containers": [\n      {\n        ${container}\n      }\n    ]\n  }\n}\n`;
  assert.equal(
    changed(json('"image": "web:1"'), drop, ""),
    json(
      '"image": "web:1",\n        "securityContext": {\n          "capabilities": {\n            "drop": [\n              "ALL"\n            ]\n          }\n        }',
    ),
  );
});

test("a list is appended to in its own style", () => {
  const context = "  containers:\n  - image: web:1\n    securityContext:\n      capabilities:\n        drop:";
  assert.equal(changed(`${context} [NET_RAW]\n`, drop), `${context} [NET_RAW, ALL]\n`);
  assert.equal(changed(`${context} []\n`, drop), `${context} [ALL]\n`);
  assert.equal(
    changed(`${context}\n        - NET_RAW # spoofing\n`, drop),
    `${context}\n        - NET_RAW # spoofing\n        - ALL\n`,
  );
});

test("a text that keeps its trailing blank lines is not cut off from them", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n    args:\n    - |+\n      a\n\n", forbid),
    "  containers:\n  - image: web:1\n    securityContext:\n      allowPrivilegeEscalation: false\n    args:\n    - |+\n      a\n\n",
  );
});

test("nothing is written where a template decides whether it is there", () => {
  const template = "    {{- if .Values.a }}\n    tty: true\n    {{- end }}\n";
  const context = "    securityContext:\n      allowPrivilegeEscalation: false\n";
  assert.equal(
    changed(`  containers:\n  - image: web:1\n${template}`, forbid),
    `  containers:\n  - image: web:1\n${context}${template}`,
  );
});

test("an edit of an anchored text that others use says so", () => {
  const spec =
    "  containers:\n  - image: web:1\n    securityContext: &sc\n      tty: 1\n  - image: b:1\n    securityContext: *sc\n";
  assert.match(changed(spec, forbid), /^shared: /);
});

test("a merged key is overridden beside the merge key, which leaves its source alone", () => {
  const before = "  x: &base\n    stdin: true\n  containers:\n  - <<: *base\n    image: web:1\n";
  assert.equal(changed(before, forbid), `${before}    securityContext:\n      allowPrivilegeEscalation: false\n`);
});

test("removing the only field takes its mapping along", () => {
  assert.equal(
    changed(
      "  containers:\n  - image: web:1\n    securityContext:\n      privileged: true # why\n    tty: true\n",
      unprivileged,
    ),
    "  containers:\n  - image: web:1\n    tty: true\n",
  );
});

test("removing one field of several leaves the others and their comments", () => {
  assert.equal(
    changed(
      "  containers:\n  - image: web:1\n    securityContext:\n      # for the proxy\n      runAsUser: 5\n      privileged: true\n",
      unprivileged,
    ),
    "  containers:\n  - image: web:1\n    securityContext:\n      # for the proxy\n      runAsUser: 5\n",
  );
});

test("removing the first entry after a dash moves the next one up", () => {
  assert.equal(
    changed("  containers:\n  - securityContext:\n      privileged: true\n    image: web:1\n", unprivileged),
    "  containers:\n  - image: web:1\n",
  );
});

test("removing the last line of a text without a final line break", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n    securityContext:\n      privileged: true", unprivileged),
    "  containers:\n  - image: web:1",
  );
});

test("removing from a flow mapping takes one comma", () => {
  const context = (fields: string): string => `  containers:\n  - image: web:1\n    securityContext: {${fields}}\n`;
  assert.equal(changed(context("privileged: true, runAsUser: 5"), unprivileged), context("runAsUser: 5"));
  assert.equal(changed(context("runAsUser: 5, privileged: true"), unprivileged), context("runAsUser: 5"));
});

test("removing an item of a list, and the last one with its list", () => {
  const path = ["securityContext", "capabilities", "add"];
  const removed =
    (index: number): Change =>
    (document, { node }) =>
      removeItem(document, node, path, index);
  const context = (add: string): string =>
    `  containers:\n  - image: web:1\n    securityContext:\n      capabilities:\n        add:${add}\n`;
  assert.equal(
    changed(context("\n        - NET_RAW\n        - SYS_ADMIN"), removed(1)),
    context("\n        - NET_RAW"),
  );
  assert.equal(changed(context(" [NET_RAW, SYS_ADMIN]"), removed(0)), context(" [SYS_ADMIN]"));
  assert.equal(changed(context(" [SYS_ADMIN]"), removed(0)), "  containers:\n  - image: web:1\n");
});

test("a text keeps its quotes when another takes its place", () => {
  const seccomp: Change = (document, { node }) =>
    setFields(document, node, { securityContext: { seccompProfile: { type: "RuntimeDefault" } } });
  const context = (type: string): string =>
    `  containers:\n  - image: web:1\n    securityContext: {seccompProfile: {type: ${type}}}\n`;
  assert.equal(changed(context("Unconfined"), seccomp), context("RuntimeDefault"));
  assert.equal(changed(context("'Unconfined'"), seccomp), context("'RuntimeDefault'"));
  assert.equal(changed(context('"Unconfined"'), seccomp), context('"RuntimeDefault"'));
});

test("what an anchor names is not removed while others use it", () => {
  const text = (other: string): string =>
    `  containers:\n  - image: web:1\n    securityContext:\n      privileged: &on true\n      readOnlyRootFilesystem: ${other}\n`;
  assert.equal(changed(text("*on"), unprivileged), "no edit");
  assert.equal(
    changed(text("true"), unprivileged),
    "  containers:\n  - image: web:1\n    securityContext:\n      readOnlyRootFilesystem: true\n",
  );
});

test("an alias is removed without touching what it leads to", () => {
  assert.equal(
    changed(
      "  hostPID: &on true\n  containers:\n  - image: web:1\n    securityContext:\n      privileged: *on\n      runAsUser: 5\n",
      unprivileged,
    ),
    "  hostPID: &on true\n  containers:\n  - image: web:1\n    securityContext:\n      runAsUser: 5\n",
  );
});

test("a field is put where another stood, and set where it already is", () => {
  const replace: Change = (document, { node }) => {
    const context = mappingAt(node, "securityContext");
    return context && replaceField(document, context, "runAsUser", { runAsNonRoot: true });
  };
  const context = (fields: string): string => `  containers:\n  - image: web:1\n    securityContext:\n${fields}`;
  assert.equal(
    changed(context("      runAsUser: 0 # why\n      tty: x\n"), replace),
    context("      runAsNonRoot: true # why\n      tty: x\n"),
  );
  assert.equal(
    changed(context("      runAsNonRoot: false\n      runAsUser: 0\n"), replace),
    context("      runAsNonRoot: true\n"),
  );
});

test("several changes are one, also where one puts lines after those that another removes", () => {
  const move: Change = (document, { node }) =>
    combine([
      removeField(document, node, ["securityContext", "privileged"]),
      setFields(document, node, { stdin: true }),
    ]);
  assert.equal(
    changed("  containers:\n  - image: web:1\n    securityContext:\n      privileged: true\n  hostPID: false\n", move),
    "  containers:\n  - image: web:1\n    stdin: true\n  hostPID: false\n",
  );
  assert.equal(combine([undefined, { edits: [], isShared: false }]), undefined);
});

test("lists of numbers are written as numbers", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n", (document, { node }) =>
      setFields(document, node, { groups: [1000, 2000] }),
    ),
    "  containers:\n  - image: web:1\n    groups:\n    - 1000\n    - 2000\n",
  );
});

test("a flow collection that is not closed yet is left alone", () => {
  assert.equal(
    changed("  containers:\n  - image: web:1\n    securityContext: {capabilities: {drop: [", drop),
    "no edit",
  );
});
