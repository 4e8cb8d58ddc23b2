import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Log, Result } from "sarif";
import {
  CLEAN_DOCKERFILE,
  folderWith,
  hullcheck,
  jsonReport,
  ROOT_DOCKERFILE,
  read,
  SETUID_DOCKERFILE,
  useBuiltCli,
  write,
} from "./harness.ts";

useBuiltCli();

/** Findings of all severities, fixes, related places, a suppression, gaps, odd names, a problem and a note. */
const MIXED = {
  Dockerfile: `FROM alpine
RUN wget -O /tmp/tool.tgz https://example.com/tool.tgz
RUN rm /tmp/tool.tgz
# hullcheck-disable-next-line setuid-bit
RUN chmod 4755 /usr/bin/ping
RUN chmod 0777 /usr/local/bin/a
SHELL ["/bin/fish", "-c"]
RUN x; and y
`,
  "a b/%ü&<'\">.Dockerfile": SETUID_DOCKERFILE,
  "clean/Dockerfile": CLEAN_DOCKERFILE,
  "pod.yaml":
    "apiVersion: v1\nkind: Pod\nmetadata: {name: 'ä<&\"'}\nspec: {hostPID: true, containers: [{name: a, image: a}]}\n",
  "Dockerfile.bin": new Uint8Array([0, 1]),
};
const FILES = [".", "missing.yaml"];

function output(format: string, cwd: string, ...args: readonly string[]): string {
  return hullcheck([...FILES, "--format", format, ...args], { cwd }).stdout;
}

describe("--format json", () => {
  it("is one document with everything in it", () => {
    const cwd = folderWith(MIXED);
    const { status, stderr } = hullcheck([...FILES, "--format", "json"], { cwd });
    const report = jsonReport(FILES, { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /missing\.yaml/);
    assert.equal(report.version, 1);
    assert.deepEqual(
      report.files.map(({ path }) => path),
      ["Dockerfile", "a b/%ü&<'\">.Dockerfile", "clean/Dockerfile", "pod.yaml"],
    );
    assert.deepEqual(report.problems, [{ path: "missing.yaml", message: "no such file or folder" }]);
    assert.deepEqual(report.notes, [{ path: "Dockerfile.bin", message: "binary, not checked" }]);
    assert.equal(report.summary.suppressed, 1);
    assert.ok(report.summary.gaps !== undefined && report.summary.gaps > 0);
    const total = ["errors", "warnings", "informations"].reduce((sum, key) => sum + (report.summary[key] ?? 0), 0);
    assert.equal(
      total,
      report.files.reduce((sum, { findings }) => sum + findings.length, 0),
    );
  });

  it("is a document also where nothing was found or read", () => {
    const cwd = folderWith();
    assert.deepEqual(jsonReport([], { cwd }).files, []);
    assert.equal(jsonReport(["missing"], { cwd }).problems.length, 1);
  });
});

/** The schema of SARIF 2.1.0 in the version that JSON Schema Store publishes and that GitHub checks uploads against. */
const SARIF_SCHEMA = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";

describe("--format sarif", () => {
  // The pattern of a language in it is none under the flag `u`.
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile<Log>(JSON.parse(readFileSync(SARIF_SCHEMA, "utf8")));

  function sarif(cwd: string, ...args: readonly string[]): Log {
    const log: unknown = JSON.parse(output("sarif", cwd, ...args));
    assert.ok(validate(log), ajv.errorsText(validate.errors));
    return log;
  }

  function results(cwd: string, ...args: readonly string[]): readonly Result[] {
    return sarif(cwd, ...args).runs[0]?.results ?? [];
  }

  it("is what SARIF 2.1.0 asks for", () => {
    const cwd = folderWith(MIXED);
    const [run] = sarif(cwd).runs;
    assert.ok(run !== undefined);
    const rules = run.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex = -1 } of run.results ?? []) assert.equal(rules[ruleIndex]?.id, ruleId);
    assert.equal(run.invocations?.[0]?.executionSuccessful, false);
    sarif(folderWith());
    sarif(folderWith({ Dockerfile: CLEAN_DOCKERFILE }));
  });

  it("tells the related places, the fixes, what is suppressed and what was not analysed", () => {
    const cwd = folderWith(MIXED);
    const all = results(cwd);
    const removed = all.find(({ ruleId }) => ruleId === "file-removed-in-later-layer");
    const related = removed?.relatedLocations?.[0]?.physicalLocation?.region;
    assert.equal(related?.startLine, 3);
    const writable = all.find(({ ruleId }) => ruleId === "world-writable");
    const replacement = writable?.fixes?.[0]?.artifactChanges[0]?.replacements[0];
    assert.equal(replacement?.deletedRegion.startLine, 6);
    const suppressed = all.filter(({ suppressions }) => (suppressions ?? []).length > 0);
    assert.deepEqual(
      suppressed.map(({ ruleId }) => ruleId),
      ["setuid-bit"],
    );
    const told = sarif(cwd).runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.ok(told.some(({ message }) => message.text?.startsWith("Not analysed: ")));
    assert.ok(told.some(({ level, message }) => level === "error" && message.text === "no such file or folder"));
  });

  it("names files so that their names can be read back", () => {
    const uris = results(folderWith(MIXED)).map(
      ({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? "",
    );
    assert.ok(uris.map(decodeURIComponent).includes("a b/%ü&<'\">.Dockerfile"));
  });

  it("keeps the fingerprints when lines move", () => {
    const prints = (cwd: string): readonly unknown[] =>
      results(cwd, "--rule", "world-writable").map(({ partialFingerprints }) => partialFingerprints);
    const cwd = folderWith(MIXED);
    const before = prints(cwd);
    write(cwd, "Dockerfile", MIXED.Dockerfile.replace("FROM alpine\n", "FROM alpine\n\n# moved\nENV A=b\n"));
    assert.deepEqual(prints(cwd), before);
    assert.equal(new Set(before.map((print) => JSON.stringify(print))).size, before.length);
  });
});

describe("the other formats", () => {
  it("compact: one line for each finding", () => {
    const lines = output("compact", folderWith({ Dockerfile: ROOT_DOCKERFILE })).split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^Dockerfile:1:6: warning: .*\. \[root-user\]$/);
  });

  it("github: a command for each finding, with nothing unescaped in it", () => {
    const cwd = folderWith(MIXED);
    const lines = output("github", cwd).trimEnd().split("\n");
    const { files, problems } = jsonReport(FILES, { cwd });
    assert.equal(lines.length, files.flatMap(({ findings }) => findings).length + problems.length);
    for (const line of lines) assert.match(line, /^::(?:error|warning|notice) [a-zA-Z]+=[^:]*::.+$/);
    assert.ok(
      lines.some((line) => line.includes("file=a b/%25ü&<'\">.Dockerfile,line=2,endLine=2,col=14,endColumn=18,")),
    );
  });

  it("gitlab: a code quality report with distinct fingerprints", () => {
    const cwd = folderWith({ ...MIXED, "copy/Dockerfile": MIXED.Dockerfile });
    const issues: readonly {
      fingerprint: string;
      severity: string;
      location: { path: string; lines: { begin: number } };
    }[] = JSON.parse(output("gitlab", cwd));
    assert.ok(issues.length > 4);
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    for (const { severity, location } of issues) {
      assert.ok(["info", "minor", "major", "critical", "blocker"].includes(severity));
      assert.ok(location.lines.begin > 0 && !location.path.startsWith("/"));
    }
  });

  it("junit: files as suites, findings as failures", () => {
    const xml = output(
      "junit",
      folderWith({ ...MIXED, Dockerfile: ROOT_DOCKERFILE }),
      "--rule",
      "root-user,setuid-bit",
    );
    assert.match(
      xml,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="hullcheck" tests="5" failures="2" errors="1">\n/,
    );
    assert.match(xml, /<testsuite name="a b\/%ü&amp;&lt;'&quot;&gt;\.Dockerfile" tests="1" failures="1" errors="0">/);
    assert.match(xml, /<testcase name="no findings" classname="clean\/Dockerfile" file="clean\/Dockerfile"\/>/);
    assert.match(xml, /<error message="no such file or folder" type="not checked">no such file or folder<\/error>/);
    assertWellFormed(xml);
  });

  it("checkstyle: an error for each finding", () => {
    const xml = output("checkstyle", folderWith(MIXED));
    assert.match(
      xml,
      /<file name="a b\/%ü&amp;&lt;'&quot;&gt;\.Dockerfile">\n {4}<error line="2" column="14" severity="error" message="[^"<]+" source="hullcheck\.setuid-bit"\/>/,
    );
    assertWellFormed(xml);
  });

  it("pretty: frames, related places and a summary by rule", () => {
    const { stdout } = hullcheck([], { cwd: folderWith(MIXED) });
    assert.match(stdout, /^Dockerfile:2:13 warning file-removed-in-later-layer$/m);
    assert.match(stdout, /^ {2}2 │ RUN wget -O \/tmp\/tool\.tgz https:\/\/example\.com\/tool\.tgz\n {4}│ {13}\^{13}$/m);
    assert.match(stdout, /^ {2}Dockerfile:3:8: /m);
    assert.match(stdout, /^ {2,}\d+ error {7}setuid-bit$/m);
    assert.match(stdout, /^1 finding held back by comments\.$/m);
    const quiet = hullcheck(["--quiet"], { cwd: folderWith({ Dockerfile: CLEAN_DOCKERFILE }) });
    assert.equal(quiet.stdout + quiet.stderr, "");
  });

  it("go to several places at once", () => {
    const cwd = folderWith({ Dockerfile: ROOT_DOCKERFILE });
    const args = ["--format", "pretty", "--format", "sarif=out/a.sarif", "--format", "json=a.json"];
    const { status, stdout } = hullcheck(args, { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /root-user/);
    assert.equal(JSON.parse(read(cwd, "out/a.sarif")).version, "2.1.0");
    assert.equal(JSON.parse(read(cwd, "a.json")).summary.warnings, 1);
    const blocked = hullcheck(["--format", "json=Dockerfile/a.json"], { cwd });
    assert.equal(blocked.status, 2);
    assert.match(blocked.stderr, /Dockerfile\/a\.json: /);
  });
});

/** Every element is closed in its place, and no `&` or `<` stands for itself. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const token = /<\?[^>]*\?>|<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|[^<]+/g;
  let end = 0;
  for (const match of xml.matchAll(token)) {
    assert.equal(match.index, end, `at ${xml.slice(end, end + 40)}`);
    end = match.index + match[0].length;
    for (const reference of match[0].match(/&[^;]{0,9};?/g) ?? [])
      assert.match(reference, /^&(?:amp|lt|gt|quot|#\d+);$/);
    const [, slash, name, , isEmpty] = match;
    if (name === undefined || isEmpty === "/") continue;
    if (slash === "/") assert.equal(open.pop(), name);
    else open.push(name);
  }
  assert.equal(end, xml.length);
  assert.deepEqual(open, []);
}
