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

/** What a trial could not do is said where it is seen: here and at the end. */
const omitted = [];
function omit(why) {
  omitted.push(why);
  console.error(why);
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
    const why = `NOT LOOKED FOR known holes: npm audit did not answer (${report.message ?? "no reason given"})`;
    return isTrial ? omit(why) : fail(why);
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

/** Makes a file twice, to see that both are the same to the byte. */
function twice(file, make) {
  make(file);
  const first = readFileSync(file);
  rmSync(file);
  make(file);
  if (!first.equals(readFileSync(file))) fail(`two builds of ${file} differ`);
  return file;
}

step("the extension, twice");
const extension = twice(join(out, `${name}-${version}.vsix`), (file) => npm("run", "package", "--", file));

step("the command line, the server and the library, twice");
const programs = twice(join(out, `${name}-${version}.tgz`), () => npm("pack", "--silent", "--pack-destination", out));

step("the list of parts, and the checksums");
const parts = join(out, `${name}-${version}.cdx.json`);
writeFileSync(parts, `${JSON.stringify(billOfMaterials(bundled), null, 2)}\n`);
const published = [extension, programs, parts];
const sums = published.map(
  (file) => `${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${file.slice(out.length + 1)}`,
);
writeFileSync(join(out, "SHA256SUMS"), `${sums.join("\n")}\n`);
console.log(sums.join("\n"));
if (isTrial) console.log(["\nA trial: nothing of it is to be published.", ...omitted].join("\n"));
else {
  console.log(`
To publish, from a workflow that may prove where it was built:
  npx vsce publish --packagePath ${extension}
  npm publish ${programs} --provenance --access public`);
}
