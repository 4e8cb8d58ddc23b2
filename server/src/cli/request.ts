import type { Severity } from "../core/rules/rule.ts";
import type { Format } from "./reporters/format.ts";

/** A report and where it goes. */
export interface Output {
  readonly format: Format;
  readonly to: Destination;
}

export type Destination =
  | { readonly kind: "stdout" }
  | { readonly kind: "stderr" }
  | { readonly kind: "file"; readonly path: string };

/** Which configuration holds. */
export type ConfigSource =
  | { readonly kind: "nearest" }
  | { readonly kind: "none" }
  | { readonly kind: "file"; readonly path: string };

/** What `hullcheck check` was asked to do. */
export interface CheckRequest {
  readonly paths: readonly string[];
  /** Read one text from standard input, as if it were a file of this name. */
  readonly stdin: { readonly filename: string | undefined } | undefined;
  /** Only files that differ from this git commit. */
  readonly changedSince: string | undefined;
  readonly config: ConfigSource;
  /** Leave out what the configuration excludes, also where it is named: for programs that pass on names that nobody chose. */
  readonly forceExclude: boolean;
  /** Only these rules; all where it is empty. */
  readonly ruleIds: readonly string[];
  readonly severity: Severity | undefined;
  readonly target: string | undefined;
  readonly fix: boolean;
  /** Show what `--fix` would change, and change nothing. */
  readonly isDryRun: boolean;
  readonly outputs: readonly Output[];
  readonly showGaps: boolean;
  readonly quiet: boolean;
  readonly failOn: Severity | "never";
  readonly maxWarnings: number | undefined;
  readonly baseline: { readonly path: string; readonly update: boolean } | undefined;
  /** How many threads share the files; undefined: as many as pay. */
  readonly threads: number | undefined;
  readonly version: string;
}
