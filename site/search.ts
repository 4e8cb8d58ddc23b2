import type { DefaultTheme } from "vitepress";
import { RULES } from "../server/src/core/index.ts";
import { rulePage } from "./pages.ts";

/** The search of the site itself: its index is a file of the site, and the browser looks into it. */
export const SEARCH: DefaultTheme.LocalSearchOptions = {
  _render: (text, env, markdown) => {
    const rule = RULES.find(({ id }) => env.relativePath === rulePage(id));
    const html = markdown.render(text, env);
    return rule === undefined ? html : forIndex(html, rule.id);
  },
  miniSearch: {
    // What is spelt almost the same is found too, but another number means another check.
    searchOptions: { fuzzy: (term: string) => (/\d/.test(term) ? false : 0.2) },
  },
};

/** The page of a rule as the index takes it: its title holds the id, and what each of them says alike is left out. */
function forIndex(html: string, ruleId: string): string {
  return html
    .replace(' <a class="header-anchor"', ` (${ruleId})$&`)
    .replace(/<h2 id="switch-it-off[\s\S]*?(?=<h2 )/, "");
}
