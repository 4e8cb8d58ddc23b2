import type { Distribution } from "./facts.ts";

const SHADOW =
  "groupadd --gid 10001 app && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin app";
const BUSYBOX = "addgroup -g 10001 app && adduser -D -H -u 10001 -G app app";

const COMMANDS: Readonly<Partial<Record<Distribution, string>>> = {
  debian: SHADOW,
  rhel: SHADOW,
  suse: SHADOW,
  arch: SHADOW.replace("/usr/sbin/nologin", "/usr/bin/nologin"),
  alpine: BUSYBOX,
  busybox: BUSYBOX,
  wolfi: BUSYBOX,
};

/**
 * The shell command that creates an account `app` with uid and gid 10001, without a home: useradd(8) of shadow-utils, or BusyBox's
 * adduser. Undefined where the image has no such program.
 */
export function createUserCommand(distribution: Distribution): string | undefined {
  return COMMANDS[distribution];
}
