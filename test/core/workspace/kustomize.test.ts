import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits, fixAll, readFacts } from "../../../server/src/core/index.ts";
import { check, type Files, idsIn, indexOf, messagesOf, relatedOf } from "./files.ts";

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4
          securityContext:
            runAsUser: 10001
`;
const BASE = "base/kustomization.yaml";
const FILES: Files = {
  "base/deploy.yaml": DEPLOYMENT,
  [BASE]: "resources:\n  - deploy.yaml\n",
  "overlays/prod/kustomization.yaml": "resources:\n  - ../../base\npatches:\n  - path: harden.yaml\n",
  "overlays/prod/harden.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      automountServiceAccountToken: false
      containers:
        - name: web
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
`,
};
const SET = ["privilege-escalation-allowed", "service-account-token-mounted", "writable-root-filesystem"];

function missing(files: Files): readonly string[] {
  const ids = idsIn(check(files, "base/deploy.yaml"));
  return SET.filter((id) => !ids.includes(id));
}

describe("a field that an overlay of the workspace sets", () => {
  it("is not asked of the base (kube-linter issues 113 and 1203)", () => {
    assert.deepEqual(missing(FILES), SET);
    const ids = idsIn(check(FILES, "base/deploy.yaml"));
    // What no patch is about is reported as ever.
    for (const id of ["capabilities-not-dropped", "missing-resource-limit", "seccomp-missing"])
      assert.ok(ids.includes(id), id);
  });

  it("is asked of the base where no overlay takes it in", () => {
    const { "overlays/prod/kustomization.yaml": _, ...others } = FILES;
    assert.deepEqual(missing(others), []);
    assert.deepEqual(missing({ ...FILES, "overlays/prod/kustomization.yaml": "resources: [../other]\n" }), []);
  });

  it("is asked of objects that the patch does not name", () => {
    const other = (kind: string, name: string): Files => ({
      ...FILES,
      "overlays/prod/harden.yaml": (FILES["overlays/prod/harden.yaml"] ?? "")
        .replace("kind: Deployment", `kind: ${kind}`)
        .replace("name: web", `name: ${name}`),
    });
    assert.deepEqual(missing(other("Deployment", "api")), []);
    assert.deepEqual(missing(other("StatefulSet", "web")), []);
  });

  it("may be set in the kustomization itself, by a component, by a JSON patch, or for a target", () => {
    const inline = (text: string): Files => ({
      ...FILES,
      "overlays/prod/kustomization.yaml": `resources: [../../base]\n${text}`,
    });
    const json = `[{"op": "add", "path": "/spec/template/spec/automountServiceAccountToken", "value": false}]`;
    const token = (files: Files): boolean => missing(files).includes("service-account-token-mounted");
    assert.ok(token(inline(`patches:\n  - target: {kind: Deployment}\n    patch: '${json}'\n`)));
    assert.ok(token(inline(`patchesJson6902:\n  - target: {kind: Deployment, name: web}\n    patch: '${json}'\n`)));
    assert.ok(!token(inline(`patches:\n  - target: {kind: Deployment, name: api}\n    patch: '${json}'\n`)));
    assert.ok(
      token(
        inline(
          "patchesStrategicMerge:\n  - |-\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {automountServiceAccountToken: false}}}\n",
        ),
      ),
    );
    const component =
      "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches:\n  - path: patch.json\n    target: {kind: Deployment}\n";
    assert.ok(
      token({
        ...inline("components: [../../parts/token]\n"),
        "parts/token/kustomization.yaml": component,
        "parts/token/patch.json": json,
      }),
    );
  });

  it("is not written into the base by fix-all, which leaves the rest of the text as it is", () => {
    const workspace = indexOf(FILES);
    const result = fixAll(analyze({ path: "base/deploy.yaml", text: DEPLOYMENT }, { workspace }), { workspace });
    assert.ok(!result.text.includes("allowPrivilegeEscalation"));
    assert.match(result.text, /runAsNonRoot: true/);
  });

  it("does not stand in the way of fixes beside it", () => {
    const { diagnostics } = check(FILES, "base/deploy.yaml");
    const fixes = diagnostics.flatMap(({ fixes: offered = [] }) => offered);
    assert.ok(fixes.length > 3);
    for (const { edits } of fixes) {
      const text = applyEdits(DEPLOYMENT, edits);
      assert.deepEqual(analyze({ path: "a.yaml", text }).gaps, [], text);
    }
  });
});

describe("a file that a kustomization applies as a patch", () => {
  it("is not asked for what the patched object may say", () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: sidecar
          image: registry.example/sidecar:2
`;
    const alone = idsIn(check({ "patch.yaml": text }, "patch.yaml"));
    assert.ok(alone.includes("capabilities-not-dropped"));
    const files = { "patch.yaml": text, "kustomization.yaml": "resources: [a.yaml]\npatches: [{path: patch.yaml}]\n" };
    assert.deepEqual(idsIn(check(files, "patch.yaml")), ["unpinned-image"]);
  });

  it("is one as soon as the kustomization says so", () => {
    const text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a:1}]}\n";
    const workspace = indexOf({ "patch.yaml": text });
    const first = analyze({ path: "patch.yaml", text }, { workspace });
    const kustomization = { path: "kustomization.yaml", text: "patchesStrategicMerge: [patch.yaml]\n" };
    workspace.update(kustomization.path, readFacts(kustomization).facts);
    assert.equal(first.dependencies?.isCurrent(), false);
    const second = analyze({ path: "patch.yaml", text }, { workspace, previous: first });
    assert.ok(idsIn(first).length > idsIn(second).length);
  });
});

describe("the namespace that a kustomization gives", () => {
  const namespaced: Files = {
    ...FILES,
    "overlays/prod/kustomization.yaml": "namespace: shop\nresources: [../../base]\n",
    "namespace.yaml":
      "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels: {pod-security.kubernetes.io/enforce: restricted}\n",
  };

  it("decides which Pod Security level holds, and the finding says where that stands", () => {
    const severity = (files: Files): string | undefined =>
      check(files, "base/deploy.yaml").diagnostics.find(({ rule }) => rule.id === "capabilities-not-dropped")?.severity;
    assert.equal(severity(FILES), "warning");
    assert.equal(severity(namespaced), "error");
    assert.deepEqual(relatedOf(check(namespaced, "base/deploy.yaml"), "capabilities-not-dropped"), [
      "namespace.yaml:4 Namespace `shop` enforces the level `restricted` here.",
    ]);
  });

  it("decides which policies and limits hold", () => {
    const limits =
      "apiVersion: v1\nkind: LimitRange\nmetadata: {name: a, namespace: NS}\nspec: {limits: [{type: Container, max: {memory: 1Gi, cpu: 2}}]}\n";
    const ids = (namespace: string): readonly string[] =>
      idsIn(check({ ...namespaced, "limits.yaml": limits.replace("NS", namespace) }, "base/deploy.yaml"));
    assert.ok(!ids("shop").includes("missing-resource-limit"));
    assert.ok(ids("bank").includes("missing-resource-limit"));
  });
});

describe("the labels of a Namespace in another file", () => {
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec: {hostNetwork: true, containers: [{name: a, image: a:1}]}\n";
  const namespace = (level: string): string =>
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: ${level}}}\n`;
  const found = (files: Files): readonly string[] => messagesOf(check(files, "pod.yaml"), "host-namespace");

  it("raise or lower the level for its pods", () => {
    assert.equal(found({ "pod.yaml": pod }).length, 1);
    assert.equal(found({ "pod.yaml": pod, "ns.yaml": namespace("privileged") }).length, 0);
    assert.equal(found({ "pod.yaml": pod, "ns.yaml": namespace("baseline") }).length, 1);
  });

  it("count for nothing where two files contradict each other", () => {
    const files = { "pod.yaml": pod, "dev/ns.yaml": namespace("privileged"), "prod/ns.yaml": namespace("restricted") };
    assert.equal(found(files).length, 1);
  });

  it("give way to those of the same file", () => {
    const files = { "pod.yaml": `${namespace("baseline")}---\n${pod}`, "ns.yaml": namespace("privileged") };
    assert.equal(found(files).length, 1);
  });
});
