import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  type Analysis,
  type AnalyzeOptions,
  analyze,
  type Dependencies,
  RULES,
  readFacts,
  WorkspaceIndex,
  workspaceFacts,
} from "../../../server/src/core/index.ts";
import { readMarks } from "../../../server/src/core/rules/example.ts";
import type { FactTable } from "../../../server/src/core/workspace/facts.ts";
import { check, type Files, indexOf } from "./files.ts";

/** Numbers below a bound that look random and are the same in every run (a linear congruential generator). */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** The other files of all examples, and the examples beside them: everything that facts are made of. */
const TEXTS: readonly (readonly [path: string, text: string])[] = [
  ...RULES.flatMap((rule) =>
    [...rule.bad, ...rule.good].flatMap(({ code, files = {} }): readonly (readonly [string, string])[] => {
      const path = rule.kind === "dockerfile" ? "Dockerfile" : "manifest.yaml";
      return Object.keys(files).length === 0 ? [] : [...Object.entries(files), [path, readMarks(code).text]];
    }),
  ),
  ["kustomization.yaml", "resources: [manifest.yaml]\nnamespace: shop\npatches: [{path: patch.yaml}]\n"],
  ["patch.yaml", "kind: Pod\napiVersion: v1\nmetadata: {name: shop}\nspec: {automountServiceAccountToken: false}\n"],
  ["Chart.yaml", "apiVersion: v2\nname: shop\ndependencies: [{name: db}]\n"],
];

const TABLES: Readonly<Record<FactTable, readonly string[]>> = {
  namespace: ["shop", "bank"],
  account: ["default", "shop", "operator"],
  role: ["Role/operator", "Role/web", "ClusterRole/view"],
  binding: ["account/default", "account/operator", "role/ClusterRole/view"],
  pod: ["*", "namespace/shop", "namespace/", "label/app=web", "open-labels", "account/default", "folder/"],
  policy: ["*", "cluster", "namespace/shop", "namespace/"],
  limits: ["*", "namespace/shop"],
  podSource: ["*", "namespace/shop"],
  kustomization: ["", "overlay"],
  inclusion: ["manifest.yaml"],
  patchFile: ["patch.yaml"],
  patch: ["deploy.yaml"],
  chart: [""],
  build: ["image/registry.example/web", "dockerfile/Dockerfile"],
  filledImage: ["web", "registry.example/migrate"],
  dockerfile: ["Dockerfile"],
  ignoreFile: [".dockerignore"],
  credential: ["", "deploy"],
};

function contents(index: WorkspaceIndex): unknown {
  const view = index.view();
  return Object.entries(TABLES).map(([table, keys]) => keys.map((key) => view.find(table as FactTable, key)));
}

describe("an index kept as files change", () => {
  it("is the one that is built anew, whatever the order of changes", () => {
    assert.ok(TEXTS.length > 60, `only ${TEXTS.length} texts`);
    for (let seed = 1; seed <= 20; seed++) {
      const next = numbers(seed);
      const index = new WorkspaceIndex();
      const files = new Map<string, string>();
      for (let step = 0; step < 60; step++) {
        const [path, text] = TEXTS[next(TEXTS.length)] ?? ["", ""];
        if (next(4) === 0) {
          files.delete(path);
          index.remove(path);
        } else {
          files.set(path, text);
          index.update(path, readFacts({ path, text }).facts);
        }
      }
      assert.deepEqual(contents(index), contents(indexOf(Object.fromEntries(files))), `seed ${seed}`);
    }
  });

  it("holds nothing when all files are gone", () => {
    const index = new WorkspaceIndex();
    for (const [path, text] of TEXTS) index.update(path, readFacts({ path, text }).facts);
    for (const [path] of TEXTS) index.remove(path);
    assert.deepEqual(contents(index), contents(new WorkspaceIndex()));
  });

  it("every table has facts under one of the keys that are compared", () => {
    const empty = Object.entries(TABLES).filter(([table, keys]) =>
      TEXTS.every(([path, text]) => {
        const view = indexOf({ [path]: text }).view();
        return keys.every((key) => view.find(table as FactTable, key).length === 0);
      }),
    );
    assert.deepEqual(empty, []);
  });

  it("tells which analyses still hold: they are what a fresh one comes to", () => {
    let kept = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const next = numbers(seed);
      const workspace = new WorkspaceIndex();
      const analyses = new Map<string, Analysis>();
      for (let step = 0; step < 25; step++) {
        const [path, text] = TEXTS[next(TEXTS.length)] ?? ["", ""];
        const previous = analyses.get(path);
        const analysis = analyzed({ path, text }, { workspace, ...(previous && { previous }) });
        analyses.set(path, analysis);
        workspace.update(path, workspaceFacts({ path, text, model: analysis.model }));
        kept += renew(analyses, workspace);
      }
    }
    assert.ok(kept > 100, `only ${kept} were kept`);
  });
});

const compacted = new WeakMap<Analysis, Dependencies>();

/** An analysis whose dependencies are kept in their compact form too. */
function analyzed(source: Analysis["source"], options: AnalyzeOptions): Analysis {
  const analysis = analyze(source, options);
  if (analysis.dependencies !== undefined) compacted.set(analysis, analysis.dependencies.compact());
  return analysis;
}

/** Analyses again what other files changed, compares all with a fresh run, and counts those that were kept. */
function renew(analyses: Map<string, Analysis>, workspace: WorkspaceIndex): number {
  const files = Object.fromEntries([...analyses].map(([path, { source }]) => [path, source.text]));
  let kept = 0;
  for (const [path, old] of analyses) {
    const isKept = old.dependencies?.isCurrent() ?? old.kind === undefined;
    assert.equal(compacted.get(old)?.isCurrent(), old.dependencies?.isCurrent(), `compact, ${path}`);
    const now = isKept ? old : analyzed(old.source, { workspace, previous: old });
    const fresh = analyze(old.source, { workspace: indexOf(files) });
    assert.deepEqual(said(now), said(fresh), `${isKept ? "kept" : "renewed"} ${path}`);
    analyses.set(path, now);
    if (isKept && old.kind !== undefined) kept++;
  }
  return kept;
}

/** All that a finding says, and of where. */
function said({ diagnostics }: Analysis): unknown {
  return diagnostics.map(({ rule, span, severity, message, related }) => ({
    id: rule.id,
    span,
    severity,
    message,
    related,
  }));
}

const POD = (name: string, namespace: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: {app: ${name}}
spec:
  containers:
    - name: ${name}
      image: registry.example/${name}:1.4
`;
const LIMITS = (namespace: string): string => `apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: ${namespace}}
spec: {limits: [{type: Container, default: {memory: 1Gi, cpu: 1}}]}
`;

describe("what an analysis depends on", () => {
  const files: Files = { "a.yaml": POD("a", "shop"), "b.yaml": POD("b", "bank"), "limits.yaml": LIMITS("other") };

  it("is current until a fact that it asked for changes", () => {
    const workspace = indexOf(files);
    const { dependencies } = analyze({ path: "a.yaml", text: files["a.yaml"] ?? "" }, { workspace });
    const update = (path: string, text: string): void => workspace.update(path, readFacts({ path, text }).facts);
    assert.equal(dependencies?.isCurrent(), true);
    update("c.yaml", POD("c", "bank"));
    assert.equal(dependencies?.isCurrent(), true, "a pod of another namespace");
    update("limits.yaml", `# a comment\n${LIMITS("other")}`);
    assert.equal(dependencies?.isCurrent(), true, "limits of another namespace");
    update("Dockerfile", "FROM debian:12\n");
    assert.equal(dependencies?.isCurrent(), true, "an unrelated Dockerfile");
    update("limits.yaml", LIMITS("shop"));
    assert.equal(dependencies?.isCurrent(), false, "limits of its own namespace");
  });

  it("is not touched by the file's own facts, whether the index has them or not", () => {
    const workspace = indexOf(files);
    const text = POD("renamed", "shop");
    const { dependencies, diagnostics } = analyze({ path: "a.yaml", text }, { workspace });
    workspace.update("a.yaml", readFacts({ path: "a.yaml", text }).facts);
    assert.equal(dependencies?.isCurrent(), true);
    const again = analyze({ path: "a.yaml", text }, { workspace });
    assert.deepEqual(
      again.diagnostics.map(({ message }) => message),
      diagnostics.map(({ message }) => message),
    );
    assert.ok(diagnostics.some(({ message }) => message.includes("`renamed`")));
    assert.ok(!diagnostics.some(({ message }) => message.includes("Pod `a`")));
  });

  it("forgets what is gone: a removed fact counts as changed", () => {
    const workspace = indexOf({ ...files, "limits.yaml": LIMITS("shop") });
    const { dependencies } = analyze({ path: "a.yaml", text: files["a.yaml"] ?? "" }, { workspace });
    workspace.remove("limits.yaml");
    assert.equal(dependencies?.isCurrent(), false);
  });
});

/** Two namespaces whose limits are found under keys of the same number. */
const [ONE, OTHER] = ["n7pf8", "norj6"];

describe("what an analysis depends on, in its compact form", () => {
  const pod = { path: "a.yaml", text: POD("a", ONE) };
  const ask = (workspace: WorkspaceIndex): Dependencies | undefined =>
    analyze(pod, { workspace }).dependencies?.compact();

  it("tells of a change when another key of the same number is gone", () => {
    const workspace = indexOf({ "one.yaml": LIMITS(ONE), "other.yaml": LIMITS(OTHER) });
    workspace.remove("other.yaml");
    const dependencies = ask(workspace);
    assert.equal(dependencies?.isCurrent(), true);
    workspace.remove("one.yaml");
    assert.equal(dependencies?.isCurrent(), false);
  });

  it("tells of what is gone while another key of the same number stays", () => {
    const workspace = indexOf({ "one.yaml": LIMITS(ONE), "other.yaml": LIMITS(OTHER) });
    const dependencies = ask(workspace);
    workspace.remove("one.yaml");
    assert.equal(dependencies?.isCurrent(), false);
  });

  it("tells of what is new beside another key of the same number", () => {
    const workspace = indexOf({ "other.yaml": LIMITS(OTHER) });
    const dependencies = ask(workspace);
    assert.equal(dependencies?.isCurrent(), true);
    workspace.update("one.yaml", readFacts({ path: "one.yaml", text: LIMITS(ONE) }).facts);
    assert.equal(dependencies?.isCurrent(), false);
  });
});

describe("findings that are kept for unchanged documents", () => {
  const limitIds = (diagnostics: ReturnType<typeof check>["diagnostics"]): readonly string[] =>
    diagnostics.filter(({ rule }) => rule.id === "missing-resource-limit").map(({ message }) => message);

  it("follow other files", () => {
    const text = POD("a", "shop");
    const workspace = indexOf({ "a.yaml": text });
    const first = analyze({ path: "a.yaml", text }, { workspace });
    assert.equal(limitIds(first.diagnostics).length, 1);
    workspace.update("limits.yaml", readFacts({ path: "limits.yaml", text: LIMITS("shop") }).facts);
    const second = analyze({ path: "a.yaml", text }, { workspace, previous: first });
    assert.equal(limitIds(second.diagnostics).length, 0);
    workspace.remove("limits.yaml");
    const third = analyze({ path: "a.yaml", text }, { workspace, previous: second });
    assert.equal(limitIds(third.diagnostics).length, 1);
    const alone = analyze({ path: "a.yaml", text }, { previous: third });
    assert.equal(limitIds(alone.diagnostics).length, 1);
  });

  it("follow other documents of the same file", () => {
    const workspace = indexOf({});
    const before = `${POD("a", "shop")}---\n${LIMITS("bank")}`;
    const after = `${POD("a", "shop")}---\n${LIMITS("shop")}`;
    const first = analyze({ path: "a.yaml", text: before }, { workspace });
    assert.equal(limitIds(first.diagnostics).length, 1);
    const second = analyze({ path: "a.yaml", text: after }, { workspace, previous: first });
    assert.equal(limitIds(second.diagnostics).length, 0);
  });

  it("are those of a fresh analysis, also of files that are the same text at two paths", () => {
    const text = POD("a", "shop");
    const files: Files = {
      "one/a.yaml": text,
      "two/a.yaml": text,
      "two/kustomization.yaml": "resources: [a.yaml]\nimages: [{name: registry.example/a, newTag: '2.0'}]\n",
    };
    const workspace = indexOf(files);
    const one = analyze({ path: "one/a.yaml", text }, { workspace });
    const two = analyze({ path: "two/a.yaml", text }, { workspace, previous: one });
    const fresh = check(files, "two/a.yaml");
    assert.deepEqual(
      two.diagnostics.map(({ message }) => message),
      fresh.diagnostics.map(({ message }) => message),
    );
    assert.ok(two.diagnostics.some(({ message }) => message.includes("`2.0`")));
    assert.ok(!one.diagnostics.some(({ message }) => message.includes("`2.0`")));
  });

  it("are not found again while something else in the file is typed", () => {
    let runs = 0;
    const counted = RULES.filter(({ id }) => id === "missing-resource-limit").map((rule) =>
      rule.kind === "kubernetes"
        ? {
            ...rule,
            check: (...args: Parameters<typeof rule.check>) => {
              runs++;
              return rule.check(...args);
            },
          }
        : rule,
    );
    const many = Array.from({ length: 50 }, (_, i) => POD(`pod-${i}`, "shop")).join("---\n");
    const workspace = indexOf({ "limits.yaml": LIMITS("bank") });
    const first = analyze({ path: "a.yaml", text: many }, { workspace, rules: counted });
    assert.equal(runs, 50);
    analyze({ path: "a.yaml", text: many.replace("pod-7", "pod-x") }, { workspace, rules: counted, previous: first });
    assert.equal(runs, 51);
  });
});

it("an index holds nothing of the texts that its facts were read from", () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const used = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const index = new WorkspaceIndex();
  const before = used();
  for (let i = 0; i < 40; i++) {
    const text = `# ${"-".repeat(500_000)}\n${POD(`application-${i}`, "shop")}`;
    index.update(`${i}.yaml`, readFacts({ path: `${i}.yaml`, text }).facts);
  }
  const megabytes = (used() - before) / 1e6;
  assert.ok(megabytes < 5, `${megabytes} MB of 20 are still there`);
  assert.equal(index.view().find("pod", "namespace/shop").length, 40);
});

it("an index that does not know every file concludes nothing from what is not there", () => {
  const text = POD("a", "shop");
  const workspace = indexOf({ "a.yaml": text }, { isWhole: false });
  const ids = analyze({ path: "a.yaml", text }, { workspace }).diagnostics.map(({ rule }) => rule.id);
  for (const id of ["no-network-policy", "service-account-token-mounted"]) assert.ok(!ids.includes(id), id);
  assert.ok(check({ "a.yaml": text }, "a.yaml").diagnostics.some(({ rule }) => rule.id === "no-network-policy"));
});
