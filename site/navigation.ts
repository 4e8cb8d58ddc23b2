import type { DefaultTheme } from "vitepress";
import { RULES } from "../server/src/core/index.ts";
import { TOPICS } from "../server/src/core/rules/topics.ts";
import { REPOSITORY } from "./links.ts";
import { addressOf, readPage, rulePage, SOURCES } from "./pages.ts";

const RULE_LIST = "docs/rules/README.md";

/** What stands beside every page that is not about rules. */
const GROUPS = {
  Guide: [
    "docs/cli.md",
    "docs/ci.md",
    "docs/editors.md",
    "docs/configuration.md",
    "docs/suppressions.md",
    "docs/workspace.md",
    "docs/limits.md",
    "docs/performance.md",
    "docs/api.md",
  ],
  "Other linters": ["docs/differences.md", "docs/differences-dockerfile.md", "docs/differences-kubernetes.md"],
  Project: ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
} as const;

/** The lists of rules: by topic first, then those in other orders. */
const RULE_LISTS = [
  RULE_LIST,
  ...SOURCES.filter((source) => source.startsWith("docs/rules/") && source !== RULE_LIST && !isRulePage(source)),
];

function isRulePage(source: string): boolean {
  return RULES.some(({ id }) => source === rulePage(id));
}

function item(source: string): { readonly text: string; readonly link: string } {
  return { text: readPage(source).title, link: addressOf(source) };
}

/** A pattern for the addresses of these pages. */
function among(sources: readonly string[]): string {
  return `^(?:${sources.map(addressOf).join("|")})$`;
}

function rulesAbout(topic: string): DefaultTheme.SidebarItem[] {
  return RULES.filter((rule) => rule.topic === topic).map(({ id }) => ({ text: id, link: addressOf(rulePage(id)) }));
}

/** Where the README says how to begin: its first section. */
export const START = { text: "Get started", link: `/#${readPage("README.md").firstAnchor}` };

export const NAV: DefaultTheme.NavItem[] = [
  { text: "Guide", link: START.link, activeMatch: among(GROUPS.Guide) },
  { text: "Rules", items: RULE_LISTS.map(item), activeMatch: "^/rules/" },
  { text: "Other linters", items: GROUPS["Other linters"].map(item), activeMatch: among(GROUPS["Other linters"]) },
  {
    text: "Project",
    items: [...GROUPS.Project.map(item), { text: "GitHub", link: REPOSITORY }],
    activeMatch: among(GROUPS.Project),
  },
];

export const SIDEBAR: DefaultTheme.SidebarMulti = {
  "/rules/": [
    { text: "Lists", items: RULE_LISTS.map(item) },
    {
      text: "By topic",
      items: Object.entries(TOPICS).map(([topic, text]) => ({ text, collapsed: true, items: rulesAbout(topic) })),
    },
  ],
  "/": Object.entries(GROUPS).map(([text, pages]) => ({
    text,
    items: [...(text === "Guide" ? [START] : []), ...pages.map(item)],
  })),
};
