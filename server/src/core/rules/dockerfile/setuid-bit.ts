import { droppingProgram } from "../../dockerfile/dropping-program.ts";
import { removeSteps } from "../../dockerfile/edit.ts";
import { fileEvents } from "../../dockerfile/file-events.ts";
import { isTakenBack, type ModeChange, type ModeCommand, modeChanges } from "../../dockerfile/mode-changes.ts";
import type { CopyInstruction, DockerfileModel } from "../../dockerfile/model.ts";
import { startUser } from "../../dockerfile/start-user.ts";
import { commandsWhere, shippedInstructions } from "../../dockerfile/walk.ts";
import { replaceWord } from "../../dockerfile/word-edits.ts";
import { createdAccount } from "../../shell/created-account.ts";
import { fileEffects } from "../../shell/effects.ts";
import { withoutSpecialBits } from "../../shell/mode.ts";
import { SETGID, SETUID } from "../../shell/mode-bits.ts";
import type { Word } from "../../shell/syntax.ts";
import type { TextEdit } from "../../text/edit.ts";
import { baseName } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { contains, span } from "../../text/span.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const setuidBit = defineDockerfileRule({
  id: "setuid-bit",
  title: "A file gets the setuid or setgid bit",
  severity: "error",
  topic: "file-permissions",
  actors: ["compromised application process", "external attacker"],
  why: "A setuid program runs with its owner's rights, usually root's, whoever starts it. An attacker who got into an unprivileged process of the container needs only one fault in such a program to become root in it, with all the container's capabilities.",
  remedy:
    "Leave the bit out. Where a program needs one privilege, give it that one as a file capability: `setcap cap_net_raw+ep /usr/bin/ping`. Programs that are started as root need neither.",
  *check(model) {
    const directories = madeDirectories(model);
    for (const change of modeChanges(model)) {
      const bits = change.bits & (SETUID | SETGID);
      if (bits === 0 || isTakenBack(model, change, bits)) continue;
      const { by } = change;
      if (by.kind === "flag") yield copyFinding(model, change, by.copy);
      else if ((bits & SETUID) === 0 && isOnDirectories(by, directories)) yield directoryFinding(change, by);
      else yield fileFinding(model, change, by);
    }
  },
  bad: [
    {
      title: "octal mode",
      code: "FROM alpine:3.20\nRUN chmod «4755» /app\n",
      fixed: "FROM alpine:3.20\nRUN chmod 0755 /app\n",
    },
    {
      title: "symbolic mode",
      code: "FROM alpine:3.20\nRUN apk add --no-cache helper && chmod «u+s» /usr/bin/helper\n",
      fixed: "FROM alpine:3.20\nRUN apk add --no-cache helper\n",
    },
    { title: "a tool that needs one capability", code: "FROM debian:12\nRUN chmod «u+s» /bin/ping\nUSER 1000\n" },
    { title: "with find", code: "FROM debian:12\nRUN find /opt/bin -type f -exec chmod «u+s,g+s» {} +\n" },
    {
      title: "install",
      code: "FROM debian:12\nRUN install -m «4755» helper /usr/local/bin/helper\n",
      fixed: "FROM debian:12\nRUN install -m 0755 helper /usr/local/bin/helper\n",
    },
    {
      title: "COPY --chmod",
      code: "FROM debian:12\nCOPY --chmod=«6755» helper /usr/local/bin/helper\n",
      fixed: "FROM debian:12\nCOPY --chmod=0755 helper /usr/local/bin/helper\n",
    },
    {
      title: "a helper for the accounts of the image",
      code: "FROM debian:12\nRUN useradd -m worker && chmod «4755» /usr/libexec/flux-imp\n",
    },
    {
      title: "an entrypoint that gives root up",
      code: 'FROM alpine:3.20\nRUN apk add --no-cache su-exec helper && chmod «u+s» /usr/bin/helper\nENTRYPOINT ["/entrypoint.sh"]\n',
    },
    { title: "setgid on a directory", code: "FROM debian:12\nRUN mkdir -m «2775» /srv/shared\n" },
  ],
  good: [
    { title: "no special bit", code: "FROM alpine:3.20\nRUN chmod -R 0755 /app\n" },
    {
      title: "taken away",
      code: "FROM debian:12\nRUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true\n",
    },
    { title: "text that is no command", code: "FROM debian:12\nRUN echo 'chmod 4755 /app'\n" },
    {
      title: "a stage that is not shipped",
      code: "FROM debian:12 AS build\nRUN chmod 4755 /tmp/tool\nFROM debian:12\nUSER 1000\n",
    },
    { title: "sticky bit", code: "FROM debian:12\nRUN mkdir -m 1777 /srv/tmp\n" },
  ],
  references: [
    { title: "capabilities(7)", url: "https://man7.org/linux/man-pages/man7/capabilities.7.html" },
    { title: "CWE-250: Execution with Unnecessary Privileges", url: "https://cwe.mitre.org/data/definitions/250.html" },
  ],
  standards: { cisDocker: ["4.8"], mitreAttack: ["T1548.001"] },
  equivalents: { sonar: ["S2612"] },
});

/** What well-known programs need instead of root's rights (capabilities(7)). */
const CAPABILITIES: ReadonlyMap<string, string> = new Map([
  ...["ping", "ping4", "ping6", "arping", "fping", "traceroute", "mtr", "mtr-packet", "nmap", "hping3"].map(
    (tool): [string, string] => [tool, "cap_net_raw+ep"],
  ),
  ...["tcpdump", "dumpcap", "tshark", "ngrep", "iftop", "nethogs"].map((tool): [string, string] => [
    tool,
    "cap_net_raw,cap_net_admin+ep",
  ]),
  ...["nginx", "httpd", "apache2", "haproxy", "caddy", "lighttpd", "traefik", "named", "dnsmasq", "node"].map(
    (tool): [string, string] => [tool, "cap_net_bind_service+ep"],
  ),
]);

/** Programs that do nothing without the bit. */
const NEEDS_ROOT = new Set([
  "sudo",
  "su",
  "doas",
  "passwd",
  "mount",
  "umount",
  "gosu",
  "newuidmap",
  "newgidmap",
  "fusermount",
  "chsh",
  "chfn",
  "newgrp",
  "pkexec",
]);

/** Directories that the instructions make or work in, so that a setgid bit there is known to be one on a directory. */
function madeDirectories(model: DockerfileModel): ReadonlySet<string> {
  const instructions = shippedInstructions(model);
  const made = instructions.flatMap((instruction) => fileEvents(instruction).events);
  const folders = made.flatMap((event) => (event.kind === "create" && event.isDirectory ? event.path : []));
  const entered = instructions.flatMap(({ keyword, before }) =>
    keyword === "RUN" ? (knownValue(before.workdir) ?? []) : [],
  );
  return new Set([...folders, ...entered]);
}

/** Folders that distributions come with, or that a service keeps its files in (Filesystem Hierarchy Standard 3.0). */
const USUAL_FOLDERS =
  /^\/(?:srv|opt|tmp|home\/[^/]+|usr\/local|var\/(?:www(?:\/html)?|mail|log(?:\/[^/.]+)?|(?:lib|cache|spool|run)\/[^/.]+))$/;

function isOnDirectories(by: ModeCommand, directories: ReadonlySet<string>): boolean {
  const { command, argument: mode } = by;
  if (mode.makesDirectory || isFindOfDirectories(by)) return true;
  if (mode.isRecursive) return false;
  const paths = fileEffects(command).effects.flatMap((effect) => (effect.kind === "mode" ? effect.target.path : []));
  const isNamedSo = mode.targets.length > 0 && mode.targets.every((word) => word.raw.endsWith("/"));
  // Paths that could not be resolved are missing among the effects.
  const areAllMade = paths.length > 0 && paths.length === mode.targets.length;
  return isNamedSo || (areAllMade && paths.every((path) => directories.has(path) || USUAL_FOLDERS.test(path)));
}

/** `find … -type d -exec chmod`, `find … -type d | xargs chmod`. */
function isFindOfDirectories({ script, command }: ModeCommand): boolean {
  if (command.context !== "exec-argument") return false;
  const finds = script.invocations.filter(({ name }) => name === "find");
  const find = finds.find(
    (candidate) => contains(candidate.span, command.span) || command.pipeline.commands.includes(candidate),
  );
  return find?.args.some(({ raw }, i) => raw === "-type" && find.args[i + 1]?.raw === "d") === true;
}

function directoryFinding({ span: place, text }: ModeChange, { argument }: ModeCommand): Finding {
  const plain = withoutSpecialBits(text);
  return {
    span: place,
    severity: "information",
    message: `The setgid bit in \`${text}\` hands the directory's group to every file that is made in it: whoever is in the group may get at them.`,
    ...(plain === undefined ? {} : { fixes: [modeFix(text, plain, replaceWord(argument.word, plain), false)] }),
  };
}

function fileFinding(model: DockerfileModel, change: ModeChange, by: ModeCommand): Finding {
  const { text, span: place } = change;
  const { word, targets } = by.argument;
  const names = targets.map((target) => knownValue(target.value));
  const capability = capabilityFix(by, names);
  const plain = withoutSpecialBits(text);
  const isSafe = capability === undefined && isWithoutEffect(model) && !names.some(needsTheBit);
  const withoutBit =
    plain === undefined ? removalFix(model, by, isSafe) : modeFix(text, plain, replaceWord(word, plain), isSafe);
  return {
    span: place,
    message: message(change, names[0]),
    fixes: [...(capability ?? []), ...(withoutBit === undefined ? [] : [withoutBit])],
  };
}

/** A command such as `chmod u+s` that sets nothing but the bit goes as a whole. */
function removalFix(model: DockerfileModel, { run, script, command }: ModeCommand, safe: boolean): Fix | undefined {
  const { step, context } = command;
  if (context !== "script" || script.steps[step]?.isSimple !== true) return undefined;
  const edits = removeSteps(model, run, script, new Set([step]));
  return edits === undefined
    ? undefined
    : { title: "Remove the command", edits, safe, ...(safe ? {} : { note: NOTE }) };
}

const NOTE = "A program that relies on the bit when it is not started as root stops working.";

function message({ text, bits }: ModeChange, target: string | undefined): string {
  const what = target === undefined || target === "{}" ? "the file" : `\`${target}\``;
  const whose = (bits & SETUID) !== 0 ? "its owner's" : "its group's";
  return `\`${text}\` lets everyone in the container run ${what} with ${whose} rights: a fault in it makes an unprivileged process privileged.`;
}

const creatingCommands = commandsWhere((command) => createdAccount(command) !== undefined);

/**
 * A process that starts as root and stays it has every right the bit could give; one of an account that the image makes for it has
 * not.
 */
function isWithoutEffect(model: DockerfileModel): boolean {
  const { shipped } = model;
  if (shipped === undefined || startUser(shipped).kind !== "root" || droppingProgram(model) !== undefined) return false;
  return creatingCommands(shippedInstructions(model)).length === 0;
}

function needsTheBit(path: string | undefined): boolean {
  return path === undefined || NEEDS_ROOT.has(baseName(path));
}

function modeFix(mode: string, plain: string, edit: TextEdit, safe: boolean): Fix {
  return {
    title: `Use \`${plain}\` instead of \`${mode}\``,
    edits: [edit],
    safe,
    ...(safe ? {} : { note: NOTE }),
  };
}

/** For known tools: the one capability they need, in place of the bit; undefined for other files. */
function capabilityFix(by: ModeCommand, names: readonly (string | undefined)[]): readonly Fix[] | undefined {
  const capabilities = new Set(names.map((name) => CAPABILITIES.get(baseName(name ?? ""))));
  const [capability] = capabilities;
  if (capability === undefined || capabilities.size !== 1) return undefined;
  const { isRecursive, makesDirectory, targets } = by.argument;
  if (isRecursive || makesDirectory || targets.some((word) => word.isPattern)) return [];
  const edits = capabilityEdits(by, targets, capability);
  if (edits === undefined) return [];
  return [
    {
      title: `Give it ${capability} instead`,
      edits,
      safe: false,
      note: "`setcap` comes with libcap2-bin (Debian, Ubuntu) or libcap (Alpine, Fedora); the path must not be a symbolic link.",
    },
  ];
}

function capabilityEdits(
  { script, command, argument, run }: ModeCommand,
  targets: readonly Word[],
  capability: string,
): readonly TextEdit[] | undefined {
  const last = command.args[command.args.length - 1];
  const isAlone = script.steps[command.step]?.isSimple === true && run.command.form === "shell";
  if (!isAlone || command.nameWord === undefined || last === undefined) return undefined;
  const setcap = targets.map(({ raw }) => `setcap ${capability} ${raw}`).join(" && ");
  const plain = withoutSpecialBits(knownValue(argument.word.value) ?? "");
  if (plain === undefined) return [{ span: span(command.nameWord.span.start, last.span.end), newText: setcap }];
  return [replaceWord(argument.word, plain), { span: span(last.span.end, last.span.end), newText: ` && ${setcap}` }];
}

function copyFinding(model: DockerfileModel, change: ModeChange, copy: CopyInstruction): Finding {
  const { text, span: place } = change;
  const plain = withoutSpecialBits(text);
  const target = knownValue(copy.destination?.value ?? { kind: "unset" });
  const names = [target, ...copy.sources.map((word) => knownValue(word.value))];
  const isSafe =
    isWithoutEffect(model) && !names.some(needsTheBit) && !names.some((name) => CAPABILITIES.has(baseName(name ?? "")));
  return {
    span: place,
    message: message(change, target),
    fixes: plain === undefined ? [] : [modeFix(text, plain, { span: place, newText: plain }, isSafe)],
  };
}
