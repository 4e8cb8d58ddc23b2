// What nobody means to write: it is read as far as it goes, in bounded time, and nothing throws.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Analysis, analyze, fixAll } from "../../server/src/core/index.ts";
import { assertSound } from "../sound.ts";

/** Of the processor's time, so that other work on the machine does not count: something quadratic takes minutes at these sizes. */
const MOST_SECONDS = 10;

function check(path: string, text: string): Analysis {
  const before = process.cpuUsage();
  const analysis = analyze({ path, text });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1_000_000;
  assert.ok(seconds < MOST_SECONDS, `${seconds.toFixed(1)} s`);
  assertSound(analysis);
  assertSound(fixAll(analysis).analysis);
  return analysis;
}

function ruleIds({ diagnostics }: Analysis): readonly string[] {
  return [...new Set(diagnostics.map(({ rule }) => rule.id))];
}

const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers: []\n";
const BINARY = Array.from({ length: 4096 }, (_, i) => String.fromCharCode((i * 7919) % 256)).join("");
const BYTE_ORDER_MARK = "\ufeff";

describe("a Dockerfile that is", () => {
  const same: Readonly<Record<string, string>> = {
    "with a byte-order mark": `${BYTE_ORDER_MARK}FROM debian:12\nUSER root\n`,
    "with Windows line ends": "FROM debian:12\r\nUSER root\r\n",
    "with tabs": "\tFROM\tdebian:12\n\tUSER\troot\n",
    "without a last line break": "FROM debian:12\nUSER root",
    "in lower case": "from debian:12\nuser root\n",
    "followed by bytes that are no text": `FROM debian:12\nUSER root\n#${BINARY.replaceAll(/[\r\n]/g, "")}\n`,
  };
  for (const [title, text] of Object.entries(same)) {
    it(`${title} is read like any other`, () => assert.ok(ruleIds(check("Dockerfile", text)).includes("root-user")));
  }

  const broken: Readonly<Record<string, string>> = {
    empty: "",
    blank: " \n\t\r\n\r",
    "a byte-order mark": BYTE_ORDER_MARK,
    "bytes that are no text": BINARY,
    "a NUL in a command": "FROM debian:12\nRUN chmod u+s \u0000/a\n",
    "only a keyword": "RUN",
    "only a FROM": "FROM",
    "a continuation at the end": "FROM debian:12\nRUN a && \\",
    "an unpaired surrogate": "FROM debian:12\nRUN echo \ud83d > /a\n",
    "an open heredoc": "FROM debian:12\nRUN <<EOF\nchmod u+s /a\n",
    "an open heredoc of a COPY": "FROM debian:12\nCOPY <<A <<B /x/\na\nA\n",
    "an open quote": "FROM debian:12\nRUN echo 'a\nUSER root\n",
    "an open array": 'FROM debian:12\nRUN ["a", "b\n',
    "a stage on itself": "FROM a AS a\nFROM a\nCOPY --from=a / /\n",
    "stages of one name": "FROM debian AS a\nFROM a AS a\nFROM a AS a\n",
    "variables of each other": "ARG A=$B\nARG B=$A\nFROM $A\nENV C=${D} D=${C}\nRUN rm $C $D\n",
    "ONBUILD of ONBUILD": "FROM debian:12\nONBUILD ONBUILD ONBUILD RUN chmod u+s /a\n",
  };
  for (const [title, text] of Object.entries(broken)) {
    it(`${title} is read as far as it goes`, () => assert.equal(check("Dockerfile", text).kind, "dockerfile"));
  }

  const long: Readonly<Record<string, string>> = {
    "10,000 instructions": `FROM debian:12\n${"RUN touch /a && rm /a\n".repeat(5000)}${"ENV A=b\n".repeat(5000)}`,
    "5,000 ordinary instructions": `FROM debian:12\n${"RUN apt-get update && apt-get install -y curl && curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && tar -xzf /tmp/a.tgz -C /opt && rm /tmp/a.tgz\nCOPY --chown=app src /srv\n".repeat(2500)}`,
    "a command of 10,000 lines": `FROM debian:12\nRUN true \\\n${"  && touch /a \\\n".repeat(10_000)}  && true\n`,
    "a heredoc of 10,000 lines": `FROM debian:12\nRUN <<EOF\n${"touch /a\n".repeat(10_000)}EOF\n`,
    "1,000 stages": Array.from(
      { length: 1000 },
      (_, i) => `FROM ${i === 0 ? "debian:12" : `s${i - 1}`} AS s${i}\n`,
    ).join(""),
    "one line of a million characters": `FROM debian:12\nRUN echo ${"a".repeat(1_000_000)}\n`,
    "deep nesting": `FROM debian:12\nRUN echo ${"$(".repeat(5000)}\n`,
    "deep quoting": `FROM debian:12\nRUN ${'sh -c "'.repeat(2000)}\n`,
    "10,000 comments in a command": `FROM debian:12\nRUN true \\\n${"# a\n".repeat(10_000)}  && true\n`,
  };
  for (const [title, text] of Object.entries(long)) {
    it(`long: ${title}`, () => assert.equal(check("Dockerfile", text).kind, "dockerfile"));
  }
});

describe("a manifest that is", () => {
  const same: Readonly<Record<string, string>> = {
    "with a byte-order mark": `${BYTE_ORDER_MARK}${POD}`,
    "with Windows line ends": POD.replaceAll("\n", "\r\n"),
    "without a last line break": POD.trimEnd(),
    "behind a document that can't be read": `a: [\n---\n${POD}`,
    "in front of a document that can't be read": `${POD}---\na: "\n`,
    "in front of bytes that are no text": `${POD}---\n${BINARY}`,
    "JSON with tabs":
      '{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"metadata": {"name": "shop"},\n\t"spec": {\n\t\t"hostNetwork": true,\n\t\t"containers": []\n\t}\n}\n',
  };
  for (const [title, text] of Object.entries(same)) {
    it(`${title} is read like any other`, () => {
      const path = title.startsWith("JSON") ? "pod.json" : "pod.yaml";
      assert.ok(ruleIds(check(path, text)).includes("host-namespace"));
    });
  }

  const broken: Readonly<Record<string, string>> = {
    "indented with tabs": POD.replaceAll("  ", "\t"),
    "a NUL": `${POD}  nodeName: "\u0000"\n`,
    "a key without a value": `${POD}  securityContext:`,
    "half a key": `${POD}  secu`,
    "an open quote": `${POD}  nodeName: "a\n`,
    "an open list": `${POD}  tolerations: [a, {b: \n`,
    "an alias of nothing": `${POD}  nodeName: *nothing\n`,
    "a value twice": `${POD}  hostNetwork: false\n`,
    "a list in place of a pod": "apiVersion: v1\nkind: Pod\nspec: [a, b]\n",
    "words in place of containers": "apiVersion: v1\nkind: Pod\nspec:\n  containers: none\n",
    "a null in place of everything": "apiVersion: v1\nkind: Pod\nmetadata:\nspec:\n  containers:\n    -\n    - ~\n",
    "tags of nobody": `${POD}  nodeName: !!binary "*"\n  x: !mine {a: !other b}\n`,
    "a template that never ends": `${POD}  nodeName: {{ .Values.a\n`,
    "a template alone": `${POD}{{- range .Values.a }}\n`,
  };
  for (const [title, text] of Object.entries(broken)) {
    it(`${title} is read as far as it goes`, () => assert.equal(check("pod.yaml", text).kind, "kubernetes"));
  }

  it("empty is nobody's", () => {
    for (const text of ["", "\n", BYTE_ORDER_MARK, BINARY, "---\n...\n", "a: b\n"]) {
      assert.equal(check("pod.yaml", text).kind, undefined);
    }
  });

  const cyclic: Readonly<Record<string, string>> = {
    "an anchor that holds itself": `${POD}  affinity: &a\n    b: *a\n`,
    "a list that holds itself": `${POD}  tolerations: &a [*a, *a]\n`,
    "anchors that hold each other": `${POD}  affinity: &a {b: &b {a: *a, b: *b}}\n`,
    "a container that is its own pod":
      "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: &s\n  hostNetwork: true\n  containers:\n    - *s\n  initContainers: [*s]\n",
    "a merge of itself": `${POD}  securityContext: &c\n    <<: *c\n    runAsUser: 0\n`,
    "a list of itself": "apiVersion: v1\nkind: List\nitems: &i\n  - apiVersion: v1\n    kind: List\n    items: *i\n",
  };
  for (const [title, text] of Object.entries(cyclic)) {
    it(`cyclic: ${title}`, () => assert.equal(check("pod.yaml", text).kind, "kubernetes"));
  }

  const bomb = (leaf: string, use: (top: string) => string): string => {
    const names = "abcdefghij".split("");
    const levels = names.map(
      (name, i) => `x${name}: &${name} [${Array(10).fill(i === 0 ? leaf : `*${names[i - 1]}`)}]\n`,
    );
    return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\n${levels.join("")}${use("*j")}`;
  };
  const bombs: Readonly<Record<string, string>> = {
    "ten billion words": bomb("lol", (top) => `spec:\n  hostNetwork: true\n  containers: ${top}\n`),
    "ten billion containers": bomb(
      "{image: a, securityContext: {privileged: true}}",
      (top) => `spec:\n  containers: ${top}\n`,
    ),
    "ten billion pods": bomb(
      "{apiVersion: v1, kind: Pod, spec: {hostPID: true, containers: []}}",
      (top) => `items: ${top}\n`,
    ).replace("kind: Pod\n", "kind: List\n"),
    "merges of merges": `apiVersion: v1\nkind: Pod\nspec:\n  m0: &m0 {a: b}\n${Array.from({ length: 25 }, (_, i) => `  m${i + 1}: &m${i + 1} {<<: [*m${i}, *m${i}]}\n`).join("")}  <<: *m25\n  containers: []\n`,
  };
  for (const [title, text] of Object.entries(bombs)) {
    it(`an alias bomb: ${title}`, () => assert.equal(check("pod.yaml", text).kind, "kubernetes"));
  }

  const container = "    - name: a\n      image: a\n      securityContext: {privileged: true}\n";
  const long: Readonly<Record<string, string>> = {
    "10,000 lines of containers": `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n${container.repeat(3400)}`,
    "2,000 documents": `${POD}---\n`.repeat(2000),
    "a value of a million characters": `${POD}  nodeName: ${"a".repeat(1_000_000)}\n`,
    "brackets in brackets": `${POD}  affinity: ${"[".repeat(3000)}\n`,
    "maps in maps": `${POD}${Array.from({ length: 500 }, (_, i) => `${" ".repeat(i + 2)}a:\n`).join("")}`,
    "template actions": `${POD}${"  {{ if .a }}\n  {{ end }}\n".repeat(5000)}`,
  };
  for (const [title, text] of Object.entries(long)) {
    it(`long: ${title}`, () => assert.equal(check("pod.yaml", text).kind, "kubernetes"));
  }
});

describe("any text at all", () => {
  const pieces = (words: readonly string[]) =>
    fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.string({ maxLength: 8 })), {
      maxLength: 60,
    });

  it("as a Dockerfile is read without a fault", () => {
    const words = [
      "FROM ",
      "debian:12",
      " AS a",
      "\n",
      "\r\n",
      "\\\n",
      "RUN ",
      "COPY ",
      "<<EOF",
      "EOF\n",
      "$(",
      ")",
      "`",
      '"',
      "'",
    ];
    const more = [
      "&& ",
      "| ",
      "> /a",
      "rm /a",
      "${A:-",
      "}",
      "chmod u+s ",
      "--mount=type=secret,id=a ",
      "USER ",
      "ENV A=",
      "[",
      '",',
    ];
    const text = pieces([...words, ...more]).map((parts) => `FROM debian:12\n${parts.join("")}`);
    fc.assert(
      fc.property(text, (typed) => assert.equal(check("Dockerfile", typed).kind, "dockerfile")),
      { numRuns: 1500, seed: 2026 },
    );
  });

  it("in a manifest is read without a fault", () => {
    const words = [
      "\n  ",
      "\n    ",
      "\n",
      "\r\n",
      "- ",
      "a: ",
      "securityContext:",
      "runAsUser: 0",
      "&a ",
      "*a",
      "<<: ",
      "{",
      "}",
      "[",
      "]",
    ];
    const more = [
      "'",
      '"',
      "|\n",
      ">-\n",
      "{{ ",
      " }}",
      "{{- if .a }}",
      "{{- end }}",
      "---\n",
      "# b\n",
      "\t",
      "? ",
      "!t ",
      "containers:",
      ",",
    ];
    const text = pieces([...words, ...more]).map((parts) => `${POD}${parts.join("")}`);
    fc.assert(
      fc.property(text, (typed) => {
        check("pod.yaml", typed);
      }),
      { numRuns: 1500, seed: 2026 },
    );
  });
});
