// Reads what TypeScript emitted as CommonJS as ES modules. A bundle of those needs neither a function around each module
// nor a getter for each name that is passed on, and leaves out what nothing uses.
import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";

const FILES =
  /[\\/]node_modules[\\/](?:vscode-jsonrpc|vscode-language(?:client|server|server-protocol)|dockerfile-ast)[\\/]lib[\\/].+\.js$/;
/** What those files import that has named exports. */
const HAS_NAMES = /^\.|^vscode-/;

/**
 * For the libraries of the language server protocol and of Dockerfiles, which have no ES modules.
 * @type {import("esbuild").Plugin}
 */
export const asEsModules = {
  name: "as-es-modules",
  setup({ onLoad }) {
    onLoad({ filter: FILES }, async ({ path }) => ({ contents: toEsModule(await readFile(path, "utf8"), path) }));
  },
};

/**
 * The text of a CommonJS module as an ES module; `path` names it where it has a form that TypeScript does not emit.
 * @param {string} text
 * @param {string} path
 */
export function toEsModule(text, path) {
  const exported = text.matchAll(/\bexports\.(?!default\b)(\w+) = (?!exports\.|void 0)/g);
  const names = new Set(Array.from(exported, ([, name]) => name));
  const imported = text.matchAll(/^(?:const|var) (\w+) = .*?\brequire\("(.+)"\)/gm);
  const sources = new Map(Array.from(imported, ([, name, source]) => [name, source]));
  const body = text
    .replaceAll(/^var __\w+ = \(this && this\.__\w+\) \|\| [\s\S]*?^\}[()]*;$/gm, "")
    .replaceAll(/^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/gm, "")
    .replaceAll(/^(?:exports\.\w+ = )+void 0;$/gm, "")
    .replaceAll(/^__exportStar\(require\("(.+)"\), exports\);$/gm, 'export * from "$1";')
    .replaceAll(/^(?:const|var) (\w+) = (?:__import\w+\()?require\("(.+)"\)\)?;$/gm, (all, name, source) =>
      HAS_NAMES.test(source) || isBuiltin(source) || all.includes("__importStar(")
        ? `import * as ${name} from "${source}";`
        : all,
    )
    .replaceAll(
      /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/gm,
      (_, name, source, original) => `export { ${original} as ${name} } from "${sources.get(source)}";`,
    )
    .replaceAll(/^exports\.default = /gm, "export default ")
    .replaceAll(/^exports\.(\w+) = \1;$/gm, "")
    .replaceAll(/\(exports\.(\w+) = \1 = \{\}\)/g, "($1 = {})")
    .replaceAll(/^exports\.(\w+) = /gm, "const $1 = ")
    .replaceAll(/\bexports\.(\w+)/g, "$1");
  const [unknown] = /^.*\b(?:exports|__\w+\().*$/m.exec(body) ?? [];
  if (unknown !== undefined) throw new Error(`${path}: what would this be in an ES module? ${unknown}`);
  return `${body}\nexport { ${[...names].join(", ")} };\n`;
}
