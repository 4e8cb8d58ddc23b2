import { switchedOn } from "../core/engine/select.ts";
import { type Config, mergeConfig, RULES, type Rule } from "../core/index.ts";
import { suggestion } from "../core/text/nearest.ts";
import type { CheckRequest } from "./request.ts";

export type ChosenRules =
  | { readonly kind: "rules"; readonly rules: readonly Rule[] }
  | { readonly kind: "unknown"; readonly problems: readonly string[] };

/** The rules that `--rule` names, or all of them. */
export function chooseRules(ids: readonly string[]): ChosenRules {
  if (ids.length === 0) return { kind: "rules", rules: RULES };
  const unknown = ids.filter((id) => findRule(id) === undefined);
  if (unknown.length > 0) return { kind: "unknown", problems: unknown.map(noSuchRule) };
  return { kind: "rules", rules: RULES.filter(({ id }) => ids.includes(id)) };
}

/** The rule of an id. */
export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** What to say where an id is no rule's. */
export function noSuchRule(id: string): string {
  return `no such rule: “${id}”${suggestion(
    id,
    RULES.map((rule) => rule.id),
  )}`;
}

/** A configuration with what the command line says on top; a rule named there runs even where it is switched off. */
export function withRequest(config: Config, request: Pick<CheckRequest, "ruleIds" | "severity" | "target">): Config {
  const { ruleIds, severity, target } = request;
  return mergeConfig(switchedOn(config, ruleIds), { severity, target });
}
