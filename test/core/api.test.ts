import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import vm from "node:vm";
import { build } from "esbuild";
import {
  type Configuration,
  type Edit,
  type Finding,
  fix,
  type LintOptions,
  lint,
  rules,
} from "../../server/src/core/api.ts";
import { applyEdits, RULES } from "../../server/src/core/index.ts";

const BAD = `FROM scratch
COPY --chmod=0777 app /usr/local/bin/app
USER 10001:10001
`;
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: registry.example/web:1.4
`;
const SECRET = "ghp_x7Kq2LmN9pRsT4vWyZ1aB3cD5eF6gH8iJ0kL";

function only(text: string, options: LintOptions): Finding {
  const { findings } = lint(text, options);
  const [first] = findings;
  assert.ok(first !== undefined && findings.length === 1, JSON.stringify(findings));
  return first;
}

describe("lint", () => {
  it("tells what is found as plain objects, with lines and columns from 1 and offsets from 0", () => {
    const { kind, path, findings, suppressed, gaps, errors } = lint(BAD, { path: "web/Dockerfile" });
    assert.deepEqual(
      { kind, path, suppressed, gaps, errors },
      { kind: "dockerfile", path: "web/Dockerfile", suppressed: [], gaps: [], errors: [] },
    );
    const finding = findings.find(({ ruleId }) => ruleId === "world-writable");
    assert.ok(finding !== undefined);
    assert.equal(finding.severity, "warning");
    assert.deepEqual(finding.start, {
      line: 2,
      column: finding.start.offset - BAD.indexOf("COPY") + 1,
      offset: BAD.indexOf("0777"),
    });
    assert.equal(BAD.slice(finding.start.offset, finding.end.offset), "0777");
    assert.match(finding.docs, /world-writable/);
  });

  it("tells of a rule what it is about and which standards ask for it", () => {
    const rule = rules.find(({ id }) => id === "privileged-container");
    assert.equal(rule?.topic, "privileges");
    assert.deepEqual(rule?.standards.cisKubernetes, ["5.2.2"]);
    assert.deepEqual(rule?.standards.podSecurity, ["privileged"]);
  });

  it("gives back nothing that JSON cannot hold", () => {
    for (const [text, path] of [
      [BAD, "Dockerfile"],
      [POD, "pod.yaml"],
      ["x", "x.txt"],
    ] as const) {
      const result = lint(text, { path });
      assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
    }
    assert.deepEqual(JSON.parse(JSON.stringify(rules)), rules);
    const fixed = fix(BAD, { path: "Dockerfile" });
    assert.deepEqual(JSON.parse(JSON.stringify(fixed)), fixed);
  });

  it("brings fixes whose edits make the text that fix makes", () => {
    const finding = only(BAD, { path: "Dockerfile", rules: ["world-writable"] });
    const edits = finding.fixes[0]?.edits.map(({ start, end, newText }: Edit) => ({
      span: { start: start.offset, end: end.offset },
      newText,
    }));
    assert.equal(applyEdits(BAD, edits ?? []), fix(BAD, { path: "Dockerfile", rules: ["world-writable"] }).text);
  });

  it("takes the kind of a text from its path, its content, or the caller", () => {
    assert.equal(lint(BAD, { path: "notes.txt" }).kind, null);
    assert.equal(lint(BAD, { path: "notes.txt", kind: "dockerfile" }).kind, "dockerfile");
    assert.equal(lint(POD, { path: "pod.yaml" }).kind, "kubernetes");
    assert.equal(lint(POD, { path: "pod", kind: "kubernetes" }).kind, "kubernetes");
  });

  it("follows a configuration, as an object and as the text of a file", () => {
    const asked: Configuration = { rules: { "world-writable": "error", "root-user": "off" } };
    for (const config of [asked, "rules:\n  world-writable: error\n  root-user: off\n"]) {
      const { findings } = lint(BAD.replace("USER 10001:10001\n", ""), { path: "Dockerfile", config });
      assert.deepEqual(
        findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`),
        ["world-writable error"],
      );
    }
    assert.deepEqual(lint(BAD, { path: "Dockerfile", config: { extends: "hullcheck:minimal" } }).findings, []);
  });

  it("runs a chosen rule also where it is switched off", () => {
    const config = { rules: { "world-writable": "off" } } as const;
    assert.equal(only(BAD, { path: "Dockerfile", config, rules: ["world-writable"] }).ruleId, "world-writable");
  });

  it("throws on wrong options, and names the key", () => {
    const wrong = (options: Partial<LintOptions>) => () => lint(BAD, { path: "Dockerfile", ...options });
    assert.throws(wrong({ config: "rules:\n  root-user: loud\n" }), {
      name: "TypeError",
      message: /^configuration: rules\.root-user/,
    });
    assert.throws(wrong({ config: "extends: ./other.yaml" }), { name: "TypeError", message: /other\.yaml/ });
    assert.throws(wrong({ rules: ["root-usr"] }), { name: "TypeError", message: "no such rule: root-usr" });
  });

  it("judges a file as a part of its project where the other files are given", () => {
    const ids = (otherFiles?: LintOptions["otherFiles"]) =>
      lint(POD, { path: "k8s/pod.yaml", ...(otherFiles && { otherFiles }) }).findings.map(({ ruleId }) => ruleId);
    const web = { path: "compose.yaml", text: "services:\n  web:\n    image: registry.example/web\n    build: web\n" };
    assert.ok(!ids().includes("non-root-pod-root-image"));
    assert.ok(ids([web, { path: "web/Dockerfile", text: "FROM debian:12\n" }]).includes("non-root-pod-root-image"));
    assert.ok(
      !ids([web, { path: "web/Dockerfile", text: "FROM debian:12\nUSER 10001\n" }]).includes("non-root-pod-root-image"),
    );
  });

  it("asks for the day, where rules are about dates", () => {
    const old = "FROM debian:8\nUSER 10001\n";
    const ids = (options: Partial<LintOptions>) =>
      lint(old, { path: "Dockerfile", ...options }).findings.map(({ ruleId }) => ruleId);
    assert.ok(!ids({}).includes("end-of-life-base-image"));
    assert.ok(ids({ today: "2026-01-31" }).includes("end-of-life-base-image"));
  });

  it("never tells a secret", () => {
    const texts = [
      `FROM scratch\nENV GITHUB_TOKEN=${SECRET}\nRUN curl -H "Authorization: ${SECRET}" https://example.com\n`,
      `FROM scratch\n# hullcheck-disable-next-line secret-in-env\nENV GITHUB_TOKEN=${SECRET}\n`,
    ];
    for (const text of texts) {
      const result = lint(text, { path: "Dockerfile" });
      assert.ok(result.findings.length + result.suppressed.length > 0);
      assert.ok(!JSON.stringify(result).includes(SECRET.slice(4)));
      const { applied, result: left } = fix(text, { path: "Dockerfile" });
      assert.ok(!JSON.stringify({ applied, left }).includes(SECRET.slice(4)));
    }
  });
});

describe("fix", () => {
  it("makes every safe fix, says which, and what is left", () => {
    const setuid = "COPY --chmod=4555 tool /tool\n";
    const { text, applied, result } = fix(BAD + setuid, { path: "Dockerfile" });
    assert.equal(text, BAD.replace("0777", "0775") + setuid);
    assert.deepEqual(
      applied.map(({ ruleId }) => ruleId),
      ["world-writable"],
    );
    assert.deepEqual(
      result.findings.map(({ ruleId }) => ruleId),
      ["setuid-bit"],
    );
  });

  it("gives back a text without a safe fix as it is", () => {
    assert.deepEqual(fix("no Dockerfile", { path: "a.txt" }), {
      text: "no Dockerfile",
      applied: [],
      result: { path: "a.txt", kind: null, findings: [], suppressed: [], gaps: [], errors: [] },
    });
  });
});

describe("rules", () => {
  it("are all rules, as data", () => {
    assert.deepEqual(
      rules.map(({ id }) => id),
      RULES.map(({ id }) => id),
    );
    for (const rule of rules) assert.ok(rule.why !== "" && rule.remedy !== "" && rule.references.length > 0, rule.id);
    assert.equal(rules.find(({ id }) => id === "unpinned-package")?.default, "off");
  });
});

describe("the library", () => {
  it("runs where there is nothing but JavaScript, and what encodes and decodes text", async () => {
    const outdir = `out/api-test-${process.pid}`;
    const { outputFiles } = await build({
      stdin: { contents: 'export * from "./server/src/core/api.ts"', resolveDir: process.cwd(), loader: "ts" },
      ...{ bundle: true, write: false, outdir, format: "iife", globalName: "hullcheck", platform: "neutral" },
      ...{ mainFields: ["browser", "module", "main"], inject: ["server/src/lsp/buffer.browser.ts"] },
    });
    const context = vm.createContext({ TextDecoder, TextEncoder });
    vm.runInContext(outputFiles[0]?.text ?? "", context);
    const told = vm.runInContext(
      `JSON.stringify(hullcheck.lint(${JSON.stringify(BAD)}, { path: "Dockerfile" }))`,
      context,
    );
    assert.deepEqual(JSON.parse(told), lint(BAD, { path: "Dockerfile" }));
  });

  it("is described as it is", () => {
    const text = readFileSync("docs/api.md", "utf8");
    for (const name of ["path", "kind", "config", "rules", "today", "otherFiles"])
      assert.match(text, new RegExp(`^\\| \`${name}\` `, "m"));
  });
});
