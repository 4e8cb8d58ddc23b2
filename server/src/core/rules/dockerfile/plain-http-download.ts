import type { ArgInstruction, CopyInstruction, DockerfileModel, EnvInstruction } from "../../dockerfile/model.ts";
import { remoteSources } from "../../dockerfile/remote-source.ts";
import { verifiesAfter } from "../../dockerfile/verified.ts";
import { commandsWhere, everyInstruction, type PlacedCommand } from "../../dockerfile/walk.ts";
import { servesHttps } from "../../knowledge/hosts/https.ts";
import { fetchedUrls } from "../../shell/fetched-urls.ts";
import { leadingText } from "../../shell/word-text.ts";
import { knownValue } from "../../text/resolved.ts";
import { type Span, span } from "../../text/span.ts";
import { isLocalHost, isPublicName, shownUrl, urlHost } from "../../text/url.ts";
import { defineDockerfileRule, type Finding, type Fix } from "../rule.ts";

export const plainHttpDownload = defineDockerfileRule({
  id: "plain-http-download",
  title: "A download goes over plain HTTP",
  severity: "warning",
  topic: "downloads",
  actors: ["external attacker"],
  why: "Plain HTTP tells nobody apart: whoever sits between the build and the server (a proxy, a router, a hotel's network) can read the request and answer with another file, and that file becomes part of the image or runs while it is built.",
  remedy:
    "Use `https://`. If the server has none, compare the file with a checksum that stands in the Dockerfile (`ADD --checksum=…`, `sha256sum -c`). Sources of signed packages, such as those of apt and apk, may stay as they are.",
  *check(model) {
    const instructions = everyInstruction(model);
    for (const instruction of instructions) if (instruction.keyword === "ADD") yield* addFindings(model, instruction);
    for (const instruction of instructions)
      if (instruction.keyword === "ENV" || instruction.keyword === "ARG") yield* variableFindings(model, instruction);
    for (const placed of plainCommands(instructions)) yield* commandFindings(model, placed);
  },
  bad: [
    {
      title: "curl",
      code: "FROM debian:12\nRUN curl -fsSL «http://archive.apache.org/dist/ant/binaries/apache-ant-1.10.14-bin.tar.gz» | tar xz -C /opt\n",
      fixed:
        "FROM debian:12\nRUN curl -fsSL https://archive.apache.org/dist/ant/binaries/apache-ant-1.10.14-bin.tar.gz | tar xz -C /opt\n",
    },
    { title: "wget", code: "FROM debian:12\nRUN wget -O /opt/tool «http://downloads.example.com/tool»\n" },
    {
      title: "ADD",
      code: "FROM debian:12\nADD «http://github.com/team/tool/releases/download/v1/tool.tgz» /opt/\n",
      fixed: "FROM debian:12\nADD https://github.com/team/tool/releases/download/v1/tool.tgz /opt/\n",
    },
    { title: "a repository", code: "FROM debian:12\nRUN git clone «http://git.example.com/project.git» /src\n" },
    {
      title: "a package source without signatures",
      code: "FROM python:3.13\nRUN pip install --index-url=«http://pypi.example.com/simple» tool\n",
    },
    {
      title: "the same in a variable",
      code: "FROM node:22\nENV NPM_CONFIG_REGISTRY=«http://npm.example.com/»\nRUN npm ci\n",
    },
    { title: "a key", code: "FROM fedora:41\nRUN rpm --import «http://example.com/RPM-GPG-KEY»\n" },
  ],
  good: [
    { title: "HTTPS", code: "FROM debian:12\nRUN curl -fsSL https://example.com/tool.tgz | tar xz -C /opt\n" },
    {
      title: "the container itself",
      code: "FROM debian:12\nRUN curl http://localhost:8080/ready\nHEALTHCHECK CMD wget -qO- http://127.0.0.1/health\n",
    },
    {
      title: "signed packages",
      code: "FROM debian:12\nRUN echo 'deb http://deb.debian.org/debian bookworm-backports main' >> /etc/apt/sources.list && apk add -X http://dl-cdn.alpinelinux.org/alpine/edge/main tool\n",
    },
    {
      title: "compared with a checksum",
      code: "FROM debian:12\nRUN wget http://example.com/tool.tgz && echo '0123abcd  tool.tgz' | sha256sum -c\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d http://example.com/a.tgz /opt/\n",
    },
    {
      title: "a name, not a place",
      code: "FROM debian:12\nRUN echo '<project xmlns=\"http://maven.apache.org/POM/4.0.0\"/>' > pom.xml\nLABEL url=http://example.com\n",
    },
    { title: "a proxy", code: "FROM python:3.13\nRUN pip install --proxy http://proxy.example.com:3128 tool==1.0\n" },
    { title: "only asking whether it is there", code: "FROM debian:12\nRUN wget --spider http://example.com/tool\n" },
    {
      title: "a server that is chosen at build time",
      code: "FROM debian:12\nARG MIRROR\nRUN curl -O http://${MIRROR}/tool.tgz\n",
    },
  ],
  references: [
    {
      title: "CWE-319: Cleartext Transmission of Sensitive Information",
      url: "https://cwe.mitre.org/data/definitions/319.html",
    },
    {
      title: "CWE-494: Download of Code Without Integrity Check",
      url: "https://cwe.mitre.org/data/definitions/494.html",
    },
  ],
  standards: { mitreAttack: ["T1557"] },
  equivalents: { sonar: ["S5332"] },
});

function* addFindings(model: DockerfileModel, add: CopyInstruction): Iterable<Finding> {
  for (const { word, pinnedBy } of remoteSources(add)) {
    const url = knownValue(word.value) ?? word.text;
    if (pinnedBy === undefined && isPlain(url)) yield finding(model, word.span, word.span, url);
  }
}

/** Variables that name a source of packages which are not signed (documentation of pip, uv, npm, Go). */
const SOURCE_VARIABLES =
  /^(?:PIP_(?:INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS)|UV_(?:DEFAULT_INDEX|INDEX_URL)|NPM_CONFIG_REGISTRY|GOPROXY)$/i;

function* variableFindings(model: DockerfileModel, { pairs }: EnvInstruction | ArgInstruction): Iterable<Finding> {
  for (const { name, value } of pairs) {
    const url = value === undefined ? undefined : knownValue(value.value);
    if (value === undefined || url === undefined || !SOURCE_VARIABLES.test(name) || !isPlain(url)) continue;
    yield finding(model, value.span, value.span, url);
  }
}

const plainCommands = commandsWhere((command) => fetchedUrls(command).some((word) => isPlain(leadingText(word))));

function* commandFindings(model: DockerfileModel, { instruction, command }: PlacedCommand): Iterable<Finding> {
  const isBuilt = instruction.keyword === "RUN";
  if (instruction.keyword === "HEALTHCHECK" || verifiesAfter(instruction, command.span.start)) return;
  for (const word of fetchedUrls(command)) {
    const url = leadingText(word);
    // Containers talk to each other under names of their own network.
    if (!isPlain(url) || (!isBuilt && !isPublicName(urlHost(url) ?? ""))) continue;
    yield finding(model, word.span, word.parts[0]?.span ?? word.span, url);
  }
}

/** A server on the machine itself is out of the network's reach, and so is the cloud's metadata service. */
function isPlain(url: string): boolean {
  const host = /^http:\/\//i.test(url) ? urlHost(url) : undefined;
  return host !== undefined && !isLocalHost(host) && host !== "host.docker.internal" && host !== "169.254.169.254";
}

function finding(model: DockerfileModel, place: Span, written: Span, url: string): Finding {
  const fix = httpsFix(model, written, url);
  return {
    span: place,
    message: `Plain HTTP lets anybody on the way replace \`${shownUrl(url)}\`.`,
    fixes: fix === undefined ? [] : [fix],
  };
}

/** A port of its own speaks HTTP alone, so only a URL without one is changed; it has to be written where it is used. */
function httpsFix({ text }: DockerfileModel, written: Span, url: string): Fix | undefined {
  const host = urlHost(url) ?? "";
  const at = text
    .slice(written.start, written.start + '"http'.length)
    .toLowerCase()
    .indexOf("http");
  const colon = written.start + at + "http".length;
  if (at < 0 || text.slice(colon, colon + 3) !== "://" || /^http:\/\/[^/]*:\d/i.test(url)) return undefined;
  const safe = servesHttps(host);
  return {
    title: "Use `https://`",
    edits: [{ span: span(colon, colon), newText: "s" }],
    safe,
    ...(safe ? {} : { note: `\`${host}\` may not answer on https: try it before you build.` }),
  };
}
