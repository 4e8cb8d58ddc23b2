// Lints examples/ with the built command line: `npm run demo`.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join("dist", "cli.cjs");

/** Runs a program of Node in the repository's folder, its output shown as it is; ends the demo where it fails. */
function run(good, ...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (!good.includes(status)) process.exit(1);
}

const OK = [0];
/** Findings are what the demo is about. */
const OK_OR_FINDINGS = [0, 1];

function title(text) {
  process.stdout.write(`\n── ${text} ${"─".repeat(Math.max(3, 76 - text.length))}\n\n`);
}

if (!existsSync(join(root, cli))) run(OK, "esbuild.mjs");

title("examples/insecure: what Hullcheck finds");
run(OK_OR_FINDINGS, cli, "check", "examples/insecure", "--severity", "warning");

title("the three-line leak: what one fix-all would change");
run(OK_OR_FINDINGS, cli, "check", "examples/insecure/leak.Dockerfile", "--fix", "--dry-run");

title("the three-line leak: what its layers hold");
run(OK, cli, "layers", "examples/insecure/leak.Dockerfile");

title("examples/hardened: the same, done well");
run(OK_OR_FINDINGS, cli, "check", "examples/hardened", "--severity", "warning");

process.stdout.write(`
── The same in VS Code ${"─".repeat(57)}

  npm run package
  code --install-extension hullcheck-*.vsix
  code examples

Open insecure/leak.Dockerfile there: the secret and the path that holds it are
underlined, and the light bulb (Ctrl+. or Cmd+.) offers the fix. Without installing anything:

  code --extensionDevelopmentPath="$PWD" examples
`);
