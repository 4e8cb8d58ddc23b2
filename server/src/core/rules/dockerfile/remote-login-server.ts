import type { DockerWord, WordsInstruction } from "../../dockerfile/model.ts";
import { commandsWhere, shippedInstructions } from "../../dockerfile/walk.ts";
import { installedPackages } from "../../shell/packages.ts";
import { startedServices } from "../../shell/services.ts";
import type { Invocation } from "../../shell/syntax.ts";
import { knownValue } from "../../text/resolved.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const remoteLoginServer = defineDockerfileRule({
  id: "remote-login-server",
  title: "The image holds a server to log in to",
  severity: "warning",
  topic: "network",
  actors: ["external attacker", "internal attacker"],
  why: "A login server is a door that the application does not need: with a weak or leaked password, a forgotten key, or a fault in the server, an attacker gets a shell in the container, past the application. Its host keys are in the image for everyone who can pull it, and telnet sends passwords in the clear.",
  remedy:
    "Leave it out, and go into a container with `docker exec` or `kubectl exec` (`kubectl debug` where the image has no shell), whose access the platform controls and logs. For files, use a volume or `docker cp`. Install the client alone where it is needed: `openssh-client`.",
  *check(model) {
    const instructions = shippedInstructions(model);
    for (const instruction of instructions) if (instruction.keyword === "EXPOSE") yield* exposeFindings(instruction);
    for (const { command } of suspectCommands(instructions)) yield* commandFindings(command);
  },
  bad: [
    { title: "SSH", code: "FROM debian:12\nRUN apt-get update && apt-get install -y «openssh-server»\nUSER 1000\n" },
    { title: "started with the container", code: 'FROM debian:12\nCMD [«"/usr/sbin/sshd", "-D"»]\n' },
    {
      title: "as a service",
      code: "FROM debian:12\nRUN systemctl enable nginx && «systemctl enable ssh»\nUSER 1000\n",
    },
    { title: "its port", code: "FROM debian:12\nEXPOSE 8080 «22»\nUSER 1000\n" },
    { title: "Telnet", code: "FROM debian:12\nRUN apt-get install -y «telnetd»\nEXPOSE «23/tcp»\nUSER 1000\n" },
    {
      title: "Debian's package for both client and server",
      code: "FROM debian:12\nRUN apt-get update && apt-get install -y git «ssh»\nUSER 1000\n",
    },
    { title: "Dropbear", code: "FROM alpine:3.22\nRUN apk add --no-cache «dropbear»\nUSER 1000\n" },
    {
      title: "Alpine's package for both client and server",
      code: "FROM alpine:3.22\nRUN apk add --no-cache git «openssh»\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "the client",
      code: "FROM debian:12\nRUN apt-get update && apt-get install -y openssh-client telnet\nUSER 1000\n",
    },
    {
      title: "Alpine's client",
      code: "FROM alpine:3.22\nRUN apk add --no-cache git openssh-client-default\nUSER 1000\n",
    },
    { title: "other ports", code: "FROM debian:12\nEXPOSE 8022 2222 22/udp\nUSER 1000\n" },
    {
      title: "a stage that is not shipped",
      code: "FROM debian:12 AS test\nRUN apt-get install -y openssh-server\nEXPOSE 22\nFROM debian:12\nUSER 1000\n",
    },
    { title: "a port that is chosen at build time", code: "FROM debian:12\nARG PORT\nEXPOSE ${PORT}\nUSER 1000\n" },
    {
      title: "text that is no command",
      code: "FROM debian:12\nRUN echo 'install openssh-server and run sshd' > /usr/share/doc/hint\nUSER 1000\n",
    },
  ],
  references: [
    {
      title: "Kubernetes: Get a Shell to a Running Container",
      url: "https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/",
    },
  ],
  standards: { cisDocker: ["5.7"], mitreAttack: ["T1133"] },
  equivalents: { trivy: ["DS-0004"], checkov: ["CKV_DOCKER_1"], sonar: ["S6473"] },
});

const PORTS: ReadonlyMap<number, string> = new Map([
  [22, "SSH"],
  [23, "telnet"],
]);

function* exposeFindings({ words }: WordsInstruction): Iterable<Finding> {
  for (const word of words) {
    const port = loginPort(word);
    if (port === undefined) continue;
    yield {
      span: word.span,
      message: `Port ${port} is for logging in with ${PORTS.get(port) ?? ""}: an attacker who finds it open tries passwords and stolen keys there.`,
    };
  }
}

/** `22`, `22/tcp`, `20-25`. */
function loginPort({ value }: DockerWord): number | undefined {
  const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/tcp)?$/i.exec(knownValue(value) ?? "") ?? [];
  if (first === undefined) return undefined;
  return [...PORTS.keys()].find((port) => Number(first) <= port && port <= Number(last));
}

/** Packages that bring a server, and what one logs in with. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ["openssh-server", "SSH"],
  // Debian's package for both client and server; others have none of the name.
  ["ssh", "SSH"],
  ["openssh-server-pam", "SSH"],
  ["dropbear", "SSH"],
  ["dropbear-run", "SSH"],
  ["tinyssh", "SSH"],
  ["tinysshd", "SSH"],
  ["telnetd", "telnet"],
  ["telnetd-ssl", "telnet"],
  ["inetutils-telnetd", "telnet"],
  ["telnet-server", "telnet"],
  ["rsh-server", "rsh"],
]);

const SERVICES = /^(?:sshd?|dropbear|tinysshd|inetutils-inetd)$/;
const PROGRAMS = /^(?:sshd|dropbear|tinysshd|(?:in\.|u)?telnetd)$/;

const suspectCommands = commandsWhere((command) => [...commandFindings(command)].length > 0);

function* commandFindings(command: Invocation): Iterable<Finding> {
  for (const { word, name, manager } of installedPackages(command)) {
    const server = PACKAGES.get(name);
    if (server !== undefined) {
      yield {
        span: word.span,
        message: `Package \`${name}\` brings a server to log in with ${server}: a weak or leaked credential lets an attacker into the container past the application.`,
      };
    } else if (name === "openssh" && (manager === "apk" || manager === "pacman")) {
      yield {
        span: word.span,
        severity: "information",
        message:
          "Package `openssh` brings the server besides the client: where only the client is needed, `openssh-client-default` is enough.",
      };
    }
  }
  const started = startedServices(command).find((service) => SERVICES.test(service)) ?? runProgram(command);
  if (started === undefined) return;
  yield {
    span: command.span,
    message: `\`${started}\` is a server to log in to: a weak or leaked credential lets an attacker into the container past the application.`,
  };
}

/** `sshd -t` and `-T` only test the configuration. */
function runProgram({ name, args }: Invocation): string | undefined {
  const isTest = args.some((word) => /^-[tTV]$/.test(knownValue(word.value) ?? ""));
  return name !== undefined && PROGRAMS.test(name) && !isTest ? name : undefined;
}
