// npm run demo: checks examples/ as anybody would, and says how to see the same in an editor.
import { spawnSync } from "node:child_process";

const EDITOR = `
The same in VS Code, as you type, with the fixes under Ctrl+. :
  npm run package && code --install-extension hullcheck-*.vsix && code examples
What the fixes would change:
  node dist/cli.cjs examples --fix --dry-run
`;

const { status } = spawnSync(process.execPath, ["dist/cli.cjs", "check", "examples", "--fail-on", "never"], {
  stdio: "inherit",
});
if (status === 0) console.log(EDITOR);
else process.exitCode = status ?? 1;
