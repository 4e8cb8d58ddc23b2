import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { Command } from "commander";
import { globSync } from "tinyglobby";
import { addCheckOptions } from "../../server/src/cli/check-options.ts";
import { FORMATS } from "../../server/src/cli/reporters/format.ts";
import { configSchema } from "../../server/src/core/config/schema.ts";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const PAGES = globSync(["*.md", "docs/**/*.md"]);

describe("the packages", () => {
  it("are pinned, and locked without an address to load them from", () => {
    const { dependencies = {}, devDependencies = {} } = manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      assert.match(String(version), /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, name);
    }
    assert.deepEqual(
      lock.packages[""].devDependencies,
      devDependencies,
      "package-lock.json is of another package.json",
    );
    const addressed = Object.entries(lock.packages).filter(([, entry]) => Object.hasOwn(entry as object, "resolved"));
    assert.deepEqual(addressed, []);
  });

  it("need no newer VS Code than the extension does, which the build relies on", () => {
    const library = readFileSync("node_modules/vscode-languageclient/lib/node/main.js", "utf8");
    const [, required] = /^const REQUIRED_VSCODE_VERSION = '(.+?)';/m.exec(library) ?? [];
    assert.equal(required, manifest.engines.vscode);
  });
});

/** Targets of Markdown links and images, without those in code. */
function linkTargets(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return Array.from(prose.matchAll(/\]\(([^()\s]+)\)/g), ([, target]) => target ?? "");
}

/** The anchors that a page's headings have on GitHub. */
function anchors(markdown: string): readonly string[] {
  return Array.from(markdown.matchAll(/^#{1,6} (.+)$/gm), ([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the documentation", () => {
  it("links to files and headings that are there", () => {
    let count = 0;
    for (const page of PAGES) {
      for (const target of linkTargets(readFileSync(page, "utf8"))) {
        if (/^[a-z]+:/.test(target)) continue;
        count++;
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? page : join(dirname(page), path);
        assert.ok(existsSync(file), `${page} links to ${target}`);
        if (anchor !== undefined) {
          assert.ok(anchors(readFileSync(file, "utf8")).includes(anchor), `${page} links to ${target}`);
        }
      }
    }
    assert.ok(count > 50, `only ${count} links`);
  });

  it("names every option and format of the command line, and no other option", () => {
    const page = readFileSync("docs/cli.md", "utf8");
    const options = addCheckOptions(new Command()).options.flatMap(({ long }) => long ?? []);
    for (const option of options) assert.ok(page.includes(`\`${option}`), `docs/cli.md lacks ${option}`);
    for (const format of FORMATS) assert.ok(page.includes(`\`${format}\``), `docs/cli.md lacks the format ${format}`);
    const known = [...options, "--help", "--version", "--no-color"];
    const named = Array.from(page.matchAll(/(?<![\w-])--[a-z][a-z-]+/g), ([option]) => option);
    const unknown = named.filter((option) => !known.includes(option) && option !== "--secret");
    assert.deepEqual([...new Set(unknown)], []);
  });

  it("names every key of the configuration and every setting of the editor", () => {
    const page = readFileSync("docs/configuration.md", "utf8");
    for (const key of Object.keys(configSchema.entries)) {
      assert.ok(page.includes(`\`${key}\``), `docs/configuration.md lacks ${key}`);
    }
    const editors = readFileSync("docs/editors.md", "utf8");
    for (const key of Object.keys(manifest.contributes.configuration.properties)) {
      assert.ok(editors.includes(`\`${key}\``), `docs/editors.md lacks ${key}`);
    }
  });
});
