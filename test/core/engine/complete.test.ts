import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  analyze,
  type Completion,
  completeConfigFile,
  completeRuleIds,
  RULES,
} from "../../../server/src/core/index.ts";

/** Takes out the `|` that stands for the cursor. */
function withCursor(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf("|");
  return { text: text.slice(0, offset) + text.slice(offset + 1), offset };
}

function inComment(path: string, marked: string): Completion | undefined {
  const { text, offset } = withCursor(marked);
  return completeRuleIds(analyze({ path, text }), offset);
}

function labels(completion: Completion | undefined): readonly string[] {
  return completion?.choices.map(({ label }) => label) ?? [];
}

describe("in a comment of a Dockerfile", () => {
  const at = (comment: string): Completion | undefined =>
    inComment("Dockerfile", `FROM debian:12\n${comment}\nRUN chmod 4755 /a\n`);

  it("the name of a suppression is completed", () => {
    assert.deepEqual(labels(at("# hull|")), ["hullcheck-disable-next-line", "hullcheck-disable"]);
    assert.deepEqual(labels(at("#h|")), ["hullcheck-disable-next-line", "hullcheck-disable"]);
    assert.deepEqual(labels(inComment("a.yaml", "apiVersion: v1 # h|\nkind: Pod\n")), [
      "hullcheck-disable-next-line",
      "hullcheck-disable-line",
      "hullcheck-disable",
    ]);
  });

  it("rules are completed: those that find something on the line first, then in the file; those of Dockerfiles only, those not named yet", () => {
    const completion = at("# hullcheck-disable-next-line |");
    assert.equal(labels(completion)[0], "setuid-bit");
    assert.deepEqual(
      new Set(labels(completion).slice(0, 3)),
      new Set(["root-user", "setuid-bit", "unpinned-base-image"]),
    );
    const known = RULES.filter(({ kind }) => kind !== "kubernetes").map(({ id }) => id);
    assert.deepEqual([...labels(completion)].sort(), known.sort());
    const second = at("# hullcheck-disable-next-line setuid-bit, root|");
    assert.ok(!labels(second).includes("setuid-bit") && labels(second).includes("root-user"));
    assert.equal(labels(second).at(-1), "until");
    assert.ok(labels(at("# hullcheck-disable setuid-bit |")).includes("root-user"));
  });

  it("the word before the cursor is replaced", () => {
    const text = "# hullcheck-disable-next-line setuid-bit, root|";
    const { span } = at(text) ?? {};
    assert.deepEqual(span, {
      start: "FROM debian:12\n".length + text.indexOf("root"),
      end: "FROM debian:12\n".length + text.indexOf("|"),
    });
  });

  it("nothing is said elsewhere", () => {
    for (const comment of [
      "# |",
      "# see hull|",
      "# hullcheck-disable-next-line setuid-bit -- because |",
      "# hullcheck-disable-next-line setuid-bit: |",
      "# hullcheck-disable-next-line setuid-bit until 20|",
      "# hadolint ignore=|",
      "RUN true # hullcheck-disable |",
      "RUN <<EOF\n# hullcheck-disable |\nEOF",
      "|# hullcheck-disable ",
    ]) {
      assert.equal(at(comment), undefined, comment);
    }
    assert.equal(inComment("notes.txt", "# hull|"), undefined);
  });
});

function inConfig(path: string, marked: string): Completion | undefined {
  const { text, offset } = withCursor(marked);
  return completeConfigFile(path, text, offset);
}

const YAML = ".hullcheck.yaml";
const JSON_FILE = ".hullcheck.json";
const LEVELS = ["off", "on", "error", "warning", "information"];
const PRESETS = ["hullcheck:recommended", "hullcheck:strict", "hullcheck:minimal"];

describe("in a configuration file", () => {
  const rulesAt: readonly (readonly [path: string, text: string])[] = [
    [YAML, "rules:\n  |"],
    [YAML, "rules:\n  roo|"],
    [YAML, "severity: error\nrules:\n  setuid-bit: off\n  roo|\n  pipe-to-shell: on\n"],
    [YAML, "rules: {roo|"],
    [YAML, "rules: {setuid-bit: off, |}\n"],
    [YAML, 'rules:\n  "roo|"\n'],
    [YAML, "rules:\r\n  roo|\r\n"],
    [JSON_FILE, '{"rules": {"|"}}'],
    [JSON_FILE, '{"rules": {|}}'],
    [JSON_FILE, '{\n  "severity": "error",\n  "rules": {\n    "setuid-bit": "off",\n    "roo|'],
    ["package.json", '{"name": "x", "hullcheck": {"rules": {"|": "off"}}}'],
  ];
  for (const [path, text] of rulesAt) {
    it(`rules are completed in ${path}: ${JSON.stringify(text)}`, () => {
      const completion = inConfig(path, text);
      assert.ok(labels(completion).includes("root-user"));
      assert.equal(labels(completion).includes("setuid-bit"), !text.includes("setuid-bit"));
      assert.ok(completion?.choices.every(({ rule }) => rule !== undefined));
    });
  }

  const valuesAt: readonly (readonly [path: string, text: string, expected: readonly string[]])[] = [
    [YAML, "rules:\n  root-user: |", LEVELS],
    [YAML, "rules:\n  root-user: o|\n", LEVELS],
    [YAML, "rules: {root-user: |", LEVELS],
    [JSON_FILE, '{"rules": {"root-user": "|"}}', LEVELS],
    [YAML, "extends: |", PRESETS],
    [YAML, "extends: hullcheck:st|", PRESETS],
    [YAML, "extends:\n  - ./a.yaml\n  - |\n", PRESETS],
    [YAML, "extends: [hullcheck:s|", PRESETS],
    ["package.json", '{"hullcheck": {"extends": "hull|"}}', PRESETS],
  ];
  for (const [path, text, expected] of valuesAt) {
    it(`values are completed in ${path}: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(labels(inConfig(path, text)), expected));
  }

  it("keys are completed, those that are not there yet", () => {
    assert.ok(labels(inConfig(YAML, "|")).includes("rules"));
    const more = labels(inConfig(YAML, "rules: {}\nse|"));
    assert.ok(more.includes("severity") && !more.includes("rules"));
    assert.ok(labels(inConfig("package.json", '{"hullcheck": {"|"}}')).includes("extends"));
  });

  it("a word is replaced, with quotes where JSON needs them", () => {
    const first = (path: string, text: string): string => {
      const { span, choices } = inConfig(path, text) ?? { span: { start: 0, end: 0 }, choices: [] };
      const plain = withCursor(text).text;
      const choice = choices.find(({ label }) => label === "root-user" || label === "hullcheck:strict");
      return plain.slice(0, span.start) + choice?.newText + plain.slice(span.end);
    };
    assert.equal(first(YAML, "rules:\n  roo|\n"), "rules:\n  root-user\n");
    assert.equal(first(JSON_FILE, '{"rules": {"roo|"}}'), '{"rules": {"root-user"}}');
    assert.equal(first(JSON_FILE, '{"rules": {|}}'), '{"rules": {"root-user"}}');
    assert.equal(first(YAML, "extends: hullcheck:s|\n"), "extends: hullcheck:strict\n");
  });

  it("nothing is said elsewhere", () => {
    for (const [path, text] of [
      [YAML, "target: |"],
      [YAML, "exclude:\n  - |"],
      [YAML, "images:\n  a|"],
      [YAML, "podSecurity:\n  rules:\n    |"],
      [YAML, "rules:\n  root-user:\n    a: |"],
      [YAML, "# rules |"],
      ["package.json", '{"rules": {"|"}}'],
      ["package.json", '{"scripts": {"hullcheck": {"rules": "|"}}}'],
      [YAML, "[[[[ |"],
      [YAML, "*a: |"],
    ] as const) {
      assert.equal(inConfig(path, text), undefined, text);
    }
  });
});
