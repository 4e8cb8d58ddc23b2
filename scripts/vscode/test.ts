// npm run test:vscode: sets up a real VS Code, packages the extension, and runs test/vscode against both.
// Words after `--` narrow it down to test files whose names hold them.
import { spawnSync } from "node:child_process";
import { bundleUiTests, packageExtension } from "./bundle.ts";
import { ensureVscode } from "./setup.ts";

const wanted = process.argv.slice(2);
await ensureVscode();
await packageExtension();
const files = (await bundleUiTests()).filter(
  (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);
// One file at a time: two editors at once on a small machine only make each other late.
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-concurrency=1", ...files], {
  stdio: "inherit",
  timeout: 600_000,
});
process.exitCode = status ?? 1;
