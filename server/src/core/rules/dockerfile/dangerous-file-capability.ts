import { commandsWhere, shippedInstructions } from "../../dockerfile/walk.ts";
import { type CapabilityGrant, capabilityGrants } from "../../shell/file-capabilities.ts";
import { baseName } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const dangerousFileCapability = defineDockerfileRule({
  id: "dangerous-file-capability",
  title: "A file gets a capability that is as good as root",
  severity: "error",
  topic: "file-permissions",
  actors: ["compromised application process", "external attacker"],
  why: "A file capability gives a piece of root's power to whoever starts the program. Some pieces are as good as the whole: with `cap_setuid` a process becomes root, with `cap_dac_override` it writes to every file, with `cap_sys_admin` or `cap_sys_module` it may leave the container. An attacker in an unprivileged process then only has to start that file.",
  remedy:
    "Give the program the one capability that it needs, most often `cap_net_bind_service` (ports below 1024) or `cap_net_raw` (ping). If the image needs more, start the container with that capability instead of putting it on a file that everybody may run.",
  *check(model) {
    for (const { command } of grantingCommands(shippedInstructions(model))) {
      for (const grant of capabilityGrants(command)) {
        const finding = judge(grant);
        if (finding !== undefined) yield finding;
      }
    }
  },
  bad: [
    {
      title: "becoming root",
      code: "FROM python:3.12\nRUN setcap «cap_setuid+ep» /usr/local/bin/python3.12\nUSER 1000\n",
    },
    {
      title: "several, one of which is dangerous",
      code: "FROM debian:12\nRUN apt-get install -y libcap2-bin && setcap «'cap_net_raw,cap_sys_admin+ep'» /opt/agent\nUSER 1000\n",
    },
    { title: "all of them", code: "FROM debian:12\nRUN setcap «all=ep» /opt/agent\nUSER 1000\n" },
    { title: "all of them, without a name", code: "FROM debian:12\nRUN setcap «=eip» /opt/agent\nUSER 1000\n" },
    {
      title: "administration of the network",
      code: "FROM debian:12\nRUN setcap «cap_net_admin+ep» /usr/sbin/vpn\nUSER 1000\n",
    },
  ],
  good: [
    {
      title: "ports below 1024",
      code: "FROM node:22\nRUN setcap cap_net_bind_service=+ep /usr/local/bin/node\nUSER node\n",
    },
    { title: "raw sockets for ping", code: "FROM debian:12\nRUN setcap cap_net_raw+ep /bin/ping\nUSER 1000\n" },
    { title: "taken away", code: "FROM debian:12\nRUN setcap -r /usr/bin/tool\nUSER 1000\n" },
    { title: "taken away by name", code: "FROM debian:12\nRUN setcap 'all=ep all-ep' /usr/bin/tool\nUSER 1000\n" },
    {
      title: "the programs that map user ids, which check each request themselves",
      code: "FROM fedora:41\nRUN setcap cap_setuid+ep /usr/bin/newuidmap && setcap cap_setgid+ep /usr/bin/newgidmap\nUSER 1000\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM debian:12 AS test\nRUN setcap cap_sys_ptrace+ep /usr/bin/gdb\nFROM debian:12\nUSER 1000\n",
    },
    {
      title: "text that is no command",
      code: "FROM debian:12\nRUN echo 'setcap cap_sys_admin+ep /opt/agent'\nUSER 1000\n",
    },
  ],
  references: [
    { title: "capabilities(7)", url: "https://man7.org/linux/man-pages/man7/capabilities.7.html" },
    { title: "setcap(8)", url: "https://man7.org/linux/man-pages/man8/setcap.8.html" },
    { title: "CWE-250: Execution with Unnecessary Privileges", url: "https://cwe.mitre.org/data/definitions/250.html" },
  ],
  standards: { mitreAttack: ["T1548"] },
  equivalents: {},
});

/** What each one lets a process do (capabilities(7)). */
const POWERS: ReadonlyMap<string, string> = new Map([
  ["all", "do whatever root can"],
  ["cap_sys_admin", "mount file systems and administer the kernel"],
  ["cap_sys_module", "load code into the kernel"],
  ["cap_sys_rawio", "read and write the machine's memory and devices"],
  ["cap_sys_ptrace", "take over any other process"],
  ["cap_dac_override", "read and write every file"],
  ["cap_dac_read_search", "read every file"],
  ["cap_setuid", "become root"],
  ["cap_setgid", "join every group"],
  ["cap_chown", "make every file its own"],
  ["cap_net_admin", "change addresses, routes and firewall rules"],
]);

/** Programs of shadow-utils that are made to hold one capability instead of the setuid bit, and check what they are asked for. */
const MADE_FOR: ReadonlyMap<string, string> = new Map([
  ["newuidmap", "cap_setuid"],
  ["newgidmap", "cap_setgid"],
]);

const grantingCommands = commandsWhere((command) => capabilityGrants(command).length > 0);

function judge({ word, file, permitted }: CapabilityGrant): Finding | undefined {
  const path = file === undefined ? undefined : knownValue(file.value);
  const allowed = MADE_FOR.get(baseName(path ?? ""));
  const dangerous = [...POWERS.keys()].filter((name) => permitted.has(name) && name !== allowed);
  const [gravest] = dangerous;
  if (gravest === undefined) return undefined;
  const target = path === undefined ? "the file" : `\`${path}\``;
  const named = gravest === "all" ? "every capability" : dangerous.map((name) => `\`${name}\``).join(" and ");
  return {
    span: word.span,
    message: `${named.charAt(0).toUpperCase()}${named.slice(1)} on ${target} lets whoever runs it ${POWERS.get(gravest) ?? ""}.`,
    ...(gravest === "cap_net_admin" ? { severity: "warning" as const } : {}),
  };
}
