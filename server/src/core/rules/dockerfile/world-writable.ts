import { removeSteps } from "../../dockerfile/edit.ts";
import { isTakenBack, type ModeChange, type ModeCommand, modeChanges } from "../../dockerfile/mode-changes.ts";
import type { DockerfileModel } from "../../dockerfile/model.ts";
import { replaceWord } from "../../dockerfile/word-edits.ts";
import { OTHERS_WRITE, STICKY, withoutOthersWrite } from "../../shell/mode-bits.ts";
import type { TextEdit } from "../../text/edit.ts";
import { isWithin, joinPath } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const worldWritable = defineDockerfileRule({
  id: "world-writable",
  title: "Everybody may write to a file",
  severity: "warning",
  topic: "file-permissions",
  actors: ["compromised application process", "external attacker"],
  why: "What everybody may write to, everybody may change: an attacker in any process of the container, however few rights it has, replaces a program or script that a process with more rights runs next, or plants a file where one is looked for.",
  remedy:
    "Give the files to the user who needs them (`COPY --chown=`, `chown`), or to a group (`chmod 775`, `chgrp`), and leave the others out. A directory that everybody shares, like `/tmp`, has the sticky bit (`1777`), so that nobody can touch another's files in it.",
  *check(model) {
    for (const change of modeChanges(model)) {
      if ((change.bits & OTHERS_WRITE) === 0 || (change.bits & STICKY) !== 0) continue;
      if (isOnMount(change) || isTakenBack(model, change, OTHERS_WRITE)) continue;
      yield finding(model, change);
    }
  },
  bad: [
    { title: "a folder", code: "FROM debian:12\nRUN mkdir /data && chmod «777» /data\nUSER 1000\n" },
    {
      title: "a script",
      code: "FROM debian:12\nCOPY entrypoint.sh /\nRUN chmod «777» /entrypoint.sh\nUSER 1000\n",
      fixed: "FROM debian:12\nCOPY entrypoint.sh /\nRUN chmod 775 /entrypoint.sh\nUSER 1000\n",
    },
    {
      title: "symbolic modes",
      code: "FROM debian:12\nRUN chmod -R «a+rwX» /srv && chmod «o+w» /etc/app.conf\nUSER 1000\n",
    },
    {
      title: "when it is copied",
      code: "FROM debian:12\nCOPY --chmod=«0777» tool /usr/local/bin/tool\nUSER 1000\n",
      fixed: "FROM debian:12\nCOPY --chmod=0775 tool /usr/local/bin/tool\nUSER 1000\n",
    },
    {
      title: "install",
      code: "FROM debian:12\nRUN install -m «777» tool /usr/bin/tool\nUSER 1000\n",
      fixed: "FROM debian:12\nRUN install -m 775 tool /usr/bin/tool\nUSER 1000\n",
    },
    { title: "a folder that is made so", code: "FROM debian:12\nRUN mkdir -m «777» /uploads\nUSER 1000\n" },
    {
      title: "a umask that keeps nothing back",
      code: "FROM debian:12\nRUN umask 000 && chmod «+w» /etc/app.conf\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "for owner and group",
      code: "FROM debian:12\nRUN chmod -R 775 /srv && chmod g+w /etc/app.conf\nUSER 1000\n",
    },
    {
      title: "a shared folder with the sticky bit",
      code: "FROM debian:12\nRUN mkdir -m 1777 /scratch && chmod a+rwxt /tmp\nUSER 1000\n",
    },
    { title: "what the usual umask keeps back", code: "FROM debian:12\nRUN chmod +w /etc/app.conf\nUSER 1000\n" },
    { title: "taken away", code: "FROM debian:12\nRUN chmod o-w /srv && chmod a+rw,o-w /etc/app.conf\nUSER 1000\n" },
    {
      title: "gone at the end of the build",
      code: "FROM debian:12\nRUN mkdir -m 777 /build && make -C /src && rm -rf /build\nUSER 1000\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM debian:12 AS build\nRUN chmod -R 777 /src\nFROM debian:12\nUSER 1000\n",
    },
    { title: "text that is no command", code: "FROM debian:12\nRUN echo 'chmod 777 /srv'\nUSER 1000\n" },
  ],
  references: [
    {
      title: "CWE-732: Incorrect Permission Assignment for Critical Resource",
      url: "https://cwe.mitre.org/data/definitions/732.html",
    },
    {
      title: "GNU coreutils: Structure of File Mode Bits",
      url: "https://www.gnu.org/software/coreutils/manual/html_node/Mode-Structure.html",
    },
  ],
  standards: {},
  equivalents: { sonar: ["S2612"] },
});

/** What is mounted while a `RUN` runs is no part of the image, and devices are never. */
function isOnMount({ by }: ModeChange): boolean {
  if (by.kind === "flag") return false;
  const mounted = ["/dev", "/proc", "/sys", ...by.run.mounts.flatMap(({ target }) => target ?? [])];
  const paths = by.argument.targets.map((word) => knownValue(word.value));
  return (
    paths.length > 0 &&
    paths.every((path) => path !== undefined && mounted.some((place) => isWithin(joinPath("/", place), path)))
  );
}

function targetsOf({ by }: ModeChange): readonly (string | undefined)[] {
  if (by.kind === "command") return by.argument.targets.map((word) => knownValue(word.value));
  const target = knownValue(by.copy.destination?.value ?? { kind: "unset" });
  return target?.endsWith("/") === true
    ? by.copy.sources.map((word) => (word.value.kind === "known" ? joinPath(target, word.value.value) : undefined))
    : [target];
}

function finding(model: DockerfileModel, change: ModeChange): Finding {
  const [target] = targetsOf(change);
  const what = target === undefined || target === "{}" ? "the file" : `\`${target}\``;
  const fix = fixOf(model, change);
  return {
    span: change.span,
    message: `\`${change.text}\` lets every user of the container write to ${what}: any process can replace what others read or run there.`,
    fixes: fix === undefined ? [] : [fix],
  };
}

const NOTE =
  "A process that is neither the owner nor in the group can no longer write there: `chown` what it needs to it.";

/** Folders that everybody is meant to write to (Filesystem Hierarchy Standard 3.0). */
const SHARED_FOLDERS = new Set(["/tmp", "/var/tmp", "/run/lock", "/var/lock"]);

function fixOf(model: DockerfileModel, change: ModeChange): Fix | undefined {
  const { by, text, mode } = change;
  if (
    by.kind === "command" &&
    !by.argument.isRecursive &&
    targetsOf(change).every((path) => SHARED_FOLDERS.has(path ?? ""))
  ) {
    return {
      title: "Use `1777`",
      edits: [replaceWord(by.argument.word, "1777")],
      safe: text === "777" || text === "0777",
    };
  }
  const plain = withoutOthersWrite(text, mode);
  if (plain === undefined) return by.kind === "command" ? removal(model, by) : undefined;
  const safe = isOfPrograms(change);
  const edit: TextEdit =
    by.kind === "command" ? replaceWord(by.argument.word, plain) : { span: change.span, newText: plain };
  return {
    title: `Use \`${plain}\` instead of \`${text}\``,
    edits: [edit],
    safe,
    ...(safe ? {} : { note: NOTE }),
  };
}

/** A command such as `chmod o+w` that does nothing else goes as a whole. */
function removal(model: DockerfileModel, { run, script, command }: ModeCommand): Fix | undefined {
  const { context, step } = command;
  if (context !== "script" || script.steps[step]?.isSimple !== true) return undefined;
  const edits = removeSteps(model, run, script, new Set([step]));
  return edits === undefined ? undefined : { title: "Remove the command", edits, safe: false, note: NOTE };
}

const PROGRAM_FOLDERS = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

/** Nobody writes to a program or script while it runs, so nothing is lost where the files are such. */
function isOfPrograms(change: ModeChange): boolean {
  if (change.by.kind === "command" && (change.by.argument.isRecursive || change.by.argument.makesDirectory))
    return false;
  const targets = targetsOf(change);
  return targets.length > 0 && targets.every((path) => path !== undefined && isProgram(path));
}

function isProgram(path: string): boolean {
  return /\.(?:sh|bash|py|pl|rb|jar)$/.test(path) || PROGRAM_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}
