import { removePair, removeSteps } from "../../dockerfile/edit.ts";
import type { ArgInstruction, DockerfileModel, EnvInstruction, NamedValue } from "../../dockerfile/model.ts";
import { commandsWhere, everyInstruction, type PlacedCommand } from "../../dockerfile/walk.ts";
import { removeAssignment, removeWords } from "../../dockerfile/word-edits.ts";
import { findWritten, textsWrittenBy } from "../../dockerfile/written-text.ts";
import { type DisabledCheck, disabledByVariable, disabledChecks, type Skipped } from "../../shell/disabled-checks.ts";
import { DISABLING_LINES } from "../../shell/disabled-in-files.ts";
import type { Assignment, Word } from "../../shell/syntax.ts";
import { leadingText } from "../../shell/word-text.ts";
import type { WrittenText } from "../../shell/written-text.ts";
import type { TextEdit } from "../../text/edit.ts";
import { perObject } from "../../text/per-object.ts";
import { knownValue } from "../../text/resolved.ts";
import type { Span } from "../../text/span.ts";
import { isLocalHost, isPublicName, urlHost } from "../../text/url.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const insecureDownload = defineDockerfileRule({
  id: "insecure-download",
  title: "The check of a certificate or signature is switched off",
  severity: "error",
  topic: "downloads",
  actors: ["external attacker", "malicious insider"],
  why: "Certificates and signatures tell the real server and package from somebody else's. Without the check, anybody on the way (a proxy, a router, a mirror) can answer in the server's place, and what they send becomes part of the image.",
  remedy:
    "Leave the option out. If it stands there because the server's certificate comes from an authority of your own, add that to the image (`COPY ca.crt /usr/local/share/ca-certificates/ && update-ca-certificates`, `NODE_EXTRA_CA_CERTS`, `pip --cert`, `git config http.sslCAInfo`). For packages, import the key they are signed with (`signed-by=`, `rpm --import`, `/etc/apk/keys`).",
  *check(model) {
    for (const instruction of everyInstruction(model)) {
      if (instruction.keyword === "ENV" || instruction.keyword === "ARG") yield* pairFindings(model, instruction);
      for (const written of textsWrittenBy(instruction)) yield* writtenFindings(model, written);
    }
    for (const placed of suspectCommands(everyInstruction(model))) {
      // A health check asks the container itself.
      if (placed.instruction.keyword === "HEALTHCHECK") continue;
      for (const check of disabledChecks(placed.command))
        if (!isLocal(check)) yield commandFinding(model, placed, check);
      yield* assignmentFindings(model, placed);
    }
  },
  bad: [
    {
      title: "curl, among other letters",
      code: "FROM debian:12\nRUN curl -fsSL«k» https://example.com/tool.tgz | tar xz -C /opt\n",
      fixed: "FROM debian:12\nRUN curl -fsSL https://example.com/tool.tgz | tar xz -C /opt\n",
    },
    {
      title: "wget",
      code: "FROM debian:12\nRUN wget «--no-check-certificate» \\\n      -O /opt/tool https://example.com/tool\n",
      fixed: "FROM debian:12\nRUN wget \\\n      -O /opt/tool https://example.com/tool\n",
    },
    {
      title: "Git",
      code: "FROM debian:12\nRUN git «-c http.sslVerify=false» clone https://example.com/project.git /src\n",
      fixed: "FROM debian:12\nRUN git clone https://example.com/project.git /src\n",
    },
    {
      title: "Git, for all that follows",
      code: "FROM debian:12\nRUN «git config --global http.sslVerify false» && git clone https://example.com/a.git\n",
    },
    {
      title: "pip",
      code: "FROM python:3.13\nRUN pip install «--trusted-host pypi.org» «--trusted-host=files.pythonhosted.org» -r requirements.txt\n",
      fixed: "FROM python:3.13\nRUN pip install -r requirements.txt\n",
    },
    { title: "npm", code: "FROM node:22\nRUN «npm config set strict-ssl false» && npm ci\n" },
    { title: "an environment variable", code: "FROM node:22\nENV «NODE_TLS_REJECT_UNAUTHORIZED=0»\nRUN npm ci\n" },
    {
      title: "for one command",
      code: "FROM debian:12\nRUN «GIT_SSL_NO_VERIFY=1» git clone https://example.com/a.git\n",
    },
    { title: "a build argument", code: "FROM python:3.13\nARG «PYTHONHTTPSVERIFY=0»\nRUN python setup.py install\n" },
    { title: "apt", code: "FROM debian:12\nRUN apt-get update && apt-get install -y «--allow-unauthenticated» tool\n" },
    {
      title: "a package source without signatures",
      code: "FROM debian:12\nRUN echo 'deb «[trusted=yes] »https://example.com/apt ./' > /etc/apt/sources.list.d/example.list\n",
    },
    { title: "apk", code: "FROM alpine:3.22\nRUN apk add --no-cache «--allow-untrusted» /tmp/tool.apk\n" },
    {
      title: "dnf and rpm",
      code: "FROM fedora:41\nRUN dnf install -y «--nogpgcheck» tool && rpm -i «--nosignature» https://example.com/a.rpm\n",
    },
    {
      title: "a repository file",
      code: "FROM fedora:41\nCOPY <<EOF /etc/yum.repos.d/example.repo\n[example]\nbaseurl=https://example.com/rpm\n«gpgcheck=0»\nEOF\n",
    },
    { title: "conda", code: "FROM continuumio/miniconda3:24.1.2-0\nRUN «conda config --set ssl_verify false»\n" },
    {
      title: "Go",
      code: "FROM golang:1.25\nRUN «go env -w GOINSECURE=example.com/*» && «go env -w GONOSUMDB=example.com/*»\nENV «GOSUMDB=off»\n",
    },
  ],
  good: [
    {
      title: "checks in force",
      code: "FROM debian:12\nRUN curl -fsSL --cacert /etc/ssl/own.pem https://example.com/tool -o /opt/tool\n",
    },
    {
      title: "a file whose name has a k",
      code: "FROM debian:12\nRUN curl -fsSLok https://example.com/k && curl -o k https://example.com/k\n",
    },
    {
      title: "the container asks itself",
      code: "FROM debian:12\nHEALTHCHECK CMD curl -fk https://localhost:8443/health || exit 1\nCMD curl -k https://127.0.0.1:8443/warm-up; exec /app\n",
    },
    {
      title: "modules that are private anyway",
      code: "FROM golang:1.25\nENV GOPRIVATE=github.com/acme/*,git.acme.example\nENV GONOSUMDB=github.com/acme/*\n",
    },
    {
      title: "checks switched on",
      code: "FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\nRUN npm config set strict-ssl true\n",
    },
    {
      title: "a signed package source",
      code: "FROM debian:12\nRUN echo 'deb [signed-by=/etc/apt/keyrings/a.gpg] https://example.com/apt ./' > /etc/apt/sources.list.d/a.list\n",
    },
    {
      title: "packages that lie in the image",
      code: "FROM debian:12\nRUN echo 'deb [trusted=yes] file:/packages ./' > /etc/apt/sources.list.d/local.list\n",
    },
    {
      title: "text that is no command",
      code: "FROM debian:12\nRUN echo 'curl -k https://example.com' > /usr/share/doc/hint\n",
    },
  ],
  references: [
    {
      title: "CWE-295: Improper Certificate Validation",
      url: "https://cwe.mitre.org/data/definitions/295.html",
    },
    {
      title: "CWE-347: Improper Verification of Cryptographic Signature",
      url: "https://cwe.mitre.org/data/definitions/347.html",
    },
    { title: "curl(1), --insecure", url: "https://curl.se/docs/manpage.html#-k" },
    { title: "apt-secure(8)", url: "https://manpages.debian.org/stable/apt/apt-secure.8.en.html" },
  ],
  standards: { cisDocker: ["4.11"], mitreAttack: ["T1195.002", "T1557"] },
  equivalents: {
    checkov: [
      ...["CKV2_DOCKER_2", "CKV2_DOCKER_3", "CKV2_DOCKER_4", "CKV2_DOCKER_5", "CKV2_DOCKER_6", "CKV2_DOCKER_7"],
      ...["CKV2_DOCKER_8", "CKV2_DOCKER_9", "CKV2_DOCKER_10", "CKV2_DOCKER_11", "CKV2_DOCKER_12", "CKV2_DOCKER_13"],
      ...["CKV2_DOCKER_14", "CKV2_DOCKER_15", "CKV2_DOCKER_16"],
    ],
  },
});

const suspectCommands = commandsWhere(
  (command) => command.assignments.length > 0 || disabledChecks(command).length > 0,
);

const WHAT: Readonly<Record<Skipped, string>> = {
  certificate: "the check of the server's certificate: whoever stands in between can answer in its place",
  signature:
    "the check of the packages' signatures: whoever controls the mirror, or the way to it, can put in their own",
  checksum:
    "the comparison with Go's checksum database: whoever controls the server can hand this build another module",
};

const NOTES: Readonly<Record<Skipped, string>> = {
  certificate: "Where the server's certificate comes from an authority of your own, add that to the image.",
  signature: "Packages that are not signed, or whose key the image does not know, are then refused: import the key.",
  checksum: "Private modules are named in `GOPRIVATE`.",
};

function finding(span: Span, shown: string, skips: Skipped, fix: Omit<Fix, "note"> | undefined): Finding {
  return {
    span,
    message: `\`${shown}\` switches off ${WHAT[skips]}.`,
    fixes: fix === undefined ? [] : [fix.safe ? fix : { ...fix, note: NOTES[skips] }],
  };
}

function* pairFindings(model: DockerfileModel, instruction: EnvInstruction | ArgInstruction): Iterable<Finding> {
  for (const pair of instruction.pairs) {
    const value = pair.value === undefined ? undefined : knownValue(pair.value.value);
    const skips = value === undefined ? undefined : disabledByVariable(pair.name, value);
    if (value === undefined || skips === undefined || isPrivateAnyway(model, pair.name, value)) continue;
    yield finding(pair.span, shownPair(pair.name, value), skips, pairFix(model, instruction, pair));
  }
}

/** GONOSUMDB has the value of GOPRIVATE by default (go help environment): where it names nothing more, it changes nothing. */
function isPrivateAnyway(model: DockerfileModel, name: string, value: string): boolean {
  return name === "GONOSUMDB" && value.split(",").every((pattern) => privateModules(model).has(pattern));
}

const privateModules = perObject((model: DockerfileModel): ReadonlySet<string> => {
  const pairs = model.instructions.flatMap((found) =>
    found.keyword === "ENV" || found.keyword === "ARG" ? found.pairs : [],
  );
  const values = pairs.filter(({ name }) => name === "GOPRIVATE").map(({ value }) => value && knownValue(value.value));
  return new Set(values.flatMap((value) => value?.split(",") ?? []));
});

function pairFix(model: DockerfileModel, instruction: EnvInstruction | ArgInstruction, pair: NamedValue): Fix {
  return { title: `Remove \`${pair.name}\``, edits: [removePair(model, instruction, pair)], safe: false };
}

/** A switch is shown with its value; what else may stand in a value is left out. */
function shownPair(name: string, value: string): string {
  return /^(?:0|1|true|false|yes|no|on|off)$/i.test(value) ? `${name}=${value}` : name;
}

function* assignmentFindings(model: DockerfileModel, placed: PlacedCommand): Iterable<Finding> {
  for (const assignment of placed.command.assignments) {
    const value = knownValue(assignment.value.value);
    const skips = value === undefined ? undefined : disabledByVariable(assignment.name, value);
    if (value === undefined || skips === undefined || isPrivateAnyway(model, assignment.name, value)) continue;
    const shown = shownPair(assignment.name, value);
    yield finding(assignment.span, shown, skips, assignmentFix(model, placed, assignment));
  }
}

function assignmentFix(model: DockerfileModel, placed: PlacedCommand, assignment: Assignment): Fix | undefined {
  const { name, args, assignments } = placed.command;
  const isAll = assignments.length === 1 && args.length === 0 && (name === undefined || name === "export");
  const edits = isAll ? removeCommand(model, placed) : [removeAssignment(model, assignment)];
  return edits === undefined ? undefined : { title: `Remove \`${assignment.name}\``, edits, safe: false };
}

function removeCommand(
  model: DockerfileModel,
  { instruction, script, command }: PlacedCommand,
): readonly TextEdit[] | undefined {
  const isAlone = command.context === "script" && script.steps[command.step]?.isSimple === true;
  return isAlone && instruction.keyword === "RUN"
    ? removeSteps(model, instruction, script, new Set([command.step]))
    : undefined;
}

function hostsOf(urls: readonly Word[]): readonly (string | undefined)[] {
  return urls.map((word) => urlHost(leadingText(word)));
}

function isLocal({ urls }: DisabledCheck): boolean {
  const hosts = hostsOf(urls);
  return hosts.length > 0 && hosts.every((host) => host !== undefined && isLocalHost(host));
}

function commandFinding(model: DockerfileModel, placed: PlacedCommand, check: DisabledCheck): Finding {
  const { span, shown, skips } = check;
  const edits = removalEdits(model, placed, check);
  const fix = edits === undefined ? undefined : { title: `Remove \`${shown}\``, edits, safe: isExpectedToPass(check) };
  return finding(span, shown, skips, fix);
}

function removalEdits(
  model: DockerfileModel,
  placed: PlacedCommand,
  { removal, span }: DisabledCheck,
): readonly TextEdit[] | undefined {
  if (removal.kind === "letter") return [{ span, newText: "" }];
  if (removal.kind === "command") return removeCommand(model, placed);
  return removal.words.every((word) => word.parts.every(({ kind }) => kind === "literal"))
    ? removeWords(model, placed.command, removal.words)
    : undefined;
}

/** Servers with a public name have a certificate that everybody can check; inside a company that is not sure. */
function isExpectedToPass({ skips, urls, removal, shown }: DisabledCheck): boolean {
  const hosts = hostsOf(urls);
  const isPublic = hosts.length > 0 && hosts.every((host) => host !== undefined && isPublicName(host));
  return skips === "certificate" && removal.kind !== "command" && (isPublic || isPublicTrustedHost(shown));
}

/** The hosts that pip takes packages from unless it is told otherwise. */
function isPublicTrustedHost(shown: string): boolean {
  return /^--trusted-host[= ](?:pypi\.(?:org|python\.org)|files\.pythonhosted\.org)(?::443)?$/.test(shown);
}

function* writtenFindings(model: DockerfileModel, written: WrittenText): Iterable<Finding> {
  for (const { path, pattern, instead, skips } of DISABLING_LINES) {
    if (!path.test(written.path)) continue;
    for (const span of findWritten(model, written, pattern)) {
      if (isAboutLocalFiles(model, span) || isCommentedOut(model, span)) continue;
      const shown = model.text.slice(span.start, span.end).trim();
      const title = instead === "" ? `Remove \`${shown}\`` : `Use \`${instead}\` instead of \`${shown}\``;
      yield finding(span, shown, skips, { title, edits: [{ span, newText: instead }], safe: false });
    }
  }
}

/** A package source that lies in the image itself. */
function isAboutLocalFiles({ text, lines }: DockerfileModel, { end }: Span): boolean {
  return /^[^"'\n]{0,200}?\b(?:file|copy):/.test(text.slice(end, lines.lineEnd(lines.lineAt(end))));
}

function isCommentedOut({ text, lines }: DockerfileModel, { start }: Span): boolean {
  return /(?:^|["'\s])#[^"'\n]{0,200}$/.test(text.slice(lines.lineStart(lines.lineAt(start)), start));
}
