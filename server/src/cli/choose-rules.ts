import { mergeConfig } from "../core/config/merge.ts";
import type { Config } from "../core/config/schema.ts";
import { switchedOn } from "../core/engine/select.ts";
import type { Rule } from "../core/rules/rule.ts";
import { RULE_IDS } from "../core/rules/rule-ids.ts";
import { suggestion } from "../core/text/nearest.ts";
import type { CheckRequest } from "./request.ts";

/** What is wrong with the ids that `--rule` names. */
export function unknownRules(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => !RULE_IDS.includes(id)).map(noSuchRule);
}

/** What to say where an id is no rule's. */
export function noSuchRule(id: string): string {
  return `no such rule: “${id}”${suggestion(id, RULE_IDS)}`;
}

/** The rules that `--rule` names, or all of them. */
export function chosenRules(rules: readonly Rule[], ids: readonly string[]): readonly Rule[] {
  return ids.length === 0 ? rules : rules.filter(({ id }) => ids.includes(id));
}

/** A configuration with what the command line says on top; a rule named there runs even where it is switched off. */
export function withRequest(config: Config, request: Pick<CheckRequest, "ruleIds" | "severity" | "target">): Config {
  const { ruleIds, severity, target } = request;
  return mergeConfig(switchedOn(config, ruleIds), { severity, target });
}
