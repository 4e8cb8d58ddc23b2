import { knownValue } from "../text/resolved.ts";
import { readOptions } from "./options.ts";
import type { Invocation } from "./syntax.ts";

/** The words with which service managers start a service, or have it started with the system. */
const START = /^(?:start|restart|enable|reload-or-restart|add)$/;

/**
 * The services that a command starts or has started at boot: `service ssh start`, `systemctl enable ssh`, `rc-update add sshd`,
 * `/etc/init.d/ssh start`.
 */
export function startedServices(invocation: Invocation): readonly string[] {
  const { name = "", nameWord } = invocation;
  const words = readOptions(invocation, { valued: "tH" }).operands.map((word) => knownValue(word.value) ?? "");
  switch (name) {
    case "service":
    case "rc-service":
    case "invoke-rc.d":
      return START.test(words[1] ?? "") ? words.slice(0, 1) : [];
    case "systemctl":
      return START.test(words[0] ?? "") ? words.slice(1).map((unit) => unit.replace(/\.service$/, "")) : [];
    case "rc-update":
    case "update-rc.d":
    case "chkconfig":
      return words.includes("add") || words.includes("defaults") || words.includes("on")
        ? words.filter((word) => !/^(?:add|default|defaults|on|boot)$/.test(word)).slice(0, 1)
        : [];
    default: {
      const isScript = /^\/etc\/(?:rc\.d\/)?init\.d\//.test(
        nameWord === undefined ? "" : (knownValue(nameWord.value) ?? ""),
      );
      return isScript && START.test(words[0] ?? "") ? [name] : [];
    }
  }
}
