// A rule that throws loses its own findings; that is told once, and without the error's words, which could quote a secret.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { analyze, fixAll, RULES, type Rule } from "../../server/src/core/index.ts";
import { FIXABLE_DOCKERFILE, FIXED_DOCKERFILE, folderWith, hullcheck, read } from "../cli/harness.ts";
import { replacing } from "../lsp/client.ts";

const SECRET = "Xk29dlQ7vTzp";
const TEXT = `${FIXABLE_DOCKERFILE}# ${SECRET}\n`;
const FIXED = `${FIXED_DOCKERFILE}# ${SECRET}\n`;
const FOUND = "world-writable";
const cli = resolve("out", `cli-throwing-${process.pid}.cjs`);

/** A rule of either kind that tells a finding, then fails. */
function throwing(rule: Rule): Rule {
  if (rule.kind === "suppression") return rule;
  function* check(): Generator<never> {
    yield { span: { start: 0, end: 1 }, message: "half of its findings" } as never;
    throw new Error(`at ${SECRET}`);
  }
  return { ...rule, check };
}

describe("a rule that throws", () => {
  const texts = {
    Dockerfile: "FROM debian:latest\nRUN chmod 4755 /app && curl -k http://example.com/a.sh | sh\nUSER root\n",
    "pod.yaml":
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: true, containers: [{name: a, image: b}]}\n",
  };
  for (const [path, text] of Object.entries(texts)) {
    it(`in ${path} loses its own findings and no others, whichever it is`, () => {
      const all = analyze({ path, text });
      const ids = new Set(all.diagnostics.map(({ rule }) => rule.id));
      assert.ok(ids.size > 2);
      for (const id of ids) {
        const rules = RULES.map((rule) => (rule.id === id ? throwing(rule) : rule));
        const { diagnostics, failures } = analyze({ path, text }, { rules });
        assert.deepEqual(
          failures.map(({ ruleId }) => ruleId),
          [id],
        );
        assert.ok(!JSON.stringify(failures).includes(SECRET));
        const told = (list: typeof diagnostics) => list.map(({ rule, message }) => `${rule.id} ${message}`);
        assert.deepEqual(told(diagnostics), told(all.diagnostics.filter(({ rule }) => rule.id !== id)));
      }
    });
  }

  it("keeps fix-all from nothing but its own fixes", () => {
    const rules = RULES.map((rule) => (rule.id === FOUND ? rule : throwing(rule)));
    const source = { path: "Dockerfile", text: TEXT };
    assert.equal(fixAll(analyze(source, { rules }), { rules }).text, FIXED);
  });

  describe("at the command line", () => {
    const throws = `import { DOCKERFILE_RULES as REAL } from "real";
      export const DOCKERFILE_RULES = [
        { ...REAL[0], id: "throws", check: (model) => { throw new Error("at " + model.text); } },
        ...REAL,
      ];`;
    before(() =>
      build({
        entryPoints: ["server/src/cli/main.ts"],
        outfile: cli,
        plugins: [replacing({ "core/rules/dockerfile-rules.ts": throws })],
        bundle: true,
        platform: "node",
        target: "node20",
        format: "cjs",
        mainFields: ["module", "main"],
        logLevel: "warning",
      }),
    );
    after(() => rmSync(cli, { force: true }));

    it("is told once for all files, the others report, and the run has failed", () => {
      const cwd = folderWith({ Dockerfile: TEXT, "a/Dockerfile": TEXT, "b/Dockerfile": TEXT });
      for (const format of ["pretty", "compact", "json", "sarif", "junit", "gitlab"]) {
        const { status, stdout, stderr } = hullcheck(["--threads", "1", "--format", format], { cwd, cli });
        assert.equal(status, 2, stderr);
        assert.equal(stdout.split(FOUND).length > 3, true, stdout);
        assert.match(
          stderr,
          /^hullcheck: Dockerfile: rule throws failed here and in 2 more files; the other rules ran\./,
        );
        assert.equal(stderr.split("\n").length, 2, stderr);
        assert.ok(!(stdout + stderr).includes(SECRET), format);
      }
    });

    it("lets --fix do what the others ask for", () => {
      const cwd = folderWith({ Dockerfile: TEXT });
      assert.equal(hullcheck(["--threads", "1", "--fix"], { cwd, cli }).status, 2);
      assert.equal(read(cwd, "Dockerfile"), FIXED);
    });
  });
});
