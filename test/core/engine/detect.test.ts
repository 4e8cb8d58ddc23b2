import assert from "node:assert/strict";
import { test } from "node:test";
import { detect, mayBeChecked } from "../../../server/src/core/index.ts";

const POD = "apiVersion: v1\nkind: Pod\n";

test("Dockerfiles are known by their names", () => {
  const yes = [
    "Dockerfile",
    "a/Dockerfile.dev",
    "Dockerfile-alpine",
    "Dockerfile_web",
    "x.dockerfile",
    "Containerfile",
  ];
  for (const name of yes) assert.equal(detect(name, ""), "dockerfile", name);
  const no = ["Dockerfile.dockerignore", "dockerfile.md", "dockerfile_test.go", "Dockerfile.j2", "notes.txt", "docker"];
  for (const name of no) assert.equal(detect(name, ""), undefined, name);
});

test("manifests are known by their content, and only in YAML and JSON files", () => {
  assert.equal(detect("a.yaml", POD), "kubernetes");
  assert.equal(detect("a.json", '{"apiVersion": "v1", "kind": "Pod"}'), "kubernetes");
  assert.equal(detect("deployment.yaml", "name: x\n"), undefined);
  assert.equal(detect("a.txt", POD), undefined);
});

test("the editor's word for a file wins over its name", () => {
  assert.equal(detect("notes.txt", "", "dockerfile"), "dockerfile");
  assert.equal(detect("untitled:Untitled-1", POD, "yaml"), "kubernetes");
});

test("a name alone tells which files need not be read", () => {
  assert.ok(mayBeChecked("Dockerfile"));
  assert.ok(mayBeChecked("values.yml"));
  assert.ok(!mayBeChecked("main.go"));
});
