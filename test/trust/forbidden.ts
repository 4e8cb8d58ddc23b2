import { resolve } from "node:path";

/** Ends the process that does what is forbidden. */
export const FORBIDDEN_CODE = 77;

/** Newer versions of Node ask for the permission to connect as well; to where, the guard sees to. */
export const WITH_NETWORK: readonly string[] = process.allowedNodeEnvironmentFlags.has("--allow-net")
  ? ["--allow-net"]
  : [];

/** Options of Node with which a server may read, the named places or any, and do nothing else. */
export function nothingButReading(readable: readonly string[] = ["*"]): readonly string[] {
  const guard = resolve("test/trust/guard.cjs");
  const permission = process.allowedNodeEnvironmentFlags.has("--permission")
    ? "--permission"
    : "--experimental-permission";
  const quiet = "--disable-warning=ExperimentalWarning";
  return [permission, quiet, ...[...readable, guard].map((path) => `--allow-fs-read=${path}`), "--require", guard];
}
