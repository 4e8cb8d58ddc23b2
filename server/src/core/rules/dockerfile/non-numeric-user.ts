import { type AccountNumber, gidOf, uidOf } from "../../dockerfile/accounts.ts";
import type { DockerfileModel, Stage, UserInstruction } from "../../dockerfile/model.ts";
import { baseFacts, isRootName } from "../../dockerfile/start-user.ts";
import { knownValue } from "../../text/resolved.ts";
import { defineDockerfileRule, type Fix } from "../rule.ts";

export const nonNumericUser = defineDockerfileRule({
  id: "non-numeric-user",
  title: "The image's user is a name, not a number",
  severity: "information",
  topic: "users",
  actors: ["inadvertent insider"],
  why: "Kubernetes compares numbers: where a pod demands `runAsNonRoot` and the image's user is a name, the kubelet cannot tell that it is not root, and the container does not start. People then drop `runAsNonRoot`, and with it the guard against images that do run as root.",
  remedy:
    "Create the user with a uid of your choice (`useradd --uid 10001 app`) and name that uid: `USER 10001`. A number needs no entry in `/etc/passwd`.",
  *check(model) {
    const { shipped } = model;
    const setBy = shipped?.after.user.instruction;
    const value = shipped === undefined ? undefined : knownValue(shipped.after.user.value);
    if (shipped === undefined || setBy?.user === undefined || value === undefined) return;
    const [user = "", group] = value.split(":");
    if (user === "" || /^\d+$/.test(user) || isRootName(value) || isWindows(shipped)) return;
    const fix = numericFix(model, shipped, setBy, user, group);
    yield {
      span: setBy.user.span,
      message: `\`${setBy.user.raw}\` is a name: Kubernetes cannot tell that it is not root, so pods that demand \`runAsNonRoot\` do not start with this image.`,
      fixes: fix === undefined ? [] : [fix],
    };
  },
  bad: [
    {
      title: "a user that the file creates",
      code: "FROM debian:12\nRUN groupadd --gid 2000 app && useradd --uid 10001 --gid app app\nUSER «app»\n",
      fixed: "FROM debian:12\nRUN groupadd --gid 2000 app && useradd --uid 10001 --gid app app\nUSER 10001\n",
    },
    {
      title: "a user and a group",
      code: "FROM alpine:3.22\nRUN addgroup -g 2000 app && adduser -D -u 10001 -G app app\nUSER «app:app»\n",
      fixed: "FROM alpine:3.22\nRUN addgroup -g 2000 app && adduser -D -u 10001 -G app app\nUSER 10001:2000\n",
    },
    {
      title: "a user that the base image has",
      code: 'FROM node:22\nCOPY . /app\nUSER «node»\nCMD ["node", "/app"]\n',
      fixed: 'FROM node:22\nCOPY . /app\nUSER 1000\nCMD ["node", "/app"]\n',
    },
    {
      title: "a uid that is chosen at build time",
      code: "FROM debian:12\nARG APP_UID=10001\nRUN useradd -u $APP_UID app\nUSER «app»\n",
      fixed: "FROM debian:12\nARG APP_UID=10001\nRUN useradd -u $APP_UID app\nUSER $APP_UID\n",
    },
    { title: "a user whose uid is not in the file", code: "FROM debian:12\nRUN useradd app\nUSER «app»\n" },
  ],
  good: [
    { title: "a number", code: "FROM debian:12\nRUN useradd --uid 10001 app\nUSER 10001\n" },
    { title: "a number with the name of a group", code: "FROM debian:12\nUSER 10001:app\n" },
    {
      title: "a stage that is not shipped",
      code: "FROM node:22 AS build\nUSER node\nFROM debian:12\nUSER 10001\n",
    },
    { title: "a user that is chosen at build time", code: "FROM debian:12\nARG APP_USER\nUSER ${APP_USER}\n" },
    {
      title: "Windows knows no such numbers",
      code: "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nUSER ContainerUser\n",
    },
  ],
  references: [
    {
      title: "Kubernetes: Configure a Security Context",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    },
    { title: "Dockerfile reference: USER", url: "https://docs.docker.com/reference/dockerfile/#user" },
  ],
  standards: {},
  equivalents: { hadolint: ["DL3066"] },
});

function isWindows(stage: Stage): boolean {
  const { dialect } = stage.after.shell;
  return baseFacts(stage)?.distribution === "windows" || dialect === "cmd" || dialect === "powershell";
}

function numericFix(
  { shippedChain }: DockerfileModel,
  shipped: Stage,
  setBy: UserInstruction,
  user: string,
  group: string | undefined,
): Fix | undefined {
  const instructions = shippedChain.flatMap((stage) => stage.instructions);
  const facts = baseFacts(shipped);
  const inBase = [facts?.unprivileged, facts?.runsAs].find(
    (account) => typeof account === "object" && account.name === user,
  );
  const base = typeof inBase === "object" ? inBase : undefined;
  const uid = uidOf(instructions, user);
  const place = setBy.user?.span;
  const userText = uid === undefined ? base?.uid?.toString() : writtenAt(setBy, uid);
  if (place === undefined || userText === undefined) return undefined;
  const newText =
    group === undefined ? userText : `${userText}:${groupText(setBy, instructions, group, base?.gid, user)}`;
  return { title: `Use \`USER ${newText}\``, edits: [{ span: place, newText }], safe: true };
}

/** A group keeps its name where its number is not known: Kubernetes looks at the user alone. */
function groupText(
  setBy: UserInstruction,
  instructions: Parameters<typeof gidOf>[0],
  group: string,
  baseGid: number | undefined,
  user: string,
): string {
  const gid = gidOf(instructions, group);
  const inBase = group === user ? baseGid?.toString() : undefined;
  return (gid === undefined ? inBase : writtenAt(setBy, gid)) ?? group;
}

/** The number as it is written, with its variable where `USER` sees the same one; undefined where it sees another. */
function writtenAt({ before }: UserInstruction, { raw, value }: AccountNumber): string | undefined {
  const variable = /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(raw)?.[1];
  if (variable === undefined) return /^\d+$/.test(raw) ? raw : String(value);
  return knownValue(before.variable(variable)) === String(value) ? raw.replaceAll('"', "") : undefined;
}
