import type { Format } from "./format.ts";
import type { Reporter } from "./report.ts";

/** Every output format with the function that writes it; only those that are asked for are loaded. */
const REPORTERS: Readonly<Record<Format, () => Promise<Reporter>>> = {
  pretty: async () => (await import("./pretty.ts")).reportPretty,
  compact: async () => (await import("./compact.ts")).reportCompact,
  json: async () => (await import("./json.ts")).reportJson,
  sarif: async () => (await import("./sarif.ts")).reportSarif,
  github: async () => (await import("./github.ts")).reportGithub,
  gitlab: async () => (await import("./gitlab.ts")).reportGitlab,
  junit: async () => (await import("./junit.ts")).reportJunit,
  checkstyle: async () => (await import("./checkstyle.ts")).reportCheckstyle,
};

/** Loads the reporter of a format. */
export function loadReporter(format: Format): Promise<Reporter> {
  return REPORTERS[format]();
}
