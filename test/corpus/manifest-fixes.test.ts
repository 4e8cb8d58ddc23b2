// Every fix that is offered for a real manifest, fix-all, and hardening: what they change, and what they leave alone.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { globSync } from "tinyglobby";
import { parseAllDocuments } from "yaml";
import {
  type Analysis,
  analyze,
  applyEdits,
  type Diagnostic,
  fixAll,
  hardenToRestricted,
  RULES,
} from "../../server/src/core/index.ts";
import { parseKubernetes } from "../../server/src/core/kubernetes/parse.ts";

const CORPUS = "../shared/corpus";
const skip = existsSync(CORPUS) ? false : "the corpus is not beside the repository";
const RULES_HERE = RULES.filter(({ kind }) => kind === "kubernetes");

interface CorpusDocument {
  readonly file: string;
  readonly text: string;
}

/** Every distinct document of the real manifests. */
function corpusDocuments(): readonly CorpusDocument[] {
  const seen = new Set<string>();
  const files = globSync(
    ["manifests", "kubernetes-cases"].map((folder) => `${CORPUS}/${folder}/**/*.{yaml,yml,json}`),
  ).sort();
  return files.flatMap((file) =>
    parseKubernetes(readFileSync(file, "utf8")).parts.flatMap(({ document: { text, objects } }) => {
      if (objects.length === 0 || seen.has(text)) return [];
      seen.add(text);
      return [{ file, text }];
    }),
  );
}

const documents = skip ? [] : corpusDocuments();

function check(text: string, rules = RULES_HERE): Analysis {
  return analyze({ path: "manifest.yaml", text }, { rules });
}

/** A document as plain values; undefined where it has errors, or templates that no parser reads. */
function valueOf(text: string): unknown {
  if (text.includes("{{")) return undefined;
  const parsed = parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: "silent", schema: "yaml-1.1" });
  if (!Array.isArray(parsed) || parsed.some(({ errors }) => errors.length > 0)) return undefined;
  return parsed.map((document) => document.toJS());
}

/** Paths of what differs between two values: the shortest path at which something was added, removed or changed. */
function differences(before: unknown, after: unknown, path = ""): readonly string[] {
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => differences(item, after[i], `${path}[]`));
  }
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], `${path}.${key}`));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where the fixes of a rule may change something: the end of the path. */
const PATHS: Readonly<Record<string, RegExp>> = {
  "added-capability": /\.securityContext(?:\.capabilities(?:\.add)?)?$/,
  "apparmor-override": /\.(?:appArmorProfile\.type|annotations\.container\.apparmor.*)$/,
  "capabilities-not-dropped": /\.securityContext(?:\.capabilities(?:\.drop(?:\[\])?)?)?$/,
  "host-namespace": /\.host(?:Network|PID|IPC)$/,
  "host-port": /\.ports\[\]\.hostPort$/,
  "host-probe": /\.host$/,
  "host-process": /\.securityContext(?:\.windowsOptions(?:\.hostProcess)?)?$/,
  "ingress-snippet": /\.metadata\.annotations(?:\..*-snippet)?$/,
  "may-run-as-root": /\.securityContext(?:\.runAsNonRoot)?$/,
  "misplaced-security-field": /\.(?:securityContext(?:\.\w+)?|\w+)$/,
  "missing-resource-limit": /\.resources(?:\.limits(?:\.(?:memory|cpu))?)?$/,
  "namespace-without-pod-security": /\.metadata(?:\.labels(?:\.pod-security\.kubernetes\.io\/enforce)?)?$/,
  "overridden-hardening": /\.securityContext(?:\.\w+)?$/,
  "privilege-escalation-allowed": /\.securityContext(?:\.allowPrivilegeEscalation)?$/,
  "privileged-container": /\.securityContext(?:\.privileged)?$/,
  "runs-as-root": /\.securityContext(?:\.runAsUser|\.runAsNonRoot)?$/,
  "seccomp-missing": /\.securityContext(?:\.seccompProfile)?$/,
  "seccomp-unconfined": /\.seccompProfile\.type$/,
  "secret-in-manifest": /\.env\[\]\.value(?:From)?$/,
  "selinux-override": /\.securityContext(?:\.seLinuxOptions(?:\.\w+)?)?$/,
  "shared-process-namespace": /\.shareProcessNamespace$/,
  "unmasked-proc-mount": /\.securityContext(?:\.procMount)?$/,
  "unsafe-sysctl": /\.securityContext(?:\.sysctls)?$/,
  "writable-root-filesystem": /\.securityContext(?:\.readOnlyRootFilesystem)?$/,
};

const values = new Map<string, unknown>();

function knownValueOf(text: string): unknown {
  const value = values.get(text) ?? valueOf(text);
  values.set(text, value);
  return value;
}

function assertOnlyIntended(before: string, after: string, ruleIds: readonly string[], where: string): void {
  const value = knownValueOf(before);
  if (value === undefined) return;
  const changed = valueOf(after);
  assert.notEqual(changed, undefined, `${where}: the text can't be read any more:\n${after}`);
  const patterns = ruleIds.map((id) => PATHS[id]);
  assert.ok(!patterns.includes(undefined), `${where}: no path is known for ${ruleIds.join(", ")}`);
  const stray = differences(value, changed).filter((path) => !patterns.some((pattern) => pattern?.test(path)));
  assert.deepEqual(stray, [], `${where}: something else changed:\n${after}`);
}

/** A finding by what it says: places move, and a container's text may differ. */
function said({ rule, message }: Diagnostic): string {
  return `${rule.id}: ${message}`;
}

test("every fix takes its finding away and changes nothing else", { skip }, () => {
  let count = 0;
  for (const { file, text } of documents) {
    const before = check(text);
    for (const diagnostic of before.diagnostics) {
      for (const fix of diagnostic.fixes ?? []) {
        const where = `${file}: ${diagnostic.rule.id}: ${fix.title}`;
        const after = applyEdits(text, fix.edits);
        assertOnlyIntended(text, after, [diagnostic.rule.id], where);
        const left = check(after)
          .diagnostics.filter(({ rule }) => rule === diagnostic.rule)
          .map(said);
        const others = before.diagnostics.filter(({ rule }) => rule === diagnostic.rule).map(said);
        assert.ok(
          left.length < others.length || !left.includes(said(diagnostic)),
          `${where}: the finding stays:\n${after}`,
        );
        count++;
      }
    }
  }
  assert.ok(count > 700, `only ${count} fixes were tried`);
});

test("fix-all changes what it is about, leaves nothing that it could fix, and is done after one run", { skip }, () => {
  let count = 0;
  for (const { file, text } of documents) {
    const { text: after, applied, analysis } = fixAll(check(text), { rules: RULES_HERE });
    if (applied.length === 0) {
      assert.equal(after, text);
      continue;
    }
    count++;
    assertOnlyIntended(text, after, [...new Set(applied.map(({ diagnostic }) => diagnostic.rule.id))], file);
    assert.deepEqual(analysis.diagnostics.filter(({ fixes }) => fixes?.some(({ safe }) => safe)).map(said), [], file);
    assert.equal(fixAll(analysis, { rules: RULES_HERE }).text, after, file);
    assert.deepEqual(commentsOf(after), commentsOf(text), file);
  }
  assert.ok(count > 80, `only ${count} documents were fixed`);
});

const CONTROL_RULES = RULES.filter((rule) => rule.kind === "kubernetes" && rule.podSecurity !== undefined);

test("hardening leaves only what no edit can do, and is done after one run", { skip }, () => {
  let count = 0;
  for (const { file, text } of documents) {
    const before = check(text);
    const pods =
      before.model?.kind === "kubernetes"
        ? before.model.parts[0]?.document.objects.flatMap((object) => object.pods)
        : [];
    const [pod] = pods ?? [];
    if (pod === undefined || pods?.length !== 1) continue;
    const hardening = hardenToRestricted(before, pod.spec.span.start);
    if (hardening === undefined) continue;
    count++;
    const after = applyEdits(text, hardening.edits);
    assertOnlyIntended(
      text,
      after,
      CONTROL_RULES.map(({ id }) => id).filter((id) => id in PATHS),
      file,
    );
    const left = analyze({ path: "manifest.yaml", text: after }, { rules: CONTROL_RULES }).diagnostics;
    const open = left.filter(({ fixes }) => fixes?.some(({ isShared }) => isShared !== true));
    assert.deepEqual(open.map(said), [], `${file}:\n${after}`);
    assert.equal(hardenToRestricted(check(after), pod.spec.span.start), undefined, file);
    const kept = commentsOf(after);
    for (const comment of kept) assert.ok(commentsOf(text).includes(comment), file);
  }
  assert.ok(count > 150, `only ${count} pods were hardened`);
});

function commentsOf(text: string): readonly string[] {
  return parseKubernetes(text).parts.flatMap(({ document }) =>
    document.comments.map(({ span }) => document.text.slice(span.start, span.end)),
  );
}
