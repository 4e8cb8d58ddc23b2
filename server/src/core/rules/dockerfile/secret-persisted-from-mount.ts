import { persistedSecrets } from "../../dockerfile/mount-flow.ts";
import { fixPersisted } from "../../dockerfile/persisted-fix.ts";
import { defineDockerfileRule } from "../rule.ts";

export const secretPersistedFromMount = defineDockerfileRule({
  id: "secret-persisted-from-mount",
  title: "A build secret is written into a layer",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider"],
  why: "A secret mount exists for one `RUN` and leaves nothing behind. A command that copies the secret to a file, or lets a tool store it in its settings, puts it into the layer all the same, where everyone who can pull the image reads it.",
  remedy:
    "Let the tool read the mount itself: mount the secret where the tool looks for it (`target=/root/.npmrc`) or as a variable (`env=NPM_TOKEN`). Where it has to be stored for the command, remove the file in the same `RUN`.",
  *check(model) {
    const instructions = model.shippedChain.flatMap((stage) => stage.instructions);
    for (const run of instructions) {
      if (run.keyword !== "RUN") continue;
      for (const persisted of persistedSecrets(run)) {
        const { file, path, mount } = persisted;
        const change = fixPersisted(model, run, persisted);
        const id = mount.options.get("id") ?? mount.options.get("source") ?? mount.options.get("env");
        yield {
          span: file.span,
          message: `The build secret${id === undefined ? "" : ` \`${id}\``} gets into \`${path}\`, which is still there when this \`RUN\` ends: everyone who can pull the image can read it.`,
          related: [{ span: mount.flag.span, message: "The secret is mounted here, for this `RUN` alone" }],
          fixes: change === undefined ? [] : [change],
        };
      }
    }
  },
  bad: [
    {
      title: "copied",
      code: "FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc «/root/.npmrc» && npm install -g left-pad\n",
      fixed:
        "FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm install -g left-pad && rm -f /root/.npmrc\n",
    },
    {
      title: "in the working directory of the base image",
      code: "FROM eclipse-temurin:21\nRUN --mount=type=secret,id=client_secret cat /run/secrets/client_secret > «./client_secret»\n",
    },
    {
      title: "written from a variable",
      code: 'FROM node:22\nRUN --mount=type=secret,id=token,env=TOKEN echo "//registry.npmjs.org/:_authToken=$TOKEN" > «/root/.npmrc»\nRUN npm install -g left-pad\n',
    },
    {
      title: "through a variable of the script",
      code: 'FROM debian:12\nRUN --mount=type=secret,id=pw PW=$(cat /run/secrets/pw) && printf "machine example.com login me password %s" "$PW" > «/root/.netrc» && curl -fsSn https://example.com/a -o /a\n',
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=pw PW=$(cat /run/secrets/pw) && printf "machine example.com login me password %s" "$PW" > /root/.netrc && curl -fsSn https://example.com/a -o /a && rm -f /root/.netrc\n',
    },
    {
      title: "a login that is stored",
      code: 'FROM node:22\nRUN --mount=type=secret,id=token,env=TOKEN «npm» config set //registry.npmjs.org/:_authToken "$TOKEN" && npm install -g left-pad\n',
      fixed:
        'FROM node:22\nRUN --mount=type=secret,id=token,env=TOKEN npm config set //registry.npmjs.org/:_authToken "$TOKEN" && npm install -g left-pad && rm -f /root/.npmrc\n',
    },
    {
      title: "in the configuration of a clone",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x:$TOKEN@git.example.com/app.git" «/app»\n',
      fixed:
        'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x:$TOKEN@git.example.com/app.git" /app && rm -rf /app/.git\n',
    },
    {
      title: "settings that a later instruction needs",
      code: 'FROM composer:2\nRUN --mount=type=secret,id=token,env=TOKEN «git» config --global url."https://$TOKEN@github.com".insteadOf "ssh://git@github.com"\nRUN composer install\n',
    },
    {
      title: "a clone that is copied as a whole",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x:$TOKEN@git.example.com/app.git" /tmp/app && cp -R /tmp/app «/app» && rm -rf /tmp/app\n',
      fixed:
        'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x:$TOKEN@git.example.com/app.git" /tmp/app && cp -R /tmp/app /app && rm -rf /tmp/app && rm -rf /app/.git\n',
    },
  ],
  good: [
    {
      title: "mounted where the tool looks for it",
      code: "FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm install -g left-pad\n",
    },
    {
      title: "removed in the same RUN",
      code: "FROM node:22\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm install -g left-pad && rm /root/.npmrc\n",
    },
    {
      title: "removed when the script ends",
      code: "FROM node:22\nRUN --mount=type=secret,id=npmrc trap 'rm -f /root/.npmrc' EXIT; cp /run/secrets/npmrc /root/.npmrc && npm install -g left-pad\n",
    },
    {
      title: "on a tmpfs",
      code: "FROM node:22\nRUN --mount=type=secret,id=npmrc --mount=type=tmpfs,target=/root cp /run/secrets/npmrc /root/.npmrc && npm install -g left-pad\n",
    },
    {
      title: "used, not stored",
      code: 'FROM debian:12\nRUN --mount=type=secret,id=token curl -fsS -H "Authorization: Bearer $(cat /run/secrets/token)" -o /opt/data.json https://example.com/data.json\n',
    },
    {
      title: "a clone without its history",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x:$TOKEN@git.example.com/app.git" /app && rm -rf /app/.git\n',
    },
    {
      title: "files out of a clone",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://x:$TOKEN@git.example.com/app.git" /tmp/app && cp -R /tmp/app/skills /opt/skills && cp /tmp/app/settings.json /etc/app.json && rm -rf /tmp/app\n',
    },
    {
      title: "a clone that is given an address without the secret",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://$TOKEN@git.example.com/app.git" /app && cd /app && git remote set-url origin https://git.example.com/app.git\n',
    },
    {
      title: "a clone that forgets where it came from",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token,env=TOKEN git clone "https://$TOKEN@git.example.com/app.git" /app && git -C /app remote remove origin\n',
    },
    {
      title: "a setting that is taken back",
      code: 'FROM golang:1.26\nRUN --mount=type=secret,id=t git config --global url."https://x:$(cat /run/secrets/t)@git.example.com/".insteadOf "https://git.example.com/" && go mod download && git config --global --unset url."https://x:$(cat /run/secrets/t)@git.example.com/".insteadOf\n',
    },
    {
      title: "a section of settings that is taken back",
      code: 'FROM golang:1.26\nRUN --mount=type=secret,id=t,env=T git config --global url."https://x:$T@git.example.com/".insteadOf "https://git.example.com/" && go mod download && git config remove-section --global url."https://x:$T@git.example.com/"\n',
    },
    {
      title: "a stage that is not shipped",
      code: "FROM node:22 AS build\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci\nFROM node:22\nCOPY --from=build /app /app\n",
    },
    {
      title: "only its checksum",
      code: "FROM debian:12\nRUN --mount=type=secret,id=token sha256sum /run/secrets/token > /etc/token.sha256\n",
    },
  ],
  references: [
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    {
      title: "Docker: RUN --mount=type=secret",
      url: "https://docs.docker.com/reference/dockerfile/#run---mounttypesecret",
    },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: {},
});
