import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseShell } from "../../../server/src/core/shell/parse.ts";
import type { Invocation, ShellDialect, ShellScript, Word } from "../../../server/src/core/shell/syntax.ts";
import { EmbeddedBuilder, embedVerbatim } from "../../../server/src/core/text/embedded.ts";
import { known, knownValue, unknown } from "../../../server/src/core/text/resolved.ts";

function read(text: string, dialect: ShellDialect = "posix"): ShellScript {
  return parseShell(embedVerbatim(text, 0), {
    dialect,
    cwd: known("/w"),
    home: known("/root"),
    variable: (name) => (name === "V" ? known("1.2") : unknown(`nothing sets \`${name}\``)),
  });
}

function value(word: Word): string {
  return knownValue(word.value) ?? `?${word.raw}`;
}

/** `name arg arg`, with what is special about how it runs behind it. */
function show(command: Invocation): string {
  const words = [command.name ?? (command.nameWord === undefined ? "-" : "?"), ...command.args.map(value)];
  const assigned = command.assignments.map((assignment) => `${assignment.name}=${value(assignment.value)}`);
  const notes = [
    ...command.wrappers.map((name) => `in ${name}`),
    ...(command.context === "script" ? [] : [command.context]),
    ...(command.certainty === "maybe" ? ["maybe"] : []),
    ...(knownValue(command.cwd) === "/w" ? [] : [`at ${knownValue(command.cwd) ?? "?"}`]),
  ];
  return [...assigned, ...words].join(" ") + (notes.length === 0 ? "" : ` (${notes.join(", ")})`);
}

function commands(text: string): readonly string[] {
  return read(text).invocations.map(show);
}

function check(cases: Readonly<Record<string, readonly string[]>>): void {
  for (const [text, expected] of Object.entries(cases)) assert.deepEqual(commands(text), expected, text);
}

test("words lose their quotes and keep what is known", () => {
  check({
    "echo 'a b' \"c d\"e a\\ b": ["echo a b c de a b"],
    'echo "$V" ${V%.*} ${V/1/2} ${U:-x} $V$U': ["echo 1.2 1 2.2 ?${U:-x} ?$V$U"],
    "echo '' \"\" $'a\\tb'": ["echo   a\tb"],
    "A=1; echo $A ${A:+set} ${A:-no}": ["A=1 -", "echo 1 set 1"],
    "export A=1 B; A+=2; echo $A": ["A=1 export B", "A=12 -", "echo 12"],
    "A=1 cmd; echo $A": ["A=1 cmd", "echo ?$A"],
    "read A; echo $A": ["read A", "echo ?$A"],
  });
});

test("every word and part has its place in the file", () => {
  const text = `curl -u "me:$PW" 'https://x/y' > /out`;
  const [command] = read(text).invocations;
  assert.ok(command);
  const at = ({ span }: { readonly span: { readonly start: number; readonly end: number } }): string =>
    text.slice(span.start, span.end);
  assert.deepEqual(command.args.map(at), ["-u", '"me:$PW"', "'https://x/y'"]);
  assert.deepEqual(command.args[1]?.parts.map(at), ["me:", "$PW"]);
  assert.deepEqual(command.args[2]?.parts.map(at), ["https://x/y"]);
  assert.deepEqual(command.redirects.map(at), ["> /out"]);
  assert.equal(at(command), text);
});

test("wrappers are taken off", () => {
  check({
    "sudo -u app env A=b nice -n 5 curl -k x": ["A=b curl -k x (in sudo, in env, in nice)"],
    "timeout -k 5 30 sh x.sh": ["sh x.sh (in timeout)"],
    "gosu app whoami": ["whoami (in gosu)"],
    "/usr/bin/env -i PATH=/bin make all": ["PATH=/bin make all (in env)"],
    "command -v curl": ["command -v curl"],
    "sudo -s": ["sudo -s"],
    "busybox wget x": ["wget x (in busybox)"],
  });
});

test("scripts in arguments are read again, with their places", () => {
  check({
    "sh -c 'cd /a && rm b'": ["sh -c cd /a && rm b", "cd /a (shell-argument)", "rm b (shell-argument, at /a)"],
    'bash -exc "echo \\"x y\\" $V"': ['bash -exc echo "x y" 1.2', "echo x y 1.2 (shell-argument)"],
    "su - app -c 'rm x'": ["su - app -c rm x", "rm x (shell-argument)"],
    "eval cd /a; pwd": ["eval cd /a", "cd /a (shell-argument)", "pwd (at /a)"],
    "trap 'rm x' EXIT": ["trap rm x EXIT", "rm x (shell-argument, maybe)"],
    "bash <<'E'\nrm x\nE": ["bash", "rm x (shell-argument)"],
    "find / -name x -exec rm -f {} + -o -exec chmod 1 {} \\;": [
      "find / -name x -exec rm -f {} + -o -exec chmod 1 {} ;",
      "rm -f {} (exec-argument)",
      "chmod 1 {} (exec-argument)",
    ],
    "cat l | xargs -n1 sudo curl -k": ["cat l", "xargs -n1 sudo curl -k", "curl -k (in sudo, exec-argument)"],
  });
  const text = `sh -c "echo \\"a b\\" > /f"`;
  const inner = read(text).invocations[1];
  assert.deepEqual(
    inner?.args.map(({ span }) => text.slice(span.start, span.end)),
    ['\\"a b\\"'],
  );
});

test("substitutions run before the command they stand in", () => {
  check({
    'echo "$(cat a)" `cat b` <(cat c)': [
      "cat a (substitution)",
      "cat b (substitution)",
      "cat c (process-substitution)",
      'echo ?"$(cat a)" ?`cat b` ?<(cat c)',
    ],
    "A=$(cat a)": ["cat a (substitution)", "A=?$(cat a) -"],
    "[[ -n $(cat a) ]] && b": ["cat a (substitution)", "b"],
  });
});

test("what stands behind a condition may not run", () => {
  check({
    "a && b && c": ["a", "b", "c"],
    "a || b": ["a", "b (maybe)"],
    "a && b || c": ["a", "b (maybe)", "c (maybe)"],
    "test -e x && b; c": ["test -e x", "b (maybe)", "c"],
    "a && test -e x && b": ["a", "test -e x", "b"],
    "if a; then b; elif c; then d; else e; fi": ["a", "b (maybe)", "c (maybe)", "d (maybe)", "e (maybe)"],
    "while a; do b; done": ["a", "b (maybe)"],
    "case $x in y) a;; *) b;; esac": ["a (maybe)", "b (maybe)"],
    "for i in x y; do a $i; done; for j in z; do b $j; done; for k in *; do c; done": ["a ?$i", "b z", "c (maybe)"],
    "f() { a; }; f; g() { b; }": ["f", "a (function)", "b (function, maybe)"],
    "! grep -q a f && b; c": ["grep -q a f", "b (maybe)", "c"],
  });
});

test("words of loops and tests belong to no command, and are kept", () => {
  const { controlWords } = read("for i in $A; do x; done; case $B in y) z;; esac; [[ -n $C ]]");
  assert.deepEqual(
    controlWords.map(({ raw }) => raw),
    ["$A", "$B", "y", "$C"],
  );
});

test("the folder is followed", () => {
  check({
    "cd /a && b; (cd c; d); e": ["cd /a", "b (at /a)", "cd c (at /a)", "d (at /a/c)", "e (at /a)"],
    "pushd /a; b; popd; c": ["pushd /a", "b (at /a)", "popd (at /a)", "c"],
    "cd; a; cd ~/x; b": ["cd", "a (at /root)", "cd ~/x (at /root)", "b (at /root/x)"],
    "cd $U; a": ["cd ?$U", "a (at ?)"],
    "[ -d x ] && cd x && a; b": ["[ -d x ]", "cd x (maybe)", "a (maybe, at /w/x)", "b (at ?)"],
    "a | (cd /b && c); d": ["a", "cd /b", "c (at /b)", "d"],
  });
});

test("the variables of a part that may not run are unknown after it", () => {
  check({
    "A=1; if x; then A=2; echo $A; fi; echo $A": ["A=1 -", "x", "A=2 - (maybe)", "echo 2 (maybe)", "echo ?$A"],
    "A=1; (A=2); echo $A": ["A=1 -", "A=2 -", "echo 1"],
  });
});

test("a pipeline knows its commands", () => {
  const [curl, tar] = read("curl x | (cd /a; tar x)").invocations.filter(({ name }) => name !== "cd");
  assert.equal(tar?.pipeline, curl?.pipeline);
  assert.equal(tar?.index, 2);
  assert.deepEqual(
    curl?.pipeline.commands.map(({ name }) => name),
    ["curl", "cd", "tar"],
  );
});

test("redirections of a group reach its commands", () => {
  const found = read("{ echo a; echo b; } > /f").invocations;
  assert.deepEqual(
    found.map(({ redirects }) => redirects.length),
    [1, 1],
  );
});

test("a heredoc has its text and its place", () => {
  const text = "cat > f <<EOF\na $V\nEOF\nrm f";
  const [cat, rm] = read(text).invocations;
  const heredoc = cat?.redirects[1];
  assert.ok(heredoc?.kind === "heredoc");
  assert.equal(heredoc.body, "a $V\n");
  assert.equal(text.slice(heredoc.bodySpan.start, heredoc.bodySpan.end), "a $V\n");
  assert.deepEqual(
    heredoc.parts.map(({ kind }) => kind),
    ["literal", "variable", "literal"],
  );
  assert.equal(text.slice(rm?.span.start), "rm f");
});

test("steps are the top-level list with what stands before each", () => {
  const { steps } = read("a && b | c || d; e & f\ng");
  assert.deepEqual(
    steps.map(({ separator, isSimple }) => `${separator}${isSimple ? "" : " pipeline"}`),
    ["start", "&& pipeline", "||", ";", "&", "newline"],
  );
});

test("half-typed and wrong input keeps what can be read, and says what cannot", () => {
  assert.deepEqual(commands("foo ) && chmod 777 /x"), ["foo", "chmod 777 /x"]);
  assert.deepEqual(commands('echo "unclosed $(cat x'), ["cat x (substitution)", 'echo ?"unclosed $(cat x']);
  assert.deepEqual(commands("if [ x"), ["[ x"]);
  assert.ok(read("foo )").gaps.length > 0);
  assert.match(read("$CMD x").gaps[0]?.why ?? "", /which command runs here is not known: nothing sets `CMD`/);
});

test("other languages are a gap and nothing else", () => {
  const script = read("Remove-Item x", "powershell");
  assert.deepEqual(script.invocations, []);
  assert.deepEqual(script.gaps, [{ span: { start: 0, end: 13 }, why: "commands in PowerShell are not analysed" }]);
});

test("carriage returns are no part of words", () => {
  assert.deepEqual(commands("rm a\r\nrm b\r\n"), ["rm a", "rm b"]);
  const heredoc = read("cat <<E\r\nx\r\nE\r\nrm b").invocations;
  assert.deepEqual(heredoc.map(show), ["cat", "rm b"]);
});

test("places follow an embedded text", () => {
  const source = new EmbeddedBuilder(10);
  source.addVerbatim("rm", 10);
  source.addVerbatim(" ab", 14);
  const script = parseShell(source.build(), {
    dialect: "posix",
    cwd: known("/"),
    home: known("/"),
    variable: () => unknown("a test"),
  });
  assert.deepEqual(script.invocations[0]?.args[0]?.span, { start: 15, end: 17 });
});

test("deep nesting and functions that call each other end", () => {
  assert.ok(read(`echo ${"$(echo ".repeat(20_000)}`).invocations.length > 0);
  assert.ok(read("f() { f; f; }; f").invocations.length < 1000);
  assert.ok(read(`${"(".repeat(5000)}a`).invocations.length <= 1);
});

test("no text makes it throw, and every place lies in the text", () => {
  const piece = fc.constantFrom(
    ..."rm -f /a|&&;\n\"'`$(){}[]<>\\ =EOF".split(""),
    "if ",
    "then ",
    "fi",
    "<<EOF\n",
    "${X:-",
    "case ",
    "for i in ",
    "sh -c ",
    "é",
    "\r\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      const { invocations, steps, gaps } = read(text);
      const places = [...steps, ...gaps, ...invocations, ...invocations.flatMap(({ args }) => args)];
      for (const { span } of places) assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
    }),
    { numRuns: 2000 },
  );
});
