// Builds what ships, each one file in dist/: the extension's client and the language server, for Node and for a browser,
// and the command line. `--outdir=DIR` puts it elsewhere, names such as `server.browser` build these alone.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { context } from "esbuild";

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

const program = { banner: { js: "#!/usr/bin/env node" } };

/** @type {Readonly<Record<string, import("esbuild").BuildOptions>>} */
const builds = {
  client: { ...node, entryPoints: ["client/src/extension.ts"], external: ["vscode"] },
  server: { ...node, ...program, entryPoints: ["server/src/lsp/main.ts"], plugins: [withoutExamples] },
  cli: { ...node, ...program, entryPoints: ["server/src/cli/main.ts"] },
  "client.browser": {
    ...browser,
    entryPoints: ["client/src/extension.browser.ts"],
    format: "cjs",
    external: ["vscode"],
  },
  "server.browser": {
    ...browser,
    entryPoints: ["server/src/lsp/main.browser.ts"],
    format: "iife",
    inject: ["server/src/lsp/buffer.browser.ts"],
    plugins: [withoutExamples],
  },
};

for (const [name, build] of Object.entries(builds)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const bundler = await context({ ...build, outdir: values.outdir, entryNames: name });
  if (values.watch) await bundler.watch();
  else {
    await bundler.rebuild();
    await bundler.dispose();
  }
}
