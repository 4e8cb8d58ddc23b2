// Makes what is published of a version, in out/release: `node scripts/release.mjs [--trial]`. It publishes nothing: the last lines say how.
// Everything that ships is bundled, so that npm knows of no production dependency: the list of parts is made from the bundles.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const out = "out/release";
/** `--trial`: from the tree as it is, without the checks; nothing of it is to be published. */
const isTrial = process.argv.includes("--trial");
const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
const npm = (...args) =>
  execFileSync("npm", args, { encoding: "utf8", maxBuffer: 1 << 28, shell: process.platform === "win32" });

function step(title) {
  console.log(`\n=== ${title}`);
}

function fail(why) {
  console.error(why);
  process.exit(1);
}

/** The folders of the packages of which something is in the bundles. */
async function bundledPackages() {
  const { metafile } = await build({
    entryPoints: ["client/src/extension.ts", "server/src/lsp/main.ts", "server/src/cli/main.ts"],
    outdir: join(out, "unused"),
    write: false,
    bundle: true,
    metafile: true,
    platform: "node",
    external: ["vscode"],
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  const packageOf = (path) => /(?:^|.*\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  return new Set(Object.keys(metafile.inputs).flatMap((path) => packageOf(path) ?? []));
}

/** A CycloneDX list of the parts, of those that ship alone. */
function billOfMaterials(bundled) {
  const all = JSON.parse(npm("sbom", "--package-lock-only", "--sbom-format", "cyclonedx"));
  const folderOf = ({ properties }) => properties.find(({ name: key }) => key === "cdx:npm:package:path")?.value;
  const components = all.components.filter((component) => bundled.has(folderOf(component)));
  const kept = new Set([all.metadata.component["bom-ref"], ...components.map((component) => component["bom-ref"])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));
  return { ...all, components, dependencies };
}

/** Known holes in what ships. `npm audit --omit=dev` alone would look at nothing. */
function audit(bundled) {
  const { stdout } = spawnSync("npm", ["audit", "--json"], { encoding: "utf8", shell: process.platform === "win32" });
  const report = JSON.parse(stdout || "{}");
  if (report.vulnerabilities === undefined) {
    const why = `npm audit did not answer: ${report.message ?? "no reason given"}`;
    return isTrial ? console.log(why) : fail(why);
  }
  const found = Object.values(report.vulnerabilities).flatMap(({ nodes }) =>
    nodes.filter((folder) => bundled.has(folder)),
  );
  if (found.length > 0) fail(`known holes in ${found.join(", ")}`);
  console.log(`none known in ${bundled.size} packages`);
}

step("a clean tree");
const changed = execFileSync("git", ["status", "--porcelain"], { encoding: "utf8" });
if (changed !== "" && !isTrial) fail(`not committed:\n${changed}`);

step("all checks");
if (!isTrial) {
  npm("ci", "--no-audit", "--no-fund");
  execFileSync("npm", ["run", "check"], { stdio: "inherit", shell: process.platform === "win32" });
}
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

step("known holes");
const bundled = await bundledPackages();
audit(bundled);

step("the extension, twice");
const files = ["first", "second"].map((which) => join(out, `${which}.vsix`));
for (const file of files) npm("run", "package", "--", file);
const [first, second] = files.map((file) => readFileSync(file));
if (first === undefined || second === undefined || !first.equals(second)) fail("two builds differ");
const extension = join(out, `${name}-${version}.vsix`);
writeFileSync(extension, first);
for (const file of files) rmSync(file);

step("the command line and the server");
npm("pack", "--pack-destination", out);

step("the list of parts, and the checksums");
const parts = join(out, `${name}-${version}.cdx.json`);
writeFileSync(parts, `${JSON.stringify(billOfMaterials(bundled), null, 2)}\n`);
const published = [extension, join(out, `${name}-${version}.tgz`), parts];
const sums = published.map(
  (file) => `${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${file.slice(out.length + 1)}`,
);
writeFileSync(join(out, "SHA256SUMS"), `${sums.join("\n")}\n`);
console.log(sums.join("\n"));
console.log(`
To publish, from a workflow that may prove where it was built:
  npx vsce publish --packagePath ${extension}
  npm publish ${published[1]} --provenance --access public`);
