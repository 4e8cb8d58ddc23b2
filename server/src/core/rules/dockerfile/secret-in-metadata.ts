import { removePair } from "../../dockerfile/edit.ts";
import { type MetadataSecret, metadataSecrets } from "../../dockerfile/metadata-secrets.ts";
import type { DockerfileModel } from "../../dockerfile/model.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const secretInMetadata = defineDockerfileRule({
  id: "secret-in-metadata",
  title: "The image's metadata or a comment holds a secret",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "Labels, the start command, the health check and triggers are part of the image's configuration: `docker inspect` shows them to everyone who can pull the image, and the process list shows the command to everyone on the host. A comment does not get into the image, but it is in the repository and its history.",
  remedy:
    "Take the secret out. What the program needs when it starts is given to the container then: as an environment variable, or better as a file that the command reads (`--password-file /run/secrets/db`). Replace a secret that was in an image or a repository.",
  *check(model) {
    for (const secret of metadataSecrets(model)) yield metadataFinding(model, secret);
  },
  bad: [
    {
      title: "a label",
      code: 'FROM alpine:3.20\nLABEL org.opencontainers.image.title="app" deploy.token="«abcd1234efgh5678»"\n',
      fixed: 'FROM alpine:3.20\nLABEL org.opencontainers.image.title="app"\n',
    },
    { title: "the start command", code: 'FROM alpine:3.20\nCMD ["app", "--db", "postgres://app:«hunter2»@db/app"]\n' },
    { title: "an option of the entry point", code: "FROM alpine:3.20\nENTRYPOINT exec app --password=«hunter2»\n" },
    {
      title: "a health check",
      code: "FROM alpine:3.20\nHEALTHCHECK CMD curl -fsS -u probe:«h7Gq2-mZw» http://localhost/health\n",
    },
    { title: "a trigger", code: "FROM alpine:3.20\nONBUILD ENV DB_PASSWORD=«hunter2»\n" },
    {
      title: "a comment",
      code: "FROM alpine:3.20\n# git clone https://bot:«hunter2»@git.acme.io/app.git\n# ENV DB_PASSWORD=«s3cr3t-pw»\n",
    },
  ],
  good: [
    {
      title: "ordinary metadata",
      code: 'FROM alpine:3.20\nLABEL maintainer="a@acme.io" password-policy="strict" token.ttl="3600"\nCMD ["app", "--port", "8080"]\n',
    },
    {
      title: "values from elsewhere",
      code: 'FROM alpine:3.20\nCMD app --password "$DB_PASSWORD" --token-file /run/secrets/token\nHEALTHCHECK CMD curl -u "probe:$(cat /run/secrets/probe)" http://localhost/\n',
    },
    {
      title: "placeholders",
      code: "# docker run -e DB_PASSWORD=changeme -e API_TOKEN=<token> app\n# clone it with https://user:password@example.com/app.git\nFROM alpine:3.20\n# the password is set with DB_PASSWORD=your-password\n",
    },
    {
      title: "triggers without a secret",
      code: "FROM alpine:3.20\nONBUILD COPY . /app\nONBUILD RUN make -C /app\nONBUILD ARG NPM_TOKEN\n",
    },
  ],
  references: [
    { title: "Dockerfile reference: LABEL", url: "https://docs.docker.com/reference/dockerfile/#label" },
    { title: "CWE-798: Use of Hard-coded Credentials", url: "https://cwe.mitre.org/data/definitions/798.html" },
    {
      title: "CWE-615: Inclusion of Sensitive Information in Source Code Comments",
      url: "https://cwe.mitre.org/data/definitions/615.html",
    },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: {},
});

function metadataFinding(model: DockerfileModel, secret: MetadataSecret): Finding {
  const fix = labelFix(model, secret);
  return {
    span: secret.span,
    ...(secret.match.kind === "weak-default" && { severity: "warning" }),
    message: message(secret),
    ...(fix && { fixes: [fix] }),
  };
}

function message({ match, place, label }: MetadataSecret): string {
  const what = match.kind === "weak-default" ? `${match.what} that everybody tries first` : match.what;
  if (place === "comment") return `A comment holds ${what}: everyone who can read the repository has it.`;
  const where = label === undefined ? `\`${place}\`` : `The label \`${label.pair.name}\``;
  return `${where} holds ${what}, which the image's configuration shows to everyone who can pull the image.`;
}

function labelFix(model: DockerfileModel, { label }: MetadataSecret): Fix | undefined {
  if (label === undefined) return undefined;
  return {
    title: `Remove the label \`${label.pair.name}\``,
    edits: [removePair(model, label.instruction, label.pair)],
    safe: true,
    note: "Replace the secret: it was public to everyone with the image or the Dockerfile.",
  };
}
