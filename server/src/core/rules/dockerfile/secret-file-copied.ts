import { copiedSecrets, mountCopiedSecret } from "../../dockerfile/copied-secrets.ts";
import { hiddenSecrets } from "../../dockerfile/hidden-files.ts";
import { defineDockerfileRule } from "../rule.ts";

export const secretFileCopied = defineDockerfileRule({
  id: "secret-file-copied",
  title: "A credential file is copied into the image",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "A file that `COPY` or `ADD` brings in is part of a layer. Everyone who can pull the image has it, and every process in the container can read it; a later `rm` only hides it.",
  remedy:
    "A file that the build needs belongs into a mount of the one `RUN` that reads it: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci` with `docker build --secret id=npmrc,src=.npmrc .`; for SSH keys `RUN --mount=type=ssh`. A file that the program needs is given to the container when it starts. Put the name into `.dockerignore`, and replace a credential that was in an image.",
  *check(model) {
    const reported = new Set(hiddenSecrets(model).map(({ creation }) => creation.span));
    for (const instruction of model.shippedChain.flatMap((stage) => stage.instructions)) {
      if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
      for (const secret of copiedSecrets(instruction)) {
        // Where it is taken away later, secret-file-removed-in-later-layer tells of both places.
        if (reported.has(secret.source.span)) continue;
        const change = mountCopiedSecret(model, secret);
        yield {
          span: secret.named.span,
          message: `\`${secret.path}\` holds ${secret.what}, and ${instruction.keyword} puts it into a layer: everyone who can pull the image can read it.`,
          ...(change && {
            fixes: [{ title: change.title, edits: change.edits, note: change.note, safe: change.isSafe }],
          }),
        };
      }
    }
  },
  bad: [
    {
      title: "a registry token for one RUN",
      code: "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json «.npmrc» ./\nRUN npm ci\nCOPY src src\n",
      fixed:
        "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\nCOPY src src\n",
    },
    {
      title: "an SSH key",
      code: "FROM debian:12\nCOPY --chmod=600 «keys/id_ed25519» /root/.ssh/id_ed25519\nRUN git clone git@git.acme.io:team/app.git /app\n",
    },
    {
      title: "variables of a deployment",
      code: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY «.env» app.py ./\nCMD ["python", "app.py"]\n',
    },
    { title: "the key of a server", code: "FROM nginx:1.27\nCOPY tls/server.crt «tls/server.key» /etc/nginx/tls/\n" },
    { title: "a name that only the image gives it", code: "FROM debian:12\nCOPY deploy «/root/.ssh/id_rsa»\n" },
    {
      title: "variables with a substitute for where they are missing",
      code: "FROM node:22\nWORKDIR /app\nCOPY «.env.production» .env\nRUN if [ ! -f .env ]; then echo PORT=3001 > .env; fi\n",
    },
    { title: "a cloud account", code: "FROM debian:12\nADD «service-account.json» /etc/app/\n" },
  ],
  good: [
    { title: "public halves", code: "FROM debian:12\nCOPY id_ed25519.pub server.crt ca.pem fullchain.pem /etc/app/\n" },
    { title: "files that show the form", code: "FROM debian:12\nCOPY .env.example config/secrets.yml.sample /app/\n" },
    {
      title: "a stage that is not shipped",
      code: "FROM node:22 AS build\nWORKDIR /app\nCOPY .npmrc package.json ./\nRUN npm ci\nFROM node:22-slim\nCOPY --from=build /app/dist /app\n",
    },
    {
      title: "a secret mount",
      code: "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\n",
    },
    {
      title: "program code with such a name",
      code: "FROM golang:1.24\nCOPY token token\nCOPY internal/secrets.go password_reset.go ./\n",
    },
    { title: "lists of known hosts", code: "FROM debian:12\nCOPY known_hosts authorized_keys /root/.ssh/\n" },
  ],
  references: [
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    { title: "Docker: .dockerignore files", url: "https://docs.docker.com/build/concepts/context/#dockerignore-files" },
    {
      title: "CWE-538: Insertion of Sensitive Information into Externally-Accessible File or Directory",
      url: "https://cwe.mitre.org/data/definitions/538.html",
    },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: { trivy: ["DS-0031"], sonar: ["S6470"] },
});
