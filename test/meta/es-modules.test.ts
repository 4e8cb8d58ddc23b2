// What the build makes of the libraries that are CommonJS has the same names as they have, each with a value of the same kind.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { build } from "esbuild";
import { asEsModules, toEsModule } from "../../scripts/es-modules.mjs";

const require = createRequire(import.meta.url);

async function bundled(library: string): Promise<object> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: `import * as all from "${library}"; module.exports = { ...all };`, resolveDir: "." },
    plugins: [asEsModules],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  assert.deepEqual(warnings, []);
  const module = { exports: {} };
  new Function("module", "require", outputFiles[0]?.text ?? "")(module, require);
  return module.exports;
}

/** Passed on from two modules each: of CommonJS the first one holds, and esbuild builds nothing that asks for it. */
const AMBIGUOUS = ["createMessageConnection", "createProtocolConnection"];

function kinds(values: object, left: readonly string[]): Readonly<Record<string, string>> {
  const named = Object.entries(values).filter(([name]) => !left.includes(name));
  named.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(named.map(([name, value]) => [name, typeof value]));
}

describe("a library as ES modules", () => {
  const libraries = { "vscode-languageserver/node": AMBIGUOUS, "vscode-jsonrpc/node": [], "dockerfile-ast": [] };
  for (const [library, left] of Object.entries(libraries)) {
    it(`has all that ${library} has`, async () => {
      const expected = kinds(require(library), left);
      assert.ok(Object.keys(expected).length > 20);
      assert.deepEqual(kinds(await bundled(library), []), expected);
    });
  }

  it("ends the build where it has a form that is not known", () => {
    for (const text of [
      "module.exports = 1;",
      "if (a)\n    exports[a] = 1;",
      'const a = __importWildcard(require("a"));',
    ]) {
      assert.throws(() => toEsModule(text, "lib/a.js"), /^Error: lib\/a\.js: what would this be in an ES module\?/);
    }
  });
});
