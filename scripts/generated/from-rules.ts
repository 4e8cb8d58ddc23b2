// The second half of `npm run generate`: what the rules say of themselves, as pages, as a schema and as settings.
import { existsSync, readdirSync } from "node:fs";
import { RULES } from "../../server/src/core/index.ts";
import { comingFromPage } from "./coming-from.ts";
import { configSchemaText } from "./config-schema.ts";
import { type GeneratedFile, update } from "./file.ts";
import { reportSchemaText } from "./report-schema.ts";
import { ruleList } from "./rule-list.ts";
import { rulePage } from "./rule-page.ts";
import { manifestWithSettings } from "./settings.ts";
import { standardsPage } from "./standards-page.ts";

const PAGES = "docs/rules";

function withoutOthers(pages: readonly GeneratedFile[]): readonly GeneratedFile[] {
  const there = existsSync(PAGES) ? readdirSync(PAGES).map((name) => `${PAGES}/${name}`) : [];
  const others = there.filter((path) => path.endsWith(".md") && !pages.some((page) => page.path === path));
  return [...pages, ...others.map((path) => ({ path, text: undefined }))];
}

const pages = [
  ...RULES.map((rule) => ({ path: `${PAGES}/${rule.id}.md`, text: rulePage(rule) })),
  { path: `${PAGES}/README.md`, text: ruleList(RULES) },
  { path: `${PAGES}/standards.md`, text: standardsPage(RULES) },
  { path: `${PAGES}/coming-from.md`, text: comingFromPage(RULES) },
];
update(
  [
    ...withoutOthers(pages),
    { path: "docs/hullcheck.schema.json", text: configSchemaText(RULES) },
    { path: "docs/report.schema.json", text: reportSchemaText() },
    ...manifestWithSettings(RULES),
  ],
  process.argv.includes("--check"),
);
