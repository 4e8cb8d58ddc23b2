// Starts a rule: `npm run new-rule -- dockerfile my-rule` or `npm run new-rule -- kubernetes my-rule`.
import { existsSync, writeFileSync } from "node:fs";
import { update } from "./generated/file.ts";
import { newRuleText, RULE_ID } from "./generated/new-rule.ts";
import { RULES_FOLDER, ruleIndex } from "./generated/rule-index.ts";

const USAGE = "usage: npm run new-rule -- dockerfile|kubernetes what-is-wrong-in-kebab-case";

/** Writes the rule's file and registers it; what keeps it from doing so comes back in words. */
function start(kind: string | undefined, id: string | undefined): string | undefined {
  if ((kind !== "dockerfile" && kind !== "kubernetes") || id === undefined) return USAGE;
  if (!RULE_ID.test(id)) return `\`${id}\` is no rule id: two words or more in kebab-case.\n${USAGE}`;
  const taken = ["dockerfile", "kubernetes"].map((folder) => `${RULES_FOLDER}/${folder}/${id}.ts`).find(existsSync);
  if (taken !== undefined) return `${taken} is there already.`;
  const path = `${RULES_FOLDER}/${kind}/${id}.ts`;
  writeFileSync(path, newRuleText(kind, id));
  console.log(`wrote ${path}`);
  update(ruleIndex().files, false);
  console.log(`Fill in every TODO, then: npm test -- test/rules && npm run generate && npm run check`);
  return undefined;
}

const problem = start(process.argv[2], process.argv[3]);
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 2;
}
