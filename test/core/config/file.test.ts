import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import fc from "fast-check";
import { PRESETS } from "../../../server/src/core/config/presets.ts";
import {
  checkConfigFile,
  DEFAULT_CONFIG,
  isExcluded,
  mergeConfig,
  missingConfigFiles,
  RULES,
  readConfig,
  resolveConfig,
} from "../../../server/src/core/index.ts";

/** What is said of a file: the text that is underlined, and the words. */
function problems(path: string, text: string): readonly string[] {
  return checkConfigFile(path, text).map(
    ({ span, key, message }) => `${text.slice(span.start, span.end)} | ${key === "" ? "" : `${key}: `}${message}`,
  );
}

const YAML = ".hullcheck.yaml";
const JSON_FILE = ".hullcheck.json";

describe("a configuration file in order", () => {
  const files: readonly (readonly [path: string, text: string])[] = [
    [YAML, ""],
    [YAML, "# nothing\n"],
    [YAML, "\ufeffseverity: error\r\n"],
    [YAML, "rules:\nexclude:\npodSecurity:\n"],
    [YAML, "rules: {root-user: off, setuid-bit: on}\nextends: hullcheck:strict\n"],
    [YAML, "extends: [hullcheck:minimal, ./other.yaml]\n"],
    [YAML, "x: &x off\n".replace("x: &x off\n", "rules: {root-user: &x off, setuid-bit: *x}\n")],
    [JSON_FILE, ""],
    [JSON_FILE, '{"$schema": "./schema.json", "severity": "warning", "images": {"shop": "shop/Dockerfile"}}'],
    [JSON_FILE, '\ufeff{"podSecurity": {"level": "baseline", "version": "v1.31"}}'],
    ["package.json", '{"name": "shop"}'],
    ["package.json", "{ broken"],
    ["package.json", '{"hullcheck": {"severity": "error"}}'],
    ["package.json", '{"keywords": ["hullcheck"], "scripts": {"x": "\\"hullcheck\\""}}'],
  ];
  for (const [path, text] of files) {
    it(`${path}: ${JSON.stringify(text)}`, () => assert.deepEqual(problems(path, text), []));
  }
});

describe("a mistake in a configuration file", () => {
  const files: readonly (readonly [path: string, text: string, ...problems: string[]])[] = [
    [YAML, "rule: {}\n", "rule | rule: no such setting; did you mean “rules”?"],
    [YAML, "a: 1\nb: 2\n", "a | a: no such setting", "b | b: no such setting"],
    [YAML, "rules:\n  root-usr: off\n", "root-usr | rules.root-usr: no such rule; did you mean “root-user”?"],
    [
      YAML,
      "rules:\n  root-user: loud # why\n  setuid-bit: 3\n  pipe-to-shell:\n",
      'loud | rules.root-user: takes off, on, error, warning or information, not "loud"',
      "3 | rules.setuid-bit: takes off, on, error, warning or information, not 3",
      "pipe-to-shell | rules.pipe-to-shell: takes off, on, error, warning or information, not nothing",
    ],
    [
      YAML,
      "severity: wraning\n",
      'wraning | severity: takes error, warning or information, not "wraning"; did you mean “warning”?',
    ],
    [YAML, "severity: [error]\n", "[error] | severity: takes error, warning or information, not a list"],
    [YAML, "rules: [root-user]\n", "[root-user] | rules: takes a map, not a list"],
    [YAML, "rules: off\n", "off | rules: takes a map, not this text"],
    [YAML, "exclude: legacy/\n", "legacy/ | exclude: takes a list, not this text"],
    [YAML, "exclude:\n  - a\n  - 1\n", "1 | exclude.1: takes a text, not 1"],
    [YAML, "target: 0\n", "0 | target: takes a text, not 0"],
    [YAML, "images: {shop: {a: b}}\n", "{a: b} | images.shop: takes a text, not a map"],
    [YAML, "podSecurity: {levle: baseline}\n", "levle | podSecurity.levle: no such setting; did you mean “level”?"],
    [
      YAML,
      'podSecurity:\n  version: "31"\n',
      '"31" | podSecurity.version: takes a Kubernetes release such as v1.31, or latest, not this text',
    ],
    [YAML, "extends: 1\n", "1 | extends: takes a text or a list of texts, not 1"],
    [
      YAML,
      "extends: [hullcheck:strikt]\n",
      "hullcheck:strikt | extends.0: there is no preset “hullcheck:strikt”; did you mean “hullcheck:strict”?",
    ],
    [YAML, "severity: error\nseverity: warning\n", "severity | this key is set twice"],
    [YAML, "- a\n", "- a | a configuration has settings and their values"],
    [YAML, "word\n", "word | a configuration has settings and their values"],
    [JSON_FILE, '{"severity": "loud"}', '"loud" | severity: takes error, warning or information, not "loud"'],
    [
      JSON_FILE,
      '{"rules": {"root-usr": "off"}}',
      '"root-usr" | rules.root-usr: no such rule; did you mean “root-user”?',
    ],
    [
      "package.json",
      '{"name": "x", "hullcheck": {"rules": {"a": "on"}, "colour": 1}}',
      '"a" | hullcheck.rules.a: no such rule',
      '"colour" | hullcheck.colour: no such setting',
    ],
    ["package.json", '{"hullcheck": "strict"}', '"strict" | hullcheck: a configuration has settings and their values'],
  ];
  for (const [path, text, ...expected] of files) {
    it(`${path}: ${JSON.stringify(text)}`, () => assert.deepEqual(problems(path, text), expected));
  }

  it("of syntax is told, and of JSON what YAML would let pass", () => {
    for (const text of ["rules: {a: b\n", "a: [\n", "\ta: b\n", '"open\n', "a: b: c\n", "*nothing\n"]) {
      assert.ok(problems(YAML, text).length > 0, text);
    }
    for (const text of [
      "{severity: error}",
      '{"severity": "error",}',
      '{"a": 1} // why',
      "{'a': 1}",
      "{,}",
      "severity: error",
    ]) {
      assert.match(problems(JSON_FILE, text).join(), /\| this is no valid JSON$/, text);
    }
  });

  it("does not repeat a text that may be a secret", () => {
    const secret = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    for (const text of [
      `exclude: ${secret}`,
      `severity: ${secret}`,
      `podSecurity: {version: ${secret}}`,
      `{"a": ${secret}}`,
    ]) {
      for (const path of [YAML, JSON_FILE]) {
        const said = checkConfigFile(path, text).map(({ message }) => message);
        assert.ok(said.length > 0 && !said.join().includes(secret), said.join());
      }
    }
  });

  it("is never more than a problem: any text is read, in bounded time", () => {
    const bomb = `a: &a [x]\n${"bcdefghij"
      .split("")
      .map((name, i) => `${name}: &${name} [${Array(10).fill(`*${"abcdefghi"[i]}`)}]\n`)
      .join("")}`;
    for (const text of [
      bomb,
      "[".repeat(20_000),
      "a: &a [*a]\n",
      "? {a: b}\n: c\n",
      "--- a\n--- b\n",
      "!!binary x",
      "\0",
    ]) {
      for (const path of [YAML, JSON_FILE]) assert.ok(Array.isArray(checkConfigFile(path, text)));
    }
    const pieces = fc.constantFrom(
      "rules",
      "root-user",
      ":",
      " ",
      "\n",
      "  ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      '"',
      "off",
      "#",
      ",",
      "&a",
      "*a",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (words) => {
        const text = words.join("");
        for (const { span } of checkConfigFile(YAML, text)) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${span.start}-${span.end}`);
        }
      }),
    );
  });
});

describe("a configuration that is to keep the program busy", () => {
  const keys = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, 1]));
  const many: Readonly<Record<string, object>> = {
    "keys that mean nothing": keys(20_000),
    "rules that do not exist": { rules: keys(20_000) },
    "images that are no texts": { images: keys(20_000) },
    "parts of podSecurity that mean nothing": { podSecurity: keys(20_000) },
    "excludes that are no texts": { exclude: Array.from({ length: 20_000 }, () => 1) },
  };
  for (const [title, value] of Object.entries(many)) {
    it(`${title}: a hundred are told, and the rest counts`, { timeout: 30_000 }, () => {
      const text = JSON.stringify({ severity: "error", ...value });
      const { config, problems: said } = resolve("/.hullcheck.json", { "/.hullcheck.json": text });
      assert.equal(said?.length, 100);
      assert.equal(config?.severity, "error");
    });
  }

  it("is not even read where it is too long", () => {
    const text = `severity: error\n${"# and so on\n".repeat(30_000)}`;
    const { config, problems: said } = resolve("/.hullcheck.yaml", { "/.hullcheck.yaml": text });
    assert.deepEqual(said, ["/.hullcheck.yaml: this is too long for a configuration"]);
    assert.deepEqual(config, DEFAULT_CONFIG);
  });

  it("extends each of its files twice over", { timeout: 30_000 }, () => {
    const twice = (i: number): string => `extends: [./${i}.yaml, ./${i}.yaml]\nexclude: [a${i}]\n`;
    const files = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`/${i}.yaml`, twice(i + 1)]));
    const { config, problems: said } = resolve("/0.yaml", { ...files, "/18.yaml": "severity: error\n" });
    assert.deepEqual(said, []);
    assert.equal(config?.severity, "error");
    assert.equal(config?.exclude.length, 18);
  });

  it("has no more than twenty files, in a row or at once", () => {
    const next = (i: number): string => `extends: ./${i + 1}.yaml\n`;
    const row = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`/${i}.yaml`, next(i)]));
    const inRow = resolve("/0.yaml", row);
    assert.deepEqual(inRow.problems, ["/19.yaml: a configuration has at most 20 files"]);
    assert.equal(inRow.asked.length, 20);
    const names = Array.from({ length: 30 }, (_, i) => `./${i}.yaml`);
    const atOnce = resolve("/a.yaml", { ...row, "/a.yaml": `extends: [${names.join(", ")}]\n` });
    assert.equal(atOnce.asked.length, 20);
    assert.ok(atOnce.problems?.includes("/a.yaml: a configuration has at most 20 files"));
  });
});

/** Resolves a file among others as hosts do it: they read what is missing until nothing is. */
function resolve(path: string, files: Readonly<Record<string, string>>) {
  const texts = new Map<string, string | undefined>();
  const asked: string[] = [];
  for (let missing = [path]; missing.length > 0; missing = [...missingConfigFiles(path, texts)]) {
    asked.push(...missing);
    for (const wanted of missing) texts.set(wanted, files[wanted]);
  }
  const resolved = resolveConfig(path, texts);
  return {
    asked,
    config: resolved?.config,
    paths: resolved?.paths,
    problems: resolved?.problems.map(({ path: of, message }) => `${of}: ${message}`),
  };
}

describe("a configuration that extends others", () => {
  it("has the defaults below everything", () => {
    assert.deepEqual(resolve("/a.yaml", { "/a.yaml": "" }), {
      asked: ["/a.yaml"],
      config: DEFAULT_CONFIG,
      paths: ["/a.yaml"],
      problems: [],
    });
    assert.equal(resolve("/package.json", { "/package.json": "{}" }).config, undefined);
    assert.equal(resolve("/a.yaml", {}).config, undefined);
  });

  it("lays each over the one before: rules, images and parts of podSecurity one by one, lists whole, excludes together", () => {
    const { config, paths } = resolve("/p/q/a.yaml", {
      "/p/q/a.yaml":
        "extends: [hullcheck:strict, ../b.yaml]\nrules: {root-user: off}\nexclude: [c]\npodSecurity: {level: baseline}\n",
      "/p/b.yaml":
        "extends: q/r/c.json\nrules: {root-user: error, setuid-bit: off}\nexclude: [b]\ntrustedRegistries: [b.example]\nimages: {shop: b}\n",
      "/p/q/r/c.json": JSON.stringify({
        exclude: ["a"],
        severity: "error",
        target: "c",
        trustedRegistries: ["c.example"],
        images: { shop: "c", log: "c" },
        podSecurity: { version: "v1.30" },
      }),
    });
    assert.deepEqual(config, {
      rules: { "unpinned-package": "on", "untrusted-registry": "on", "root-user": "off", "setuid-bit": "off" },
      severity: "error",
      exclude: ["a", "b", "c"],
      target: "c",
      trustedRegistries: ["b.example"],
      images: { shop: "b", log: "c" },
      podSecurity: { level: "baseline", version: "v1.30" },
    });
    assert.deepEqual(paths, ["/p/q/a.yaml", "/p/b.yaml", "/p/q/r/c.json"]);
  });

  it("may come by the same file twice", () => {
    const files = {
      "/a.yaml": "extends: [./b.yaml, ./c.yaml]\n",
      "/b.yaml": "extends: ./d.yaml\nseverity: warning\n",
      "/c.yaml": "extends: ./d.yaml\n",
      "/d.yaml": "severity: error\n",
    };
    const { config, problems: said, asked } = resolve("/a.yaml", files);
    assert.deepEqual([config?.severity, said], ["error", []]);
    assert.deepEqual(asked, ["/a.yaml", "/b.yaml", "/c.yaml", "/d.yaml"]);
  });

  it("is told where it goes in a circle, and the rest of it counts", () => {
    const itself = resolve("/a.yaml", { "/a.yaml": "extends: ./a.yaml\nseverity: error\n" });
    assert.deepEqual([itself.config?.severity, itself.problems], ["error", ["/a.yaml: the file extends itself"]]);
    const circle = resolve("/a.yaml", {
      "/a.yaml": "extends: ./b.yaml\nseverity: error\n",
      "/b.yaml": "extends: ./c.yaml\n",
      "/c.yaml": "extends: ./a.yaml\ntarget: c\n",
    });
    assert.deepEqual([circle.config?.severity, circle.config?.target], ["error", "c"]);
    assert.deepEqual(circle.problems, ["/c.yaml: “./a.yaml” extends this file in turn"]);
  });

  it("keeps what is right beside what is wrong", () => {
    const { config, problems: said } = resolve("/a.yaml", {
      "/a.yaml":
        "rules: {root-user: loud, setuid-bit: off, nothing: off}\nseverity: 3\ntarget: build\nexclude: [a, 1]\n",
    });
    assert.deepEqual(config, { ...DEFAULT_CONFIG, rules: { "setuid-bit": "off" }, target: "build" });
    assert.equal(said?.length, 4);
    const broken = resolve("/a.yaml", { "/a.yaml": "severity: error\nrules: {\n" });
    assert.deepEqual(broken.config, DEFAULT_CONFIG);
  });
});

describe("a layer that says nothing", () => {
  it("changes nothing: empty lists and maps do not undo what is below", () => {
    const base = mergeConfig(DEFAULT_CONFIG, {
      rules: { "root-user": "off" },
      trustedRegistries: ["a"],
      exclude: ["b"],
    });
    for (const layer of [{}, { rules: {}, exclude: [], trustedRegistries: [], images: {} }, { severity: undefined }]) {
      assert.deepEqual(mergeConfig(base, layer), base);
    }
  });
});

describe("what is excluded", () => {
  const cases: readonly (readonly [pattern: string, excluded: readonly string[], not: readonly string[]])[] = [
    ["legacy/", ["legacy/Dockerfile", "a/legacy/b/pod.yaml"], ["legacy.yaml", "a/legacy"]],
    ["/legacy", ["legacy/Dockerfile", "legacy"], ["a/legacy/Dockerfile"]],
    ["*.gen.yaml", ["a.gen.yaml", "b/a.gen.yaml"], ["gen.yaml"]],
    ["charts/*/templates", ["charts/a/templates/pod.yaml"], ["charts/templates/pod.yaml", "a/charts/b/templates"]],
    ["charts/**/pod.yaml", ["charts/pod.yaml", "charts/a/b/pod.yaml"], ["pod.yaml"]],
    ["# no pattern", [], ["# no pattern"]],
  ];
  for (const [pattern, excluded, not] of cases) {
    it(pattern, () => {
      for (const path of excluded) assert.ok(isExcluded([pattern], path), path);
      for (const path of not) assert.ok(!isExcluded([pattern], path), path);
    });
  }

  it("is nothing outside of the folder, and what a later pattern takes back", () => {
    for (const path of ["", "../legacy/Dockerfile", "/legacy/Dockerfile", "./legacy/Dockerfile"]) {
      assert.ok(!isExcluded(["*", "legacy/"], path), path);
    }
    assert.ok(!isExcluded(["*.yaml", "!keep.yaml"], "a/keep.yaml"));
    assert.ok(!isExcluded([], "a.yaml"));
  });
});

describe("the presets", () => {
  it("name rules that exist, and the strict one switches every rule on", () => {
    for (const [name, layer] of Object.entries(PRESETS)) {
      assert.equal(readConfig(layer).kind, "config", name);
      for (const id of Object.keys(layer.rules ?? {}))
        assert.ok(
          RULES.some((rule) => rule.id === id),
          id,
        );
    }
    const optIn = RULES.filter(({ enabledByDefault }) => enabledByDefault === false).map(({ id }) => id);
    assert.deepEqual(Object.keys(PRESETS["hullcheck:strict"]?.rules ?? {}).sort(), optIn.sort());
  });

  it("the recommended one is what holds anyway", () => {
    assert.deepEqual(mergeConfig(DEFAULT_CONFIG, PRESETS["hullcheck:recommended"] ?? {}), DEFAULT_CONFIG);
  });
});

describe("the JSON schema", () => {
  const schema = JSON.parse(readFileSync("docs/hullcheck.schema.json", "utf8"));
  const validate = new Ajv({ strict: false }).compile(schema);
  const values: readonly (readonly [isRight: boolean, value: unknown])[] = [
    [true, {}],
    [true, { $schema: "x", extends: "hullcheck:strict" }],
    [true, { extends: ["hullcheck:strict", "./base.yaml"] }],
    [
      true,
      { rules: { "root-user": "off", "unused-suppression": "error" }, severity: "error", exclude: ["a"], target: "b" },
    ],
    [true, { podSecurity: { level: "baseline", version: "v1.31" }, images: { a: "b" }, trustedRegistries: ["a"] }],
    [false, { rule: {} }],
    [false, { rules: { "root-usr": "off" } }],
    [false, { rules: { "root-user": "loud" } }],
    [false, { rules: [] }],
    [false, { extends: 1 }],
    [false, { extends: [1] }],
    [false, { podSecurity: { levle: "baseline" } }],
    [false, { podSecurity: { version: "31" } }],
    [false, { images: { a: 1 } }],
    [false, []],
  ];
  for (const [isRight, value] of values) {
    it(`and the program agree on ${JSON.stringify(value)}`, () => {
      assert.equal(validate(value), isRight);
      assert.equal(checkConfigFile(JSON_FILE, JSON.stringify(value)).length === 0, isRight);
    });
  }

  it("is contributed for both kinds of file, and shipped", () => {
    const { contributes } = JSON.parse(readFileSync("package.json", "utf8"));
    const url = "./docs/hullcheck.schema.json";
    assert.deepEqual(contributes.jsonValidation, [{ fileMatch: [".hullcheck.json"], url }]);
    assert.deepEqual(contributes.yamlValidation, [{ fileMatch: [".hullcheck.yaml", ".hullcheck.yml"], url }]);
    assert.match(readFileSync(".vscodeignore", "utf8"), /^!docs\/hullcheck\.schema\.json$/m);
  });
});
