// The model of a Dockerfile as plain data, and every fault of the parser library that it covers.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { interpretDockerfile } from "../../../server/src/core/dockerfile/interpret.ts";
import type {
  CopyInstruction,
  DockerfileModel,
  Instruction,
  RunInstruction,
} from "../../../server/src/core/dockerfile/model.ts";
import { parseSyntax } from "../../../server/src/core/dockerfile/parse.ts";
import { indexLines } from "../../../server/src/core/text/lines.ts";
import { knownValue, type Resolved } from "../../../server/src/core/text/resolved.ts";

function keywords(text: string): readonly string[] {
  return parseSyntax(text, indexLines(text)).instructions.map(({ keyword }) => keyword);
}

function last(model: DockerfileModel): Instruction {
  const instruction = model.instructions.at(-1);
  assert.ok(instruction);
  return instruction;
}

function run(text: string): RunInstruction {
  const found = interpretDockerfile(text).instructions.findLast((instruction) => instruction.keyword === "RUN");
  assert.ok(found?.keyword === "RUN");
  return found;
}

function copy(text: string): CopyInstruction {
  const found = last(interpretDockerfile(text));
  assert.ok(found.keyword === "COPY" || found.keyword === "ADD");
  return found;
}

function commands(instruction: RunInstruction): readonly string[] {
  return instruction.scripts.flatMap(({ invocations }) =>
    invocations.map(({ name, args }) => [name ?? "?", ...args.map((word) => knownValue(word.value) ?? "?")].join(" ")),
  );
}

function shown(value: Resolved<string>): string {
  return value.kind === "known" ? value.value : value.kind;
}

describe("stages", () => {
  it("know their base, their name, and which of them the image holds", () => {
    const model = interpretDockerfile(
      "FROM alpine:3.20 AS base\nFROM golang:1.23 AS Build\nFROM base AS final\nCOPY --from=build /a /a\n",
    );
    assert.deepEqual(
      model.stages.map(({ index, name, base }) => [
        index,
        name,
        base.kind === "stage" ? `stage ${base.stage.index}` : base.kind === "image" ? base.reference.text : base.kind,
      ]),
      [
        [0, "base", "alpine:3.20"],
        [1, "Build", "golang:1.23"],
        [2, "final", "stage 0"],
      ],
    );
    assert.deepEqual(
      model.shippedChain.map(({ name }) => name),
      ["base", "final"],
    );
    const copied = model.stages[2]?.instructions[0];
    assert.ok(copied?.keyword === "COPY" && copied.from?.kind === "stage");
    assert.equal(copied.from.stage.index, 1);
  });

  it("are shipped as the configured target says", () => {
    const text = "FROM alpine AS one\nFROM alpine AS two\n";
    assert.equal(interpretDockerfile(text, { target: "ONE" }).shipped?.name, "one");
    assert.equal(interpretDockerfile(text, { target: "0" }).shipped?.name, "one");
    assert.equal(interpretDockerfile(text, { target: "gone" }).shipped?.name, "two");
    assert.equal(interpretDockerfile(text).shipped?.name, "two");
    assert.equal(interpretDockerfile("RUN a\n").shipped, undefined);
  });

  it("shadow images of their name, and may be named by number", () => {
    const model = interpretDockerfile("FROM debian AS alpine\nFROM alpine\nCOPY --from=0 /a /b\n");
    assert.equal(model.stages[1]?.base.kind, "stage");
    const copied = last(model);
    assert.ok(copied.keyword === "COPY" && copied.from?.kind === "stage");
  });

  it("take user, folder, shell and variables from the stage below", () => {
    const model = interpretDockerfile(
      'FROM debian AS base\nENV A=1\nUSER app\nWORKDIR /srv\nSHELL ["/bin/bash", "-c"]\nFROM base\nWORKDIR sub\nRUN x\n',
    );
    const { before } = last(model);
    assert.equal(shown(before.user.value), "app");
    assert.equal(shown(before.workdir), "/srv/sub");
    assert.deepEqual(before.shell.words, ["/bin/bash", "-c"]);
    assert.equal(shown(before.variable("A")), "1");
  });
});

describe("the state before an instruction", () => {
  it("has the folder, unknown where the base image sets it", () => {
    const at = (text: string): string => shown(last(interpretDockerfile(`${text}\nRUN x\n`)).before.workdir);
    assert.equal(at("FROM httpd"), "unknown");
    assert.equal(at("FROM debian"), "/");
    assert.equal(at("FROM scratch"), "/");
    assert.equal(at("FROM httpd\nWORKDIR a"), "unknown");
    assert.equal(at("FROM httpd\nWORKDIR /a/./b/../c"), "/a/c");
    assert.equal(at("FROM httpd\nENV D=/opt\nWORKDIR $D/x"), "/opt/x");
    assert.equal(at("FROM httpd\nWORKDIR $UNSET"), "unknown");
  });

  it("has variables as they are declared so far, ENV before ARG", () => {
    const { before } = last(
      interpretDockerfile("ARG G=g\nFROM nginx\nARG G\nARG A=1\nENV A=2\nARG A=3\nENV B=$A C=$B\nRUN x\n"),
    );
    assert.equal(shown(before.variable("G")), "g");
    assert.equal(shown(before.variable("A")), "2");
    assert.equal(shown(before.variable("B")), "2");
    assert.equal(shown(before.variable("C")), "unknown");
    assert.equal(before.declaration("A")?.kind, "ENV");
    assert.equal(before.declaration("X"), undefined);
  });

  it("gives global arguments to FROM only", () => {
    const model = interpretDockerfile("ARG V=3.20\nFROM alpine:${V}\nRUN x\n");
    assert.equal(model.stages[0]?.base.kind === "image" && model.stages[0].base.reference.tag, "3.20");
    assert.equal(shown(last(model).before.variable("V")), "unknown");
  });

  it("has the shell that Windows images and an escape directive mean", () => {
    const dialect = (text: string): string => last(interpretDockerfile(text)).before.shell.dialect;
    assert.equal(dialect("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir\n"), "cmd");
    assert.equal(dialect("# escape=`\nFROM base\nRUN dir\n"), "cmd");
    assert.equal(dialect('FROM base\nSHELL ["pwsh", "-Command"]\nRUN dir\n'), "powershell");
    assert.equal(dialect("FROM base\nRUN ls\n"), "posix");
  });
});

describe("commands", () => {
  it("are read in the shell form, the exec form and heredocs, each with its place", () => {
    assert.deepEqual(commands(run("FROM a\nRUN rm -f a \\\n  && ls b\n")), ["rm -f a", "ls b"]);
    assert.deepEqual(commands(run('FROM a\nRUN ["rm", "-f", "a b"]\n')), ["rm -f a b"]);
    assert.deepEqual(commands(run("FROM a\nRUN <<EOF\nrm a\nls b\nEOF\n")), ["rm a", "ls b"]);
    assert.deepEqual(commands(run("FROM a\nRUN <<A <<B\nrm a\nA\nls b\nB\n")), ["rm a", "ls b"]);
    assert.deepEqual(commands(run("FROM a\nRUN cat > f <<EOF && ls\nx\nEOF\n")), ["cat", "ls"]);
    const text = 'FROM a\nRUN ["rm", "a \\"b\\""]\n';
    const word = run(text).scripts[0]?.invocations[0]?.args[0];
    assert.ok(word);
    assert.equal(text.slice(word.span.start, word.span.end), '"a \\"b\\""');
    assert.equal(knownValue(word.value), 'a "b"');
  });

  it("of another interpreter are no shell", () => {
    const python = run("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n");
    assert.deepEqual(
      python.scripts.map(({ dialect }) => dialect),
      ["other"],
    );
    assert.deepEqual(commands(python), []);
  });

  it("of CMD, ENTRYPOINT and HEALTHCHECK are read too", () => {
    const text = 'FROM a\nHEALTHCHECK --interval=5s CMD curl -f http://x/\nENTRYPOINT ["/a", "-b"]\nCMD run --now\n';
    const names = interpretDockerfile(text).instructions.flatMap((instruction) =>
      instruction.keyword === "CMD" || instruction.keyword === "ENTRYPOINT" || instruction.keyword === "HEALTHCHECK"
        ? instruction.scripts.flatMap(({ invocations }) => invocations.map(({ name }) => name))
        : [],
    );
    assert.deepEqual(names, ["curl", "a", "run"]);
  });

  it("have the mounts of their instruction", () => {
    const { mounts } = run(
      "FROM a\nRUN --mount=type=secret,id=x --mount=type=cache,target=/c --mount=type=secret,id=y,env=Y --mount=target=/b z\n",
    );
    assert.deepEqual(
      mounts.map(({ type, target }) => [type, target]),
      [
        ["secret", "/run/secrets/x"],
        ["cache", "/c"],
        ["secret", undefined],
        ["bind", "/b"],
      ],
    );
  });
});

describe("faults of dockerfile-ast that the model covers", () => {
  it("1: an indented first instruction, and a line before the first one", () => {
    for (const text of [" RUN echo $A", "# c\n RUN $A", "\n\nRUN $A", " ARG A\n RUN $A"]) {
      assert.ok(interpretDockerfile(text).instructions.length > 0, text);
    }
  });

  it("2: a comment with a backslash inside a continued instruction", () => {
    const text = "FROM a\nRUN \\\n# comment\\comment\n rm a\nRUN ls\n";
    assert.deepEqual(keywords(text), ["FROM", "RUN", "RUN"]);
    assert.deepEqual(
      interpretDockerfile(text).instructions.flatMap((instruction) =>
        instruction.keyword === "RUN" ? commands(instruction) : [],
      ),
      ["rm a", "ls"],
    );
  });

  it("3: a blank between << and the delimiter, and a file descriptor before it", () => {
    for (const opener of ["cat > f << 'EOF'", "cat > f << EOF", "cat 3<<EOF", "cat <<- EOF"]) {
      const text = `FROM a\nRUN ${opener}\nUSER root\nSETOPT x\nEOF\nUSER app\n`;
      assert.deepEqual(keywords(text), ["FROM", "RUN", "USER"], opener);
      assert.equal(run(text).heredocs[0]?.body, "USER root\nSETOPT x\n", opener);
    }
  });

  it("4: << that opens nothing", () => {
    assert.deepEqual(run('FROM a\nRUN echo "a << b"\nUSER app\n').heredocs, []);
    assert.deepEqual(run("FROM a\nRUN echo $((1<<2))\nUSER app\n").heredocs, []);
    assert.deepEqual(run("FROM a\nRUN cat <<< x\nUSER app\n").heredocs, []);
    assert.deepEqual(keywords('FROM a\nRUN echo "a << b"\nUSER app\n'), ["FROM", "RUN", "USER"]);
  });

  it("5: a heredoc's lines are neither arguments nor comments", () => {
    const text = "FROM a\n# outside\nCOPY <<EOF /f\n# inside\n$A b\nEOF\n";
    const copied = copy(text);
    assert.deepEqual(
      copied.sources.map(({ raw }) => raw),
      [],
    );
    assert.equal(copied.destination?.raw, "/f");
    assert.equal(copied.heredocs[0]?.body, "# inside\n$A b\n");
    assert.deepEqual(
      interpretDockerfile(text).comments.map((comment) => comment.text),
      ["# outside"],
    );
    assert.equal(copy("FROM a\nCOPY <<'Q' /f\n$A\nQ\n").heredocs[0]?.isLiteral, true);
  });

  it("6: JSON strings keep their blanks, and a list that is not closed is no list", () => {
    const copied = copy('FROM a\nCOPY ["a b", "c\\u0041", "/d e/"]\n');
    assert.deepEqual(
      copied.sources.map(({ text }) => text),
      ["a b", "cA"],
    );
    assert.equal(copied.destination?.text, "/d e/");
    assert.equal(run('FROM a\nRUN ["a b", "c"\n').command.form, "shell");
    assert.equal(run("FROM a\nRUN ['a']\n").command.form, "shell");
    assert.deepEqual(
      run('FROM a\nRUN ["a b", "c"]\n').command.words.map(({ text }) => text),
      ["a b", "c"],
    );
  });

  it("7: variables that are cut, replaced, escaped or in single quotes", () => {
    const value = (raw: string): string => {
      const env = last(interpretDockerfile(`FROM a\nENV C=x.tar.gz D=a-b-c\nENV V=${raw}\n`));
      assert.ok(env.keyword === "ENV");
      return shown(env.pairs[0]?.value?.value ?? { kind: "unset" });
    };
    assert.equal(value("${C%.*}"), "x.tar");
    assert.equal(value("${C%%.*}"), "x");
    assert.equal(value("${C#x.}"), "tar.gz");
    assert.equal(value("${D/-/+}"), "a+b-c");
    assert.equal(value("${D//-/+}"), "a+b+c");
    assert.equal(value("'$C'"), "$C");
    assert.equal(value("\\$C"), "$C");
    assert.equal(value("${X:-$C}"), "unknown");
    assert.equal(value("${C:+set}"), "set");
  });

  it("8: quoted values of ENV and LABEL", () => {
    const env = last(interpretDockerfile("FROM a\nENV A=\"b c\" D='e f' G=h\\ i\n"));
    assert.ok(env.keyword === "ENV");
    assert.deepEqual(
      env.pairs.map(({ name, value }) => [name, value?.raw, value?.text]),
      [
        ["A", '"b c"', "b c"],
        ["D", "'e f'", "e f"],
        ["G", "h\\ i", "h i"],
      ],
    );
    const old = last(interpretDockerfile("FROM a\nENV A b  c\n"));
    assert.ok(old.keyword === "ENV");
    assert.deepEqual(
      old.pairs.map(({ name, value }) => [name, value?.text]),
      [["A", "b  c"]],
    );
  });

  it("9: a tag together with a digest, and a variable with a default", () => {
    const base = (text: string) => interpretDockerfile(text).stages[0]?.base;
    const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
    const pinned = base(`FROM example.com:5000/a/b:1.2@${digest}\n`);
    assert.ok(pinned?.kind === "image");
    assert.deepEqual(
      [pinned.reference.domain, pinned.reference.repository, pinned.reference.tag, pinned.reference.digest],
      ["example.com:5000", "a/b", "1.2", digest],
    );
    const defaulted = base("FROM ${X:-alpine:3.20}\n");
    assert.ok(defaulted?.kind === "image");
    assert.equal(defaulted.reference.tag, "3.20");
    assert.equal(base("ARG X\nFROM ${X}\n")?.kind, "unknown");
  });

  it("10: quoted mount options, and a flag without a value", () => {
    const [mount] = run('FROM a\nRUN --mount="type=secret,id=x" y\n').mounts;
    assert.equal(mount?.type, "secret");
    assert.equal(mount?.target, "/run/secrets/x");
    const [link] = copy("FROM a\nCOPY --link a b\n").flags;
    assert.equal(link?.name, "link");
    assert.equal(link?.value, undefined);
  });

  it("11: a heredoc whose delimiter is half typed", () => {
    const model = interpretDockerfile("FROM a\nRUN cat <<'EN\nUSER root\n");
    assert.deepEqual(
      model.instructions.map(({ keyword }) => keyword),
      ["FROM", "RUN", "USER"],
    );
    assert.deepEqual(run("FROM a\nRUN <<EOF\nrm a\n").heredocs[0]?.endSpan, undefined);
  });

  it("12: a backslash with blanks behind it between two properties", () => {
    const env = last(interpretDockerfile("FROM a\nENV A=b \\  C=d\n"));
    assert.ok(env.keyword === "ENV");
    assert.deepEqual(
      env.pairs.map(({ name, value }) => [name, value?.text]),
      [
        ["A", "b"],
        ["C", "d"],
      ],
    );
  });
});

describe("positions", () => {
  it("follow CRLF, a byte-order mark and tabs", () => {
    const text = "\ufeffFROM a\r\n\tRUN rm \\\r\n\t\tb c\r\n";
    const words = run(text).scripts.flatMap(({ invocations }) => invocations.flatMap(({ args }) => args));
    assert.deepEqual(
      words.map(({ span }) => text.slice(span.start, span.end)),
      ["b", "c"],
    );
  });

  it("of a trigger lie behind ONBUILD", () => {
    const text = "FROM a\nONBUILD RUN --mount=type=cache,target=/c rm b\n";
    const onbuild = last(interpretDockerfile(text));
    assert.ok(onbuild.keyword === "ONBUILD" && onbuild.trigger?.keyword === "RUN");
    assert.equal(onbuild.trigger.onbuild, true);
    assert.deepEqual(commands(onbuild.trigger), ["rm b"]);
    assert.equal(
      text.slice(onbuild.trigger.span.start, onbuild.trigger.span.end),
      "RUN --mount=type=cache,target=/c rm b",
    );
  });
});
