// What the command line knows of a file from the others that it finds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { folderWith, hullcheck, type JsonReport, jsonReport, read, useBuiltCli, write } from "./harness.ts";

useBuiltCli();

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
  namespace: shop
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: registry.example/web:1.4
`;
const FILES = {
  "k8s/pod.yaml": POD,
  "compose.yaml": "services:\n  web:\n    image: registry.example/web\n    build: web\n",
  "web/Dockerfile": "FROM debian:12\nCOPY . /web\n",
};
const KEY =
  "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE\n-----END OPENSSH PRIVATE KEY-----\n";
const ROOT_IMAGE = "non-root-pod-root-image";
const NO_POLICY = "no-network-policy";

function idsOf(report: JsonReport, path: string): readonly string[] {
  return report.files.find((file) => file.path === path)?.findings.map(({ ruleId }) => ruleId) ?? [];
}

describe("a folder", () => {
  it("is read as a whole: files are judged by what the others say", () => {
    const cwd = folderWith(FILES);
    const ids = idsOf(jsonReport(["check", "."], { cwd }), "k8s/pod.yaml");
    for (const id of [ROOT_IMAGE, NO_POLICY, "service-account-token-mounted"]) assert.ok(ids.includes(id), id);
    write(cwd, "web/Dockerfile", "FROM debian:12\nCOPY . /web\nUSER 10001\n");
    assert.ok(!idsOf(jsonReport(["check", "."], { cwd }), "k8s/pod.yaml").includes(ROOT_IMAGE));
  });

  it("may lie elsewhere, and be asked for in parts", () => {
    const cwd = folderWith(FILES);
    assert.ok(
      idsOf(jsonReport(["check", "../compose.yaml", "../web", "."], { cwd: `${cwd}/k8s` }), "pod.yaml").includes(
        ROOT_IMAGE,
      ),
    );
    const part = idsOf(jsonReport(["check", "k8s"], { cwd }), "k8s/pod.yaml");
    assert.ok(!part.includes(ROOT_IMAGE) && part.includes(NO_POLICY));
  });

  it("names the place in the other file, by its line, in every format", () => {
    const cwd = folderWith(FILES);
    const json = hullcheck(["check", ".", "--format", "json", "--rule", ROOT_IMAGE], { cwd }).stdout;
    const [finding] = JSON.parse(json).files.flatMap((file: { findings: unknown[] }) => file.findings);
    assert.equal(finding.related[0].path, "web/Dockerfile");
    assert.deepEqual(finding.related[0].start, { line: 1, column: 6, offset: 5 });
    const pretty = hullcheck(["check", ".", "--rule", ROOT_IMAGE], { cwd }).stdout;
    assert.match(pretty, /web\/Dockerfile:1:6/);
    const sarif = JSON.parse(hullcheck(["check", ".", "--format", "sarif", "--rule", ROOT_IMAGE], { cwd }).stdout);
    const [result] = sarif.runs[0].results;
    const { physicalLocation } = result.relatedLocations[0];
    assert.equal(physicalLocation.artifactLocation.uri, "web/Dockerfile");
    assert.equal(physicalLocation.region.startLine, 1);
    assert.match(
      hullcheck(["check", ".", "--format", "github", "--rule", ROOT_IMAGE], { cwd }).stdout,
      /web\/Dockerfile:1/,
    );
  });

  it("counts what git ignores where Docker does not ask git", () => {
    const cwd = folderWith({ ...FILES, ".gitignore": "id_rsa\n*.yaml\n", "web/id_rsa": KEY });
    const id = "secret-reaches-image-through-context";
    assert.ok(idsOf(jsonReport(["check", "."], { cwd }), "web/Dockerfile").includes(id));
    write(cwd, "web/.dockerignore", "id_rsa\n");
    assert.ok(!idsOf(jsonReport(["check", "."], { cwd }), "web/Dockerfile").includes(id));
  });

  it("a key store counts though it is no text", () => {
    const cwd = folderWith({
      "web/Dockerfile": FILES["web/Dockerfile"],
      "web/shop.p12": new Uint8Array([48, 130, 0, 0, 2]),
    });
    const report = jsonReport(["check", "."], { cwd });
    assert.ok(idsOf(report, "web/Dockerfile").includes("secret-reaches-image-through-context"));
    assert.deepEqual(report.problems, []);
    assert.ok(!JSON.stringify(report.notes).includes("p12"));
  });

  it("follows the setting `images`, whose paths are told from its own folder", () => {
    const { "compose.yaml": _, ...others } = FILES;
    const cwd = folderWith({
      ...others,
      "k8s/.hullcheck.yaml": "images:\n  registry.example/web: ../web/Dockerfile\n",
    });
    assert.ok(idsOf(jsonReport(["check", "."], { cwd }), "k8s/pod.yaml").includes(ROOT_IMAGE));
  });

  it("--changed judges the changed files by all of them", () => {
    const cwd = folderWith(FILES);
    const git = (...args: string[]): void => {
      const { status, stderr } = spawnSync("git", args, { cwd, encoding: "utf8" });
      assert.equal(status, 0, stderr);
    };
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a");
    write(cwd, "k8s/pod.yaml", POD.replace("1.4", "1.5"));
    const report = jsonReport(["check", ".", "--changed"], { cwd });
    assert.deepEqual(
      report.files.map(({ path }) => path),
      ["k8s/pod.yaml"],
    );
    assert.ok(idsOf(report, "k8s/pod.yaml").includes(ROOT_IMAGE));
  });
});

describe("files that are named alone", () => {
  it("are judged by each other, but nothing is taken for absent", () => {
    const cwd = folderWith(FILES);
    const ids = idsOf(jsonReport(["check", "k8s/pod.yaml", "compose.yaml", "web/Dockerfile"], { cwd }), "k8s/pod.yaml");
    assert.ok(ids.includes(ROOT_IMAGE));
    for (const id of [NO_POLICY, "service-account-token-mounted"]) assert.ok(!ids.includes(id), id);
  });

  it("as standard input have no neighbours", () => {
    const cwd = folderWith(FILES);
    const { stdout } = hullcheck(["check", "--stdin", "--stdin-filename", "k8s/pod.yaml", "--format", "json"], {
      cwd,
      input: POD,
    });
    const ids = JSON.parse(stdout).files.flatMap((file: { findings: { ruleId: string }[] }) =>
      file.findings.map(({ ruleId }) => ruleId),
    );
    assert.ok(!ids.includes(ROOT_IMAGE) && !ids.includes(NO_POLICY));
  });
});

describe("--fix", () => {
  it("does not write into a base what an overlay sets, and judges later files by what was fixed", () => {
    const pod = (name: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: "a:1", securityContext: {}}]}\n`;
    const patch =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, securityContext: {seccompProfile: {type: Localhost, localhostProfile: a.json}}}]}\n";
    const cwd = folderWith({
      "base/pod.yaml": pod("a"),
      "base/other.yaml": pod("b"),
      "base/kustomization.yaml": "resources: [pod.yaml, other.yaml]\n",
      "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
      "prod/patch.yaml": patch,
    });
    hullcheck(["check", ".", "--fix"], { cwd });
    assert.equal(read(cwd, "prod/patch.yaml"), patch);
    assert.ok(!read(cwd, "base/pod.yaml").includes("seccompProfile"));
  });
});
