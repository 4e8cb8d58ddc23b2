import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { run } from "./process.ts";

/** A running VS Code: its address (`host:port`), its own folder, its process, and how to end it. */
export interface VscodeServer {
  readonly host: string;
  readonly folder: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** What to start: VS Code's start file, the extensions to install (`.vsix` files) and the user's settings. */
export interface VscodeServerOptions {
  readonly serverMain: string;
  readonly extensions: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether a folder has to be trusted before what is in it may run; here every folder is, unless asked for. */
  readonly asksForTrust?: boolean;
  /** Variables that the extension host sees on top of the present ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** No welcome page, no telemetry, no look-ups on the network: a test sees the same editor each time. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  // Whatever else listens on this machine would be counted in a badge.
  "remote.autoForwardPorts": false,
};

/** An extension gallery without an address: nothing is looked up, nothing suggested. */
const noGallery = { EXTENSIONS_GALLERY: "{}" };

/** Starts VS Code on a free port with a new data folder and waits until it answers. */
export async function startVscode(options: VscodeServerOptions): Promise<VscodeServer> {
  const folder = mkdtempSync(join(tmpdir(), "hullcheck-vscode-"));
  const userFolder = join(folder, "user/User");
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(join(userFolder, "settings.json"), JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
  const folders = [
    ...["--server-data-dir", join(folder, "server")],
    ...["--user-data-dir", join(folder, "user")],
    ...["--extensions-dir", join(folder, "extensions")],
  ];
  for (const extension of options.extensions) {
    const install = [options.serverMain, ...folders, "--install-extension", extension];
    await run(process.execPath, install, { env: noGallery, seconds: 60 });
  }
  const trust = options.asksForTrust === true ? [] : ["--disable-workspace-trust"];
  const port = await freePort();
  const child = spawn(process.execPath, [options.serverMain, ...folders, ...startArguments(port), ...trust], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...noGallery, ...options.env },
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const log = createWriteStream(options.logFile);
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const host = `127.0.0.1:${port}`;
  try {
    await answers(`http://${host}/version`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, folder, pid: child.pid ?? 0, stop };
}

function startArguments(port: number): readonly string[] {
  return [
    ...["--host", "127.0.0.1", "--port", String(port)],
    "--without-connection-token",
    "--accept-server-license-terms",
    "--enable-smoke-test-driver",
    ...["--telemetry-level", "off"],
  ];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
  throw new Error(`VS Code did not answer at ${url}`);
}

/** Asks the process to end, and ends it by force after five seconds. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(force);
}
