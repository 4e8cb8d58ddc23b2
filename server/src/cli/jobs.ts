import type { Config } from "../core/config/schema.ts";
import { detect } from "../core/engine/detect.ts";
import { withRequest } from "./choose-rules.ts";
import { configFinder, type FoundConfig } from "./config-finder.ts";
import { sizeOf } from "./files.ts";
import type { Input, Inputs } from "./inputs.ts";
import type { CheckRequest } from "./request.ts";

/** One file of a run, with the configuration that holds for it. */
export interface Job {
  readonly input: Input;
  readonly config: Config;
  /** The folder that the configuration lies in, as people are told of it. */
  readonly configFolder: string;
  /** False for a file that is read for the sake of the others alone. */
  readonly isChecked: boolean;
}

export type Jobs =
  | {
      readonly kind: "jobs";
      /** Those to check first, sorted by path. */
      readonly jobs: readonly Job[];
      /** The inputs that their configuration excludes. */
      readonly excluded: readonly Input[];
    }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Gives each input the configuration that holds for it; a faulty one stops the run before anything is checked. */
export async function jobsFor({ inputs, others }: Inputs, request: CheckRequest, cwd: string): Promise<Jobs> {
  const find = await configFinder(request.config, cwd);
  const asked = askedConfigs(request);
  const problems = new Set<string>();
  const jobs: Job[] = [];
  const excluded: Input[] = [];
  for (const input of inputs) {
    const found = await find(input.folder);
    if (found.kind === "invalid") for (const problem of found.problems) problems.add(problem);
    else if (isExcluded(input, found, request)) excluded.push(input);
    else jobs.push({ input, config: asked(found), configFolder: found.folder, isChecked: true });
  }
  if (problems.size > 0) return { kind: "refused", problems: [...problems] };
  for (const input of [...excluded, ...others]) {
    const found = await find(input.folder);
    if (found.kind === "config")
      jobs.push({ input, config: asked(found), configFolder: found.folder, isChecked: false });
  }
  return { kind: "jobs", jobs, excluded };
}

/** The configurations with what the command line says on top, each made once. */
function askedConfigs(request: CheckRequest): (found: FoundConfig) => Config {
  const made = new Map<FoundConfig, Config>();
  return (found) => {
    const config = made.get(found) ?? withRequest(found.config, request);
    made.set(found, config);
    return config;
  };
}

/** Whoever names a file wants it checked; a name for standard input only says what it would be. */
function isExcluded(input: Input, { excludes }: FoundConfig, { stdin, forceExclude }: CheckRequest): boolean {
  return (!input.isExplicit || forceExclude || stdin !== undefined) && excludes(input.absolutePath);
}

/** What a byte costs about, in milliseconds of processor time (docs/performance.md has the figures). */
const PER_BYTE = { dockerfile: 0.007, other: 0.001 };

/** Milliseconds that a file takes about, judged by its name and size. */
export function workOf({ input }: Job): number {
  const perByte = detect(input.path, "") === "dockerfile" ? PER_BYTE.dockerfile : PER_BYTE.other;
  return sizeOf(input.absolutePath) * perByte;
}
