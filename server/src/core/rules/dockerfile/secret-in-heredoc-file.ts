import { fileEvents } from "../../dockerfile/file-events.ts";
import type { CopyInstruction, DockerfileModel, Heredoc } from "../../dockerfile/model.ts";
import { secretsInFile } from "../../secrets/in-file.ts";
import { shift } from "../../text/span.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const secretInHeredocFile = defineDockerfileRule({
  id: "secret-in-heredoc-file",
  title: "A file written in the Dockerfile holds a secret",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "What stands between `COPY <<EOF` and `EOF` becomes a file in a layer: everyone who can pull the image has it, and everyone who can read the repository as well.",
  remedy:
    "Leave the secret out of the text. A file that the build needs comes from a secret mount: `RUN --mount=type=secret,id=…,target=…`. A file that the program needs is given to the container when it starts, or the program reads the secret from a variable or file of its own. Replace a secret that was in a Dockerfile.",
  *check(model) {
    for (const instruction of model.instructions) {
      if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
      for (const heredoc of instruction.heredocs) yield* heredocFindings(model, instruction, heredoc);
    }
  },
  bad: [
    {
      title: "settings",
      code: "FROM python:3.13-slim\nCOPY <<EOF /app/settings.ini\n[database]\nuser = app\npassword = «hunter2»\nEOF\n",
    },
    {
      title: "a variables file",
      code: "FROM alpine:3.20\nCOPY <<-EOF /app/.env\n\tAPI_URL=https://api.acme.io\n\tAPI_TOKEN=«abcd1234efgh5678»\n\tDATABASE_URL=postgres://app:«hunter2»@db/app\nEOF\n",
    },
    {
      title: "program code",
      code: "FROM python:3.13-slim\nADD <<'EOF' /app/main.py\napi_key = \"«abcd1234efgh5678»\"\nconnect(api_key)\nEOF\n",
    },
    {
      title: "a default password",
      code: "FROM alpine:3.20\nCOPY <<EOF /etc/app.yml\nadmin:\n  password: «changeme»\nEOF\n",
    },
  ],
  good: [
    {
      title: "a template",
      code: "FROM alpine:3.20\nCOPY <<EOF /app/config.tmpl\npassword = {{ .Env.DB_PASSWORD }}\ntoken = <token>\nEOF\n",
    },
    {
      title: "values from elsewhere",
      code: "FROM alpine:3.20\nCOPY <<'EOF' /entrypoint.sh\nexport DB_PASSWORD=\"$(cat /run/secrets/db)\"\nexport API_TOKEN=$TOKEN\nEOF\n",
    },
    {
      title: "settings about secrets",
      code: "FROM alpine:3.20\nCOPY <<EOF /etc/app.yml\npassword_min_length: 12\npassword_file: /run/secrets/db\ntoken_ttl: 3600\nEOF\n",
    },
    {
      title: "program code that asks",
      code: "FROM python:3.13-slim\nCOPY <<EOF /app/main.py\npassword = getpass()\ndef login(password, token=None): pass\nEOF\n",
    },
  ],
  references: [
    {
      title: "Dockerfile reference: Here-Documents",
      url: "https://docs.docker.com/reference/dockerfile/#here-documents",
    },
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    { title: "CWE-798: Use of Hard-coded Credentials", url: "https://cwe.mitre.org/data/definitions/798.html" },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: {},
});

function* heredocFindings(model: DockerfileModel, copy: CopyInstruction, heredoc: Heredoc): Iterable<Finding> {
  const path = pathOf(copy, heredoc);
  const isShipped = model.shippedChain.some(({ index }) => index === copy.stageIndex);
  const reader = isShipped ? "everyone who can pull the image" : "everyone with the Dockerfile or the build cache";
  for (const { span, kind, what } of secretsInFile(path, heredoc.body)) {
    const isWeak = kind === "weak-default";
    yield {
      span: shift(span, heredoc.bodySpan.start),
      ...(isWeak && { severity: "warning" }),
      message: isWeak
        ? `\`${path}\` sets ${what} that everybody tries first: whoever reaches the service gets in.`
        : `\`${path}\` is written with ${what} in it: ${reader} can read it.`,
    };
  }
}

/** The file that a heredoc becomes; its name where the folder is not known. */
function pathOf({ destination, ...copy }: CopyInstruction, heredoc: Heredoc): string {
  const event = fileEvents({ destination, ...copy }).events.find(
    ({ kind, span }) => kind === "create" && span === heredoc.nameSpan,
  );
  return event?.path ?? destination?.text ?? heredoc.name;
}
