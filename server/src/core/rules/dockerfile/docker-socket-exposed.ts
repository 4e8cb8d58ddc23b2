import type { WordsInstruction } from "../../dockerfile/model.ts";
import { commandsWhere, shippedInstructions } from "../../dockerfile/walk.ts";
import { runtimeOfSocket } from "../../knowledge/runtime-sockets.ts";
import { fileEffects } from "../../shell/effects.ts";
import type { Invocation } from "../../shell/syntax.ts";
import { knownValue } from "../../text/resolved.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const dockerSocketExposed = defineDockerfileRule({
  id: "docker-socket-exposed",
  title: "The image is made to use the host's container runtime",
  severity: "error",
  topic: "host-access",
  actors: ["compromised application process", "external attacker"],
  why: "Whoever can write to the runtime's socket is root on the host: one request starts a privileged container that mounts the host's whole disk. An image that declares the socket as a volume, or opens it to an unprivileged user, asks for being started that way, and then every fault in its program is a fault of the host.",
  remedy:
    "Leave the socket outside. To build images inside a container, use a builder that needs no daemon (BuildKit rootless, Kaniko, Buildah). A tool that has to ask the runtime gets a proxy that lets through the few requests it needs, or a remote daemon over TLS.",
  *check(model) {
    const instructions = shippedInstructions(model);
    for (const instruction of instructions) if (instruction.keyword === "VOLUME") yield* volumeFindings(instruction);
    for (const { command } of suspectCommands(instructions)) yield* commandFindings(command);
  },
  bad: [
    { title: "as a volume", code: "FROM alpine:3.22\nVOLUME «/var/run/docker.sock»\nUSER 1000\n" },
    {
      title: "in a list",
      code: 'FROM alpine:3.22\nVOLUME ["/data", «"/run/containerd/containerd.sock"»]\nUSER 1000\n',
    },
    { title: "opened to everybody", code: "FROM alpine:3.22\nCMD chmod 666 «/var/run/docker.sock» && exec agent\n" },
    { title: "given to a user", code: "FROM alpine:3.22\nRUN chown app «/run/podman/podman.sock»\nUSER app\n" },
  ],
  good: [
    { title: "another volume", code: "FROM alpine:3.22\nVOLUME /var/lib/app\nUSER 1000\n" },
    {
      title: "a client of a remote daemon",
      code: "FROM docker:28-cli\nENV DOCKER_HOST=tcp://docker:2376 DOCKER_TLS_VERIFY=1\nUSER 1000\n",
    },
    {
      title: "text that is no command",
      code: 'FROM alpine:3.22\nLABEL usage="docker run -v /var/run/docker.sock:/var/run/docker.sock agent"\nRUN echo "mount /var/run/docker.sock" > /usr/share/doc/agent\nUSER 1000\n',
    },
    {
      title: "a stage that is not shipped",
      code: "FROM alpine:3.22 AS test\nVOLUME /var/run/docker.sock\nFROM alpine:3.22\nUSER 1000\n",
    },
  ],
  references: [
    {
      title: "Docker: Protect the Docker daemon socket",
      url: "https://docs.docker.com/engine/security/protect-access/",
    },
    {
      title: "Docker Engine security: Docker daemon attack surface",
      url: "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    },
    {
      title: "OWASP Docker Security Cheat Sheet, rule 1",
      url: "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
    },
  ],
  standards: { cisDocker: ["5.32"], mitreAttack: ["T1610", "T1611"] },
  equivalents: {},
});

function* volumeFindings({ words }: WordsInstruction): Iterable<Finding> {
  for (const word of words) {
    const path = knownValue(word.value);
    const runtime = path === undefined ? undefined : runtimeOfSocket(path);
    if (path === undefined || runtime === undefined) continue;
    yield {
      span: word.span,
      message: `\`${path}\` as a volume asks for ${runtime}'s socket of the host: whoever takes over the program is root on the host.`,
    };
  }
}

const suspectCommands = commandsWhere((command) => [...commandFindings(command)].length > 0);

function* commandFindings(command: Invocation): Iterable<Finding> {
  for (const effect of fileEffects(command).effects) {
    if (effect.kind !== "mode" && effect.kind !== "owner") continue;
    const runtime = runtimeOfSocket(effect.target.path);
    if (runtime === undefined) continue;
    yield {
      span: effect.target.span,
      message: `\`${command.name ?? ""}\` opens ${runtime}'s socket \`${effect.target.path}\` to a user of the container: whoever takes over a process of that user is root on the host.`,
    };
  }
}
