// The built site, below a base as on GitHub Pages, in a real browser.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { build, serve } from "vitepress";
import { openBrowser } from "../../../scripts/vscode/browser.ts";
import { RULES } from "../../../server/src/core/index.ts";
import { addressOf, SOURCES } from "../../../site/pages.ts";
import { faintTexts } from "./contrast.ts";

const BASE = "/hullcheck/";
const WIDTHS = { phone: 390, tablet: 768, desk: 1280 } as const;
const PAGES = SOURCES.map((source) => addressOf(source).replace(/[^/]$/, "$&.html"));
/** One page of every kind: prose, wide tables, a list of rules, a rule, what is not there. */
const KINDS = [
  "/",
  "/cli.html",
  "/performance.html",
  "/rules/",
  "/rules/setuid-bit.html",
  "/differences.html",
  "/404.html",
];

let site: Awaited<ReturnType<typeof serve>>;
let origin: string;
let context: BrowserContext;
let page: Page;
/** What the browser complained of in any test, and what it asked of others. */
const complaints = new Set<string>();

before(async () => {
  process.env.DOCS_BASE = BASE;
  await build("site");
  site = await serve({ root: "site", port: 0 });
  const bound = site.server?.address();
  origin = `http://localhost:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  context = await openBrowser();
  page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.add(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.add(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== origin) complaints.add(`${page.url()} asks ${url}`);
  });
});

after(async () => {
  await context?.close();
  site?.server?.close();
});

function at(path: string): string {
  return new URL(BASE + path.slice(1), origin).href;
}

/** The page's text as it is sent, before any script runs. */
async function html(path: string): Promise<string> {
  const response = await fetch(at(path));
  assert.equal(response.status, 200, path);
  return response.text();
}

function attributes(text: string, name: string): readonly string[] {
  return Array.from(text.matchAll(new RegExp(` ${name}="([^"]*)"`, "g")), ([, value = ""]) => value);
}

interface Link {
  readonly from: string;
  readonly target: URL;
}

/** The links of a page, and the files that it is made of, as far as they are the site's own. */
function linksOf(from: string, text: string): readonly Link[] {
  return [...attributes(text, "href"), ...attributes(text, "src")]
    .map((link) => ({ from, target: new URL(link.replaceAll("&amp;", "&"), from) }))
    .filter(({ target }) => target.origin === origin);
}

function withoutAnchor({ href, hash }: URL): string {
  return href.slice(0, href.length - hash.length);
}

function isAnchorOf(text: string, { hash }: URL): boolean {
  return hash === "" || attributes(text, "id").includes(decodeURIComponent(hash.slice(1)));
}

async function isNotTooWide(page: Page, place: string): Promise<void> {
  const [width = 0, room = 0] = await page.locator("html").evaluate((root) => [root.scrollWidth, root.clientWidth]);
  assert.ok(width <= room, `${place} is ${width} pixels wide`);
}

describe("the documentation site", () => {
  it("links to every page, and to nothing that is not there", async () => {
    const pages = new Map(await Promise.all(PAGES.map(async (path) => [at(path), await html(path)] as const)));
    const links = [...pages].flatMap(([url, text]) => linksOf(url, text));
    const linked = new Set(links.map(({ target }) => withoutAnchor(target)));
    assert.deepEqual(
      [...pages.keys()].filter((url) => !linked.has(url)),
      [],
    );
    for (const url of linked) {
      const response = pages.has(url) ? undefined : await fetch(url);
      if (response?.ok) pages.set(url, await response.text());
    }
    const missing = links.filter(({ target }) => {
      const text = pages.get(withoutAnchor(target));
      return text === undefined || !isAnchorOf(text, target);
    });
    assert.deepEqual(missing, []);
  });

  it("says so where a page is not there", async () => {
    const response = await fetch(at("/nowhere.html"));
    assert.equal(response.status, 404);
    assert.equal(await response.text(), await html("/404.html"));
  });

  it("names the page of a rule after the rule, for search engines too", async () => {
    for (const { id, title, severity } of RULES) {
      const text = (await html(`/rules/${id}.html`)).replaceAll("&#39;", "'").replaceAll("&quot;", '"');
      assert.ok(text.includes(`<title>${id}: ${title} | Hullcheck</title>`), id);
      assert.match(text, new RegExp(`<meta name="description" content="[^"]*\\b${severity}\\b`), id);
    }
  });

  it("has one title on each page, no level left out below it, and a text for every picture", async () => {
    for (const path of PAGES) {
      const text = await html(path);
      const levels = Array.from(text.matchAll(/<h([1-6])/g), ([, level]) => Number(level));
      assert.equal(levels.filter((level) => level === 1).length, 1, path);
      const content = levels.slice(levels.indexOf(1));
      const leap = content.findIndex((level, i) => level > (content[i - 1] ?? 0) + 1);
      assert.equal(leap, -1, `${path}: level ${content[leap]} after ${content[leap - 1]}`);
      for (const [picture] of text.matchAll(/<img[^>]*>/g)) assert.match(picture, / alt(="|[ >])/, path);
    }
  });

  it("fits a phone, every page of it", async () => {
    await page.setViewportSize({ width: WIDTHS.phone, height: 800 });
    await page.goto(at("/404.html"));
    for (const path of PAGES) {
      // Only what lies in the page changes with it: to lay that out takes a fraction of the time of opening it.
      await page.locator("#app").evaluate(
        (app, text) => {
          const other = new DOMParser().parseFromString(text, "text/html").querySelector("#app");
          app.replaceChildren(...(other?.childNodes ?? []));
        },
        await html(path),
      );
      await isNotTooWide(page, path);
    }
  });

  for (const [name, width] of Object.entries(WIDTHS)) {
    for (const colorScheme of ["light", "dark"] as const) {
      it(`fits and can be read at the ${name}, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        for (const path of KINDS) {
          await page.goto(at(path));
          await page.waitForSelector("#app h1");
          await isNotTooWide(page, path);
          assert.deepEqual(await page.locator("body").evaluate(faintTexts), [], path);
        }
      });
    }
  }

  it("underlines what a finding covers, as an editor does", async () => {
    await page.goto(at("/rules/setuid-bit.html"));
    assert.equal(await page.locator(".finding").first().textContent(), "4755");
    assert.equal(await page.getByText("^^^^").count(), 0);
  });

  for (const [word, rule] of [
    ["setuid", "setuid-bit"],
    ["DL3002", "root-user"],
  ] as const) {
    it(`finds ${rule} by ${word} first`, async () => {
      await page.goto(at("/"));
      // Before Vue has taken over, nobody listens to keys.
      await page.waitForFunction(() => "__vue_app__" in (document.querySelector("#app") ?? {}));
      // The search begins with what was looked for last.
      await page.evaluate(() => sessionStorage.clear());
      await page.keyboard.press("Control+k");
      await page.locator(".search-input").fill(word);
      await page.locator(".results a").first().click();
      await page.waitForURL(`**/rules/${rule}.html*`);
    });
  }

  it("asks nobody else for anything, and the browser has nothing to complain of", () => {
    assert.deepEqual([...complaints], []);
  });
});
