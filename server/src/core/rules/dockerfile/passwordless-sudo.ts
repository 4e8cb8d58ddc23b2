import type { DockerfileModel } from "../../dockerfile/model.ts";
import { isRootName } from "../../dockerfile/start-user.ts";
import { commandsWhere, type PlacedCommand, shippedInstructions } from "../../dockerfile/walk.ts";
import { findWritten, textsWrittenBy } from "../../dockerfile/written-text.ts";
import { type AccountCommand, accountCommands, numberIn } from "../../shell/account-commands.ts";
import type { Word } from "../../shell/syntax.ts";
import type { WrittenText } from "../../shell/written-text.ts";
import { isWithin } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import type { Span } from "../../text/span.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const passwordlessSudo = defineDockerfileRule({
  id: "passwordless-sudo",
  title: "A user can become root without more ado",
  severity: "warning",
  topic: "users",
  actors: ["compromised application process", "external attacker"],
  why: "An unprivileged user protects nothing if one command makes it root: an attacker who runs code in the process types `sudo`, or asks the Docker daemon for a privileged container, and has all rights of the container or of the host. A second account with uid 0 is root under another name.",
  remedy:
    "Do what needs root while the image is built, before `USER`, and leave `sudo` out of the image. Where a process has to start as root and go on as somebody else, let the entrypoint do that (`setpriv`, `gosu`).",
  *check(model) {
    const instructions = shippedInstructions(model);
    for (const written of instructions.flatMap(textsWrittenBy)) yield* writtenFindings(model, written);
    for (const placed of creatingCommands(instructions)) {
      for (const account of accountCommands(placed.command)) {
        const finding = accountFinding(account, placed);
        if (finding !== undefined) yield finding;
      }
    }
  },
  bad: [
    {
      title: "sudoers",
      code: "FROM debian:12\nRUN useradd app && echo 'app ALL=(ALL) «NOPASSWD»:ALL' >> /etc/sudoers\nUSER app\n",
    },
    {
      title: "a file of its own, named after a build argument",
      code: 'FROM ubuntu:24.04\nARG USERNAME\nRUN echo "$USERNAME ALL=(root) «NOPASSWD»: ALL" | tee /etc/sudoers.d/$USERNAME\nUSER ubuntu\n',
    },
    {
      title: "in a heredoc",
      code: "FROM debian:12\nCOPY <<EOF /etc/sudoers.d/app\napp ALL=(ALL) «NOPASSWD»: ALL\nEOF\nUSER app\n",
    },
    {
      title: "with sed",
      code: "FROM fedora:41\nRUN sed -i 's/^%wheel.*/%wheel ALL=(ALL) «NOPASSWD»: ALL/' /etc/sudoers\nUSER app\n",
    },
    {
      title: "for every command",
      code: "FROM debian:12\nRUN echo 'Defaults:app «!authenticate»' > /etc/sudoers.d/app\nUSER app\n",
    },
    { title: "doas", code: "FROM alpine:3.22\nRUN echo 'permit «nopass» :wheel' > /etc/doas.d/doas.conf\nUSER app\n" },
    {
      title: "groups that stand for root",
      code: "FROM debian:12\nRUN useradd -m -G «sudo» app && usermod -aG «docker,video» app\nUSER app\n",
    },
    { title: "BusyBox", code: "FROM alpine:3.22\nRUN adduser -D app && addgroup app «wheel»\nUSER app\n" },
    { title: "root without a password", code: "FROM debian:12\nRUN «passwd -d root»\nUSER app\n" },
    { title: "a second root", code: "FROM debian:12\nRUN useradd -o -u «0» -g 0 admin\nUSER app\n" },
    {
      title: "a second root, by hand",
      code: "FROM debian:12\nRUN echo '«admin:x:0:0»:admin:/root:/bin/sh' >> /etc/passwd\nUSER app\n",
    },
  ],
  good: [
    { title: "an ordinary user", code: "FROM debian:12\nRUN useradd --uid 10001 app\nUSER 10001\n" },
    {
      title: "root's group as the primary one, as OpenShift wants it",
      code: "FROM debian:12\nRUN useradd -u 10001 -g 0 app && chgrp -R 0 /opt/app && chmod -R g=u /opt/app\nUSER 10001\n",
    },
    {
      title: "a line that is commented out",
      code: "FROM debian:12\nRUN echo '# app ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers\nUSER app\n",
    },
    {
      title: "taken away",
      code: "FROM debian:12\nRUN sed -i 's/NOPASSWD://' /etc/sudoers && passwd -l root\nUSER app\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM debian:12 AS dev\nRUN usermod -aG sudo app\nFROM debian:12\nUSER 10001\n",
    },
    {
      title: "text that is no command",
      code: "FROM debian:12\nRUN echo 'usermod -aG sudo app, NOPASSWD' > /usr/share/doc/hint\nUSER app\n",
    },
  ],
  references: [
    { title: "sudoers(5)", url: "https://www.sudo.ws/docs/man/sudoers.man/" },
    {
      title: "Docker: Manage Docker as a non-root user",
      url: "https://docs.docker.com/engine/install/linux-postinstall/",
    },
    { title: "CWE-250: Execution with Unnecessary Privileges", url: "https://cwe.mitre.org/data/definitions/250.html" },
  ],
  standards: { mitreAttack: ["T1548.003"] },
  equivalents: {},
});

interface SudoersFile {
  readonly isAt: (path: string) => boolean;
  readonly pattern: RegExp;
  readonly message: string;
}

function isSudoers(path: string): boolean {
  return path === "/etc/sudoers" || path.startsWith("/etc/sudoers.d");
}

const FILES: readonly SudoersFile[] = [
  {
    isAt: isSudoers,
    pattern: /\bNOPASSWD\b/g,
    message:
      "`NOPASSWD` lets the user run commands as root without a password: whoever takes over a process of that user is root.",
  },
  {
    isAt: isSudoers,
    pattern: /!authenticate\b/g,
    message:
      "`!authenticate` lets users run commands as root without a password: whoever takes over a process of one of them is root.",
  },
  {
    isAt: (path) => path === "/etc/doas.conf" || isWithin("/etc/doas.d", path),
    pattern: /\bnopass\b/g,
    message:
      "`nopass` lets the user run commands as root without a password: whoever takes over a process of that user is root.",
  },
  {
    isAt: (path) => path === "/etc/passwd",
    pattern: /(?<![\w:-])(?!root:)[a-z_][\w-]{0,31}:[^:\s]{0,100}:0:\d{1,10}/g,
    message: "An account with uid 0 is root under another name: whoever logs in as it has all rights in the container.",
  },
];

function* writtenFindings(model: DockerfileModel, written: WrittenText): Iterable<Finding> {
  for (const { isAt, pattern, message } of FILES) {
    if (!isAt(written.path)) continue;
    const places = findWritten(model, written, pattern);
    for (const span of places) if (!isComment(model, written.spans, span)) yield { span, message };
  }
}

/** Tells whether `#` stands in front of a place on its line; `#1000` in sudoers names a user. */
function isComment({ text, lines }: DockerfileModel, spans: readonly Span[], { start }: Span): boolean {
  const line = lines.lineStart(lines.lineAt(start));
  const from = Math.max(line, ...spans.filter((whole) => whole.start <= start).map((whole) => whole.start));
  return /#(?!\d)/.test(text.slice(from, start));
}

/** Groups that are as good as root, and how. */
const GROUPS: ReadonlyMap<string, string> = new Map([
  ["sudo", "may run every command as root with `sudo`"],
  ["wheel", "may run every command as root with `sudo` or `doas`"],
  ["root", "may change the files that root's group may write to"],
  ["0", "may change the files that root's group may write to"],
  ["docker", "may start privileged containers wherever the Docker socket is at hand"],
]);

function accountFinding(account: AccountCommand, { instruction }: PlacedCommand): Finding | undefined {
  switch (account.kind) {
    case "member":
      return memberFinding(account);
    case "no-password": {
      const builds = knownValue(instruction.before.user.value) ?? "root";
      const name = account.name === undefined ? builds : textOf(account.name);
      if (name === undefined || !isRootName(name)) return undefined;
      return {
        span: account.span,
        message: "Root needs no password any more: every user of the container becomes root with `su`.",
      };
    }
    case "account":
      return rootAccount(account);
    default:
      return undefined;
  }
}

function memberFinding({ name, groups, isPrimary }: AccountCommand & { readonly kind: "member" }): Finding | undefined {
  const user = name === undefined ? undefined : textOf(name);
  if (user === "root") return undefined;
  const group = (textOf(groups) ?? "").split(",").find((candidate) => {
    // Root's group as the primary one is how OpenShift lets arbitrary users write: no rights of root come with it.
    return GROUPS.has(candidate) && !(isPrimary && (candidate === "root" || candidate === "0"));
  });
  if (group === undefined) return undefined;
  return {
    span: groups.span,
    message: `A member of \`${group}\` ${GROUPS.get(group) ?? ""}: whoever takes over a process of ${user === undefined ? "the user" : `\`${user}\``} can use that.`,
  };
}

function rootAccount({ name, uid, password }: AccountCommand & { readonly kind: "account" }): Finding | undefined {
  const user = name === undefined ? undefined : textOf(name);
  if (user === undefined) return undefined;
  if (user !== "root" && numberIn(uid) === 0 && uid?.value !== undefined) {
    return {
      span: uid.value.span,
      message: `\`${user}\` gets uid 0 and so is root under another name: whoever logs in as it has all rights in the container.`,
    };
  }
  if (user === "root" && password?.value !== undefined && textOf(password.value) === "") {
    return {
      span: password.value.span,
      message: "Root needs no password any more: every user of the container becomes root with `su`.",
    };
  }
  return undefined;
}

function textOf({ value }: Word): string | undefined {
  return knownValue(value);
}

const creatingCommands = commandsWhere((command) => accountCommands(command).length > 0);
