import { resolve } from "node:path";
import { defineConfig } from "vitepress";
import { headingAnchor } from "../../scripts/generated/markdown.ts";
import { reports, squiggles } from "../code.ts";
import { PRODUCT, pageHead } from "../heads.ts";
import { forSite } from "../markdown.ts";
import { NAV, SIDEBAR } from "../navigation.ts";
import { pageOf } from "../pages.ts";
import { SEARCH } from "../search.ts";

/** Where the site lies below its host: `/hullcheck/` on GitHub Pages. */
const base = process.env.DOCS_BASE ?? "/";

export default defineConfig({
  title: PRODUCT.title,
  description: PRODUCT.introduction,
  lang: "en",
  base,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}icon.svg` }]],
  srcDir: "..",
  srcExclude: ["!(docs)/**/*"],
  outDir: "../out/site",
  cacheDir: "../out/site-cache",
  rewrites: pageOf,
  markdown: {
    // Those of VS Code, as in the pictures.
    theme: { light: "light-plus", dark: "dark-plus" },
    // The anchors of GitHub, so that links to them work in both places.
    anchor: { slugify: headingAnchor },
    attrs: { disable: true },
    codeTransformers: [squiggles, reports],
    config: forSite,
  },
  transformPageData: pageHead,
  vite: {
    publicDir: resolve("images"),
    build: { chunkSizeWarningLimit: 2000 },
    server: { watch: { ignored: ["**/{.bench,.vscode-test,dist,out}/**"] } },
  },
  themeConfig: {
    logo: "/icon.svg",
    nav: NAV,
    sidebar: SIDEBAR,
    outline: [2, 3],
    search: { provider: "local", options: SEARCH },
    notFound: {
      title: "There is no such page",
      quote: "It may have moved: the search knows where to.",
      linkText: "To the start",
    },
    footer: { message: "MIT licence. This site sets no cookies and asks no other server for anything." },
  },
});
