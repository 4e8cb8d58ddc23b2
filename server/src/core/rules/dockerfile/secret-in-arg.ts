import { removePair } from "../../dockerfile/edit.ts";
import type { ProposedChange } from "../../dockerfile/hidden-file-fix.ts";
import { hiddenSecrets } from "../../dockerfile/hidden-files.ts";
import type { DockerfileModel, NamedValue } from "../../dockerfile/model.ts";
import { heldByVariables } from "../../dockerfile/secret-files.ts";
import { mountSecretVariable } from "../../dockerfile/secret-variable-fix.ts";
import {
  type DeclaredPair,
  declaredPairs,
  declaringPair,
  inheritedArgument,
  inheritingArguments,
  pairSecret,
  referencedNames,
  soleReference,
  type VariableUse,
  variableUses,
} from "../../dockerfile/variable-uses.ts";
import { placeInWord } from "../../dockerfile/word-place.ts";
import { isPlainSetting } from "../../secrets/judge.ts";
import type { SecretMatch } from "../../secrets/match.ts";
import { secretName } from "../../secrets/names.ts";
import { perObject } from "../../text/per-object.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const secretInArg = defineDockerfileRule({
  id: "secret-in-arg",
  title: "A build argument carries a secret",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "internal attacker", "inadvertent insider"],
  why: "Build arguments are no secret: the value that a `RUN` gets stands in the image's history (`docker history --no-trunc`) and in its provenance attestation, and one that an `ENV` copies is in the image's configuration. Everyone who can pull the image can read it.",
  remedy:
    "Give the secret to the `RUN` that needs it, and to nothing else: `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN …`, built with `docker build --secret id=npm_token,env=NPM_TOKEN .`. It is then neither in a layer nor in the history. Replace a secret that was ever built in this way.",
  *check(model) {
    for (const declared of declaredPairs(model)) {
      const finding =
        declared.instruction.keyword === "ARG" ? argumentFinding(model, declared) : copyFinding(model, declared);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    {
      title: "a token that a RUN uses",
      code: "FROM node:22\nARG «NPM_TOKEN»\nCOPY . .\nRUN npm config set //registry.npmjs.org/:_authToken $NPM_TOKEN && npm ci\n",
      fixed:
        "FROM node:22\nCOPY . .\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set //registry.npmjs.org/:_authToken $NPM_TOKEN && npm ci\n",
    },
    {
      title: "a literal default",
      code: 'FROM alpine:3.20\nARG DB_PASSWORD="«hunter2»"\nRUN ./migrate --password "$DB_PASSWORD"\n',
      fixed:
        'FROM alpine:3.20\nRUN --mount=type=secret,id=db_password,env=DB_PASSWORD,required ./migrate --password "$DB_PASSWORD"\n',
    },
    {
      title: "an argument from before the first FROM",
      code: "ARG VERSION=3.13\nARG PIP_TOKEN\nFROM python:$VERSION\nARG «PIP_TOKEN»\nRUN pip install --index-url https://bot:${PIP_TOKEN}@pypi.acme.io/simple app\n",
      fixed:
        "ARG VERSION=3.13\nFROM python:$VERSION\nRUN --mount=type=secret,id=pip_token,env=PIP_TOKEN pip install --index-url https://bot:${PIP_TOKEN}@pypi.acme.io/simple app\n",
    },
    {
      title: "an argument that a program reads from its environment",
      code: "FROM node:22\nARG «NPM_TOKEN»\nCOPY .npmrc package.json ./\nRUN npm ci\n",
      fixed: "FROM node:22\nCOPY .npmrc package.json ./\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\n",
    },
    {
      title: "a stand-in where no token is given",
      code: 'FROM alpine:3.20 AS build\nARG «DB_PASSWORD»=local\nRUN ./migrate --password "$DB_PASSWORD"\nFROM alpine:3.20\nCOPY --from=build /app /app\n',
    },
    {
      title: "a key by the file that it is written to",
      code: 'FROM debian:12\nARG «DEPLOY»\nRUN mkdir -p /root/.ssh && echo "$DEPLOY" | base64 -d > /root/.ssh/id_rsa && git clone git@git.example.com:team/app.git /app && rm /root/.ssh/id_rsa\n',
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=deploy,env=DEPLOY mkdir -p /root/.ssh && echo "$DEPLOY" | base64 -d > /root/.ssh/id_rsa && git clone git@git.example.com:team/app.git /app && rm /root/.ssh/id_rsa\n',
    },
    {
      title: "a key in a file that a later layer takes away",
      code: 'FROM debian:12\nARG «SSH_KEY»\nRUN mkdir -p /root/.ssh && echo "$SSH_KEY" > /root/.ssh/id_rsa && chmod 600 /root/.ssh/id_rsa\nRUN git clone git@git.example.com:team/app.git /app\nRUN rm /root/.ssh/id_rsa\n',
      fixed:
        "FROM debian:12\nRUN mkdir -p /root/.ssh\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone git@git.example.com:team/app.git /app\n",
    },
    {
      title: "a login in the place of one",
      code: 'FROM debian:12\nARG «WHO»\nRUN echo "https://ci:$WHO@git.example.com" > /root/.git-credentials\n',
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=who,env=WHO echo "https://ci:$WHO@git.example.com" > /root/.git-credentials\n',
    },
    {
      title: "an argument that ENV copies into the image",
      code: "FROM alpine:3.20\nARG API_TOKEN\nENV API_TOKEN=«$API_TOKEN»\n",
    },
    {
      title: "an argument that LABEL copies into the image",
      code: "FROM alpine:3.20\nARG «DEPLOY_TOKEN»\nLABEL deploy=$DEPLOY_TOKEN\n",
    },
  ],
  good: [
    { title: "an argument that nothing uses", code: "FROM alpine:3.20\nARG NPM_TOKEN\nRUN apk add --no-cache curl\n" },
    { title: "an argument for FROM alone", code: "ARG REGISTRY_TOKEN=latest\nFROM alpine:$REGISTRY_TOKEN\n" },
    {
      title: "a secret mount",
      code: "FROM node:22\nARG NPM_TOKEN\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set //registry.npmjs.org/:_authToken $NPM_TOKEN && npm ci\n",
    },
    {
      title: "the RUN reads the secret itself",
      code: "FROM node:22\nARG NPM_TOKEN\nRUN --mount=type=secret,id=npm NPM_TOKEN=$(cat /run/secrets/npm); ./install --token $NPM_TOKEN\n",
    },
    {
      title: "settings about secrets",
      code: "FROM alpine:3.20\nARG TOKEN_URL\nARG PASSWORD_MIN_LENGTH=12\nARG GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\nARG DB_PASSWORD_FILE\nRUN ./setup $TOKEN_URL $PASSWORD_MIN_LENGTH $GPG_KEY $DB_PASSWORD_FILE\n",
    },
    {
      title: "a stand-in that the build alone needs",
      code: "FROM python:3.13\nARG SECRET_KEY=dummy-secret-key-for-build\nENV SECRET_KEY=${SECRET_KEY}\nRUN python manage.py collectstatic --noinput\n",
    },
    {
      title: "what credential files hold besides",
      code: 'FROM debian:12\nARG REGISTRY\nARG PUBLIC\nRUN echo "registry=$REGISTRY" > /root/.npmrc && echo "$PUBLIC" > /root/.ssh/id_rsa.pub && echo "machine $REGISTRY" > /root/.netrc\n',
    },
    { title: "a switch", code: "FROM alpine:3.20\nARG NPM_TOKEN=false\nRUN ./setup $NPM_TOKEN\n" },
  ],
  references: [
    {
      title: 'Dockerfile reference: ARG, "It isn\'t recommended to use build arguments for passing secrets"',
      url: "https://docs.docker.com/reference/dockerfile/#arg",
    },
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    {
      title: "CWE-214: Invocation of Process Using Visible Sensitive Information",
      url: "https://cwe.mitre.org/data/definitions/214.html",
    },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: { hadolint: ["DL3064"], buildkit: ["SecretsUsedInArgOrEnv"], trivy: ["DS-0031"], sonar: ["S6472"] },
});

function argumentFinding(model: DockerfileModel, declared: DeclaredPair): Finding | undefined {
  const literal = literalSecret(declared);
  if (literal !== undefined) return literalFinding(model, declared, literal);
  const inherited = inheritedArgument(model, declared);
  // One secret, one finding: the literal is reported where it stands.
  if (inherited !== undefined && literalSecret(inherited) !== undefined) return undefined;
  return usedFinding(model, declared, inherited);
}

function literalSecret({ pair }: DeclaredPair): SecretMatch | undefined {
  return pairSecret(pair);
}

function literalFinding(model: DockerfileModel, declared: DeclaredPair, secret: SecretMatch): Finding {
  const { name, nameSpan, value } = declared.pair;
  const all = [declared, ...inheritingArguments(model, declared)];
  const isUsed = all.some((pair) => leaks(model, pair).length > 0);
  const isWeak = secret.kind === "weak-default" && !isUsed;
  return {
    span: value === undefined ? nameSpan : placeInWord(model.text, value, secret.span),
    message: isWeak
      ? `The build argument \`${name}\` defaults to ${secret.what} that everybody tries first.`
      : `The build argument \`${name}\` defaults to ${secret.what}: everyone with the Dockerfile or the image's history can read it.`,
    ...(isWeak && { severity: "warning" }),
    ...fixes(model, all),
  };
}

function usedFinding(
  model: DockerfileModel,
  declared: DeclaredPair,
  inherited: DeclaredPair | undefined,
): Finding | undefined {
  const { name, nameSpan } = declared.pair;
  if (isHarmlessDefault(defaultOf(declared, inherited))) return undefined;
  const named = secretName(name)?.what;
  // Most arguments are no secrets, and looking for their uses takes time.
  if (named === undefined && !heldNames(model).has(name)) return undefined;
  const uses = leaks(model, declared);
  const what = named ?? heldSecret(uses, name);
  if (what === undefined || uses.length === 0) return undefined;
  const isOnlyHeir = inherited !== undefined && inheritingArguments(model, inherited).length === 1;
  return {
    span: nameSpan,
    message: `The build argument \`${name}\` is ${what}, and its value stays in ${isShipped(model, declared) ? "the image's" : "this stage's"} history: ${readersOf(model, declared)}.`,
    related: uses.map(({ span, instruction }) => ({ span, message: `${instruction.keyword} uses it here.` })),
    ...fixes(model, isOnlyHeir && isUnused(model, inherited) ? [declared, inherited] : [declared]),
  };
}

const heldNames = perObject(
  ({ instructions }: DockerfileModel): ReadonlySet<string> =>
    new Set(instructions.flatMap((instruction) => [...heldByVariables(instruction).keys()])),
);

function isShipped({ shippedChain }: DockerfileModel, { instruction }: DeclaredPair): boolean {
  return shippedChain.some(({ index }) => index === instruction.stageIndex);
}

/** Who reads what a stage keeps: one that is not shipped stays where the image is built (Docker: "Provenance attestation", mode max). */
function readersOf(model: DockerfileModel, declared: DeclaredPair): string {
  return isShipped(model, declared)
    ? "whoever has the image can read it"
    : "whoever gets at the build's cache or provenance can read it";
}

function defaultOf({ pair }: DeclaredPair, inherited: DeclaredPair | undefined): string {
  return (pair.value ?? inherited?.pair.value)?.text ?? "";
}

/** The file that it is written to tells what an argument is whose name does not. */
function heldSecret(uses: readonly VariableUse[], name: string): string | undefined {
  return uses.map(({ instruction }) => heldByVariables(instruction).get(name)).find((what) => what !== undefined);
}

/** A setting, or a value that says of itself that the build needs just any. */
function isHarmlessDefault(value: string): boolean {
  return isPlainSetting(value) || standIn.test(value);
}

const standIn = /(?:^|[^a-z])(?:dummy|fake|placeholder|unused)(?:[^a-z]|$)/i;

/** The uses through which the value gets into the image or its history. An `ENV` that copies it has a finding of its own. */
function leaks(model: DockerfileModel, declared: DeclaredPair): readonly VariableUse[] {
  return variableUses(model, declared).filter(
    ({ instruction, how }) => how !== "perhaps" && isLeak(instruction.keyword),
  );
}

function isLeak(keyword: string): boolean {
  return keyword === "RUN" || keyword === "LABEL" || keyword === "COPY" || keyword === "ADD";
}

function isUnused(model: DockerfileModel, declared: DeclaredPair): boolean {
  return variableUses(model, declared).length === 0;
}

/** `ENV X=$TOKEN`: reported at the copy. */
function copyFinding(model: DockerfileModel, declared: DeclaredPair): Finding | undefined {
  const { value } = declared.pair;
  if (value === undefined || literalSecret(declared) !== undefined) return undefined;
  const source = copiedArguments(model, declared).find((argument) => isCopiedSecret(model, argument, declared.pair));
  if (source === undefined) return undefined;
  const inherited = inheritedArgument(model, source);
  const isOnlyHeir = inherited !== undefined && inheritingArguments(model, inherited).length === 1;
  const { name, nameSpan } = source.pair;
  return {
    span: value.span,
    message: `\`${declared.pair.name}\` keeps the build argument \`${name}\` in ${isShipped(model, declared) ? "the image" : "this stage"}: ${readersOf(model, declared)}.`,
    related: [{ span: nameSpan, message: "The build argument is declared here." }],
    ...fixes(model, [declared, source, ...(isOnlyHeir && isUnused(model, inherited) ? [inherited] : [])]),
  };
}

function copiedArguments(model: DockerfileModel, { instruction, pair }: DeclaredPair): readonly DeclaredPair[] {
  const names = pair.value === undefined ? [] : [...referencedNames(pair.value.raw, model.escape)];
  return names
    .map((name) => declaringPair(instruction.before, name))
    .filter((found): found is DeclaredPair => found?.instruction.keyword === "ARG");
}

function isCopiedSecret(model: DockerfileModel, argument: DeclaredPair, copy: NamedValue): boolean {
  const inherited = inheritedArgument(model, argument);
  if (literalSecret(argument) !== undefined || (inherited && literalSecret(inherited)) !== undefined) return false;
  if (isHarmlessDefault(defaultOf(argument, inherited))) return false;
  const isWhole = copy.value !== undefined && soleReference(copy.value) === argument.pair.name;
  return secretName(argument.pair.name) !== undefined || (isWhole && secretName(copy.name) !== undefined);
}

function fixes(model: DockerfileModel, pairs: readonly DeclaredPair[]): { readonly fixes?: readonly Fix[] } {
  const file = pairs.map((declared) => fileChange(model, declared)).find((change) => change !== undefined);
  if (file !== undefined) return { fixes: [{ ...file, safe: true }] };
  const change = mountSecretVariable(model, pairs);
  if (change === undefined) return {};
  return { fixes: [{ title: change.title, edits: change.edits, safe: change.isSafe, note: change.note }] };
}

/** Where the argument only fills a file that is taken away again, the change that mounts the file takes the argument along. */
function fileChange(model: DockerfileModel, { instruction, pair }: DeclaredPair): ProposedChange | undefined {
  const { start } = removePair(model, instruction, pair).span;
  return hiddenSecrets(model)
    .map(({ change }) => change)
    .find((change) => change?.edits.some((edit) => edit.span.start === start && edit.newText === ""));
}
