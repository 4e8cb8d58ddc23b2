import { dirname, join, resolve } from "node:path";
import { CONFIG_NAMES, mayHoldConfig, PACKAGE_NAME } from "../core/config/names.ts";
import { type Config, DEFAULT_CONFIG } from "../core/config/schema.ts";
import { readIfThere } from "./files.ts";
import type { ConfigSource } from "./request.ts";

export type ConfigLookup = FoundConfig | InvalidConfig;

export interface FoundConfig {
  readonly kind: "config";
  readonly config: Config;
  /** The folder that it lies in, as people are told of it. */
  readonly folder: string;
  /** Whether its `exclude` names a file, by its absolute path. */
  readonly excludes: (absolutePath: string) => boolean;
}

export interface InvalidConfig {
  readonly kind: "invalid";
  /** Each problem names the file, the place and the key. */
  readonly problems: readonly string[];
}

/** Gives the configuration for the files in a folder. */
export type ConfigFinder = (folder: string) => Promise<ConfigLookup>;

const NO_CONFIG: ConfigLookup = { kind: "config", config: DEFAULT_CONFIG, folder: "", excludes: () => false };

/** Makes the finder that a call asks for: the nearest file upward from each folder, one named file, or none. */
export async function configFinder(source: ConfigSource, cwd: string): Promise<ConfigFinder> {
  if (source.kind === "none") return async () => NO_CONFIG;
  if (source.kind === "file") {
    const { readNamedConfig } = await import("./config-file.ts");
    const found = readNamedConfig(resolve(cwd, source.path), cwd);
    return async () => found;
  }
  const known = new Map<string, ConfigLookup>();
  const find: ConfigFinder = async (folder) => {
    const kept = known.get(folder);
    if (kept !== undefined) return kept;
    const above = dirname(folder);
    const found = (await configIn(folder, cwd)) ?? (above === folder ? NO_CONFIG : await find(above));
    known.set(folder, found);
    return found;
  };
  return find;
}

async function configIn(folder: string, cwd: string): Promise<ConfigLookup | undefined> {
  for (const name of [...CONFIG_NAMES, PACKAGE_NAME]) {
    const path = join(folder, name);
    const text = readIfThere(path);
    if (text.kind === "missing" || (text.kind === "text" && !mayHoldConfig(path, text.text))) continue;
    // Few folders have a configuration: what reads one is not loaded before there is one.
    const { readConfig } = await import("./config-file.ts");
    const found = readConfig(path, cwd);
    if (found !== undefined) return found;
  }
  return undefined;
}
