import { type CopiedSecret, copiedSecrets } from "../../dockerfile/stage-secrets.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const secretCopiedFromBuildStage = defineDockerfileRule({
  id: "secret-copied-from-build-stage",
  title: "A secret comes into the image from a build stage",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "What only a build stage holds does not ship, until a `COPY --from` takes it along. A folder, or `/`, brings every file in it: keys, settings of package managers, the `.git/config` of a clone, in the layer that everyone who can pull the image reads.",
  remedy:
    "Copy the files that the image needs, by name: `COPY --from=build /src/dist /app`. Keep the secret out of the build stage as well, with `RUN --mount=type=secret`, or remove it in that stage before the copy.",
  *check(model) {
    for (const copy of model.shippedChain.flatMap((stage) => stage.instructions)) {
      if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.onbuild) continue;
      for (const found of copiedSecrets(copy)) {
        yield {
          span: found.source.span,
          message: message(found),
          related: origin(found),
        };
      }
    }
  },
  bad: [
    {
      title: "a folder with a key",
      code: "FROM alpine:3.20 AS build\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:team/app.git /root/app\nFROM alpine:3.20\nCOPY --from=build «/root» /root\n",
    },
    {
      title: "the whole stage",
      code: 'FROM node:22 AS build\nARG NPM_TOKEN\nRUN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > /root/.npmrc && npm install -g left-pad\nFROM scratch\nCOPY --from=build «/» /\n',
    },
    {
      title: "the file itself",
      code: "FROM alpine:3.20 AS keys\nRUN ssh-keygen -t ed25519 -N '' -f /keys/id_ed25519\nFROM alpine:3.20\nCOPY --from=keys «/keys/id_ed25519» /etc/ssh/ssh_host_ed25519_key\n",
    },
    {
      title: "a clone with its login",
      code: 'FROM alpine:3.20 AS build\nARG GIT_TOKEN\nRUN git clone "https://x:${GIT_TOKEN}@git.example.com/app.git" /src\nFROM alpine:3.20\nCOPY --from=build «/src» /app\n',
    },
    {
      title: "a secret mount that was copied",
      code: "FROM alpine:3.20 AS build\nRUN --mount=type=secret,id=cfg cp /run/secrets/cfg /app/settings.yaml\nFROM alpine:3.20\nCOPY --from=build «/app» /app\n",
    },
    {
      title: "a key that came with a folder",
      code: "FROM gradle:8 AS build\nWORKDIR /src\nCOPY . .\nRUN gradle distTar\nFROM eclipse-temurin:21\nCOPY --from=build /src/certs/tls.crt «/src/certs/tls.key» /etc/x509/\n",
    },
    {
      title: "through another stage",
      code: "FROM alpine:3.20 AS keys\nCOPY deploy.key /keys/deploy.key\nFROM alpine:3.20 AS build\nCOPY --from=keys /keys /build/keys\nFROM alpine:3.20\nCOPY --from=build «/build» /app\n",
    },
  ],
  good: [
    {
      title: "only what is needed",
      code: "FROM alpine:3.20 AS build\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:team/app.git /app\nFROM alpine:3.20\nCOPY --from=build /app /app\n",
    },
    {
      title: "removed before the copy",
      code: "FROM alpine:3.20 AS build\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:team/app.git /root/app && rm -rf /root/.ssh\nFROM alpine:3.20\nCOPY --from=build /root /root\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM alpine:3.20 AS keys\nCOPY id_rsa /keys/id_rsa\nFROM alpine:3.20 AS build\nCOPY --from=keys /keys /root/.ssh\nFROM alpine:3.20\nCOPY --from=build /app /app\n",
    },
    {
      title: "a clone without its history",
      code: 'FROM alpine:3.20 AS build\nARG GIT_TOKEN\nRUN git clone "https://x:${GIT_TOKEN}@git.example.com/app.git" /src && rm -rf /src/.git\nFROM alpine:3.20\nCOPY --from=build /src /app\n',
    },
    {
      title: "a file whose content is known to be none",
      code: "FROM node:22 AS build\nWORKDIR /app\nRUN echo PORT=3000 > /app/.env && openssl req -x509 -nodes -newkey rsa:2048 -keyout /tmp/a.key -out /app/server.crt\nFROM node:22\nCOPY --from=build /app/.env /app/.env.example /app/server.crt /app/\n",
    },
    {
      title: "left out",
      code: "FROM alpine:3.20 AS build\nCOPY id_rsa /src/id_rsa\nFROM alpine:3.20\nCOPY --from=build --exclude=id_rsa /src /src\n",
    },
  ],
  references: [
    { title: "Docker: Multi-stage builds", url: "https://docs.docker.com/build/building/multi-stage/" },
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: {},
});

function origin({ file }: CopiedSecret): Finding["related"] {
  return file === undefined ? [] : [{ span: file.span, message: `\`${file.path}\` is made here, in the build stage` }];
}

function message({ file, path, secret, source, isNamed }: CopiedSecret): string {
  const what = `\`${path}\``;
  const holds = file?.isDirectory === true && path === file.path ? "with" : "holding";
  return isNamed
    ? `${what}, ${holds} ${secret.what}, is copied from the build stage into the image: everyone who can pull it can read it.`
    : `\`${source.text}\` brings ${what} along, ${holds} ${secret.what}: everyone who can pull the image can read it.`;
}
