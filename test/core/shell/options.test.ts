import assert from "node:assert/strict";
import { test } from "node:test";
import { type OptionSpec, readOptions } from "../../../server/src/core/shell/options.ts";
import { parseShell } from "../../../server/src/core/shell/parse.ts";
import { embedVerbatim } from "../../../server/src/core/text/embedded.ts";
import { known, UNSET } from "../../../server/src/core/text/resolved.ts";

const CURL: OptionSpec = { valued: "oHu", longValued: ["output", "header"] };

/** Each option as `name=text under the value's span`, then the operands as written. */
function read(text: string, spec: OptionSpec): readonly string[] {
  const script = parseShell(embedVerbatim(text, 0), {
    dialect: "posix",
    cwd: known("/"),
    home: known("/root"),
    variable: () => UNSET,
  });
  const invocation = script.invocations.at(-1);
  assert.ok(invocation);
  const { options, operands } = readOptions(invocation, spec);
  return [
    ...options.map(({ name, value }) =>
      value === undefined ? name : `${name}=${text.slice(value.span.start, value.span.end)}`,
    ),
    "|",
    ...operands.map(({ raw }) => raw),
  ];
}

test("short options stand alone, bundled, and with a value behind them or attached", () => {
  assert.deepEqual(read("curl -fsSk https://x", CURL), ["f", "s", "S", "k", "|", "https://x"]);
  assert.deepEqual(read("curl -o f https://x", CURL), ["o=f", "|", "https://x"]);
  assert.deepEqual(read("curl -of https://x", CURL), ["o=f", "|", "https://x"]);
  assert.deepEqual(read("curl -fso f https://x", CURL), ["f", "s", "o=f", "|", "https://x"]);
});

test("long options have their value in the word or behind it", () => {
  assert.deepEqual(read("curl --output=f https://x", CURL), ["output=f", "|", "https://x"]);
  assert.deepEqual(read("curl --output f --insecure https://x", CURL), ["output=f", "insecure", "|", "https://x"]);
});

test("what stands behind -- is no option", () => {
  assert.deepEqual(read("rm -- -f", {}), ["|", "-f"]);
});

test("a lone dash is an operand", () => {
  assert.deepEqual(read("curl -o - x", CURL), ["o=-", "|", "x"]);
  assert.deepEqual(read("cat -", {}), ["|", "-"]);
});

test("a variable in an option leaves the others readable", () => {
  assert.deepEqual(read("curl $OPTS -k --header=a:$T -o $F https://x", CURL), [
    "k",
    "header=a:$T",
    "o=$F",
    "|",
    "$OPTS",
    "https://x",
  ]);
  assert.deepEqual(read("mysql -p$PW db", { attached: "p" }), ["p=$PW", "|", "db"]);
  assert.deepEqual(read("mysql -p db", { attached: "p" }), ["p", "|", "db"]);
});

test("options with one dash are whole words where the command has them so", () => {
  const openssl: OptionSpec = { hasSingleDash: true, longValued: ["out", "in"] };
  assert.deepEqual(read("openssl x509 -nodes -in a -out b", openssl), ["nodes", "in=a", "out=b", "|", "x509"]);
});

test("letters of the first word count where the command lets the dash go", () => {
  const tar: OptionSpec = { valued: "fC", hasBareFirst: true };
  assert.deepEqual(read("tar xzfC a.tgz /opt b", tar), ["x", "z", "f=a.tgz", "C=/opt", "|", "b"]);
  assert.deepEqual(read("tar -xzfa.tgz -C /opt", tar), ["x", "z", "f=a.tgz", "C=/opt", "|"]);
});

test("reading stops at the first operand where the rest belongs to a subcommand", () => {
  assert.deepEqual(read("git -C /x clone -b y", { valued: "C", stopsAtOperand: true }), [
    "C=/x",
    "|",
    "clone",
    "-b",
    "y",
  ]);
});

test("a bundled letter has a place of its own", () => {
  const script = parseShell(embedVerbatim("curl -fsSk x", 0), {
    dialect: "posix",
    cwd: known("/"),
    home: known("/root"),
    variable: () => UNSET,
  });
  const [invocation] = script.invocations;
  assert.ok(invocation);
  const insecure = readOptions(invocation, CURL).options.find(({ name }) => name === "k");
  assert.deepEqual(insecure?.span, { start: 9, end: 10 });
});
