// Builds what ships, into dist/: the extension's client, the server for a browser and the library, one file each;
// and the command line and the language server, in parts of which a run loads those that it needs. `--outdir=DIR` puts it elsewhere, names such as `server.browser` build these alone.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { context, transform } from "esbuild";
import { asEsModules } from "./scripts/es-modules.mjs";

const { values, positionals } = parseArgs({
  options: { watch: { type: "boolean", default: false }, outdir: { type: "string", default: "dist" } },
  allowPositionals: true,
});

/** @type {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  minify: !values.watch,
  sourcemap: values.watch,
  legalComments: "none",
  logLevel: "warning",
};

/** @type {import("esbuild").BuildOptions} */
const node = {
  ...shared,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  // Their CommonJS builds resolve files at run time, which a bundle cannot follow.
  mainFields: ["module", "main"],
  // What it has for Node is CommonJS, of which nothing can be left out.
  alias: { yaml: "./node_modules/yaml/browser/index.js" },
};

/** @type {import("esbuild").BuildOptions} */
const browser = { ...shared, platform: "browser", target: "es2022", mainFields: ["browser", "module", "main"] };

/** Each of the two lists of a rule, from its line to the bracket that closes it; the formatter sees to the indentation. */
const EXAMPLES = /^ {2}(bad|good): \[(?:.*\],$|\n(?:(?! {2}\]).*\n)* {2}\],$)/gm;

/** Leaves the rules' examples out of what an editor runs: they are for the tests, the pages and `explain`. */
const withoutExamples = {
  name: "without-examples",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]rules[\\/]\w+[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const lists = Array.from(text.matchAll(EXAMPLES), ([, name]) => name);
      if (lists.join() !== "bad,good") throw new Error(`${path}: its examples are not where they are looked for`);
      return { loader: "ts", contents: text.replaceAll(EXAMPLES, "  $1: [],") };
    });
  },
};

/**
 * For Node and browsers alike.
 * @type {import("esbuild").BuildOptions}
 */
const library = {
  ...shared,
  platform: "neutral",
  target: "es2022",
  mainFields: ["browser", "module", "main"],
  inject: ["server/src/lsp/buffer.browser.ts"],
  entryPoints: { api: "server/src/core/api.ts" },
  plugins: [asEsModules, withoutExamples],
};

/**
 * Writes ES modules as CommonJS: esbuild splits only the former into parts, and Node takes 8 ms more to load them.
 * @param {string} folder
 * @returns {import("esbuild").Plugin}
 */
const asCommonJs = (folder) => ({
  name: "as-commonjs",
  setup({ initialOptions: { platform, target }, onStart, onEnd }) {
    const options = { minify: shared.minify, platform, target };
    // The parts have other names when their content changes.
    onStart(() => rm(join(values.outdir, folder), { recursive: true, force: true }));
    onEnd(async ({ outputFiles = [] }) => {
      for (const { path, text } of outputFiles) {
        const { code } = await transform(text, { ...options, format: "cjs", supported: { "dynamic-import": false } });
        await mkdir(dirname(path), { recursive: true });
        // As esbuild itself does with what begins like a program.
        await writeFile(path, code, { mode: code.startsWith("#!") ? 0o755 : 0o644 });
      }
    });
  },
});

/**
 * A program whose parts lie in a folder of its name.
 * @param {string} name
 * @returns {import("esbuild").BuildOptions}
 */
const inParts = (name) => ({
  ...node,
  chunkNames: `${name}/[name]-[hash]`,
  format: "esm",
  splitting: true,
  write: false,
  // What is minified first has arrow functions around its CommonJS modules, which V8 reads twice.
  minify: false,
});

const SHARED_PART = resolve("server/src/cli/commands.ts");

/**
 * Lets every part of the command line but the first import what checking needs. Otherwise esbuild makes a file of its own of the modules
 * that the same parts share, for each set of parts: dozens, each of which takes Node half a millisecond.
 * @type {import("esbuild").Plugin}
 */
const oneSharedPart = {
  name: "one-shared-part",
  setup({ onResolve, onLoad }) {
    const parts = new Set([resolve("server/src/cli/thread.ts")]);
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      const target = resolve(resolveDir, path);
      if (kind === "dynamic-import" && target !== SHARED_PART) parts.add(target);
      // Without side effects an import of no names would be left out.
      return target === SHARED_PART ? { path: target, sideEffects: true } : undefined;
    });
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!parts.has(path)) return undefined;
      return { loader: "ts", contents: `${await readFile(path, "utf8")}\nimport ${JSON.stringify(SHARED_PART)};\n` };
    });
  },
};

/**
 * Commander loads this for commands that are programs of their own. There are none, and it takes 3 ms.
 * @type {import("esbuild").Plugin}
 */
const withoutChildProcess = {
  name: "without-child-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path: "nothing", namespace: "nothing" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "" }));
  },
};

/**
 * The client library asks with all of semver whether this VS Code is new enough for it, in 5 ms. VS Code has asked so before:
 * it loads the extension only where `engines` in package.json holds, and test/meta/repository.test.ts sees to it that both ask the same.
 * @type {import("esbuild").Plugin}
 */
const withoutVersionCheck = {
  name: "without-version-check",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^semver\/functions\// }, ({ path }) => ({ path, namespace: "new-enough" }));
    onLoad({ filter: /.*/, namespace: "new-enough" }, () => ({ contents: "module.exports = () => ({});" }));
  },
};

/** @type {Readonly<Record<string, import("esbuild").BuildOptions>>} */
const builds = {
  client: {
    ...node,
    entryPoints: { client: "client/src/extension.ts" },
    external: ["vscode"],
    plugins: [asEsModules, withoutVersionCheck],
  },
  server: {
    ...inParts("server"),
    entryPoints: { server: "server/src/lsp/main.ts" },
    plugins: [asCommonJs("server"), asEsModules, withoutExamples],
  },
  cli: {
    ...inParts("cli"),
    entryPoints: { cli: "server/src/cli/main.ts", "cli/thread": "server/src/cli/thread.ts" },
    plugins: [asCommonJs("cli"), asEsModules, oneSharedPart, withoutChildProcess],
  },
  api: { ...library, format: "esm", outExtension: { ".js": ".mjs" } },
  "api.cjs": { ...library, format: "cjs", outExtension: { ".js": ".cjs" } },
  "client.browser": {
    ...browser,
    entryPoints: { "client.browser": "client/src/extension.browser.ts" },
    format: "cjs",
    external: ["vscode"],
    plugins: [asEsModules],
  },
  "server.browser": {
    ...browser,
    entryPoints: { "server.browser": "server/src/lsp/main.browser.ts" },
    format: "iife",
    inject: ["server/src/lsp/buffer.browser.ts"],
    plugins: [asEsModules, withoutExamples],
  },
};

for (const [name, build] of Object.entries(builds)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const bundler = await context({ ...build, outdir: values.outdir });
  if (values.watch) await bundler.watch();
  else {
    await bundler.rebuild();
    await bundler.dispose();
  }
}
