// A run loads no more of the program than it needs.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { FIXABLE_DOCKERFILE, folderWith, hullcheck, useBuiltCli } from "./harness.ts";

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: [{name: a, image: b}]}\n";
const TELLS = `process.on("exit", () => process.stderr.write(Object.keys(require.cache).join("\\n")));\n`;

/** The names of the parts that a run loads, without what tells versions apart. */
function loadedBy(args: readonly string[], files: Readonly<Record<string, string>>): ReadonlySet<string> {
  const cwd = folderWith({ ...files, "tells.cjs": TELLS });
  const { stderr } = hullcheck(args, { cwd, env: { NODE_OPTIONS: `--require=${join(cwd, "tells.cjs")}` } });
  return new Set(Array.from(stderr.matchAll(/(\w[\w-]*?)(?:-[A-Z\d]{8})?\.cjs$/gm), ([, name = ""]) => name));
}

describe("the parts of the program", () => {
  useBuiltCli();
  const files = {
    Dockerfile: FIXABLE_DOCKERFILE,
    "pod.yaml": POD,
    "compose.yaml": "services: {}\n",
    "package.json": "{}",
  };
  const ofKinds = ["dockerfile", "kubernetes", "config-file"];
  const cases: readonly (readonly [args: string, loaded: readonly string[]])[] = [
    ["Dockerfile", ["dockerfile"]],
    ["pod.yaml", ["kubernetes"]],
    ["pod.yaml Dockerfile", ["dockerfile", "kubernetes"]],
    ["package.json", []],
    ["compose.yaml", []],
    ["compose.yaml Dockerfile", ["dockerfile", "kubernetes"]],
    ["Dockerfile --rule runs-as-root", ["dockerfile"]],
    ["Dockerfile --format sarif", ["dockerfile", "kubernetes"]],
    ["layers Dockerfile", ["dockerfile"]],
    ["--help", []],
    ["completion bash", []],
  ];
  for (const [args, expected] of cases) {
    it(`that hullcheck ${args} loads are ${expected.join(" and ") || "about no kind of file"}`, () => {
      const loaded = loadedBy(args.split(" "), files);
      assert.ok(loaded.has("cli"));
      assert.deepEqual(
        ofKinds.filter((part) => loaded.has(part)),
        expected,
      );
    });
  }

  it("are few, since each file takes its time", () => {
    assert.ok(loadedBy(["Dockerfile"], files).size <= 9);
    assert.ok(loadedBy(["--version"], files).size <= 4);
  });

  it("that read a configuration are loaded where there is one", () => {
    const loaded = loadedBy(["Dockerfile"], { ...files, ".hullcheck.yaml": "rules: {root-user: off}\n" });
    assert.ok(loaded.has("config-file"));
  });
});
