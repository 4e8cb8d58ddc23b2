import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readMarks } from "../../site/code.ts";
import { REPOSITORY, siteLink } from "../../site/links.ts";
import { SIDEBAR } from "../../site/navigation.ts";
import { addressOf, pageOf, readPage, SOURCES, sourceOf } from "../../site/pages.ts";

describe("the site's pages", () => {
  it("have addresses without the folder of the repository, each its own", () => {
    assert.equal(pageOf("docs/cli.md"), "cli.md");
    assert.equal(pageOf("docs/rules/README.md"), "rules/index.md");
    assert.equal(pageOf("SECURITY.md"), "security.md");
    assert.equal(addressOf("README.md"), "/");
    assert.equal(addressOf("docs/rules/README.md"), "/rules/");
    assert.equal(addressOf("docs/rules/setuid-bit.md"), "/rules/setuid-bit");
    assert.equal(new Set(SOURCES.map(pageOf)).size, SOURCES.length);
    for (const source of SOURCES) assert.equal(sourceOf(pageOf(source)), source);
  });

  it("have a place in the navigation", () => {
    const links = Array.from(JSON.stringify(SIDEBAR).matchAll(/"link":"([^"]*)"/g), ([, link]) => link);
    const missing = SOURCES.filter((source) => source !== "README.md" && !links.includes(addressOf(source)));
    assert.deepEqual(missing, [], "site/navigation.ts lacks them");
  });

  it("begin with a title and a paragraph", () => {
    const { title, introduction } = readPage("README.md");
    assert.equal(title, "Hullcheck");
    assert.match(introduction, /^\w[^\n]*Dockerfile[^\n]*\.$/);
  });
});

describe("a link of a Markdown file", () => {
  it("leads to the page, from wherever it is", () => {
    assert.equal(siteLink("README.md", "docs/cli.md"), "/cli.md");
    assert.equal(siteLink("docs/cli.md", "configuration.md#mistakes"), "/configuration.md#mistakes");
    assert.equal(siteLink("docs/rules/setuid-bit.md", "../suppressions.md"), "/suppressions.md");
    assert.equal(siteLink("docs/cli.md", "../ARCHITECTURE.md"), "/architecture.md");
  });

  it("leads to the repository where the file is no page", () => {
    assert.equal(siteLink("README.md", "LICENSE"), `${REPOSITORY}/blob/main/LICENSE`);
    assert.equal(siteLink("docs/cli.md", "../examples"), `${REPOSITORY}/tree/main/examples`);
  });

  it("is left alone where it leads elsewhere, or to the same page", () => {
    for (const href of ["https://example.com/a.md", "mailto:a@example.com", "//example.com/x", "#options"])
      assert.equal(siteLink("docs/cli.md", href), href);
  });

  it("stops the build where it leads nowhere", () => {
    assert.throws(() => siteLink("docs/cli.md", "gone.md"), /docs\/cli\.md: the link to gone\.md leads nowhere/);
  });
});

describe("the marks below an example's lines", () => {
  it("are taken out of the code and told by line and column", () => {
    assert.deepEqual(readMarks("FROM alpine\nRUN chmod 4755 /app\n          ^^^^\nUSER 0"), {
      code: "FROM alpine\nRUN chmod 4755 /app\nUSER 0",
      marks: [{ line: 1, start: 10, end: 14 }],
    });
  });

  it("may be several, and one may stand behind the line", () => {
    assert.deepEqual(readMarks("a: b\n^  ^\nc:\n  ^").marks, [
      { line: 0, start: 0, end: 1 },
      { line: 0, start: 3, end: 4 },
      { line: 1, start: 1, end: 2 },
    ]);
  });

  it("are none without a line above, or with other text", () => {
    for (const text of ["  ^^\nFROM a", "FROM a\nx ^^", "FROM a\n\n"])
      assert.deepEqual(readMarks(text), { code: text, marks: [] });
  });
});
