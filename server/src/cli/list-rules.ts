import pc from "picocolors";
import { loadRules } from "../core/engine/load.ts";
import { citedIds } from "../core/rules/citations.ts";
import { docsUrl } from "../core/rules/docs-url.ts";
import type { Rule } from "../core/rules/rule.ts";
import { TOPICS } from "../core/rules/topics.ts";
import { countOf } from "./reporters/report.ts";
import { CLEAN, type ExitCode, type Terminal } from "./terminal.ts";

/** `hullcheck --list-rules`: every rule with its severity, for people or as JSON. */
export async function listRules(asJson: boolean, terminal: Terminal): Promise<ExitCode> {
  const rules = await loadRules();
  terminal.out(asJson ? `${JSON.stringify(rules.map(ruleObject), null, 2)}\n` : table(rules, terminal));
  return CLEAN;
}

function ruleObject(rule: Rule): object {
  const { id, title, kind, topic, severity, equivalents } = rule;
  const standards = citedIds(rule);
  return { id, title, kind, topic, severity, default: levelOf(rule), standards, equivalents, docs: docsUrl(id) };
}

/** The level at which a rule runs where nobody configured anything. */
function levelOf(rule: Rule): string {
  return rule.enabledByDefault === false ? "off" : rule.severity;
}

function table(rules: readonly Rule[], { color }: Terminal): string {
  const colors = pc.createColors(color);
  const width = Math.max(...rules.map(({ id }) => id.length));
  const paints: Readonly<Record<string, (text: string) => string>> = {
    error: colors.red,
    warning: colors.yellow,
    information: colors.blue,
    off: colors.dim,
  };
  const row = (rule: Rule): string => {
    const level = levelOf(rule);
    return `  ${rule.id.padEnd(width)}  ${(paints[level] ?? String)(level.padEnd(11))}  ${rule.title}`;
  };
  return Object.entries(TOPICS)
    .map(([topic, title]) => {
      const rows = rules.filter((rule) => rule.topic === topic).map(row);
      return `${[colors.bold(`${title} (${countOf(rows.length, "rule")})`), ...rows].join("\n")}\n`;
    })
    .join("\n");
}
