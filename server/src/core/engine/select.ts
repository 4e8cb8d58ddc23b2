import { mergeConfig } from "../config/merge.ts";
import type { Config } from "../config/schema.ts";
import type { Rule, Severity } from "../rules/rule.ts";

/** A rule that is switched on, with the severity the configuration gives it, if it gives one. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly severityOverride: Severity | undefined;
}

/** The rules that run under a configuration, in the order of the registry. */
export function selectRules(rules: readonly Rule[], config: Config): readonly ActiveRule[] {
  return rules.flatMap((rule) => {
    const level = config.rules[rule.id];
    if (level === "off" || (level === undefined && rule.enabledByDefault === false)) return [];
    return [{ rule, severityOverride: level === undefined || level === "on" ? undefined : level }];
  });
}

/** A configuration in which these rules run, also where it switches them off. */
export function switchedOn(config: Config, ids: readonly string[]): Config {
  const levels = ids.map((id) => {
    const level = config.rules[id];
    return [id, level === undefined || level === "off" ? "on" : level] as const;
  });
  return mergeConfig(config, { rules: Object.fromEntries(levels) });
}
