import { readdirSync, readFileSync } from "node:fs";

/** The process ids of Hullcheck's language servers that run out of a folder of installed extensions (Linux: /proc). */
export function languageServers(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isLanguageServer(commandLine(name), folder))
    .map(Number);
}

function isLanguageServer(args: readonly string[], folder: string): boolean {
  return args.some((arg) => arg.startsWith(folder) && arg.endsWith("dist/server.cjs"));
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return []; // It has ended in the meantime.
  }
}
