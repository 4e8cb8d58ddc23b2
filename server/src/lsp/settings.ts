import * as v from "valibot";
import { mergeConfig } from "../core/config/merge.ts";
import {
  type Config,
  type ConfigLayer,
  configFileSchema,
  configSchema,
  DEFAULT_CONFIG,
} from "../core/config/schema.ts";
import { RULE_IDS } from "../core/rules/rule-ids.ts";

/** The one definition of the editor's settings, all below `hullcheck.`; a test holds package.json to it. */
const settingsSchema = v.object({
  enable: v.optional(v.boolean(), true),
  /** Lens over each instruction that makes a layer. */
  layerLens: v.optional(v.boolean(), true),
  /** Lens over each pod. */
  podLens: v.optional(v.boolean(), true),
  /** Hovers that explain what has no finding. */
  hover: v.optional(v.boolean(), true),
  /** When files that are not open are checked, for the list of problems. */
  workspaceScan: v.optional(v.picklist(["automatic", "onCommand"]), "automatic"),
  ...configSchema.entries,
  // What nobody set must not hide what a configuration file says.
  severity: configFileSchema.entries.severity,
  podSecurity: configFileSchema.entries.podSecurity,
});

export type Settings = v.InferOutput<typeof settingsSchema>;

/** What holds where nobody set anything. */
export const DEFAULT_SETTINGS: Settings = v.parse(settingsSchema, {});

export interface SettingsResult {
  readonly settings: Settings;
  /** What could not be understood, each naming its key; the default holds there. */
  readonly problems: readonly string[];
}

/** Reads the value of the section `hullcheck`. A key that is wrong keeps its default, the others count. */
export function readSettings(value: unknown): SettingsResult {
  const section = isObject(value) ? value : {};
  const problems: string[] = [];
  const accepted: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(settingsSchema.entries)) {
    const set = key === "rules" ? knownRules(section[key], problems) : section[key];
    if (isUnset(set)) continue;
    const result = v.safeParse(schema, set);
    if (result.success) accepted[key] = set;
    else problems.push(`hullcheck.${key}: ${result.issues[0].message}`);
  }
  return { settings: v.parse(settingsSchema, accepted), problems };
}

/** Editors show an empty text where nothing is set. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

const ruleLevel = configSchema.entries.rules.wrapped.value;

/** The rules that exist, at levels that exist; one mistake does not undo the others. */
function knownRules(value: unknown, problems: string[]): unknown {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([id, level]) => {
    const isRule = RULE_IDS.includes(id);
    if (!isRule) problems.push(`hullcheck.rules: there is no rule \`${id}\``);
    const result = v.safeParse(ruleLevel, level);
    if (isRule && !result.success) problems.push(`hullcheck.rules.${id}: ${result.issues[0].message}`);
    return isRule && result.success;
  });
  return Object.fromEntries(kept);
}

/** The part of the settings that the core is run with. */
export function configOf(settings: Settings): Config {
  return mergeConfig(DEFAULT_CONFIG, layerOf(settings));
}

/** The settings on top of what a configuration file says. */
export function withConfig(settings: Settings, config: Config): Settings {
  return { ...settings, ...mergeConfig(config, layerOf(settings)) };
}

function layerOf(settings: Settings): ConfigLayer {
  const { enable: _, layerLens: _layers, podLens: _pods, hover: _hover, workspaceScan: _scan, ...layer } = settings;
  return layer;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
