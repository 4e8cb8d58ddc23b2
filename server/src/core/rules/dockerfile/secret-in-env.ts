import type { DockerfileModel } from "../../dockerfile/model.ts";
import { mountSecretVariable } from "../../dockerfile/secret-variable-fix.ts";
import { type DeclaredPair, declaredPairs, pairSecret } from "../../dockerfile/variable-uses.ts";
import { placeInWord } from "../../dockerfile/word-place.ts";
import type { SecretMatch } from "../../secrets/match.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const secretInEnv = defineDockerfileRule({
  id: "secret-in-env",
  title: "ENV holds a secret",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "internal attacker", "inadvertent insider"],
  why: "What `ENV` sets is part of the image's configuration: whoever has the image reads it with `docker inspect`, every process in the container gets it, and a later `ENV` or `unset` does not take it out of the layers below.",
  remedy:
    "For the build, give the secret to the `RUN` that needs it: `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN …` and `docker build --secret id=npm_token,env=NPM_TOKEN .`. For the program, pass it when the container starts. Replace the secret: whoever has the image or the repository has it.\n\nThe fix is only applied unasked in stages that are not shipped: elsewhere the program may read the variable.",
  *check(model) {
    for (const declared of declaredPairs(model)) {
      if (declared.instruction.keyword !== "ENV") continue;
      const finding = envFinding(model, declared);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "a password",
      code: "FROM alpine:3.20\nENV DB_HOST=db DB_PASSWORD=«hunter2»\n",
    },
    {
      title: "a token for the build, in a stage that is not shipped",
      code: 'FROM node:22 AS build\nENV NPM_TOKEN="«abcd1234efgh5678»"\nCOPY . .\nRUN npm config set //registry.npmjs.org/:_authToken "$NPM_TOKEN" && npm ci\n\nFROM node:22-slim\nCOPY --from=build /app /app\n',
      fixed:
        'FROM node:22 AS build\nCOPY . .\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN,required npm config set //registry.npmjs.org/:_authToken "$NPM_TOKEN" && npm ci\n\nFROM node:22-slim\nCOPY --from=build /app /app\n',
    },
    {
      title: "a password in a URL",
      code: "FROM python:3.13-slim\nENV DATABASE_URL postgres://app:«hunter2»@db.internal/app\n",
    },
    {
      title: "a value that only looks like a key",
      code: "FROM alpine:3.20\nENV SESSION_KEY=«f3a9c0d1e2b4a5968778695a4b3c2d1e»\n",
    },
    {
      title: "a default password",
      code: "FROM postgres:17\nENV POSTGRES_USER=app POSTGRES_PASSWORD=«changeme»\n",
    },
  ],
  good: [
    { title: "the name of a file", code: "FROM postgres:17\nENV POSTGRES_PASSWORD_FILE=/run/secrets/db\n" },
    { title: "nothing yet", code: 'FROM alpine:3.20\nENV API_TOKEN="" DB_PASSWORD=\n' },
    {
      title: "settings about secrets",
      code: "FROM alpine:3.20\nENV PASSWORD_MIN_LENGTH=12 TOKEN_TTL=3600 OIDC_AUTH_MODE=basic SSH_AUTH_SOCK=/run/ssh.sock SSH_KEY_DIR=/etc/keys\n",
    },
    {
      title: "public material",
      code: "FROM alpine:3.20\nENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nENV PYTHON_SHA256=24887b92e2afd4a2ac602419ad4b596372f67ac9b077190f459aba390faf5550\n",
    },
    {
      title: "switches and numbers",
      code: "FROM mysql:9\nENV MYSQL_ALLOW_EMPTY_PASSWORD=yes REQUIRE_TOKEN=true MAX_TOKENS=4096\n",
    },
    {
      title: "words that only contain others",
      code: "FROM golang:1.24\nENV GOPRIVATE=git.acme.io/* BYPASS=all MONKEY=banana KEYBOARD=us\n",
    },
    { title: "a placeholder for a token", code: "FROM alpine:3.20\nENV API_TOKEN=your-token-here\n" },
  ],
  references: [
    {
      title: 'Docker: Build variables, "inappropriate for passing secrets"',
      url: "https://docs.docker.com/build/building/variables/",
    },
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    { title: "CWE-798: Use of Hard-coded Credentials", url: "https://cwe.mitre.org/data/definitions/798.html" },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: { hadolint: ["DL3064"], buildkit: ["SecretsUsedInArgOrEnv"], trivy: ["DS-0031"], sonar: ["S6472"] },
});

function envFinding(model: DockerfileModel, declared: DeclaredPair): Finding | undefined {
  const { value } = declared.pair;
  const secret = pairSecret(declared.pair);
  if (value === undefined || secret === undefined) return undefined;
  const fix = envFix(model, declared);
  return {
    span: placeInWord(model.text, value, secret.span),
    message: message(model, declared, secret),
    ...(secret.kind === "weak-default" && { severity: "warning" }),
    ...(fix && { fixes: [fix] }),
  };
}

function message(model: DockerfileModel, { instruction, pair }: DeclaredPair, { kind, what }: SecretMatch): string {
  const isShipped = model.shippedChain.some(({ index }) => index === instruction.stageIndex);
  if (kind === "weak-default") {
    return `\`${pair.name}\` sets ${what} that everybody tries first: whoever reaches the service gets in.`;
  }
  return isShipped
    ? `\`${pair.name}\` holds ${what}, and \`ENV\` keeps it in the image: everyone who can pull the image can read it.`
    : `\`${pair.name}\` holds ${what} in plain text: everyone with the Dockerfile or the build cache can read it.`;
}

function envFix(model: DockerfileModel, declared: DeclaredPair): Fix | undefined {
  const change = mountSecretVariable(model, [declared]);
  return change && { title: change.title, edits: change.edits, safe: change.isSafe, note: change.note };
}
