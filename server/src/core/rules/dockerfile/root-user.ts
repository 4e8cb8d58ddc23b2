import { droppingProgram } from "../../dockerfile/dropping-program.ts";
import { insertAfter, insertBefore } from "../../dockerfile/edit.ts";
import type { DockerfileModel, Instruction, Stage, UserInstruction } from "../../dockerfile/model.ts";
import { chainOf } from "../../dockerfile/stages.ts";
import { baseFacts, isRootName, type StartUser, startUser } from "../../dockerfile/start-user.ts";
import { commandsWhere } from "../../dockerfile/walk.ts";
import { createUserCommand } from "../../knowledge/base-images/create-user.ts";
import type { BaseImageFacts, ImageUser } from "../../knowledge/base-images/facts.ts";
import { distributionOfTag } from "../../knowledge/base-images/lookup.ts";
import { createdAccount } from "../../shell/created-account.ts";
import type { Span } from "../../text/span.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const rootUser = defineDockerfileRule({
  id: "root-user",
  title: "The container runs as root",
  severity: "warning",
  topic: "users",
  actors: ["compromised application process", "external attacker"],
  why: "Root in a container is root to the kernel, held back by capabilities and namespaces only. Whoever takes over the process may change every file of the image, install tools, bind any port and use each kernel fault that needs root; without user namespaces, files on a mounted volume are root's on the host as well.",
  remedy:
    "End the shipped stage with `USER` and an unprivileged user, as a number so that Kubernetes can verify `runAsNonRoot`. Give that user the folders the program writes to (`COPY --chown=`), and let it listen on a port above 1023.",
  *check(model) {
    const { shipped } = model;
    if (shipped === undefined) return;
    const user = startUser(shipped);
    if (user.kind === "unprivileged" || user.kind === "unknown" || holdsFilesOnly(model)) return;
    yield rootFinding(model, shipped, user);
  },
  bad: [
    { title: "no USER", code: 'FROM «node:22»\nCOPY . /app\nCMD ["node", "/app/server.js"]\n' },
    { title: "USER root", code: 'FROM debian:12\nUSER «root»\nCMD ["/app"]\n' },
    {
      title: "root again at the end",
      code: 'FROM node:22\nUSER node\nRUN npm ci\nUSER «0:0»\nRUN apt-get update\nCMD ["node", "server.js"]\n',
    },
    { title: "a variable that is root", code: "FROM debian:12\nARG RUNTIME_USER=root\nUSER «${RUNTIME_USER}»\n" },
    { title: "nothing but a program", code: 'FROM «scratch»\nCOPY app /app\nENTRYPOINT ["/app"]\n' },
    { title: "the entrypoint drops root", code: 'FROM «debian:12»\nENTRYPOINT ["gosu", "app", "/app"]\n' },
    {
      title: "Windows",
      code: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nUSER «ContainerAdministrator»\nCMD ["app.exe"]\n',
    },
  ],
  good: [
    { title: "a USER at the end", code: 'FROM node:22\nCOPY . /app\nUSER 1000:1000\nCMD ["node", "/app/server.js"]\n' },
    {
      title: "root only while building",
      code: "FROM golang:1.24 AS build\nUSER root\nRUN go build -o /app .\nFROM gcr.io/distroless/static:nonroot\nCOPY --from=build /app /app\n",
    },
    { title: "files to take out, nothing to start", code: "FROM scratch\nCOPY report.txt /\n" },
    {
      title: "a base image with a user of its own",
      code: "FROM nginxinc/nginx-unprivileged:1.27\nCOPY site /usr/share/nginx/html\n",
    },
    { title: "a user that a stage below sets", code: "FROM debian:12 AS base\nUSER 1000\nFROM base\nCOPY app /app\n" },
    { title: "a user that is chosen at build time", code: "FROM debian:12\nARG RUNTIME_USER\nUSER ${RUNTIME_USER}\n" },
  ],
  references: [
    { title: "Docker: Best practices, USER", url: "https://docs.docker.com/build/building/best-practices/#user" },
    {
      title: "Kubernetes: Pod Security Standards, runAsNonRoot",
      url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    },
  ],
  standards: { cisDocker: ["4.1"], nsaCisa: ["non-root-containers"], mitreAttack: ["T1611"] },
  equivalents: {
    hadolint: ["DL3002"],
    trivy: ["DS-0002"],
    checkov: ["CKV_DOCKER_3", "CKV_DOCKER_8"],
    sonar: ["S6471"],
  },
});

/** Nothing can be started in an image from scratch that names no program and no user: it is made to take files out of. */
function holdsFilesOnly({ shippedChain }: DockerfileModel): boolean {
  const instructions = shippedChain.flatMap((stage) => stage.instructions);
  const isMeantToRun = instructions.some(({ keyword }) => /^(?:ENTRYPOINT|CMD|USER)$/.test(keyword));
  return shippedChain[0]?.base.kind === "scratch" && !isMeantToRun;
}

type RootStart = Extract<StartUser, { kind: "root" | "unknown-image" }>;

function rootFinding(model: DockerfileModel, shipped: Stage, user: RootStart): Finding {
  const setBy = user.kind === "root" ? user.setBy : undefined;
  const dropper = droppingProgram(model);
  const isUncertain = user.kind === "unknown-image" || dropper !== undefined;
  return {
    span: setBy?.user?.span ?? shipped.from.image?.span ?? shipped.from.keywordSpan,
    message: message(shipped, user, dropper),
    ...(isUncertain ? { severity: "information" as const } : {}),
    fixes: [fix(model, shipped, setBy)],
  };
}

function message(shipped: Stage, user: RootStart, dropper: string | undefined): string {
  if (user.kind === "unknown-image") {
    return `No \`USER\` is set, and \`${user.reference.text}\` is not known to set one: the container runs as root unless that image does.`;
  }
  const windows = isWindows(shipped, baseFacts(shipped));
  const set = user.setBy?.user;
  const fact =
    set === undefined
      ? `No \`USER\` is set and ${lowestImage(shipped)} leaves it at ${windows ? "`ContainerAdministrator`" : "root"}`
      : `\`USER ${set.raw}\` is the last one`;
  if (windows) return `${fact}: whoever takes over the program is an administrator of the container.`;
  return dropper === undefined
    ? `${fact}: whoever takes over the program is root in the container.`
    : `${fact}: the container starts as root, and only ${dropper} gives that up.`;
}

/** The image below the stages, without its digest. */
function lowestImage(shipped: Stage): string {
  const [lowest] = chainOf(shipped);
  if (lowest?.base.kind !== "image") return "`scratch`";
  return `\`${lowest.base.reference.text.replace(/@.*$/s, "")}\``;
}

const NOTE =
  "The program may need rights on files that it writes to (`chown` them while still root) or a port below 1024: try it before you ship it.";

function fix(model: DockerfileModel, shipped: Stage, setBy: UserInstruction | undefined): Fix {
  const { user, create } = replacement(model, shipped);
  const lines = [...(create === undefined ? [] : [`RUN ${create}`]), `USER ${user}`];
  return {
    title: create === undefined ? `Run as \`${user}\`` : `Create a user and run as \`${user}\``,
    edits: [placeUser(model, shipped, setBy, lines, user)],
    safe: false,
    note: NOTE,
  };
}

interface Replacement {
  /** What `USER` is to say. */
  readonly user: string;
  /** The shell command that creates it, where the image does not have it. */
  readonly create: string | undefined;
}

/** The user that was set before, or that the file creates, else the one that the image has, else a new one. */
function replacement({ shippedChain }: DockerfileModel, shipped: Stage): Replacement {
  const instructions = shippedChain.flatMap((stage) => stage.instructions);
  const facts = baseFacts(shipped);
  const existing =
    earlierUser(instructions) ??
    createdUser(instructions) ??
    facts?.unprivileged ??
    (isWindows(shipped, facts) ? { name: "ContainerUser" } : undefined);
  if (existing !== undefined) {
    return { user: typeof existing === "string" ? existing : userWords(existing), create: undefined };
  }
  const tag = baseTag(shippedChain);
  const distribution = facts?.distribution ?? (tag === undefined ? undefined : distributionOfTag(tag));
  return { user: "10001:10001", create: distribution === undefined ? undefined : createUserCommand(distribution) };
}

/** The last `USER` that was not root, as written. */
function earlierUser(instructions: readonly Instruction[]): string | undefined {
  const users = instructions.flatMap((instruction) => (instruction.keyword === "USER" ? (instruction.user ?? []) : []));
  return users.findLast(({ value }) => value.kind === "known" && !isRootName(value.value))?.raw;
}

const creatingCommands = commandsWhere((command) => createdAccount(command) !== undefined);

function createdUser(instructions: readonly Instruction[]): ImageUser | undefined {
  const runs = instructions.filter(({ keyword }) => keyword === "RUN");
  const account = creatingCommands(runs)
    .map(({ command }) => createdAccount(command))
    .findLast((created) => created !== undefined && created.uid !== 0);
  if (account === undefined) return undefined;
  return account.uid === undefined ? { name: account.name } : { name: account.name, uid: account.uid };
}

function isWindows({ after }: Stage, facts: BaseImageFacts | undefined): boolean {
  return facts?.distribution === "windows" || after.shell.dialect === "cmd";
}

function baseTag([lowest]: readonly Stage[]): string | undefined {
  return lowest?.base.kind === "image" ? lowest.base.reference.tag : undefined;
}

/** As a number where it is known: Kubernetes can't tell from a name that it is not root. */
function userWords({ name, uid, gid }: ImageUser): string {
  if (uid === undefined) return name ?? "10001:10001";
  return gid === undefined ? String(uid) : `${uid}:${gid}`;
}

/** Instructions that need the rights of the user before them, or change it. */
const USES_USER: ReadonlySet<Instruction["keyword"]> = new Set([
  "RUN",
  "COPY",
  "ADD",
  "USER",
  "WORKDIR",
  "ONBUILD",
  "UNKNOWN",
]);

function placeUser(
  model: DockerfileModel,
  { instructions, from }: Stage,
  setBy: UserInstruction | undefined,
  lines: readonly string[],
  user: string,
): { readonly span: Span; readonly newText: string } {
  const tailStart = instructions.findLastIndex(({ keyword }) => USES_USER.has(keyword)) + 1;
  const before = instructions[tailStart - 1];
  if (before !== undefined && before === setBy && setBy.user !== undefined && lines.length === 1) {
    return { span: setBy.user.span, newText: user };
  }
  const command = instructions.slice(tailStart).find(({ keyword }) => keyword === "ENTRYPOINT" || keyword === "CMD");
  if (command !== undefined) return insertBefore(model, command, lines);
  return insertAfter(model, instructions[instructions.length - 1] ?? from, lines);
}
