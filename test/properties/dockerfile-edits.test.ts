// A Dockerfile that is edited, and read again on top of the version before, comes to what it comes to when it is opened.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { globSync } from "tinyglobby";
import { readDockerfile } from "../../server/src/core/dockerfile/interpret.ts";
import type { DockerfileModel } from "../../server/src/core/dockerfile/model.ts";
import { type Analysis, analyze, indexLines, RULES, workspaceFacts } from "../../server/src/core/index.ts";
import { readMarks } from "../../server/src/core/rules/example.ts";

/** Files as people write them: each rule's own examples, and what else makes an edit reach farther than its line. */
const FILES: readonly string[] = [
  ...RULES.flatMap((rule) =>
    rule.kind === "dockerfile" ? [...rule.bad, ...rule.good].map(({ code }) => `${readMarks(code).text}\n`) : [],
  ),
  "# syntax=docker/dockerfile:1\n# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir `\n  C:\\\n",
  "ARG BASE=debian:12\nFROM ${BASE} AS base\nENV A=1 B=$A\nARG BASE\nFROM base\nRUN echo $A ${BASE} > /a\nCOPY --from=0 /a /b\n",
  'FROM a AS b\nUSER app\nWORKDIR /w\nSHELL ["/bin/bash", "-c"]\nFROM b AS c\nRUN rm x\nFROM c\nCOPY --from=b /w/x /y\n',
  "FROM a\nRUN <<EOF\necho s3cr3tPassw0rd > /p\nFROM b\nEOF\nRUN cat << 'X' > /y\nRUN z\n# c\nX\nRUN rm /p\n",
  'FROM a\nONBUILD RUN cat << EOF > /x\nUSER root\nEOF\nONBUILD COPY --from=0 a b\nCMD ["a", "b\\u0020c"]\n',
  "FROM a\n# hullcheck-disable-next-line\nRUN chmod u+s /x \\\n  # comment\n\n && chmod 777 /y\n# checkov:skip=CKV_DOCKER_3\n",
];

const PIECE = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...FILES) },
  { weight: 1, arbitrary: fc.constantFrom(...FILES).map((text) => text.replaceAll("\n", "\r\n")) },
  { weight: 3, arbitrary: fc.constantFrom(...FILES.flatMap((text) => text.split(/(?<=\n)/))) },
);

/** What opens or closes something, so that the lines around it are read otherwise. */
const MARK = fc.constantFrom(
  ...[
    "\n",
    "\r\n",
    "\r",
    "\\",
    "\\\n",
    " \\ \n",
    "`",
    "`\n",
    "#",
    "# ",
    "# escape=`\n",
    "# a=b\n",
    "\ufeff",
    "\t",
    " ",
  ],
  ...[
    "<<EOF",
    "<< EOF",
    "<<-EOF\n",
    "<<'E F'\n",
    "EOF",
    "EOF\n",
    "\nEOF\n",
    "ONBUILD ",
    "RUN ",
    "\nRUN ",
    "RUN cat << X\n",
  ],
  ...[
    "FROM b AS c\n",
    "FROM c\n",
    "COPY --from=c a b\n",
    "ENV A=2\n",
    "ARG A\n",
    "USER x\n",
    "WORKDIR y\n",
    "X\n",
    "x",
    "$A",
    '"',
  ],
);

interface Edit {
  readonly at: number;
  readonly isAtLine: boolean;
  readonly length: number;
  readonly text: string;
}

const EDIT: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  isAtLine: fc.boolean(),
  length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3), fc.nat(200)),
  text: fc.oneof(
    { weight: 1, arbitrary: fc.constant("") },
    { weight: 4, arbitrary: MARK },
    { weight: 1, arbitrary: PIECE },
  ),
});
const EDITS = fc.array(EDIT, { minLength: 1, maxLength: 12 });

function edited(before: string, { at, isAtLine, length, text }: Edit): string {
  const place = Math.round(at * before.length);
  const start = isAtLine ? before.lastIndexOf("\n", place - 1) + 1 : place;
  return before.slice(0, start) + text + before.slice(start + length);
}

/** All that a person may see of an analysis. */
function told({ diagnostics, suppressed, gaps, failures, lines, source }: Analysis): unknown {
  assert.equal(lines.lineCount, indexLines(source.text).lineCount);
  return { diagnostics, suppressed, gaps, failures };
}

/** A model as plain values, with the offsets of the text. */
function plain(model: DockerfileModel, place: (offset: number) => number): unknown {
  const { text: _text, lines: _lines, placeInFile: _place, ...rest } = model;
  return plainValue(rest, place, new Set());
}

type BuildState = DockerfileModel["instructions"][number]["before"];
type EmbeddedText = Extract<DockerfileModel["instructions"][number], { keyword: "RUN" }>["command"]["source"];

/** Of what a part refers to back, the place alone is told. */
const REFERENCES = new Set(["stage", "instruction", "from", "shipped"]);

function plainValue(value: unknown, place: (offset: number) => number, around: ReadonlySet<object>): unknown {
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return value;
  if (around.has(value)) return "one around it";
  const visit = (inner: unknown): unknown => plainValue(inner, place, new Set([...around, value]));
  if (value instanceof Map) return [...value].map(visit);
  if (Array.isArray(value)) return value.map(visit);
  if ("start" in value && "end" in value) return [place(Number(value.start)), place(Number(value.end))];
  if ("offsetAt" in value) return embedded(value as EmbeddedText, place);
  const entries = Object.entries(value).map(([key, inner]) => {
    const isReference = REFERENCES.has(key) && typeof inner === "object" && inner !== null && "span" in inner;
    return [key, visit(isReference ? inner.span : inner)];
  });
  const values = "variable" in value ? variables(value as BuildState).map(visit) : [];
  return { ...Object.fromEntries(entries), values };
}

function embedded(source: EmbeddedText, place: (offset: number) => number): unknown {
  const at = Array.from({ length: source.text.length + 1 }, (_, index) => index);
  return [source.text, at.map((index) => place(source.offsetAt(index))), at.map((index) => place(source.endAt(index)))];
}

function variables({ variable, declaration }: BuildState): readonly unknown[] {
  return ["A", "B", "BASE", "PATH", "TARGETARCH"].flatMap((name) => [variable(name), declaration(name)?.nameSpan]);
}

function assertSame(text: string, steps: readonly Edit[]): void {
  const path = "Dockerfile";
  let now = text;
  let analysis = analyze({ path, text });
  let reading = readDockerfile(text);
  for (const step of steps) {
    now = edited(now, step);
    analysis = analyze({ path, text: now }, { previous: analysis });
    reading = readDockerfile(now, {}, reading);
    const anew = analyze({ path, text: now });
    assert.deepEqual(told(analysis), told(anew), JSON.stringify(now));
    const fresh = readDockerfile(now);
    assert.ok(reading.model.text.length <= 4 * Math.max(now.length, 1000));
    const place = reading.model.placeInFile ?? ((offset: number) => offset);
    assert.deepEqual(
      plain(reading.model, place),
      plain(fresh.model, (offset) => offset),
      JSON.stringify(now),
    );
    const facts = [reading, fresh].map(({ model }) => workspaceFacts({ path, text: now, model }));
    assert.deepEqual(facts[0], facts[1]);
  }
}

describe("a Dockerfile that is edited", () => {
  it("comes to what it comes to when it is opened", () => {
    const TEXT = fc.array(PIECE, { maxLength: 6, size: "max" }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(TEXT, EDITS, (text, steps) => assertSame(text, steps)),
      { numRuns: 120 },
    );
  });

  const files = globSync("../shared/corpus/dockerfiles/**/*", { dot: true }).sort();
  it("so do real ones", {
    skip: existsSync("../shared/corpus") ? false : "the corpus is not beside the repository",
  }, () => {
    const TEXT = fc.constantFrom(...files).map((file) => readFileSync(file, "utf8"));
    fc.assert(
      fc.property(TEXT, EDITS, (text, steps) => assertSame(text, steps)),
      { numRuns: 30 },
    );
  });

  it("keeps what stands around an edit", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `RUN touch /a${index} \\\n  && rm /b${index}`);
    let text = `FROM debian:12\n${lines.join("\n")}\n`;
    let reading = readDockerfile(text);
    let kept = 0;
    const typed =
      "\nRUN apt-get update && apt-get install -y curl && curl -o /x https://example.com/x && chmod 0755 /x";
    for (const [index, character] of [...typed].entries()) {
      const at = text.indexOf("\nRUN touch /a20") + index;
      text = text.slice(0, at) + character + text.slice(at);
      const before = new Set(reading.model.instructions);
      reading = readDockerfile(text, {}, reading);
      if (index > 0) kept += reading.model.instructions.filter((instruction) => before.has(instruction)).length;
    }
    assert.ok(kept / (typed.length - 1) > 36, `on average ${kept / (typed.length - 1)} of 42`);
  });
});
