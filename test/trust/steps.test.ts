// Four times the text takes four times the steps. Steps are counted, by the engine's own coverage of blocks, and not timed; what a
// regular expression does inside counts as one, and is for the test of those.
import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { after, before, describe, it } from "node:test";
import { analyze, fixAll } from "../../server/src/core/index.ts";

const SMALL = 250;
const FACTOR = 4;
/** What may come on top of four times as many. */
const MOST = FACTOR * 1.3;

const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers: []\n";
const TEXTS: Readonly<Record<string, (size: number) => string>> = {
  "an instruction again and again": (size) => `FROM debian:12\n${"RUN touch /a && rm /a\n".repeat(size)}`,
  "a command that goes on": (size) => `FROM debian:12\nRUN true${" \\\n  && curl -k http://h/a > /a".repeat(size)}\n`,
  "a word that does not end": (size) => `FROM debian:12\nRUN echo ${"aA1/".repeat(size)}\n`,
  "quotes that do not end": (size) => `FROM debian:12\nRUN echo ${"\"'`".repeat(size)}\n`,
  "expansions that do not end": (size) => `FROM debian:12\nRUN echo ${"${a:-".repeat(size)}\n`,
  "continuations of nothing": (size) => `FROM debian:12\nRUN a ${"\\\n".repeat(size)}\n`,
  "heredocs that do not end": (size) => `FROM debian:12\nRUN ${"<<E ".repeat(size)}\na\n`,
  variables: (size) => `FROM debian:12\n${Array.from({ length: size }, (_, i) => `ENV A${i}=$A${i - 1}\n`).join("")}`,
  "suppressions of nothing": (size) =>
    `FROM debian:12\n${"# hullcheck-disable-next-line setuid-bit\nRUN a\n".repeat(size)}`,
  "equals signs and at signs": (size) => `FROM debian:12\nENV A="${"=a@b:c/".repeat(size)}"\n`,
  "blanks at the ends of lines": (size) => `FROM debian:12\n${"RUN a              \n#              \n".repeat(size)}`,
  containers: (size) =>
    POD.replace(" []", `\n${"    - {name: a, image: b, securityContext: {privileged: true}}\n".repeat(size)}`),
  documents: (size) => `${POD}---\n`.repeat(size),
  "lists in a line": (size) => `${POD}  x: [${"a, ".repeat(size)}]\n`,
  anchors: (size) => `${POD}  x:\n${Array.from({ length: size }, (_, i) => `    - &a${i} b\n    - *a${i}\n`).join("")}`,
  "template actions": (size) => `${POD}${"  {{ if .a }}\n  {{ end }}\n".repeat(size)}`,
  "braces that do not close": (size) => `${POD}  x: a${" {{".repeat(size)}\n`,
  comments: (size) => `${POD}${"# hullcheck-disable-next-line host-port\n# trivy:ignore:KSV001\n".repeat(size)}`,
  "a secret that does not end": (size) => `${POD}  x: "password: ${"a1B2".repeat(size)}"\n`,
  "copies from a stage": (size) =>
    `FROM debian:12 AS b\nRUN touch /a\nFROM debian:12\n${"COPY --from=b /a /b/\n".repeat(size)}`,
  "pairs in one ENV": (size) => `FROM debian:12\nENV ${Array.from({ length: size }, (_, i) => `A${i}=b`).join(" ")}\n`,
  "references to one argument": (size) => `ARG A=b\nFROM debian:12\nARG A\nRUN echo ${"$A ".repeat(size)}\n`,
  "groups that do not end": (size) => `FROM debian:12\nRUN ${"( ".repeat(size)}\n`,
  "conditions in conditions": (size) => `FROM debian:12\nRUN ${"if a; then ".repeat(size)}\n`,
  "braces to expand": (size) => `FROM debian:12\nRUN rm /{${"a,".repeat(size)}b}\n`,
  pipes: (size) => `FROM debian:12\nRUN a${" | b".repeat(size)}\n`,
  redirections: (size) => `FROM debian:12\nRUN a${" > /b 2>&1".repeat(size)}\n`,
  backslashes: (size) => `FROM debian:12\nRUN a ${"\\".repeat(size)}\n`,
  "lines of a heredoc": (size) => `FROM debian:12\nRUN <<EOF\n${"curl http://h/a -o /a\n".repeat(size)}EOF\n`,
  "files in a heredoc": (size) =>
    `FROM debian:12\nRUN <<EOF\n${Array.from({ length: size }, (_, i) => `echo s3cret > /etc/a${i}\n`).join("")}EOF\nRUN rm -rf /etc\n`,
  downloads: (size) =>
    `FROM debian:12\n${Array.from({ length: size }, (_, i) => `RUN curl -o /a${i} https://h/a${i} && tar xf /a${i}\n`).join("")}`,
  "stages on each other": (size) =>
    Array.from(
      { length: size },
      (_, i) => `FROM ${i === 0 ? "debian:12" : `s${i - 1}`} AS s${i}\nENV A${i}=b\nRUN a $C\n`,
    ).join(""),
  annotations: (size) =>
    POD.replace("spec:", `  annotations:\n${Array.from({ length: size }, (_, i) => `    a${i}: b\n`).join("")}spec:`),
  labels: (size) => `FROM debian:12\nLABEL ${'a="b" '.repeat(size)}\n`,
  users: (size) => `FROM debian:12\n${"USER root\nUSER 1000\n".repeat(size)}`,
  mounts: (size) => `FROM debian:12\nRUN ${"--mount=type=secret,id=a ".repeat(size)}a\n`,
  "items of an array": (size) => `FROM debian:12\nRUN ["a"${', "b"'.repeat(size)}]\n`,
  "lines without sense": (size) => `FROM debian:12\n${"x y z\n".repeat(size)}`,
  "password words": (size) => `FROM debian:12\nRUN echo ${"--password=Xk29dlQ7vTzp ".repeat(size)}\n`,
  "chown after chown": (size) => `FROM debian:12\n${"RUN chown -R a /a && chmod -R 777 /a\n".repeat(size)}`,
  "variables of a container": (size) =>
    POD.replace(
      " []",
      `\n    - name: a\n      image: b\n      env:\n${"        - {name: DB_PASSWORD, value: Xk29dlQ7vTzp}\n".repeat(size)}`,
    ),
  volumes: (size) =>
    `${POD}  volumes:\n${Array.from({ length: size }, (_, i) => `    - {name: v${i}, hostPath: {path: /etc}}\n`).join("")}`,
  "rules of a role": (size) =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\nrules:\n${'  - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}\n'.repeat(size)}`,
  "lines of a block": (size) => `${POD}  x: |\n${"    password: Xk29dlQ7vTzp\n".repeat(size)}`,
  "keys that repeat": (size) => `${POD}${"  hostNetwork: true\n".repeat(size)}`,
  "objects of a list": (size) =>
    `apiVersion: v1\nkind: List\nitems:\n${"  - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostPID: true, containers: [{name: a, image: b}]}}\n".repeat(size)}`,
  "network policies": (size) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {matchLabels: {a: b}}, ingress: [{}]}\n---\n`.repeat(
      size,
    ),
  merges: (size) => `${POD}  x: &a {b: c}\n  y:\n${"    - {<<: *a}\n".repeat(size)}`,
  tags: (size) => `${POD}  x: ${"!a ".repeat(size)}b\n`,
  "percent signs": (size) => `${POD}${"%TAG ! a\n".repeat(size)}`,
  "quotes in a scalar": (size) => `${POD}  x: '${"''".repeat(size)}'\n`,
  "document starts": (size) => `${POD}${"---\n".repeat(size)}`,
  tabs: (size) => `${POD}${"\t".repeat(size)}\n`,
  "blank lines": (size) => `${POD}${"\n".repeat(size)}# trivy:ignore:KSV001\n`,
  "suppressions with blanks between": (size) => `${POD}${"# hullcheck-disable-next-line host-port\n\n".repeat(size)}`,
};

describe("steps grow as the text does, with", () => {
  const session = new Session();
  before(async () => {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  });
  after(() => session.disconnect());

  async function steps(path: string, text: string): Promise<number> {
    await session.post("Profiler.takePreciseCoverage");
    fixAll(analyze({ path, text }));
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => url.startsWith("file:"))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  }

  for (const [title, make] of Object.entries(TEXTS)) {
    it(title, async () => {
      const path = make(1).includes("FROM ") ? "Dockerfile" : "pod.yaml";
      await steps(path, make(SMALL));
      const few = await steps(path, make(SMALL));
      const many = await steps(path, make(SMALL * FACTOR));
      assert.ok(
        many <= few * MOST,
        `${few} steps, of a text of ${FACTOR} times the length ${many}: ${(many / few).toFixed(2)}`,
      );
      assert.ok(few > 1000, `${few} steps are too few to be all`);
    });
  }
});
