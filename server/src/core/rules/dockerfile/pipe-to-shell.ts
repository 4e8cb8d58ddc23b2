import { everyInstruction, isScripted, type ScriptedInstruction } from "../../dockerfile/walk.ts";
import { fileEffects, inlineCode, isDownload, isInterpreter, runsStandardInput } from "../../shell/effects.ts";
import { callsPowershell, evaluatedDownloads } from "../../shell/powershell.ts";
import type { Invocation, Redirect, Word, WordPart } from "../../shell/syntax.ts";
import { perObject } from "../../text/per-object.ts";
import { knownValue } from "../../text/resolved.ts";
import { type Span, span } from "../../text/span.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const pipeToShell = defineDockerfileRule({
  id: "pipe-to-shell",
  title: "A download is run without being checked",
  severity: "warning",
  topic: "downloads",
  actors: ["external attacker", "malicious insider"],
  why: "Whatever the server answers runs with the rights of the build, usually as root. Whoever takes over the site, its domain or a mirror owns the image, and nobody can say later what was run. A download that breaks off is run up to that point.",
  remedy:
    "Download to a file, compare it with a checksum (or a signature) that stands in the Dockerfile, then run it: `ADD --checksum=sha256:… https://… /tmp/install.sh`, or `curl -fsSLo /tmp/install.sh https://… && echo '…  /tmp/install.sh' | sha256sum -c && sh /tmp/install.sh`. Better still, install a package of the distribution or copy the program out of its official image.",
  *check(model) {
    for (const instruction of everyInstruction(model)) {
      if (!isScripted(instruction)) continue;
      yield* findingsIn(instruction);
    }
  },
  bad: [
    { title: "a pipe", code: "FROM debian:12\nRUN «curl -fsSL https://example.com/install.sh | sh»\n" },
    {
      title: "through sudo, with arguments",
      code: "FROM debian:12\nRUN «wget -qO- https://example.com/setup | sudo -E bash -s -- --yes»\n",
    },
    {
      title: "process substitution",
      code: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN «bash <(curl -s https://example.com/i.sh)»\n',
    },
    {
      title: "command substitution",
      code: 'FROM debian:12\nRUN «sh -c "$(curl -fsSL https://example.com/install.sh)"»\n',
    },
    { title: "eval", code: 'FROM debian:12\nRUN «eval "$(wget -qO- https://example.com/env)"»\n' },
    { title: "Python", code: "FROM python:3.12\nRUN «curl -sSL https://install.example.org | python3 -»\n" },
    {
      title: "PowerShell",
      code: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN «iwr https://example.com/install.ps1 -UseBasicParsing | iex»\n',
    },
  ],
  good: [
    { title: "unpacked, not run", code: "FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz | tar xz -C /opt\n" },
    {
      title: "data for a program of one's own",
      code: "FROM python:3.12\nRUN curl -s https://example.com/v.json | python -c 'import json,sys; print(json.load(sys.stdin))'\n",
    },
    {
      title: "checked first",
      code: "FROM debian:12\nRUN curl -fsSLo /tmp/i.sh https://example.com/i.sh \\\n && echo '0123abcd  /tmp/i.sh' | sha256sum -c \\\n && sh /tmp/i.sh\n",
    },
    { title: "text that is no command", code: "FROM debian:12\nRUN echo 'curl https://example.com | sh'\n" },
  ],
  references: [
    {
      title: "CWE-494: Download of Code Without Integrity Check",
      url: "https://cwe.mitre.org/data/definitions/494.html",
    },
    {
      title: "Dockerfile reference: ADD --checksum",
      url: "https://docs.docker.com/reference/dockerfile/#add---checksum",
    },
  ],
  standards: { cisDocker: ["4.11"], mitreAttack: ["T1195.002"] },
  equivalents: {},
});

const findingsIn = perObject((instruction: ScriptedInstruction): readonly Finding[] => [
  ...posixFindings(instruction),
  ...powershellFindings(instruction),
]);

function* posixFindings({ scripts }: ScriptedInstruction): Iterable<Finding> {
  for (const invocation of scripts.flatMap((script) => script.invocations)) {
    const download = feedingDownload(invocation) ?? expandedDownload(invocation);
    if (download === undefined) continue;
    const start = Math.min(download.span.start, invocation.span.start);
    yield finding(span(start, invocation.span.end), download.name ?? "", invocation.name);
  }
}

function finding(place: Span, downloader: string, interpreter: string | undefined): Finding {
  const runner = interpreter === undefined ? "run as a command" : `run by \`${interpreter}\``;
  return {
    span: place,
    message: `What \`${downloader}\` downloads is ${runner} unchecked: whoever controls the server or the way to it controls this image.`,
  };
}

/** The download whose output an interpreter reads as code from a pipe. */
function feedingDownload(invocation: Invocation): Invocation | undefined {
  if (invocation.index === 0 || !runsStandardInput(invocation)) return undefined;
  return downloadIn(invocation.pipeline.commands.slice(0, invocation.index));
}

/** Programs that check what passes through them, or make something else of it. */
const CHECKS = /^(?:gpg|gpg2|gpgv|cosign|minisign|signify|openssl|sha(?:1|224|256|384|512)?sum|shasum|jq|yq)$/;

function downloadIn(commands: readonly Invocation[]): Invocation | undefined {
  if (commands.some(({ name }) => name !== undefined && CHECKS.test(name))) return undefined;
  return commands.find((command) => isDownload(command) && !savesToFile(command));
}

function savesToFile(download: Invocation): boolean {
  return fileEffects(download).effects.some((effect) => effect.kind === "write" && effect.origin.kind === "download");
}

/** The download that stands where a command takes its code from: `bash <(…)`, `sh -c "$(…)"`, `eval "$(…)"`, `bash <<< "$(…)"`. */
function expandedDownload(invocation: Invocation): Invocation | undefined {
  for (const part of codeParts(invocation)) {
    if (part.kind !== "substitution" && part.kind !== "process") continue;
    const download = downloadIn(part.commands);
    if (download !== undefined) return download;
  }
  return undefined;
}

/** The first pieces of the words that a command runs: a substitution further in is an argument of that code. */
function codeParts(invocation: Invocation): readonly WordPart[] {
  return codeWords(invocation).flatMap(({ parts }) => parts.slice(0, 1));
}

function codeWords(invocation: Invocation): readonly Word[] {
  const { name, nameWord, args, redirects } = invocation;
  if (name === undefined) return nameWord === undefined ? [] : [nameWord];
  if (name === "eval" || name === "source" || name === ".") return args.slice(0, 1);
  if (!isInterpreter(invocation)) return [];
  const inline = args.findIndex((word) => /^-[a-z]*c$/.test(knownValue(word.value) ?? ""));
  if (inline >= 0) return args.slice(inline + 1, inline + 2);
  const code = inlineCode(invocation);
  if (code !== undefined) return [code];
  const file = args.find((word) => knownValue(word.value)?.startsWith("-") !== true);
  const fed = redirects.flatMap((redirect) => inputWord(redirect) ?? []);
  return [...(file === undefined ? [] : [file]).filter(isProcess), ...fed];
}

/** What a redirection feeds to standard input, where it is one word. */
function inputWord(redirect: Redirect): Word | undefined {
  if (redirect.kind === "here-string") return redirect.target;
  return redirect.kind === "file" && redirect.operator === "<" && isProcess(redirect.target)
    ? redirect.target
    : undefined;
}

/** A substitution there would be the name of a file. */
function isProcess({ parts }: Word): boolean {
  return parts[0]?.kind === "process";
}

function* powershellFindings({ command, scripts }: ScriptedInstruction): Iterable<Finding> {
  if (command === undefined) return;
  const isPowershell = scripts.some(({ dialect }) => dialect === "powershell") || callsPowershell(command.source);
  if (!isPowershell) return;
  for (const { span: place, downloader, evaluator } of evaluatedDownloads(command.source)) {
    yield finding(place, downloader, evaluator);
  }
}
