import assert from "node:assert/strict";
import { test } from "node:test";
import { analyze, type Config, DEFAULT_CONFIG, readConfig, readPodSecurity } from "../../../server/src/core/index.ts";
import { readMinor } from "../../../server/src/core/kubernetes/pod-security.ts";
import { RULES } from "../../../server/src/core/rules/index.ts";

const CONTROL_RULES = RULES.filter((rule) => rule.kind === "kubernetes" && rule.podSecurity !== undefined);

const pod = (spec: string, namespace?: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n${namespace === undefined ? "" : `  namespace: ${namespace}\n`}spec:\n${spec}`;

const RESTRICTED = `  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: web
    image: web:1
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`;

/** Findings as "severity rule-id", under a level and version. */
function found(
  text: string,
  podSecurity?: Config["podSecurity"],
  namespaces?: ReadonlyMap<string, never>,
): readonly string[] {
  const config: Config = { ...DEFAULT_CONFIG, ...(podSecurity && { podSecurity }) };
  const { diagnostics, failures } = analyze(
    { path: "manifest.yaml", text },
    { rules: CONTROL_RULES, config, ...(namespaces && { namespaces }) },
  );
  assert.deepEqual(failures, []);
  return diagnostics.map(({ severity, rule }) => `${severity} ${rule.id}`);
}

test("without a level, baseline's findings are errors and restricted's are warnings", () => {
  const text = pod("  hostPID: true\n  containers:\n  - name: web\n    image: web:1\n");
  assert.deepEqual(found(text).toSorted(), [
    "error host-namespace",
    "warning capabilities-not-dropped",
    "warning may-run-as-root",
    "warning privilege-escalation-allowed",
    "warning seccomp-missing",
  ]);
});

test("a level makes errors of all that it asks for, and keeps silent about the rest", () => {
  const text = pod("  hostPID: true\n  containers:\n  - name: web\n    image: web:1\n    ports: [{hostPort: 80}]\n");
  assert.deepEqual(found(text, { level: "privileged", version: "latest" }), []);
  assert.deepEqual(found(text, { level: "baseline", version: "latest" }), ["error host-namespace", "error host-port"]);
  assert.equal(found(text, { level: "restricted", version: "latest" }).length, 6);
  assert.ok(found(text, { level: "restricted", version: "latest" }).every((finding) => finding.startsWith("error")));
});

test("hosts of probes count from 1.34 on", () => {
  const text = pod(`${RESTRICTED}    livenessProbe: {tcpSocket: {host: db.internal, port: 5432}}\n`);
  assert.deepEqual(found(text, { level: "baseline", version: "v1.33" }), []);
  assert.deepEqual(found(text, { level: "baseline", version: "v1.34" }), ["error host-probe"]);
});

test("a user namespace frees a pod from what is asked of its users from 1.35 on", () => {
  const text = pod(
    "  hostUsers: false\n  securityContext: {runAsUser: 0, seccompProfile: {type: RuntimeDefault}}\n  containers:\n  - name: web\n    image: web:1\n" +
      "    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, procMount: Unmasked, runAsNonRoot: false}\n",
  );
  assert.deepEqual(found(text, { level: "restricted", version: "1.34" }), [
    "error runs-as-root",
    "error unmasked-proc-mount",
    "error may-run-as-root",
  ]);
  assert.deepEqual(found(text, { level: "restricted", version: "1.35" }), ["error unmasked-proc-mount"]);
  assert.deepEqual(found(text, { level: "baseline", version: "1.35" }), []);
  assert.deepEqual(found(text, { level: "baseline", version: "1.34" }), ["error unmasked-proc-mount"]);
});

test("whether there is a user namespace may be a template's choice", () => {
  const text = pod(
    "  hostUsers: {{ .Values.hostUsers }}\n  containers:\n  - name: web\n    image: web:1\n    securityContext: {runAsUser: 0}\n",
  );
  assert.ok(!found(text).some((finding) => /run/.test(finding)));
});

test("sysctls and SELinux types are allowed release by release", () => {
  const sysctl = (name: string): string =>
    pod(RESTRICTED.replace("runAsNonRoot", `sysctls: [{name: ${name}, value: "1"}], runAsNonRoot`));
  const first: readonly (readonly [string, number])[] = [
    ["net.ipv4.ip_local_reserved_ports", 27],
    ["net.ipv4.tcp_keepalive_time", 29],
    ["net.ipv4.tcp_rmem", 32],
    ["net.ipv4.tcp_slow_start_after_idle", 37],
  ];
  for (const [name, minor] of first) {
    assert.deepEqual(
      found(sysctl(name), { level: "baseline", version: `v1.${minor - 1}` }),
      ["error unsafe-sysctl"],
      name,
    );
    assert.deepEqual(found(sysctl(name), { level: "baseline", version: `v1.${minor}` }), [], name);
  }
  const engine = pod(RESTRICTED.replace("runAsNonRoot", "seLinuxOptions: {type: container_engine_t}, runAsNonRoot"));
  assert.deepEqual(found(engine, { level: "baseline", version: "v1.30" }), ["error selinux-override"]);
  assert.deepEqual(found(engine, { level: "baseline", version: "v1.31" }), []);
});

const namespace = (labels: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: agents\n  labels: {${labels}}\n---\n`;

test("a Namespace's labels raise and lower the level for its pods, in the same file", () => {
  const inside = pod("  hostNetwork: true\n  containers:\n  - name: web\n    image: web:1\n", "agents");
  const label = (mode: string, value: string): string => `pod-security.kubernetes.io/${mode}: ${value}`;
  const of = (labels: string): readonly string[] => found(namespace(labels) + inside);
  assert.equal(of("team: a").length, 5);
  assert.deepEqual(of(label("enforce", "privileged")), []);
  assert.deepEqual(of(label("enforce", "baseline")), ["error host-namespace"]);
  assert.ok(of(label("enforce", "restricted")).every((finding) => finding.startsWith("error")));
  assert.deepEqual(of(`${label("enforce", "baseline")}, ${label("warn", "restricted")}`).toSorted(), [
    "error host-namespace",
    "warning capabilities-not-dropped",
    "warning may-run-as-root",
    "warning privilege-escalation-allowed",
    "warning seccomp-missing",
  ]);
  assert.equal(found(namespace(label("enforce", "privileged")) + inside.replace("agents", "other")).length, 5);
});

test("a Namespace's version counts for its pods", () => {
  const inside = pod(`${RESTRICTED}    livenessProbe: {tcpSocket: {host: db.internal, port: 5432}}\n`, "agents");
  const labels = "pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.30";
  assert.deepEqual(found(namespace(labels) + inside), []);
  assert.deepEqual(found(namespace(labels.replace("30", "36")) + inside), ["error host-probe"]);
});

test("findings are not kept from one level to another", () => {
  const text = pod("  hostPID: true\n  containers:\n  - name: web\n    image: web:1\n");
  const before = analyze({ path: "a.yaml", text }, { rules: CONTROL_RULES });
  const config: Config = { ...DEFAULT_CONFIG, podSecurity: { level: "baseline", version: "latest" } };
  const after = analyze({ path: "a.yaml", text }, { rules: CONTROL_RULES, config, previous: before });
  assert.equal(before.diagnostics.length, 5);
  assert.equal(after.diagnostics.length, 1);
});

test("levels and versions in words", () => {
  assert.deepEqual(readPodSecurity("restricted:v1.31"), { level: "restricted", version: "v1.31" });
  assert.deepEqual(readPodSecurity("baseline"), { level: "baseline", version: "latest" });
  for (const text of ["", "strict", "restricted:", "restricted:v2.1", "restricted:v1.31:x"]) {
    assert.equal(readPodSecurity(text), undefined, text);
  }
  assert.equal(readMinor("v1.22"), 25);
  assert.equal(readMinor("1.99"), readMinor("latest"));
});

test("a configuration is refused in words where level or version are none", () => {
  assert.equal(readConfig({ podSecurity: { level: "restricted", version: "v1.31" } }).kind, "config");
  const wrong = readConfig({ podSecurity: { level: "strict", version: "one" } });
  assert.deepEqual(wrong.kind === "invalid" && wrong.problems.map((problem) => problem.split(":")[0]), [
    "podSecurity.level",
    "podSecurity.version",
  ]);
});
