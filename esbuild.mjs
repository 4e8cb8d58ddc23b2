// Builds what ships: the extension's client, the language server and the command line, each one file in dist/.
import { context } from "esbuild";

const watch = process.argv.includes("--watch");

/** @type {import("esbuild").BuildOptions} */
const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minify: !watch,
  sourcemap: watch,
  legalComments: "none",
  logLevel: "warning",
  // Their CommonJS builds resolve files at run time, which a bundle cannot follow.
  mainFields: ["module", "main"],
};

const builds = [
  { ...shared, entryPoints: { client: "client/src/extension.ts" }, external: ["vscode"] },
  { ...shared, entryPoints: { server: "server/src/lsp/main.ts" }, banner: { js: "#!/usr/bin/env node" } },
  { ...shared, entryPoints: { cli: "server/src/cli/main.ts" }, banner: { js: "#!/usr/bin/env node" } },
];

for (const build of builds) {
  const bundler = await context({ ...build, outdir: "dist", outExtension: { ".js": ".cjs" } });
  if (watch) await bundler.watch();
  else {
    await bundler.rebuild();
    await bundler.dispose();
  }
}
