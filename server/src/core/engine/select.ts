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
