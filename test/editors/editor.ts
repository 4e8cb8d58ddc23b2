import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { buildServer, removeServer } from "../lsp/client.ts";

/** The code block of docs/editors.md that holds some words. */
export function configuration(language: string, words: string): string {
  const page = readFileSync("docs/editors.md", "utf8");
  const blocks = Array.from(page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm), ([, name, text = ""]) => ({ name, text }));
  const [block, ...others] = blocks.filter(({ name, text }) => name === language && text.includes(words));
  if (block === undefined || others.length > 0) throw new Error(`one block of ${language} with ${words}`);
  return block.text;
}

/** Whether a program runs; the reason where it does not, with what brings it. */
export function missing(program: string, args: readonly string[], debianPackages: string): string | undefined {
  const { status } = spawnSync(program, args, { encoding: "utf8", timeout: 30_000 });
  return status === 0 ? undefined : `${program} is not here, or lacks something (Debian: ${debianPackages})`;
}

/** A folder with files, and on the PATH a `hullcheck-language-server` that is the built one. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "hullcheck-editor-"));
  private readonly bin = join(this.folder, "bin");

  static async make(files: Readonly<Record<string, string>>): Promise<Bench> {
    const bench = new Bench();
    const server = await buildServer();
    mkdirSync(bench.bin);
    const program = join(bench.bin, "hullcheck-language-server");
    writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${server}" "$@"\n`);
    chmodSync(program, 0o755);
    for (const [name, text] of Object.entries(files)) bench.write(name, text);
    return bench;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** Runs an editor to its end and returns what it left as JSON in `report.json`. */
  run(program: string, args: readonly string[]): unknown {
    const report = join(this.folder, "report.json");
    rmSync(report, { force: true });
    const { stdout, stderr, status } = spawnSync(program, args, {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, HOME: this.folder, PATH: [this.bin, process.env.PATH].join(delimiter) },
      timeout: 90_000,
      killSignal: "SIGKILL",
    });
    const output = `${program} ended with ${status}\n${stdout}\n${stderr}`;
    if (!existsSync(report)) throw new Error(output);
    return JSON.parse(readFileSync(report, "utf8"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    removeServer();
  }
}

/** The absolute path of a script beside the tests. */
export function script(name: string): string {
  return resolve("test/editors", name);
}
