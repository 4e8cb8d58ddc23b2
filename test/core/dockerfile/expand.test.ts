import assert from "node:assert/strict";
import { test } from "node:test";
import { expandWord, unquote } from "../../../server/src/core/dockerfile/expand.ts";
import { known, type Resolved, UNSET, unknown } from "../../../server/src/core/text/resolved.ts";

const VALUES: Readonly<Record<string, Resolved<string>>> = {
  A: known("a"),
  PATH: known("/usr/local/bin"),
  FILE: known("app-1.2.tar.gz"),
  EMPTY: known(""),
  OUTSIDE: unknown("a test"),
};

function expand(raw: string, escape = "\\"): string {
  const value = expandWord(raw, escape, (name) => VALUES[name] ?? UNSET);
  return value.kind === "known" ? value.value : `<${value.kind}>`;
}

function check(cases: Readonly<Record<string, string>>): void {
  for (const [raw, expected] of Object.entries(cases)) assert.equal(expand(raw), expected, raw);
}

test("variables are replaced, with and without braces", () => {
  check({
    $A: "a",
    "${A}": "a",
    "x$A/y": "xa/y",
    "${A}b": "ab",
    $A$A: "aa",
    "$A-b": "a-b",
    a$: "a$",
    $$A: "<unknown>",
  });
});

test("quotes go, and single ones keep what is inside", () => {
  check({
    '"$A b"': "a b",
    "'$A b'": "$A b",
    '"\\$A"': "$A",
    "\\$A": "$A",
    "a\\ b": "a b",
    '"a\\b"': "a\\b",
    '"a': "a",
  });
});

test("defaults and alternatives", () => {
  check({
    "${A:-x}": "a",
    "${NONE:-x}": "x",
    "${NONE-x}": "x",
    "${EMPTY:-x}": "x",
    "${EMPTY-x}": "",
    "${A:+x}": "x",
    "${NONE:+x}": "",
    "${EMPTY+x}": "x",
    "${EMPTY:+x}": "",
    "${NONE:-$A/b}": "a/b",
    "${NONE:-${EMPTY:-c}}": "c",
  });
});

test("a head or a tail is cut off, the shortest or the longest", () => {
  check({
    "${FILE%.*}": "app-1.2.tar",
    "${FILE%%.*}": "app-1",
    "${FILE#*-}": "1.2.tar.gz",
    "${FILE##*.}": "gz",
    "${FILE%x}": "app-1.2.tar.gz",
  });
});

test("matches are replaced, the first or all", () => {
  check({ "${PATH/\\//+}": "+usr/local/bin", "${FILE/./_}": "app-1_2.tar.gz", "${FILE//./_}": "app-1_2_tar_gz" });
});

test("what the file does not determine is unknown, never empty", () => {
  check({
    $NONE: "<unknown>",
    $OUTSIDE: "<unknown>",
    "${OUTSIDE:-x}": "<unknown>",
    "${NONE:?msg}": "<unknown>",
    "a${A": "<unknown>",
    "${NONE%x}": "<unknown>",
  });
});

test("the escape directive changes the escape character", () => {
  assert.equal(expand("`$A", "`"), "$A");
  assert.equal(expand("c:\\$A", "`"), "c:\\a");
  assert.equal(unquote("'a b'\\ c", "\\"), "a b c");
  assert.equal(unquote('"$A"', "\\"), "$A");
});

test("hostile patterns and values end in time, and what is too long is unknown", () => {
  const start = performance.now();
  const long = (length: number) => () => known("a".repeat(length));
  for (const pattern of ["*b", "*a*b", "a*b", "[a-z]*[0-9]", "*a".repeat(100), "?".repeat(300)]) {
    for (const operator of ["#", "##", "%", "%%", "/", "//"]) {
      for (const length of [50, 400, 1_900]) {
        expandWord(`\${LONG${operator}${pattern}${operator.startsWith("/") ? "/x" : ""}}`, "\\", long(length));
      }
    }
  }
  expandWord("${A:-".repeat(500), "\\", () => UNSET);
  assert.ok(performance.now() - start < 5_000);
  assert.equal(expandWord("${LONG%x}", "\\", long(5_000)).kind, "unknown");
  assert.equal(expandWord("$LONG$LONG", "\\", long(60_000)).kind, "unknown");
});
