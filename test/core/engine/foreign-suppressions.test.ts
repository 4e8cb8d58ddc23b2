// The comments and annotations of other linters, each with the scope that its linter gives it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Analysis, analyze, RULES } from "../../../server/src/core/index.ts";

function check(path: string, text: string, today = "2026-11-24"): Analysis {
  const analysis = analyze({ path, text }, { today });
  assert.deepEqual(analysis.failures, []);
  assert.ok(!analysis.diagnostics.some(({ rule }) => rule.id === "unused-suppression"), "it is none of ours");
  return analysis;
}

/** What is left of a rule, as the text that is underlined with its line, from 1. */
function left({ diagnostics, lines, source }: Analysis, ruleId: string): readonly string[] {
  return diagnostics
    .filter(({ rule }) => rule.id === ruleId)
    .map(({ span }) => `${lines.lineAt(span.start) + 1} ${source.text.slice(span.start, span.end)}`);
}

const DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/** `root-user` at line 2 with one line above it, and `secret-in-env` at the last line. */
function dockerfile(above: string, top = ""): string {
  return `${top}FROM debian@${DIGEST}\n${above}USER root\nENV DB_PASSWORD=hunter2hunter2\n`;
}

describe("in a Dockerfile", () => {
  const held: readonly (readonly [comment: string, ...rules: string[]])[] = [
    ["# hadolint ignore=DL3002\n", "root-user"],
    ["#hadolint ignore=DL3001,DL3002\n", "root-user"],
    ["# hadolint ignore = DL3001 , DL3002 # why\n", "root-user"],
    ["# hadolint ignore=DL3002\n# why\n", "root-user"],
    ["# hadolint ignore=DL3064\n"],
    ["# hadolint global ignore=DL3002,DL3064\n", "root-user", "secret-in-env"],
    ["# hadolint ignore=DL3002\n\n"],
    ["# hadolint ignore=DL3002,why\n"],
    ["# hadolint ignore=dl3002\n"],
    ["# please hadolint ignore=DL3002\n"],
    ["# checkov:skip=CKV_DOCKER_8:why\n", "root-user"],
    ["#checkov:skip=CKV_DOCKER_3\n", "root-user"],
    ["# bridgecrew:skip=CKV_DOCKER_2,CKV_DOCKER_8: why\n", "root-user"],
    ["# why: checkov:skip=CKV_DOCKER_2 and checkov:skip=CKV_DOCKER_8\n", "root-user"],
    ["# checkov:skip=CKV_DOCKER_80\n"],
    ["#trivy:ignore:DS-0002\n", "root-user"],
    ["# trivy:ignore:AVD-DS-0002\n", "root-user"],
    ["# trivy:ignore:ds002 -- why\n", "root-user"],
    ["# trivy:ignore:AVD-DS-0001 trivy:ignore:AVD-DS-0002\n", "root-user"],
    ["# trivy:ignore:AVD-DS-0002\n# trivy:ignore:AVD-DS-0001\n", "root-user"],
    ["# trivy:ignore:ds-*\n", "root-user"],
    ["# trivy:ignore:*\n", "root-user"],
    ["# tfsec:ignore:DS-0002\n", "root-user"],
    ["# trivy:ignore:DS-0002:exp:2026-11-25\n", "root-user"],
    ["# trivy:ignore:DS-0002:exp:2026-11-24\n"],
    ["# trivy:ignore:DS-0002:exp:soon\n"],
    ["# trivy:ignore:DS-0002[user=root]\n"],
    ["# trivy:ignore:DS-00021\n"],
    ["# trivy:ignore:\n"],
    ["# trivy:ignore:DS-0031\n"],
    ["# check=skip=SecretsUsedInArgOrEnv\n"],
    ["# NOSONAR\n"],
    ["# hadolint ignore=DL9999\n"],
  ];
  for (const [comment, ...rules] of held) {
    const what = rules.length === 0 ? "nothing" : rules.join(" and ");
    it(`${JSON.stringify(comment)} holds back ${what}`, () => {
      const analysis = check("Dockerfile", dockerfile(comment));
      assert.deepEqual(
        ["root-user", "secret-in-env"].filter((id) => left(analysis, id).length === 0),
        rules,
      );
      assert.deepEqual([...new Set(analysis.suppressed.map(({ rule }) => rule.id))].sort(), rules);
    });
  }

  it("build checks are skipped for the file at its top, for an instruction above it", () => {
    const env = "ENV DB_PASSWORD=hunter2hunter2\n";
    const text = (top: string, above: string): string => `${top}FROM debian@${DIGEST}\nUSER 1\n${above}${env}${env}`;
    const lines = (top: string, above = ""): readonly string[] =>
      left(check("Dockerfile", text(top, above)), "secret-in-env").map((found) => found.split(" ")[0] ?? "");
    assert.deepEqual(lines(""), ["3", "4"]);
    assert.deepEqual(lines("# check=skip=SecretsUsedInArgOrEnv\n"), []);
    assert.deepEqual(
      lines("# syntax=docker/dockerfile:1\n# CHECK = error=true;skip=UndefinedVar, SecretsUsedInArgOrEnv\n"),
      [],
    );
    assert.deepEqual(lines("# check=skip=all\n"), []);
    assert.deepEqual(lines("# check=skip=UndefinedVar\n"), ["4", "5"]);
    assert.deepEqual(lines("# check=error=true\n"), ["4", "5"]);
    assert.deepEqual(lines("", "# check=skip=SecretsUsedInArgOrEnv\n"), ["5"]);
    assert.deepEqual(lines("# not at the top\n# check=skip=SecretsUsedInArgOrEnv\n"), ["5", "6"]);
  });

  it("a comment in a heredoc is text", () => {
    const text = `FROM debian@${DIGEST}\nCOPY <<EOF /a\n# checkov:skip=CKV_DOCKER_8\nEOF\nUSER root\n`;
    assert.equal(left(check("Dockerfile", text), "root-user").length, 1);
  });
});

interface Comments {
  readonly onTop?: string;
  readonly metadata?: string;
  readonly template?: string;
  readonly spec?: string;
  readonly web?: string;
  readonly inWeb?: string;
  readonly behindPrivileged?: string;
}

/** A Deployment with two privileged containers, and a comment or an annotation where it is asked for. */
function deployment({ onTop = "", metadata, template, spec = "", web = "", ...inContainer }: Comments): string {
  const { inWeb = "", behindPrivileged = "" } = inContainer;
  const annotations = (text: string | undefined, indent: string): string =>
    text === undefined ? "" : `${indent}annotations:\n${indent}  ${text}\n`;
  return `${onTop}apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
${annotations(metadata, "  ")}spec:
  template:
    metadata:
      labels: {app: shop}
${annotations(template, "      ")}    spec:
${spec}      hostNetwork: true
      containers:
${web}        - name: web
          image: shop
${inWeb}          securityContext:
            privileged: true${behindPrivileged}
        - name: log
          image: log
          securityContext:
            privileged: true
`;
}

type Held = "both" | "web" | "none";

/** Which of the two privileged containers are not reported. */
function heldContainers(text: string, today?: string): Held {
  const analysis = check("deployment.yaml", text, today);
  const count = left(analysis, "privileged-container").length;
  if (count === 2) return "none";
  if (count === 0) return "both";
  const [only] = analysis.suppressed.filter(({ rule }) => rule.id === "privileged-container");
  assert.ok(only !== undefined && only.span.start < text.indexOf("name: log"), "the first container is meant");
  return "web";
}

describe("in a manifest", () => {
  it("nothing is held back without", () => assert.equal(heldContainers(deployment({})), "none"));

  const cases: readonly (readonly [Held, Comments])[] = [
    ["both", { onTop: "# checkov:skip=CKV_K8S_16:why\n" }],
    ["both", { spec: "      # checkov:skip=CKV_K8S_16:why\n" }],
    ["web", { web: "        # checkov:skip=CKV_K8S_16:why\n" }],
    ["web", { inWeb: "          # checkov:skip=CKV_K8S_16:why\n" }],
    ["web", { behindPrivileged: " # checkov:skip=CKV_K8S_16:why" }],
    ["none", { onTop: "# checkov:skip=CKV_K8S_17:why\n" }],
    ["both", { metadata: "checkov.io/skip1: CKV_K8S_16=why=not" }],
    ["both", { metadata: "checkov.io/skip12: CKV_K8S_16" }],
    ["both", { metadata: "bridgecrew.io/skip1: CKV_K8S_16=why" }],
    ["both", { template: "checkov.io/skip1: CKV_K8S_16=why" }],
    ["none", { metadata: "checkov.io/skip1: CKV_K8S_160=why" }],
    ["none", { metadata: "checkov.io/skip1: why=CKV_K8S_16" }],
    ["web", { web: "        # trivy:ignore:KSV-0017\n" }],
    ["web", { web: "        #trivy:ignore:AVD-KSV-0017\n" }],
    ["web", { web: "        # trivy:ignore:KSV017\n" }],
    ["web", { web: "        # trivy:ignore:KSV-0001 trivy:ignore:ksv-00*\n" }],
    ["both", { spec: "      # trivy:ignore:KSV-0017\n" }],
    ["both", { onTop: "# trivy:ignore:KSV-0017\n# why\n" }],
    ["web", { behindPrivileged: " # trivy:ignore:KSV-0017" }],
    ["web", { inWeb: "          # trivy:ignore:KSV-0017\n" }],
    ["none", { onTop: "# trivy:ignore:KSV-0017\n\n" }],
    ["none", { web: "        # trivy:ignore:KSV-0017:exp:2026-01-01\n" }],
    ["both", { metadata: 'ignore-check.kube-linter.io/privileged-container: "why"' }],
    ["both", { metadata: 'kube-linter.io/ignore-all: ""' }],
    ["none", { metadata: 'ignore-check.kube-linter.io/privileged: "why"' }],
    ["none", { template: 'ignore-check.kube-linter.io/privileged-container: "why"' }],
    ["both", { metadata: "kube-score/ignore: service-type, container-security-context-privileged" }],
    ["both", { template: "kube-score/ignore: container-security-context-privileged" }],
    ["none", { metadata: "kube-score/ignore: container-security-context" }],
    ["both", { metadata: 'polaris.fairwinds.com/runAsPrivileged-exempt: "true"' }],
    ["both", { metadata: "polaris.fairwinds.com/exempt: TRUE" }],
    ["none", { metadata: 'polaris.fairwinds.com/runAsPrivileged-exempt: "false"' }],
    ["none", { metadata: 'polaris.fairwinds.com/runAsRootAllowed-exempt: "true"' }],
    ["none", { template: 'polaris.fairwinds.com/exempt: "true"' }],
    ["web", { behindPrivileged: " # NOSONAR why" }],
    ["none", { inWeb: "          # NOSONAR\n" }],
    ["none", { onTop: "# hadolint global ignore=DL3002\n# check=skip=all\n" }],
  ];
  for (const [held, comments] of cases) {
    it(`${JSON.stringify(comments)}: ${held}`, () => assert.equal(heldContainers(deployment(comments)), held));
  }

  it("the comments and annotations of one object are not about another", () => {
    for (const comments of [
      { onTop: "# checkov:skip=CKV_K8S_16:why\n" },
      { onTop: "# trivy:ignore:KSV-0017\n" },
      { metadata: 'kube-linter.io/ignore-all: ""' },
      { template: "checkov.io/skip1: CKV_K8S_16=why" },
    ]) {
      const text = [{}, comments, {}].map(deployment).join("---\n");
      assert.equal(left(check("a.yaml", text), "privileged-container").length, 4, JSON.stringify(comments));
    }
    const list = (annotation: string): string =>
      `apiVersion: v1\nkind: List\nitems:\n${["", annotation]
        .map(
          (text) =>
            `  - ${deployment(text === "" ? {} : { metadata: text })
              .replaceAll("\n", "\n    ")
              .trimEnd()}\n`,
        )
        .join("")}`;
    assert.equal(left(check("a.yaml", list("kube-linter.io/ignore-all: why")), "privileged-container").length, 2);
  });

  it("an annotation holds back what is reported at the object's name", () => {
    const text = deployment({ metadata: "checkov.io/skip1: CKV_K8S_19=why" });
    assert.deepEqual(left(check("a.yaml", text), "host-namespace"), []);
    assert.equal(left(check("a.yaml", deployment({})), "host-namespace").length, 1);
  });

  it("annotations hold in JSON too", () => {
    const text = JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "shop", annotations: { "kube-linter.io/ignore-all": "why" } },
      spec: { containers: [{ name: "web", image: "shop", securityContext: { privileged: true } }] },
    });
    assert.deepEqual(left(check("pod.json", text), "privileged-container"), []);
  });

  it("aliases and broken values do no harm", () => {
    for (const annotations of ["&a [*a]", "*nothing", "~", "{kube-score/ignore: [a], checkov.io/skip1: {a: b}}"]) {
      const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n  annotations: ${annotations}\n# trivy:ignore:*\nspec: &s\n  containers: [*s]\n`;
      assert.equal(check("pod.yaml", text).kind, "kubernetes");
    }
  });
});

describe("what users of other linters ask for", () => {
  it("a missing USER can be ignored in line (trivy#9463)", () => {
    const text = (comments: string): string =>
      `${comments}FROM kalilinux/kali-rolling:latest\nRUN apt-get update\nCMD ["sh"]\n`;
    assert.equal(left(check("Dockerfile", text("")), "root-user").length, 1);
    assert.equal(left(check("Dockerfile", text("# trivy:ignore:AVD-DS-0001\n")), "root-user").length, 1);
    const both = check("Dockerfile", text("# trivy:ignore:AVD-DS-0001\n# trivy:ignore:AVD-DS-0002\n"));
    assert.deepEqual(left(both, "root-user"), []);
  });

  it("a build check is skipped for one instruction, with a comment that says why (buildkit#6167)", () => {
    const env = "ENV DB_PASSWORD=hunter2hunter2\n";
    const text = `FROM debian@${DIGEST}\nUSER 1\n${env}# The database is made for the tests.\n# check=skip=SecretsUsedInArgOrEnv\n${env}`;
    assert.deepEqual(
      left(check("Dockerfile", text), "secret-in-env").map((found) => found.split(" ")[0]),
      ["3"],
    );
  });

  it("plain Kubernetes YAML takes comments in line (trivy#3900)", () => {
    assert.equal(heldContainers(deployment({ web: "        # trivy:ignore:KSV-0017\n" })), "web");
  });

  it("a check is ignored for one init container only (kube-score#470, checkov#4541, checkov#6729)", () => {
    const pod = (comment: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  initContainers:\n${comment}    - name: sysctl\n      image: sysctl\n      securityContext:\n        privileged: true\n  containers:\n    - name: web\n      image: web\n      securityContext:\n        privileged: true\n`;
    for (const comment of ["hullcheck-disable-next-line privileged-container", "checkov:skip=CKV_K8S_16:why"]) {
      const analysis = check("pod.yaml", pod(`    # ${comment}\n`));
      assert.deepEqual(
        left(analysis, "privileged-container").map((found) => found.split(" ")[0]),
        ["16"],
        comment,
      );
    }
  });
});

describe("the rule of this package", () => {
  it("about suppressions has no equivalent, so no comment for all checks of another linter is about it", () => {
    assert.deepEqual(RULES.find(({ id }) => id === "unused-suppression")?.equivalents, {});
  });
});
