import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before } from "node:test";

/** Where the built command line is. */
export const builtCli = resolve("out", `cli-test-${process.pid}`, "cli.cjs");

/** Builds the command line as it ships, for the tests of this file, and takes it away again. */
export function useBuiltCli(): void {
  before(() => {
    execFileSync(process.execPath, ["esbuild.mjs", `--outdir=${dirname(builtCli)}`, "cli"]);
  });
  after(() => rmSync(dirname(builtCli), { recursive: true, force: true }));
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that standard output goes to. */
  readonly stdout?: number;
  /** Another build than the one of these tests. */
  readonly cli?: string;
}

/** Runs the built command line as a process of its own. */
export function hullcheck(
  args: readonly string[],
  { cwd, input, env = {}, stdout: file, cli = builtCli }: RunOptions,
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    input: input ?? "",
    stdio: ["pipe", file ?? "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...withoutColors(process.env), ...env },
  });
  return { status, stdout, stderr };
}

/** As `hullcheck`, but with standard output as bytes. */
export function hullcheckBytes(args: readonly string[], { cwd, input }: RunOptions): Uint8Array {
  return spawnSync(process.execPath, [builtCli, ...args], { cwd, input: input ?? "" }).stdout;
}

/** Runs the command line with a reader that closes standard output after the first bytes. */
export function hullcheckCutOff(args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [builtCli, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.once("data", (chunk: Buffer) => {
      stdout = chunk.toString();
      child.stdout.destroy();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("close", (status) => done({ status, stdout, stderr }));
  });
}

export interface RunningCli {
  /** What it has written so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  /** Sends an interrupt, as Ctrl+C does, and waits for the end. */
  readonly interrupt: () => Promise<Ran & { readonly signal: NodeJS.Signals | null }>;
}

/** Starts the command line and leaves it running. */
export function startHullcheck(args: readonly string[], cwd: string): RunningCli {
  const child = spawn(process.execPath, [builtCli, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      said[name] += chunk;
    });
  }
  const ended = new Promise<Ran & { readonly signal: NodeJS.Signals | null }>((done) => {
    child.on("close", (status, signal) => done({ status, signal, ...said }));
  });
  after(() => child.kill("SIGKILL"));
  const interrupt = () => {
    child.kill("SIGINT");
    return ended;
  };
  return { output: () => said, interrupt };
}

function withoutColors(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _f, NO_COLOR: _n, ...rest } = env;
  return rest;
}

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files, by path; it is taken away after the tests. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "hullcheck-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) write(folder, path, content);
  return folder;
}

/** Writes a file below a folder. */
export function write(folder: string, path: string, content: string | Uint8Array): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** Reads a file below a folder. */
export function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

/** Nothing to find in it, whatever rules there are. */
export const CLEAN_DOCKERFILE = `FROM scratch
COPY --chmod=0555 app /usr/local/bin/app
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/app"]
`;

/** Exactly one finding, an error: `setuid-bit`. */
export const SETUID_DOCKERFILE = CLEAN_DOCKERFILE.replace("0555", "4555");

/** Exactly one finding, a warning that has a safe fix: `world-writable`. */
export const FIXABLE_DOCKERFILE = CLEAN_DOCKERFILE.replace("0555", "0777");
/** What fixing it leads to. */
export const FIXED_DOCKERFILE = CLEAN_DOCKERFILE.replace("0555", "0775");

/** Exactly one finding at warning level: `root-user`. */
export const ROOT_DOCKERFILE = CLEAN_DOCKERFILE.replace("USER 10001:10001\n", "");

export interface JsonReport {
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly findings: readonly { readonly ruleId: string; readonly severity: string; readonly message: string }[];
    readonly gaps: readonly { readonly why: string }[];
  }[];
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  readonly notes: readonly { readonly path: string; readonly message: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

/** Runs `--format json` and reads its document. */
export function jsonReport(args: readonly string[], options: RunOptions): JsonReport {
  return JSON.parse(hullcheck([...args, "--format", "json"], options).stdout);
}

/** The rules that were broken, in the order of the report. */
export function ruleIds(report: JsonReport): readonly string[] {
  return report.files.flatMap((file) => file.findings.map((finding) => finding.ruleId));
}
