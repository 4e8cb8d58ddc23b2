import { loadRules } from "../../core/engine/load.ts";
import { reportCheckstyle } from "./checkstyle.ts";
import { reportCompact } from "./compact.ts";
import type { Format } from "./format.ts";
import { reportGithub } from "./github.ts";
import { reportJunit } from "./junit.ts";
import { reportPretty } from "./pretty.ts";
import type { Reporter } from "./report.ts";

/** Every output format with the function that writes it. Those with fingerprints are loaded when asked for: Node takes 3 ms to be able to hash. */
const REPORTERS: Readonly<Record<Format, () => Reporter | Promise<Reporter>>> = {
  pretty: () => reportPretty,
  compact: () => reportCompact,
  json: async () => (await import("./json.ts")).reportJson,
  sarif: async () => (await import("./sarif.ts")).sarifReporter(await loadRules()),
  github: () => reportGithub,
  gitlab: async () => (await import("./gitlab.ts")).reportGitlab,
  junit: () => reportJunit,
  checkstyle: () => reportCheckstyle,
};

/** Loads the reporter of a format. */
export async function loadReporter(format: Format): Promise<Reporter> {
  return REPORTERS[format]();
}
