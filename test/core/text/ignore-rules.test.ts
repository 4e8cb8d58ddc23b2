// The rules of ignore files, judged by git itself, and with lines that somebody wrote to keep us busy.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { ignoreVerdict, readIgnoreRules } from "../../../server/src/core/text/ignore-rules.ts";
import { write } from "../../cli/harness.ts";

const NAMES = ["a", "b", "ab", "aab", "b a", "!a", "#a"];
const FILES = NAMES.flatMap((name) => [name, `a/${name}`, `ab/b/${name}`, `b/a/ab/${name}`].map((path) => `${path}.f`));
const FOLDERS = [...new Set(FILES.map(dirname))].filter((folder) => folder !== ".").concat("ab", "b", "b/a");

function ignored(text: string): readonly string[] {
  const rules = readIgnoreRules(text.split("\n"));
  const isIn = (isFolder: boolean) => (path: string) => ignoreVerdict(rules, path, isFolder) === "ignored";
  return [...FILES.filter(isIn(false)), ...[...new Set(FOLDERS)].filter(isIn(true))].sort();
}

describe("ignore files", () => {
  let repository = "";
  before(() => {
    repository = mkdtempSync(join(tmpdir(), "hullcheck-ignore-"));
    spawnSync("git", ["init", "-q"], { cwd: repository });
    for (const path of FILES) write(repository, path, "");
  });
  after(() => rmSync(repository, { recursive: true }));

  function ignoredByGit(text: string): readonly string[] {
    writeFileSync(join(repository, ".gitignore"), text);
    const input = [...FILES, ...new Set(FOLDERS)].join("\0");
    const args = ["-c", "core.ignoreCase=false", "check-ignore", "--no-index", "--stdin", "-z"];
    const { stdout } = spawnSync("git", args, { cwd: repository, input, encoding: "utf8" });
    return stdout
      .split("\0")
      .filter((path) => path !== "")
      .sort();
  }

  const known = [
    "a",
    "a/",
    "/a",
    "a/b",
    "**/b",
    "**/b/",
    "a/**",
    "b/**/ab",
    "b/**/*.f",
    "*.f\n!a.f",
    "a\n!a/b.f",
    "*\n!*/\n!*.f",
    "?.f",
    "[ab].f",
    "[!a].f",
    "[a-b]b.f",
    "a*b*",
    "\\!a.f",
    "\\#a.f",
    "#a.f",
    "b\\ a.f  ",
    "b a.f\\ ",
    "  ",
    "/",
    "**",
    "/**",
    "**/",
    "/*/a",
    "a**b",
    "**b",
    "/**a?",
    "*a?",
  ];
  for (const text of known) it(JSON.stringify(text), () => assert.deepEqual(ignored(text), ignoredByGit(text)));

  it("of any pieces are read as git reads them", () => {
    const pieces = ["a", "b", "ab", ".f", "*", "?", "/", "**/", "/**", "[ab]", "[!b]", "!", "\n", "\n!", " ", "#"];
    const piece = fc.constantFrom(...pieces);
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 7 }), (words) => {
        const text = words.join("");
        // Of those git's manual says less than git does.
        fc.pre(!/\/\/|[^/\n!]\*\*|\*\*[^/\n]/.test(text));
        assert.deepEqual(ignored(text), ignoredByGit(text), JSON.stringify(text));
      }),
      { numRuns: 300 },
    );
  });

  it("are matched in either case, as by the editors' file systems", () => {
    assert.equal(ignoreVerdict(readIgnoreRules(["Build/", "*.LOG"]), "build/x", false), "ignored");
    assert.equal(ignoreVerdict(readIgnoreRules(["Build/", "*.LOG"]), "x.log", false), "ignored");
  });
});

describe("an ignore file that is to keep the program busy", () => {
  const name = "a".repeat(250);
  const deep = "a/".repeat(1_000);
  const cases: Readonly<Record<string, readonly [pattern: string, path: string]>> = {
    "stars in a name": [`${"*a".repeat(100)}b`, `${name}.yaml`],
    "stars and sets": [`${"*[ab]?".repeat(60)}c`, `${name}.yaml`],
    "stars before two letters": [`${"*aa".repeat(60)}b*`, `${name}.yaml`],
    "folders at any depth": [`${"**/a/".repeat(300)}b`, `${deep}c.yaml`],
    "folders with stars": [`${"**/*a*/".repeat(300)}b`, `${deep}c.yaml`],
  };
  for (const [title, [pattern, path]] of Object.entries(cases)) {
    it(title, { timeout: 60_000 }, () => {
      const before = process.cpuUsage().user;
      assert.equal(ignoreVerdict(readIgnoreRules([pattern]), path, false), undefined);
      // As a regular expression it would take longer than the world has stood.
      assert.ok(process.cpuUsage().user - before < 20_000_000);
    });
  }
});
