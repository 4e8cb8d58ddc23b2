// What users of other linters complain about, each with the issue that tells of it. None of it may happen here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AnalyzeOptions, analyze, applyEdits, type Diagnostic, RULES } from "../../../server/src/core/index.ts";

const RULES_HERE = RULES.filter(({ kind }) => kind === "kubernetes");

function found(text: string, options: AnalyzeOptions = {}): readonly Diagnostic[] {
  const { diagnostics, failures } = analyze({ path: "manifest.yaml", text }, { rules: RULES_HERE, ...options });
  assert.deepEqual(failures, []);
  return diagnostics;
}

/** The ids of what is found, each once. */
function ids(text: string, options?: AnalyzeOptions): readonly string[] {
  return [...new Set(found(text, options).map(({ rule }) => rule.id))];
}

function pod(spec: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n${spec}`;
}

function deployment(spec: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n${spec.replace(/^(?=.)/gm, "    ")}`;
}

const WEB = "  containers:\n  - name: web\n    image: web:1\n";

// Pod-level values count for containers

test("runAsNonRoot of the pod counts for its containers (trivy#1187, trivy#8210, kubesec#329, polaris#146)", () => {
  for (const text of [pod, deployment].map((wrap) => wrap(`  securityContext:\n    runAsNonRoot: true\n${WEB}`))) {
    assert.ok(!ids(text).includes("may-run-as-root"), text);
  }
});

test("a seccomp profile of the pod counts for its containers (trivy#9329, polaris#533)", () => {
  assert.ok(
    !ids(pod(`  securityContext: {seccompProfile: {type: RuntimeDefault}}\n${WEB}`)).includes("seccomp-missing"),
  );
});

test("runAsUser of the pod counts, and a container's own value wins (kubescape#1606, kubescape#2296, kubeaudit#344)", () => {
  const inherited = pod(`  securityContext: {runAsUser: 1000, runAsNonRoot: true}\n${WEB}`);
  assert.ok(!ids(inherited).some((id) => /root/.test(id) && id !== "writable-root-filesystem"));
  const overridden = `${inherited}    securityContext: {runAsUser: 0}\n`;
  assert.ok(ids(overridden).includes("runs-as-root"));
  const saved = pod(
    `  securityContext: {runAsUser: 0}\n${WEB}    securityContext: {runAsUser: 1000, runAsNonRoot: true}\n`,
  );
  assert.deepEqual(
    found(saved)
      .filter(({ rule }) => rule.id === "runs-as-root")
      .map(({ severity }) => severity),
    ["information"],
  );
});

test("one container that lacks what the others set is named", () => {
  const text = pod(`${WEB}    securityContext: {runAsNonRoot: true}\n  - name: proxy\n    image: proxy:1\n`);
  const [finding] = found(text).filter(({ rule }) => rule.id === "may-run-as-root");
  assert.match(finding?.message ?? "", /`proxy`/);
  assert.doesNotMatch(finding?.message ?? "", /`web`/);
});

// Kinds without a pod

test("Services, Roles and ConfigMaps have no security context (trivy#4922, trivy#5679)", () => {
  for (const [apiVersion, kind] of [
    ["v1", "Service"],
    ["v1", "ServiceAccount"],
    ["rbac.authorization.k8s.io/v1", "Role"],
    ["v1", "ConfigMap"],
    ["v1", "PersistentVolumeClaim"],
    ["policy/v1", "PodDisruptionBudget"],
    ["autoscaling/v2", "HorizontalPodAutoscaler"],
  ]) {
    assert.deepEqual(ids(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: shop\nspec: {}\n`), [], kind);
  }
});

test("custom resources are left alone unless they embed a pod (trivy#5679)", () => {
  const certificate =
    "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: shop}\nspec: {secretName: shop-tls}\n";
  assert.deepEqual(ids(certificate), []);
  const rollout = deployment(WEB).replace("apps/v1", "argoproj.io/v1alpha1").replace("Deployment", "Rollout");
  assert.ok(ids(rollout).includes("privilege-escalation-allowed"));
});

test("the schema of a custom resource is no pod", () => {
  const schema =
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec:\n  versions:\n  - schema: {properties: {spec: {containers: [{image: x}], hostNetwork: true}}}\n";
  assert.deepEqual(ids(schema), []);
});

// Settings that do nothing

test("allowPrivilegeEscalation at the pod is told to do nothing, and moved (polaris#874)", () => {
  const text = pod(`  securityContext:\n    allowPrivilegeEscalation: false\n    runAsNonRoot: true\n${WEB}`);
  assert.ok(ids(text).includes("privilege-escalation-allowed"), "the container is as open as before");
  const [finding] = found(text).filter(({ rule }) => rule.id === "misplaced-security-field");
  const [fix] = finding?.fixes ?? [];
  assert.ok(fix !== undefined);
  assert.equal(
    applyEdits(text, fix.edits),
    pod(
      `  securityContext:\n    runAsNonRoot: true\n${WEB}    securityContext:\n      allowPrivilegeEscalation: false\n`,
    ),
  );
});

test("what is misplaced and dangerous is removed, not moved to where it works", () => {
  const text = pod(`  securityContext:\n    privileged: true\n    runAsNonRoot: true\n${WEB}`);
  const [finding] = found(text).filter(({ rule }) => rule.id === "misplaced-security-field");
  assert.equal(
    applyEdits(text, finding?.fixes?.[0]?.edits ?? []),
    pod(`  securityContext:\n    runAsNonRoot: true\n${WEB}`),
  );
});

test("a misplaced field at the end of the text is moved in one edit", () => {
  const text = pod(`${WEB}    securityContext:\n      runAsUser: 5\n      fsGroup: 2000\n`);
  const [finding] = found(text).filter(({ rule }) => rule.id === "misplaced-security-field");
  assert.equal(
    applyEdits(text, finding?.fixes?.[0]?.edits ?? []),
    pod(`${WEB}    securityContext:\n      runAsUser: 5\n  securityContext:\n    fsGroup: 2000\n`),
  );
});

// Every list of containers

test("init, sidecar and ephemeral containers are looked at (trivy-checks#537, kube-linter#40, trivy#3018)", () => {
  const text = pod(
    `  initContainers:\n  - {name: init, image: "a:1", securityContext: {privileged: true}}\n  - {name: side, image: "b:1", restartPolicy: Always, securityContext: {privileged: true}}\n${WEB}  ephemeralContainers:\n  - {name: debug, image: "c:1", securityContext: {privileged: true}}\n`,
  );
  const messages = found(text)
    .filter(({ rule }) => rule.id === "privileged-container")
    .map(({ message }) => message);
  assert.equal(messages.length, 3);
  for (const name of ["Init container `init`", "Init container `side`", "Ephemeral container `debug`"]) {
    assert.ok(
      messages.some((message) => message.startsWith(name)),
      name,
    );
  }
});

test("a fix is put into the container that it is about, in each list", () => {
  const text = pod(
    "  initContainers:\n  - name: init\n    image: a:1\n  containers:\n  - name: web\n    image: b:1\n    securityContext: {allowPrivilegeEscalation: false}\n",
  );
  const [finding] = found(text).filter(({ rule }) => rule.id === "privilege-escalation-allowed");
  assert.match(
    applyEdits(text, finding?.fixes?.[0]?.edits ?? []),
    /name: init\n {4}image: a:1\n {4}securityContext:\n {6}allowPrivilegeEscalation: false\n {2}containers:/,
  );
});

// Places

test("a finding is at the exact key or value, not at the object (kube-linter#45, kubescape#1737)", () => {
  const text = pod(`${WEB}    securityContext:\n      privileged: true # why\n`);
  const [finding] = found(text).filter(({ rule }) => rule.id === "privileged-container");
  assert.equal(finding && text.slice(finding.span.start, finding.span.end), "true");
});

test("one container can be excused, in plain YAML, with a reason (kube-score#470, trivy#3900)", () => {
  const text = pod(
    "  containers:\n  - name: web\n    image: a:1\n    securityContext:\n      privileged: true\n  - name: agent\n    image: b:1\n    securityContext:\n      # hullcheck-disable-next-line privileged-container — it loads the driver\n      privileged: true\n",
  );
  const messages = found(text)
    .filter(({ rule }) => rule.id === "privileged-container")
    .map(({ message }) => message);
  assert.equal(messages.length, 1);
  assert.match(messages[0] ?? "", /`web`/);
});

// Secrets

test("names of Secrets and files are no secrets (checkov#3784, checkov#4815, regolibrary#697, regolibrary#563)", () => {
  const text = pod(
    `${WEB}    env:\n    - {name: DB_PASSWORD_FILE, value: /run/secrets/db}\n    - {name: TOKEN_PATH, value: /var/run/token}\n    - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: prod-db-credentials-7d9f8c6b5a, key: password}}}\n    envFrom: [{secretRef: {name: aG9yc2UtYmF0dGVyeS1zdGFwbGU}}]\n  imagePullSecrets: [{name: registry-9f8e7d6c5b4a3f2e1d0c}]\n  volumes:\n  - {name: tls, secret: {secretName: wildcard-tls-8f7e6d5c4b3a2f1e0d9c}}\n`,
  );
  assert.ok(!ids(text).some((id) => id.startsWith("secret-")), ids(text).join());
});

// Helm

test("braces of a template do not keep the rest of the file from being read (checkov#5643, checkov#7605, trivy#6380)", () => {
  const text = deployment(
    `{{- with .Values.affinity }}\n  affinity:\n{{ toYaml . | indent 4 }}\n{{- end }}\n  hostPID: true\n  containers:\n  - name: {{ .Chart.Name }}\n    image: "{{ .Values.image }}"\n    securityContext:\n      privileged: true\n`,
  );
  assert.ok(ids(text).includes("host-namespace") && ids(text).includes("privileged-container"), ids(text).join());
  for (const { span, rule } of found(text)) {
    if (rule.id === "privileged-container") assert.equal(text.slice(span.start, span.end), "true");
  }
});

test("nothing is said of what a template decides (trivy#5679, trivy#6337)", () => {
  const text = deployment(
    `  {{- if .Values.host }}\n  hostNetwork: true\n  {{- end }}\n  securityContext: {{ toYaml .Values.podSecurityContext | nindent 8 }}\n  containers:\n  {{- if .Values.sidecar }}\n  - name: side\n    image: side:1\n    securityContext: {privileged: true}\n  {{- end }}\n  - name: web\n    image: "{{ .Values.image }}"\n    resources:\n      {{- toYaml .Values.resources | nindent 6 }}\n    securityContext:\n      {{- toYaml .Values.securityContext | nindent 6 }}\n`,
  );
  assert.deepEqual(ids(text), []);
});

// Kustomize

const PATCH = deployment(
  "  containers:\n  - name: web\n    image: web:2@sha256:5dc6f84b5e97bfb0c90abfb7c55f3cacc2cb6687c8f920b64a833a2219875997\n    env: []\n",
);

test("a strategic-merge patch is not blamed for what its base may say (kube-linter#113, kube-linter#1203)", () => {
  assert.deepEqual(ids(PATCH, { isPatch: true }), []);
  assert.ok(ids(PATCH).length > 4, "read as a whole object, it is blamed");
});

test("a patch is blamed for what it does say", () => {
  assert.deepEqual(
    ids(deployment("  hostPID: true\n  containers:\n  - name: web\n    securityContext: {privileged: true}\n"), {
      isPatch: true,
    }),
    ["host-namespace", "privileged-container"],
  );
});

test("a container without an image, and a $patch directive, are patches wherever they are", () => {
  assert.deepEqual(ids(deployment("  containers:\n  - name: web\n    resources: {limits: {memory: 1Gi}}\n")), []);
  assert.deepEqual(ids(deployment("  containers:\n  - $patch: delete\n    name: web\n")), []);
});

test("whether a file is a patch may change", () => {
  const before = analyze({ path: "a.yaml", text: PATCH }, { rules: RULES_HERE });
  const after = analyze({ path: "a.yaml", text: PATCH }, { rules: RULES_HERE, isPatch: true, previous: before });
  assert.ok(before.diagnostics.length > 0);
  assert.deepEqual(after.diagnostics, []);
});
