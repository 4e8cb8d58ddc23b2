// What `--format json` writes, against the schema that is published of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv, type AnySchemaObject } from "ajv";
import { CLEAN_DOCKERFILE, FIXABLE_DOCKERFILE, folderWith, hullcheck, useBuiltCli } from "./harness.ts";

useBuiltCli();

/** In a version properties may be added, so the schema allows others; here each one that is written has to be in it. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return copy.type === "object" && "properties" in copy ? { ...copy, additionalProperties: false } : copy;
}

const SCHEMA: AnySchemaObject = JSON.parse(readFileSync("docs/report.schema.json", "utf8"));
const ajv = new Ajv({ allErrors: true });
const isReport = ajv.compile(closed(SCHEMA) as AnySchemaObject);

interface Report {
  readonly files: readonly Record<string, readonly Record<string, unknown>[]>[];
  readonly fixed: readonly unknown[];
}

function report(cwd: string, ...args: readonly string[]): Report {
  const { stdout } = hullcheck([...args, "--format", "json"], { cwd });
  const document: unknown = JSON.parse(stdout);
  assert.ok(isReport(document), ajv.errorsText(isReport.errors));
  return document as Report;
}

/** Whether some finding of these has the property, with something in it. */
function some(files: Report["files"], property: string): boolean {
  return files.some(({ findings = [] }) => findings.some((finding) => (finding[property] as unknown[]).length > 0));
}

describe("the schema of --format json", () => {
  it("holds for findings with related places, fixes, suppressions and gaps", () => {
    const cwd = folderWith({
      Dockerfile: `FROM alpine
RUN wget -O /tmp/tool.tgz https://example.com/tool.tgz
RUN rm /tmp/tool.tgz
# hullcheck-disable-next-line setuid-bit
RUN chmod 4755 /usr/bin/ping
SHELL ["/bin/fish", "-c"]
RUN x; and y
`,
      "Dockerfile.bin": new Uint8Array([0, 1]),
    });
    const { files } = report(cwd, ".", "missing.yaml");
    assert.ok(some(files, "related") && some(files, "fixes"));
    assert.ok(files.some(({ suppressed, gaps }) => suppressed?.length !== 0 && gaps?.length !== 0));
  });

  it("holds for places and fixes in other files", () => {
    const cwd = folderWith({
      Dockerfile: 'FROM scratch\nCOPY . /app\nUSER 10001:10001\nENTRYPOINT ["/app/main"]\n',
      ".env": "DB_PASSWORD=correct-horse-battery\n",
      ".dockerignore": "*.log\n",
    });
    const fixes = report(cwd).files.flatMap(({ findings = [] }) => findings.flatMap(({ fixes }) => fixes as object[]));
    assert.ok(fixes.some((fix) => "additions" in fix));
  });

  it("holds for a baseline, for what was fixed, and for nothing", () => {
    const cwd = folderWith({ Dockerfile: FIXABLE_DOCKERFILE });
    const [file] = report(cwd, "--baseline", "base.json", "--update-baseline").files;
    assert.equal(file?.baselined?.length, 1);
    assert.equal(report(cwd, "--fix").fixed.length, 1);
    assert.deepEqual(report(folderWith()).files, []);
    report(folderWith({ Dockerfile: CLEAN_DOCKERFILE }));
  });

  it("refuses what is none", () => {
    assert.ok(!isReport({ version: 1, files: [] }));
    assert.ok(!isReport({ ...JSON.parse(hullcheck(["--format", "json"], { cwd: folderWith() }).stdout), version: 2 }));
  });
});
