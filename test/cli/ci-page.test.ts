// The page about CI: what its examples run has to run, and what they collect has to be written.
import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { version } from "../../package.json";
import { folderWith, hullcheck, useBuiltCli } from "./harness.ts";

useBuiltCli();

const PAGE = readFileSync("docs/ci.md", "utf8");

interface Block {
  readonly language: string;
  readonly code: string;
}

const BLOCKS: readonly Block[] = Array.from(
  PAGE.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm),
  ([, language = "", code = ""]) => ({ language, code }),
);

/** The options and paths of each call of the command line in an example. */
function callsIn(code: string): readonly (readonly string[])[] {
  const calls = code.matchAll(/(?:\bnpx --yes hullcheck@\S+|\bdocker run .* hullcheck)((?: [^\s']+)*)/g);
  return Array.from(calls, ([, words = ""]) =>
    words
      .trim()
      .split(" ")
      .filter((word) => word !== ""),
  );
}

/** Every item of the lists under a key, at any depth. */
function itemsOf<Item>(key: string, value: unknown): readonly Item[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && Array.isArray(inner) ? (inner as readonly Item[]) : itemsOf<Item>(key, inner),
  );
}

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Hook {
  readonly id: string;
}

describe("the page about CI", () => {
  it("calls the command line as it is, and collects what that writes", () => {
    const all = BLOCKS.flatMap(({ code }) => callsIn(code).map((args) => ({ code, args })));
    assert.ok(all.length >= 6, `only ${all.length} calls`);
    for (const { code, args } of all) {
      const cwd = folderWith();
      cpSync("examples", cwd, { recursive: true });
      const { status, stderr } = hullcheck(args, { cwd });
      assert.equal(status, args.includes("never") ? 0 : 1, `${args.join(" ")}: ${stderr}`);
      for (const [file] of code.matchAll(/[\w/-]+\.(?:sarif|xml|json)\b/g)) {
        assert.ok(existsSync(join(cwd, file)), `${file} is not written by ${args.join(" ")}`);
      }
    }
  });

  it("gives the action inputs that it has, and names hooks that there are", () => {
    const { inputs, outputs } = parse(readFileSync("action.yml", "utf8"));
    const hooks: readonly Hook[] = parse(readFileSync(".pre-commit-hooks.yaml", "utf8"));
    // One of the examples is a piece of a list of steps.
    const documents = BLOCKS.filter(({ language }) => language === "yaml").map(({ code }): unknown => parse(code));
    const steps = itemsOf<Step>(
      "steps",
      documents.map((document) => (Array.isArray(document) ? { steps: document } : document)),
    );
    const ours = steps.filter(({ uses = "" }) => uses.startsWith("hullcheck/hullcheck@"));
    assert.equal(ours.length, 2);
    for (const step of ours) {
      for (const name of Object.keys(step.with ?? {})) assert.ok(Object.hasOwn(inputs, name), name);
    }
    for (const [, name = ""] of PAGE.matchAll(/steps\.hullcheck\.outputs\.([\w-]+)/g)) {
      assert.ok(Object.hasOwn(outputs, name), name);
    }
    const named = itemsOf<Hook>("hooks", documents).map(({ id }) => id);
    assert.deepEqual(named, ["hullcheck"]);
    assert.deepEqual(
      hooks.map(({ id }) => id),
      ["hullcheck", "hullcheck-fix"],
    );
  });

  it("pins what it uses, and itself to this version", () => {
    for (const [, pin] of PAGE.matchAll(/hullcheck@v?(\d[\w.]*\d)/g)) assert.equal(pin, version);
    for (const [line] of PAGE.matchAll(/^ *- uses: (?!hullcheck\/).*$/gm)) assert.match(line, /@[0-9a-f]{40} # v\d/);
    for (const [, image = ""] of PAGE.matchAll(/\bimage:? '?(node:[^\s']+)/g))
      assert.match(image, /@sha256:[0-9a-f]{64}$/);
  });
});
