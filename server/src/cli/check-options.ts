import { type Command, InvalidArgumentError, Option } from "commander";
import type { Severity } from "../core/rules/rule.ts";
import { suggestion } from "../core/text/nearest.ts";
import { FORMATS, type Format, isFormat } from "./reporters/format.ts";
import type { CheckRequest, ConfigSource, Output } from "./request.ts";

const SEVERITIES = ["error", "warning", "information"] as const;

/** What commander reads from the command line of `hullcheck check`. */
export interface CheckOptions {
  readonly stdin?: true;
  readonly stdinFilename?: string;
  readonly changed?: string | true;
  readonly rule?: readonly string[];
  readonly severity?: Severity;
  readonly target?: string;
  /** A path, or false after `--no-config`. */
  readonly config?: string | false;
  readonly forceExclude?: true;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly fix?: true;
  readonly dryRun?: true;
  readonly format?: readonly FormatChoice[];
  readonly showGaps?: true;
  readonly quiet?: true;
  readonly failOn?: Severity | "never";
  readonly maxWarnings?: number;
  readonly listRules?: true;
  readonly watch?: true;
  readonly threads?: number;
}

interface FormatChoice {
  readonly format: Format;
  /** Undefined for standard output. */
  readonly file: string | undefined;
}

/** Declares the options of `hullcheck check`. */
export function addCheckOptions(command: Command): Command {
  return command
    .optionsGroup("What is checked:")
    .option("--stdin", "check the text on standard input")
    .addOption(
      new Option("--stdin-filename <name>", "the name by which that text is treated and told").implies({ stdin: true }),
    )
    .option("--changed [ref]", "only files that differ from a git commit (HEAD where none is given)")
    .option("--threads <number>", "threads that share the files (default: as many as pay)", readThreads)
    .option("--watch", "check again whenever a file changes, until it is interrupted")
    .optionsGroup("Rules and configuration:")
    .option("--rule <ids>", "only these rules; repeatable, or separated by commas", collectIds)
    .addOption(new Option("--severity <severity>", "report only findings at least this grave").choices(SEVERITIES))
    .option("--target <stage>", "the stage of a Dockerfile that is shipped, where it is not the last one")
    .option("--config <file>", "use this configuration, not the one found upward from each file")
    .option("--no-config", "use no configuration file")
    .option("--force-exclude", "leave out what the configuration excludes, also where it is named")
    .option("--baseline <file>", "report only findings that this file does not hold")
    .option("--update-baseline", "write all findings into the baseline")
    .option("--list-rules", "list all rules and stop")
    .optionsGroup("Fixing:")
    .option("--fix", "apply every safe fix; with --stdin print the fixed text")
    .addOption(new Option("--dry-run", "show as a diff what --fix would change").implies({ fix: true }))
    .optionsGroup("Output:")
    .option(
      "--format <format[=file]>",
      `${FORMATS.join(", ")}; repeatable, each into a file of its own`,
      collectFormats,
    )
    .option("--show-gaps", "show what could not be analysed, and why")
    .option("--quiet", "findings only, without summary and notes")
    .optionsGroup("Exit code:")
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 on findings at least this grave (default: warning)").choices([
        ...SEVERITIES,
        "never",
      ]),
    )
    .option("--max-warnings <number>", "exit with 1 on errors and on more warnings than this", readCount);
}

function collectIds(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, ...value.split(",").flatMap((id) => (id.trim() === "" ? [] : [id.trim()]))];
}

function collectFormats(value: string, earlier: readonly FormatChoice[] = []): readonly FormatChoice[] {
  const equals = value.indexOf("=");
  const format = equals < 0 ? value : value.slice(0, equals);
  const file = equals < 0 ? undefined : value.slice(equals + 1);
  if (!isFormat(format)) {
    throw new InvalidArgumentError(`Formats are ${FORMATS.join(", ")}${suggestion(format, FORMATS)}`);
  }
  if (file === "") throw new InvalidArgumentError("The name of a file is missing after “=”.");
  return [...earlier, { format, file }];
}

function readCount(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It takes a number from 0 up.");
  return Number(value);
}

function readThreads(value: string): number {
  const count = readCount(value);
  if (count === 0) throw new InvalidArgumentError("It takes a number from 1 up.");
  return count;
}

export type RequestResult =
  | { readonly kind: "request"; readonly request: CheckRequest }
  | { readonly kind: "wrong"; readonly why: string };

/** Makes the request from options that may contradict each other. */
export function toCheckRequest(paths: readonly string[], options: CheckOptions, version: string): RequestResult {
  const why = contradiction(paths, options);
  if (why !== undefined) return { kind: "wrong", why };
  const { baseline, maxWarnings } = options;
  return {
    kind: "request",
    request: {
      paths,
      stdin: options.stdin === true ? { filename: options.stdinFilename } : undefined,
      changedSince: options.changed === true ? "HEAD" : options.changed,
      config: configSource(options.config),
      forceExclude: options.forceExclude === true,
      ruleIds: options.rule ?? [],
      severity: options.severity,
      target: options.target,
      fix: options.fix === true,
      isDryRun: options.dryRun === true,
      outputs: outputsOf(options),
      showGaps: options.showGaps === true,
      quiet: options.quiet === true,
      failOn: options.failOn ?? (maxWarnings === undefined ? "warning" : "error"),
      maxWarnings,
      threads: options.threads,
      baseline: baseline === undefined ? undefined : { path: baseline, update: options.updateBaseline === true },
      version,
    },
  };
}

function contradiction(paths: readonly string[], options: CheckOptions): string | undefined {
  const { stdin, watch, changed, baseline, updateBaseline, format = [] } = options;
  if (stdin === true && paths.length > 0) return "--stdin and paths exclude each other";
  if (stdin === true && watch === true) return "--stdin and --watch exclude each other";
  if (stdin === true && changed !== undefined) return "--stdin and --changed exclude each other";
  if (updateBaseline === true && baseline === undefined) return "--update-baseline needs --baseline <file>";
  const printed = format.filter(({ file }) => file === undefined);
  if (printed.length > 1)
    return `only one format can go to standard output; write --format ${printed[1]?.format}=<file>`;
  const taken = takerOf(options);
  if (taken === undefined || printed[0] === undefined) return undefined;
  return `standard output holds ${taken}; write --format ${printed[0].format}=<file>`;
}

/** What needs standard output for itself. */
function takerOf({ stdin, fix, dryRun }: CheckOptions): string | undefined {
  if (dryRun === true) return "the diff";
  return stdin === true && fix === true ? "the fixed text" : undefined;
}

function outputsOf(options: CheckOptions): readonly Output[] {
  const { format, dryRun } = options;
  if (format !== undefined) {
    return format.map(({ format: name, file }) => ({
      format: name,
      to: file === undefined ? { kind: "stdout" } : { kind: "file", path: file },
    }));
  }
  if (dryRun === true) return [];
  return [{ format: "pretty", to: { kind: takerOf(options) === undefined ? "stdout" : "stderr" } }];
}

function configSource(config: CheckOptions["config"]): ConfigSource {
  if (config === false) return { kind: "none" };
  return config === undefined ? { kind: "nearest" } : { kind: "file", path: config };
}
