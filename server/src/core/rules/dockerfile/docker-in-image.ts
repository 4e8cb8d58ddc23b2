import { namedImages } from "../../dockerfile/image-names.ts";
import type { CopyInstruction, DockerfileModel } from "../../dockerfile/model.ts";
import { commandsWhere, shippedInstructions } from "../../dockerfile/walk.ts";
import type { ImageReference } from "../../image/reference.ts";
import { downloadUrls } from "../../shell/effects.ts";
import { installedPackages } from "../../shell/packages.ts";
import { startedServices } from "../../shell/services.ts";
import type { Invocation } from "../../shell/syntax.ts";
import { leadingText } from "../../shell/word-text.ts";
import { baseName } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { urlHost } from "../../text/url.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const dockerInImage = defineDockerfileRule({
  id: "docker-in-image",
  title: "The image holds a Docker daemon",
  severity: "information",
  topic: "host-access",
  actors: ["compromised application process"],
  why: "A Docker daemon inside a container only works when the container is privileged, and a privileged container is no boundary: whoever takes over any process in it can reach the host's devices and kernel. The daemon is also a large program with root's rights that the image otherwise would not have.",
  remedy:
    "Install the client alone (`docker-ce-cli`, `docker-cli`) and let it talk to a daemon elsewhere over TLS, or build images with a tool that needs no daemon (BuildKit rootless, Kaniko, Buildah). If it has to be Docker in Docker, use the rootless variant and a node of its own.",
  *check(model) {
    yield* baseFindings(model);
    const instructions = shippedInstructions(model);
    for (const instruction of instructions)
      if (instruction.keyword === "COPY" || instruction.keyword === "ADD") yield* copyFindings(instruction);
    for (const { command } of suspectCommands(instructions)) yield* commandFindings(command);
  },
  bad: [
    { title: "Docker in Docker", code: "FROM «docker:28-dind»\n" },
    { title: "the default variant, which holds the daemon too", code: "FROM «docker:28»\nUSER 1000\n" },
    {
      title: "a package with the daemon",
      code: "FROM debian:12\nRUN apt-get update && apt-get install -y curl «docker.io»\nUSER 1000\n",
    },
    {
      title: "the packages of Docker's own repository",
      code: "FROM debian:12\nRUN apt-get install -y «docker-ce» docker-ce-cli containerd.io\nUSER 1000\n",
    },
    { title: "Alpine's package", code: "FROM alpine:3.22\nRUN apk add --no-cache «docker»\nUSER 1000\n" },
    { title: "started with the container", code: "FROM debian:12\nCMD «dockerd --host=tcp://0.0.0.0:2375»\n" },
    {
      title: "copied out of its image",
      code: "FROM debian:12\nCOPY --from=docker:28-dind «/usr/local/bin/dockerd» /usr/local/bin/\nUSER 1000\n",
    },
    {
      title: "Docker's installation script",
      code: "FROM debian:12\nRUN curl -fsSL «https://get.docker.com» -o /tmp/get.sh && sh /tmp/get.sh\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "the client alone",
      code: "FROM debian:12\nRUN apt-get update && apt-get install -y docker-ce-cli\nUSER 1000\n",
    },
    { title: "the client's image", code: "FROM docker:28-cli\nUSER 1000\n" },
    {
      title: "Alpine's client, a Python library",
      code: "FROM python:3.13-alpine\nRUN apk add --no-cache docker-cli && pip install docker==7.1.0\nUSER 1000\n",
    },
    { title: "a stage that is not shipped", code: "FROM docker:28-dind AS test\nFROM debian:12\nUSER 1000\n" },
    {
      title: "text that is no command",
      code: "FROM debian:12\nRUN echo 'apt-get install docker.io' > /usr/share/doc/hint\nUSER 1000\n",
    },
  ],
  references: [
    { title: "Docker Hub: docker, the image and its variants", url: "https://hub.docker.com/_/docker" },
    {
      title: "Docker Engine security: Docker daemon attack surface",
      url: "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    },
  ],
  standards: {},
  equivalents: {},
});

const DAEMONS: ReadonlySet<string> = new Set(["dockerd", "dockerd-entrypoint.sh", "dockerd-rootless.sh"]);

const CONSEQUENCE = "it only runs in a privileged container, where whoever takes over a process reaches the host";

function* baseFindings(model: DockerfileModel): Iterable<Finding> {
  const [lowest] = model.shippedChain;
  const base = namedImages(model).find(({ stage }) => stage !== undefined && stage === lowest);
  if (base === undefined || base.reference.domain !== undefined || base.reference.repository !== "docker") return;
  if (!holdsDaemon(base.reference)) return;
  yield { span: base.span, message: `\`${base.reference.text}\` holds a Docker daemon: ${CONSEQUENCE}.` };
}

/** The default variant holds the daemon as well (docker-library/docs, docker/variant-dind.md); it used to hold the client alone. */
function holdsDaemon({ tag, digest }: ImageReference): boolean {
  if (tag === undefined) return digest === undefined;
  return /(?:^|-)dind(?:-|$)/.test(tag) || /^(?:latest|(?:2[6-9]|[3-9]\d)[\d.]*)(?:-alpine[\d.]*)?$/.test(tag);
}

function* copyFindings({ sources }: CopyInstruction): Iterable<Finding> {
  for (const { value, span } of sources) {
    const name = baseName(knownValue(value) ?? "");
    if (DAEMONS.has(name)) {
      yield { span, message: `\`${name}\` is a Docker daemon: ${CONSEQUENCE}.` };
    }
  }
}

/** Packages that hold the daemon, in the distributions that have one of that name. */
const PACKAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ["docker.io", ["apt-get", "apt", "aptitude"]],
  ["docker-engine", []],
  ["docker-ce", []],
  ["docker-ee", []],
  ["moby-engine", []],
  ["docker-dind", []],
  ["lxc-docker", []],
  ["docker", ["apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"]],
]);

const suspectCommands = commandsWhere((command) => [...commandFindings(command)].length > 0);

function* commandFindings(command: Invocation): Iterable<Finding> {
  for (const { word, name, manager } of installedPackages(command)) {
    const managers = PACKAGES.get(name);
    if (managers === undefined || (managers.length > 0 && !managers.includes(manager))) continue;
    yield { span: word.span, message: `Package \`${name}\` brings a Docker daemon: ${CONSEQUENCE}.` };
  }
  const isStarted = startedServices(command).some((service) => service === "docker" || service === "dockerd");
  if (isStarted || (command.name !== undefined && DAEMONS.has(command.name))) {
    yield { span: command.span, message: `A Docker daemon is started: ${CONSEQUENCE}.` };
  }
  const script = downloadUrls(command).find((url) => urlHost(leadingText(url)) === "get.docker.com");
  if (script !== undefined) {
    yield { span: script.span, message: `The script of \`get.docker.com\` installs a Docker daemon: ${CONSEQUENCE}.` };
  }
}
