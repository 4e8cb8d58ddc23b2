import { reportGithub } from "./github.ts";
import { reportJson } from "./json.ts";
import { reportPretty } from "./pretty.ts";
import type { Reporter } from "./report.ts";
import { reportSarif } from "./sarif.ts";

export type Format = "pretty" | "json" | "sarif" | "github";

/** Every output format with the function that writes it. */
export const REPORTERS: Readonly<Record<Format, Reporter>> = {
  pretty: reportPretty,
  json: reportJson,
  sarif: reportSarif,
  github: reportGithub,
};
