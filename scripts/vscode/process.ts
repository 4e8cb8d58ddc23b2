import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How a command is run: where, with which variables on top of the present ones, and for how many seconds at most. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/**
 * Runs a command to its end and returns what it wrote to standard output.
 * Throws with all of its output when it fails or outlives its time limit.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.seconds * 1000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(stdout);
      const how = signal === null ? `exit code ${code}` : `${signal} after at most ${options.seconds} s`;
      reject(new Error(`${command} ${args.join(" ")}: ${how}\n${stdout}${stderr}`));
    });
  });
}

/** The first of the named programs that is on the PATH, with its full path; undefined where there is none. */
function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** Like findProgram, but throws and says which Debian package brings the program. */
export function requireProgram(names: readonly string[], debianPackage: string): string {
  const found = findProgram(names);
  if (found === undefined) throw new Error(`${names.join(" or ")} is not on the PATH (Debian: ${debianPackage})`);
  return found;
}
