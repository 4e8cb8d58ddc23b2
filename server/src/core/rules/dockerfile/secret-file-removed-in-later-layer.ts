import { hiddenSecrets } from "../../dockerfile/hidden-files.ts";
import type { HiddenFile } from "../../dockerfile/layers.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const secretFileRemovedInLaterLayer = defineDockerfileRule({
  id: "secret-file-removed-in-later-layer",
  title: "A secret file is removed only in a later layer",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "Every instruction makes a layer, and a later layer only hides what an earlier one holds. `docker save` and `tar` bring the file back, as does any tool that looks into layers: whoever can pull the image has the secret.",
  remedy:
    "Keep the secret out of the layers: give the `RUN` that needs it `--mount=type=secret,id=…,target=…` and build with `docker build --secret id=…,src=…`. A file that the build downloads or generates has to be removed in the `RUN` that makes it. Replace a secret that was in an image.",
  *check(model) {
    for (const { hidden, creation, secret, change } of hiddenSecrets(model)) {
      const finding: Finding = {
        span: creation.span,
        // `rm -f` may be there to be safe.
        ...((secret.isWeak || hidden[0].evidence === "perhaps") && { severity: "warning" }),
        message: message(hidden[0], secret.what),
        related: hidden.map(({ by, how: way, path: place }) => ({
          span: by.span,
          message: `\`${place}\` is ${way} here, which only hides it`,
        })),
        fixes: change === undefined ? [] : [{ ...change, safe: true }],
      };
      yield finding;
    }
  },
  bad: [
    {
      title: "written and removed by the Dockerfile",
      code: 'FROM alpine\nRUN echo "top-secret" > «/password.txt»\nRUN rm /password.txt\n',
      fixed: "FROM alpine\n",
    },
    {
      title: "read in between",
      code: 'FROM alpine:3.20\nRUN echo "top-secret" > «/password.txt»\nRUN deploy --password-file /password.txt\nRUN rm /password.txt\n',
      fixed:
        "FROM alpine:3.20\nRUN --mount=type=secret,id=password,target=/password.txt deploy --password-file /password.txt\n",
    },
    {
      title: "a key from the build context",
      code: "FROM alpine:3.20\nCOPY «id_ed25519» /root/.ssh/id_ed25519\nRUN chmod 600 /root/.ssh/id_ed25519 && git clone git@example.com:team/app.git /app\nRUN rm -f /root/.ssh/id_ed25519\n",
      fixed:
        "FROM alpine:3.20\nRUN --mount=type=secret,id=id_ed25519,target=/root/.ssh/id_ed25519 git clone git@example.com:team/app.git /app\n",
    },
    {
      title: "settings with a token",
      code: 'FROM node:22\nARG NPM_TOKEN\nRUN echo "//registry.npmjs.org/:_authToken=${NPM_TOKEN}" > «/root/.npmrc»\nCOPY package.json ./\nRUN npm install\nRUN rm -f /root/.npmrc\n',
      fixed:
        "FROM node:22\nARG NPM_TOKEN\nCOPY package.json ./\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm install\n",
    },
    {
      title: "a build argument that the file alone needs",
      code: 'FROM debian:12\nARG SSH_KEY\nRUN mkdir -p /root/.ssh && echo "$SSH_KEY" > «/root/.ssh/id_rsa»\nRUN git clone git@example.com:team/app.git /app\nRUN rm /root/.ssh/id_rsa\n',
      fixed:
        "FROM debian:12\nRUN mkdir -p /root/.ssh\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone git@example.com:team/app.git /app\n",
    },
    {
      title: "a build argument that more needs",
      code: 'FROM debian:12\nARG SSH_KEY\nRUN mkdir -p /root/.ssh && echo "$SSH_KEY" > «/root/.ssh/id_rsa» && cat > /etc/motd <<< "$SSH_KEY"\nRUN git clone git@example.com:team/app.git /app\nRUN rm /root/.ssh/id_rsa\n',
      fixed:
        'FROM debian:12\nARG SSH_KEY\nRUN mkdir -p /root/.ssh && cat > /etc/motd <<< "$SSH_KEY"\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone git@example.com:team/app.git /app\n',
    },
    {
      title: "downloaded",
      code: "FROM debian:12\nRUN curl -fsS -o «/tmp/deploy.key» https://vault.example.com/deploy.key && ssh -i /tmp/deploy.key host true\nRUN rm /tmp/deploy.key\n",
      fixed:
        "FROM debian:12\nRUN curl -fsS -o /tmp/deploy.key https://vault.example.com/deploy.key && ssh -i /tmp/deploy.key host true && rm /tmp/deploy.key\n",
    },
    {
      title: "generated, used by the next instruction",
      code: "FROM debian:12\nRUN ssh-keygen -t ed25519 -N '' -f «/root/.ssh/id_ed25519»\nRUN ssh-copy-id host\nRUN rm -rf /root/.ssh\n",
      fixed:
        "FROM debian:12\nRUN ssh-keygen -t ed25519 -N '' -f /root/.ssh/id_ed25519 \\\n    && ssh-copy-id host \\\n    && rm -rf /root/.ssh\n",
    },
    {
      title: "out of a folder that is copied as a whole",
      code: "FROM node:22\nWORKDIR /app\nCOPY «.» .\nRUN rm -f .env\n",
    },
    {
      title: "emptied",
      code: "FROM alpine:3.20\nRUN printf 'machine example.com login me password h7Gq2-mZ' > «/root/.netrc»\nRUN : > /root/.netrc\n",
    },
  ],
  good: [
    {
      title: "removed where it is made",
      code: 'FROM alpine:3.20\nRUN echo "$TOKEN" > /tmp/token.txt && deploy /tmp/token.txt && rm /tmp/token.txt\n',
    },
    {
      title: "a secret mount",
      code: "FROM alpine:3.20\nRUN --mount=type=secret,id=password,target=/password.txt deploy --password-file /password.txt\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM alpine:3.20 AS build\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:team/app.git /app\nRUN rm /root/.ssh/id_rsa\nFROM alpine:3.20\nCOPY --from=build /app /app\n",
    },
    {
      title: "a public key",
      code: "FROM alpine:3.20\nCOPY id_ed25519.pub /tmp/id_ed25519.pub\nRUN cat /tmp/id_ed25519.pub >> /root/.ssh/authorized_keys\nRUN rm /tmp/id_ed25519.pub\n",
    },
    {
      title: "settings without a credential",
      code: 'FROM node:22\nRUN echo "registry=https://npm.example.com/" > /root/.npmrc\nRUN rm /root/.npmrc\n',
    },
    {
      title: "on a mount that is no layer",
      code: 'FROM alpine:3.20\nRUN --mount=type=tmpfs,target=/secrets echo "$TOKEN" > /secrets/token.txt\nRUN rm -rf /secrets/token.txt\n',
    },
  ],
  references: [
    {
      title: "Docker: Build secrets",
      url: "https://docs.docker.com/build/building/secrets/",
    },
    {
      title: "OCI image specification: layer changesets and whiteouts",
      url: "https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts",
    },
    {
      title: "CWE-538: Insertion of Sensitive Information into Externally-Accessible File",
      url: "https://cwe.mitre.org/data/definitions/538.html",
    },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: {},
});

function message({ creation, path, how, evidence }: HiddenFile, what: string): string {
  if (path === creation.path || evidence === "named") {
    return `\`${path}\` holds ${what} and is ${how} only in a later layer: whoever has the image can read it.`;
  }
  return `\`${path}\`, if it comes along here, is ${how} only in a later layer: whoever has the image can read ${what} in it.`;
}
