import { frontends, type NamedImage } from "../../dockerfile/image-names.ts";
import type { DockerfileModel, RunInstruction } from "../../dockerfile/model.ts";
import { commandsWhere, everyInstruction } from "../../dockerfile/walk.ts";
import { removeFlag, removeWords } from "../../dockerfile/word-edits.ts";
import type { Invocation, Word } from "../../shell/syntax.ts";
import { leadingText } from "../../shell/word-text.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const insecureBuildOption = defineDockerfileRule({
  id: "insecure-build-option",
  title: "The build asks for rights that take the sandbox away",
  severity: "error",
  topic: "privileges",
  actors: ["external attacker", "malicious insider"],
  why: "What runs during a build is to a large part other people's code: packages, install scripts, frontends. `--security=insecure` gives it every capability and the host's devices, `--network=host` the services that listen on the build host alone, and a frontend from a stranger reads the whole context and every secret of the build.",
  remedy:
    "Remove the option. Files that the step needs can be mounted (`--mount=type=bind`, `type=secret`), and a service it needs can be reached under a name of its own. Use Docker's frontend, `# syntax=docker/dockerfile:1`.",
  *check(model) {
    for (const image of frontends(model)) {
      const finding = frontendFinding(image);
      if (finding !== undefined) yield finding;
    }
    for (const instruction of everyInstruction(model)) {
      if (instruction.keyword === "RUN" && isSuspect(instruction)) yield* runFindings(model, instruction);
    }
  },
  bad: [
    {
      title: "all rights",
      code: "# syntax=docker/dockerfile:1\nFROM debian:12\nRUN «--security=insecure» mount /dev/sda1 /mnt\n",
    },
    {
      title: "the host's network",
      code: "# syntax=docker/dockerfile:1\nFROM debian:12\nRUN «--network=host» curl -fsS https://example.com/data -o /data\n",
    },
    {
      title: "a privileged container inside the build",
      code: "FROM docker:28\nRUN docker run «--privileged» --rm example.com/tool:1\n",
    },
    { title: "a stranger's frontend", code: "# syntax=«someone/dockerfile-extended:2»\nFROM debian:12\n" },
    {
      title: "Docker's frontend from somewhere else",
      code: "# syntax=«registry.example.com/mirror/docker/dockerfile:1»\nFROM debian:12\n",
    },
  ],
  good: [
    {
      title: "the usual",
      code: "# syntax=docker/dockerfile:1\nFROM debian:12\nRUN --network=none --security=sandbox make\n",
    },
    {
      title: "Docker's other frontends",
      code: "# syntax=docker.io/docker/dockerfile-upstream:master-labs\nFROM debian:12\n",
    },
    {
      title: "a mount of the build context",
      code: "# syntax=docker/dockerfile:1\nFROM debian:12\nRUN --mount=type=bind,target=/src make -C /src\n",
    },
    {
      title: "text that is no command",
      code: "FROM debian:12\nRUN echo 'docker run --privileged tool' > /usr/share/doc/hint\n",
    },
  ],
  references: [
    {
      title: "Dockerfile reference: RUN --security",
      url: "https://docs.docker.com/reference/dockerfile/#run---security",
    },
    {
      title: "Dockerfile reference: RUN --network",
      url: "https://docs.docker.com/reference/dockerfile/#run---network",
    },
    { title: "Docker: Custom Dockerfile syntax", url: "https://docs.docker.com/build/buildkit/frontend/" },
  ],
  standards: { cisDocker: ["5.5", "5.10"], mitreAttack: ["T1611"] },
  equivalents: { sonar: ["S6431", "S6502"] },
});

const OFFICIAL = /^docker\/dockerfile(?:-upstream)?$/;

function frontendFinding({ reference, span }: NamedImage): Finding | undefined {
  const { domain, repository, text } = reference;
  if (domain === undefined && OFFICIAL.test(repository)) return undefined;
  const fixes = [
    {
      title: "Use Docker's own frontend",
      edits: [{ span, newText: "docker/dockerfile:1" }],
      safe: false,
      note: "What the other frontend adds to the language is not understood any more.",
    },
  ];
  // A mirror inside a company usually keeps the path.
  if (/(?:^|\/)docker\/dockerfile(?:-upstream)?$/.test(repository)) {
    return {
      span,
      severity: "information",
      message: `\`${text}\` has the name of Docker's frontend but is not Docker's: whoever publishes it reads the build's context and secrets.`,
      fixes,
    };
  }
  return {
    span,
    message: `\`${text}\` is not Docker's frontend: whoever publishes it reads the build's context and secrets.`,
    fixes,
  };
}

const FLAGS: Readonly<Record<string, string>> = {
  "security=insecure": "gives the step all capabilities and devices: a malicious package owns the build host",
  "network=host":
    "puts the step into the build host's network, where it reaches services that listen on that host alone",
};

function isSuspect(run: RunInstruction): boolean {
  return run.flags.length > 0 || privilegedCommands([run]).length > 0;
}

function* runFindings(model: DockerfileModel, run: RunInstruction): Iterable<Finding> {
  for (const flag of run.flags) {
    const effect = FLAGS[`${flag.name}=${flag.value ?? ""}`];
    if (effect === undefined) continue;
    const shown = `--${flag.name}=${flag.value ?? ""}`;
    yield {
      span: flag.span,
      message: `\`${shown}\` ${effect}.`,
      fixes: [
        {
          title: `Remove \`${shown}\``,
          edits: [removeFlag(run, flag)],
          safe: false,
          note: "A step that really needs it fails then: give it what it needs in another way.",
        },
      ],
    };
  }
  for (const { command } of privilegedCommands([run])) {
    const option = privilegedOption(command);
    if (option === undefined) continue;
    yield {
      span: option.span,
      message:
        "`--privileged` starts a container without a sandbox: code in it reaches the build host's devices and kernel.",
      fixes: [
        {
          title: "Remove `--privileged`",
          edits: removeWords(model, command, [option]),
          safe: false,
          note: "A container that really needs it fails then: give it the one capability or device it needs.",
        },
      ],
    };
  }
}

const privilegedCommands = commandsWhere((command) => privilegedOption(command) !== undefined);

/** `docker run --privileged`, in front of the image's name. */
function privilegedOption({ name = "", args }: Invocation): Word | undefined {
  if (!/^(?:docker|podman|nerdctl)$/.test(name)) return undefined;
  const words = args.map(leadingText);
  const runs = words.some((word) => word === "run" || word === "create" || word === "exec");
  const at = words.findIndex((word) => word === "--privileged" || word === "--privileged=true");
  return runs && at >= 0 ? args[at] : undefined;
}
