import type { PageData } from "vitepress";
import { RULES } from "../server/src/core/index.ts";
import { START } from "./navigation.ts";
import { pageOf, readPage, rulePage } from "./pages.ts";

/** The product's name and what it does, as the README says it. */
export const PRODUCT = readPage("README.md");

/** What a page is called in a browser's tab and in the results of a search engine, and what the home page begins with. */
export function pageHead({ relativePath }: PageData): Partial<PageData> {
  if (relativePath === "index.md") return { title: "", frontmatter: { layout: "home", hero: HERO } };
  const rule = RULES.find(({ id }) => relativePath === pageOf(rulePage(id)));
  if (rule === undefined) return {};
  const why = rule.why.replaceAll("`", "");
  return { title: `${rule.id}: ${rule.title}`, description: `${rule.title} (${rule.severity}). ${why}` };
}

const HERO = {
  name: PRODUCT.title,
  tagline: PRODUCT.introduction,
  image: { src: "/icon.svg", alt: "" },
  actions: [START, { text: "All rules", link: "/rules/", theme: "alt" }],
};
