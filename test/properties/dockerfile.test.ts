// What holds of every Dockerfile, whatever stands in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fileEvents } from "../../server/src/core/dockerfile/file-events.ts";
import { interpretDockerfile } from "../../server/src/core/dockerfile/interpret.ts";
import { layerHistory } from "../../server/src/core/dockerfile/layers.ts";
import type { DockerfileModel, Instruction } from "../../server/src/core/dockerfile/model.ts";
import { type Analysis, analyze, applyEdits, fixAll, type Rule } from "../../server/src/core/index.ts";
import { fileRemovedInLaterLayer } from "../../server/src/core/rules/dockerfile/file-removed-in-later-layer.ts";
import { packageCacheInLayer } from "../../server/src/core/rules/dockerfile/package-cache-in-layer.ts";
import { recursiveModeChangeInLaterLayer } from "../../server/src/core/rules/dockerfile/recursive-mode-change-in-later-layer.ts";
import { secretCopiedFromBuildStage } from "../../server/src/core/rules/dockerfile/secret-copied-from-build-stage.ts";
import { secretFileRemovedInLaterLayer } from "../../server/src/core/rules/dockerfile/secret-file-removed-in-later-layer.ts";
import { secretInRun } from "../../server/src/core/rules/dockerfile/secret-in-run.ts";
import { secretPersistedFromMount } from "../../server/src/core/rules/dockerfile/secret-persisted-from-mount.ts";
import type { Invocation, Word } from "../../server/src/core/shell/syntax.ts";
import type { Span } from "../../server/src/core/text/span.ts";
import { assertSound } from "../sound.ts";

const LAYER_RULES: readonly Rule[] = [
  fileRemovedInLaterLayer,
  packageCacheInLayer,
  recursiveModeChangeInLaterLayer,
  secretCopiedFromBuildStage,
  secretFileRemovedInLaterLayer,
  secretInRun,
  secretPersistedFromMount,
];

function check(text: string, rules: readonly Rule[] = LAYER_RULES): Analysis {
  return analyze({ path: "Dockerfile", text }, { rules });
}

/** Pieces that Dockerfiles are made of, whole and broken. */
const PIECE = fc.oneof(
  fc.constantFrom(
    ...[
      "FROM alpine AS a\n",
      "FROM a\n",
      "FROM scratch",
      "ARG A=1\n",
      "ENV A=$A$A B='x y\n",
      "USER app\n",
      "WORKDIR ../b\n",
    ],
    ...[
      "RUN ",
      "RUN <<EOF\n",
      "EOF\n",
      "RUN <<-'E F'\n",
      "COPY --from=a ",
      "COPY <<X /x\n",
      "ADD ",
      "ONBUILD ",
      "SHELL [",
      "CMD ",
    ],
    ...[
      "echo pw > /p ",
      "rm -rf /p/* ",
      "rm /p\n",
      "&& ",
      "|| ",
      "; ",
      "| ",
      "& ",
      "cat <<EOF > /f\n",
      "$(",
      "${A:-",
      "}",
      ")",
      "`",
    ],
    ...[
      "'",
      '"',
      "\\\n",
      "\\\r\n",
      "\n",
      "\r\n",
      "\t",
      " ",
      "# comment\\x\n",
      "# escape=`\n",
      "--mount=type=secret,id=x,env=Y ",
    ],
    ...[
      "/a/b ",
      ". ",
      "* ",
      "{a,b} ",
      "[!a] ",
      '["a", "b"]',
      "find / -name '*.x' -delete ",
      "cp -r a /b ",
      "mv /p /q ",
      "$A ",
      "curl -u a:b1-x h ",
    ],
  ),
  fc.string({ maxLength: 6, unit: "binary" }),
);
const TEXT = fc.array(PIECE, { maxLength: 60, size: "max" }).map((pieces) => pieces.join(""));

test("the model reads any text, and every place in it lies in the text", () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      const model = interpretDockerfile(text);
      for (const span of spansOf(model)) {
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, `${span.start}-${span.end}`);
      }
      for (const stage of model.stages) layerHistory(stage);
    }),
    { numRuns: 1_500 },
  );
});

test("the rules about layers and commands say something sound about any text", () => {
  fc.assert(
    fc.property(TEXT, (text) => assertSound(check(text))),
    { numRuns: 600 },
  );
});

function spansOf(model: DockerfileModel): readonly Span[] {
  return [
    ...model.instructions.flatMap(instructionSpans),
    ...model.stages.map(({ span }) => span),
    ...model.comments.map(({ span }) => span),
    ...model.gaps.map(({ span }) => span),
    ...model.directives.flatMap(({ span, valueSpan }) => [span, valueSpan]),
  ];
}

function instructionSpans(instruction: Instruction): readonly Span[] {
  const { events, gaps } = fileEvents(instruction);
  const scripts = "scripts" in instruction ? instruction.scripts : [];
  return [
    instruction.span,
    instruction.keywordSpan,
    ...instruction.flags.flatMap(({ span, valueSpan }) => [span, valueSpan]),
    ...instruction.heredocs.flatMap(({ nameSpan, bodySpan, endSpan }) => [nameSpan, bodySpan, endSpan ?? bodySpan]),
    ...("pairs" in instruction ? instruction.pairs.flatMap(({ span, nameSpan }) => [span, nameSpan]) : []),
    ...("sources" in instruction ? instruction.sources.map(({ span }) => span) : []),
    ...events.map(({ span }) => span),
    ...gaps.map(({ span }) => span),
    ...scripts.flatMap(({ span, steps, invocations }) => [
      span,
      ...steps.map((step) => step.span),
      ...invocations.flatMap(commandSpans),
    ]),
    ...(instruction.keyword === "ONBUILD" && instruction.trigger ? instructionSpans(instruction.trigger) : []),
  ];
}

function commandSpans({ span, args, assignments, redirects, nameWord, pipeline }: Invocation): readonly Span[] {
  const words: readonly Word[] = [...args, ...(nameWord ? [nameWord] : []), ...assignments.map(({ value }) => value)];
  return [
    span,
    pipeline.span,
    ...words.flatMap((word) => [word.span, ...word.parts.map((part) => part.span)]),
    ...assignments.flatMap((assignment) => [assignment.span, assignment.nameSpan]),
    ...redirects.map((redirect) => redirect.span),
  ];
}

/** Commands that hold a secret, with its text, and commands that hold none. */
const SECRET_COMMANDS: readonly (readonly [string, string])[] = [
  ["curl -u me:pw-1x https://h/a -o /a", "pw-1x"],
  ["echo 'root:pw-2x' | chpasswd", "pw-2x"],
  ["DB_PASSWORD=pw-3x ./migrate", "pw-3x"],
  ["mysql -ppw-4x -e 'SELECT 1'", "pw-4x"],
  ["echo pw-5x > /etc/db_password", "pw-5x"],
  ["git clone https://me:pw-6x@h/a /a", "pw-6x"],
  ["npm config set //h/:_authToken k9Zr7Qw2LmX4vB8n", "k9Zr7Qw2LmX4vB8n"],
  ["printf 'password=%s' pw-7x > /root/.my.cnf", "pw-7x"],
];
const PLAIN_COMMANDS = ["true", "apt-get update", "mkdir -p /srv", "rm -f /tmp/x", "cp /etc/hosts /tmp/x", "echo done"];
const COMMAND = fc.oneof(
  fc.constantFrom(...SECRET_COMMANDS.map(([command]) => command)),
  fc.constantFrom(...PLAIN_COMMANDS),
);

test("splitting and joining instructions loses no secret", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(COMMAND, fc.boolean()), { minLength: 1, maxLength: 6 }), (commands) => {
      const head = "FROM debian:12\nWORKDIR /w\n";
      const joined = `${head}RUN ${commands.map(([command]) => command).join(" \\\n  && ")}\n`;
      const split = head + commands.map(([command]) => `RUN ${command}\n`).join("");
      const mixed = `${head}RUN ${commands.map(([command, isJoined], i) => (i === 0 ? "" : isJoined ? " && " : "\nRUN ") + command).join("")}\n`;
      const expected = commands
        .flatMap(([command]) => SECRET_COMMANDS.filter(([known]) => known === command).map(([, secret]) => secret))
        .sort();
      for (const text of [joined, split, mixed]) {
        const found = check(text, [secretInRun]).diagnostics.map(({ span }) => text.slice(span.start, span.end));
        assert.deepEqual(found.sort(), expected, text);
      }
    }),
    { numRuns: 150 },
  );
});

/** Commands that make, use and remove files, so that every kind of layer fix comes up. */
const FILE_INSTRUCTIONS = [
  "RUN echo pw-1x > /run/password.txt",
  "RUN echo pw-1x > /run/password.txt && ./deploy /run/password.txt",
  "RUN rm /run/password.txt",
  "RUN rm -f /run/password.txt /tmp/a.tgz",
  "RUN ./deploy --password-file /run/password.txt",
  "RUN curl -fsSo /tmp/a.tgz https://h/a.tgz",
  "RUN curl -fsSo /tmp/a.tgz https://h/a.tgz && curl -fsSo /tmp/b.tgz https://h/b.tgz",
  "RUN tar -xzf /tmp/a.tgz -C /opt",
  "RUN tar -xzf /tmp/b.tgz -C /opt && rm /tmp/b.tgz",
  "RUN rm -rf /tmp/*",
  "COPY setup.sh /tmp/",
  "RUN sh /tmp/setup.sh",
  "RUN rm /tmp/setup.sh",
  "COPY id_rsa /root/.ssh/id_rsa",
  "RUN chmod 600 /root/.ssh/id_rsa && git clone git@h:a/b.git /src",
  "RUN rm -rf /root/.ssh",
  "RUN apt-get update && apt-get install -y curl",
  "RUN rm -rf /var/lib/apt/lists/*",
  "RUN apk add curl",
  "RUN redis-cli -a pw-2x ping && curl -u me:pw-3x https://h",
  "RUN --mount=type=secret,id=t cp /run/secrets/t /root/.netrc && curl -n https://h",
  "USER app",
];
const FILES = fc
  .array(fc.constantFrom(...FILE_INSTRUCTIONS), { minLength: 1, maxLength: 8, size: "max" })
  .map((instructions) => `FROM debian:12\nWORKDIR /w\n${instructions.join("\n")}\n`);

function fixable({ diagnostics }: Analysis) {
  return diagnostics.flatMap(({ fixes = [] }) => fixes.filter(({ safe }) => safe).slice(0, 1));
}

test("fix-all ends, leaves nothing that it could mend, and changes nothing when it runs again", () => {
  fc.assert(
    fc.property(FILES, (text) => {
      const { analysis } = fixAll(check(text), { rules: LAYER_RULES });
      assertSound(analysis);
      assert.deepEqual(
        fixable(analysis).map(({ title }) => title),
        [],
        analysis.source.text,
      );
      assert.equal(fixAll(analysis, { rules: LAYER_RULES }).text, analysis.source.text);
    }),
    { numRuns: 200 },
  );
});

test("fixes that are applied one by one, in any order, leave no finding that has one", () => {
  fc.assert(
    fc.property(FILES, fc.array(fc.nat(), { minLength: 25, maxLength: 25 }), (text, choices) => {
      let analysis = check(text);
      for (const choice of choices) {
        const fixes = fixable(analysis);
        const fix = fixes[choice % Math.max(1, fixes.length)];
        if (fix === undefined) return;
        analysis = check(applyEdits(analysis.source.text, fix.edits));
        assertSound(analysis);
      }
      assert.fail(`25 fixes were not enough:\n${text}\n${analysis.source.text}`);
    }),
    { numRuns: 150 },
  );
});

test("a value that doubles with each line does not fill the memory", () => {
  const lines = Array.from({ length: 60 }, () => "ENV A=$A$A\nRUN B=$B$B; echo $A$B > /f");
  const model = interpretDockerfile(`FROM debian\nENV A=0123456789\n${lines.join("\n")}\n`);
  assert.equal(model.stages[0]?.after.variable("A").kind, "unknown");
});
