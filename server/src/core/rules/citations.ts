import { type Section, sectionsOf } from "../knowledge/standards/standard.ts";
import { STANDARDS, type StandardKey } from "../knowledge/standards/standards.ts";
import type { Rule } from "./rule.ts";

/** The sections of standards that a rule answers to, in the order of the standards. */
export function citedSections(rule: Rule): readonly Section[] {
  const cited = citedIds(rule);
  return (Object.keys(STANDARDS) as StandardKey[]).flatMap((key) => {
    const ids: readonly string[] = cited[key] ?? [];
    return sectionsOf(STANDARDS[key]).filter(({ id }) => ids.includes(id));
  });
}

/** The ids of these sections by standard. */
export function citedIds(rule: Rule): { readonly [Key in StandardKey]?: readonly string[] } {
  const controls = rule.kind === "kubernetes" ? rule.podSecurity?.controls : undefined;
  return { ...rule.standards, ...(controls !== undefined && { podSecurity: controls }) };
}
