// Every text that the extension shows can be translated: those of package.json by key, those of the client by themselves.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { globSync } from "tinyglobby";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync("package.nls.json", "utf8"));

/** Every string of a JSON value with the keys that lead to it. */
function strings(value: unknown, path: readonly string[] = []): readonly (readonly [readonly string[], string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, [...path, key]));
}

const SHOWN = new Set([
  "title",
  "description",
  "markdownDescription",
  "enumDescriptions",
  "name",
  "contextualTitle",
  "altText",
]);

describe("the texts of package.json", () => {
  const placeholders = strings(manifest).flatMap(([, text]) => /^%(.+)%$/.exec(text)?.[1] ?? []);

  it("are all kept apart", () => {
    const kept = strings(manifest.contributes).filter(([path, text]) => isShown(path) && !/^%.+%$/.test(text));
    assert.deepEqual(kept, []);
    assert.ok(placeholders.length > 50, `only ${placeholders.length}`);
  });

  it("are all there, and none besides", () => {
    assert.deepEqual([...new Set(placeholders)].sort(), Object.keys(texts).sort());
    for (const [key, text] of Object.entries(texts)) assert.ok(text.trim() !== "", key);
  });
});

function isShown(path: readonly string[]): boolean {
  const key = path.findLast((part) => !/^\d+$/.test(part));
  return key !== undefined && SHOWN.has(key);
}

describe("the texts of the client", () => {
  it("are those of the bundle", () => {
    const used = globSync("client/src/**/*.ts").flatMap((file) =>
      Array.from(readFileSync(file, "utf8").matchAll(/\bl10n\.t\(\s*("(?:[^"\\]|\\.)*")/g), ([, text = '""']) =>
        String(JSON.parse(text)),
      ),
    );
    const bundle = JSON.parse(readFileSync(`${manifest.l10n}/bundle.l10n.json`, "utf8"));
    assert.ok(used.length > 10, `only ${used.length}`);
    assert.deepEqual(Object.keys(bundle).sort(), [...new Set(used)].sort());
    for (const [key, text] of Object.entries(bundle)) assert.equal(text, key);
  });
});

describe("the walkthrough", () => {
  const [walkthrough] = manifest.contributes.walkthroughs;
  const commands: readonly string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);

  it("shows pictures that are there", () => {
    for (const { media } of walkthrough.steps) assert.ok(existsSync(media.svg), media.svg);
  });

  it("calls only commands that are there, with examples that are there", () => {
    const links = Object.entries(texts)
      .filter(([key]) => key.startsWith("walkthrough."))
      .flatMap(([, text]) => Array.from(text.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)));
    assert.ok(links.length >= 4);
    for (const [, command = "", argument = ""] of links) {
      if (!command.startsWith("hullcheck.")) continue;
      assert.ok(commands.includes(command), command);
      const name = JSON.parse(decodeURIComponent(argument));
      assert.ok(readFileSync("client/src/examples.ts", "utf8").includes(`name: "${name}"`), name);
    }
  });

  it("opens examples that ship", () => {
    const files = Array.from(
      readFileSync("client/src/examples.ts", "utf8").matchAll(/file: "([^"]+)"/g),
      ([, file]) => file,
    );
    assert.ok(files.length > 0);
    for (const file of files) assert.ok(existsSync(`examples/insecure/${file}`), file);
    assert.match(readFileSync(".vscodeignore", "utf8"), /^!examples\/insecure\/\*$/m);
  });
});
