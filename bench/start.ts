import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { globSync } from "tinyglobby";
import { type ProtocolConnection, WorkspaceDiagnosticRequest } from "vscode-languageserver-protocol/node";
import { TestClient } from "../test/lsp/client.ts";
import { median, percentile, type Row, short } from "./table.ts";
import { corpusFiles } from "./texts.ts";

const RUNS = 20;

/** From the start of the server's process to its first answer, and to the findings of the first document. */
export async function start(server: string): Promise<readonly Row[]> {
  const ready: number[] = [];
  const found: number[] = [];
  const uri = "file:///workspace/Dockerfile";
  for (let run = 0; run < RUNS; run++) {
    const before = performance.now();
    // As an editor starts it: what guards it in tests takes a twentieth of the time.
    const client = await TestClient.start(server, { execArgv: [] });
    ready.push(performance.now() - before);
    await client.open(uri, 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n');
    await client.pushed(uri);
    found.push(performance.now() - before);
    await client.stop();
  }
  const node = Array.from({ length: RUNS }, () => {
    const before = performance.now();
    spawnSync(process.execPath, ["-e", "0"]);
    return performance.now() - before;
  });
  const row = (what: string, taken: readonly number[]): Row => ({
    "from the start of the process to": what,
    "p50, ms": short(median(taken)),
    "p95, ms": short(percentile(taken, 0.95)),
    fastest: short(Math.min(...taken)),
  });
  return [
    row("the end of an empty Node script", node),
    row("the answer to `initialize`", ready),
    row("the findings of the first document", found),
  ];
}

/** The files that ship, as they are and compressed. */
export function sizes(): readonly Row[] {
  const files = globSync(["dist/*.{cjs,js,mjs}", "*.vsix", "dist/*.vsix"]).sort();
  const parts = ["cli", "server"].map((name) =>
    sizeOf(`dist/${name}/, parts of dist/${name}.cjs`, globSync(`dist/${name}/*.cjs`)),
  );
  return [...files.map((path) => sizeOf(path, [path])), ...parts];
}

function sizeOf(name: string, paths: readonly string[]): Row {
  const sum = (measure: (path: string) => number): string =>
    short(paths.reduce((total, path) => total + measure(path), 0) / 1000);
  return {
    file: name,
    kB: sum((path) => statSync(path).size),
    "gzip, kB": sum((path) => gzipSync(readFileSync(path)).length),
  };
}

/** The memory of the server, before and after it checked a workspace of 5,000 files, in the two ways in which clients ask for that. */
export async function memory(server: string): Promise<readonly Row[]> {
  const folder = resolve(".bench/workspace");
  writeWorkspace(folder, 5_000);
  const rows = [
    ...(await scanned(server, folder, "told file by file, as to VS Code", fileByFile)),
    ...(await scanned(server, folder, "told in one answer", inOneAnswer)).slice(1),
  ];
  rmSync(folder, { recursive: true });
  return rows;
}

/** Asks for the findings of the workspace; returns how many files have some. */
type Ask = (connection: ProtocolConnection) => Promise<number>;

async function scanned(server: string, folder: string, how: string, ask: Ask): Promise<readonly Row[]> {
  const client = await TestClient.start(server, { folders: [pathToFileURL(folder).href], execArgv: [] });
  const started = memoryOf("started", client.process.pid, 0);
  const before = performance.now();
  const count = await ask(client.connection);
  const taken = performance.now() - before;
  const done = memoryOf(`5,000 files checked, ${count} with findings, ${how}`, client.process.pid, taken);
  await client.stop();
  return [started, done];
}

const inOneAnswer: Ask = async (connection) => {
  const { items } = await connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  return items.length;
};

const fileByFile: Ask = async (connection) => {
  let count = 0;
  connection.onProgress(WorkspaceDiagnosticRequest.partialResult, "scan", ({ items }) => {
    count += items.length;
  });
  const params = { previousResultIds: [], partialResultToken: "scan" };
  await connection.sendRequest(WorkspaceDiagnosticRequest.type, params);
  return count;
};

function writeWorkspace(folder: string, count: number): void {
  rmSync(folder, { recursive: true, force: true });
  const files = [...corpusFiles("dockerfiles"), ...corpusFiles("manifests")].filter(({ text }) => text.length < 50_000);
  for (let i = 0; i < count; i++) {
    const file = files[i % files.length];
    if (file === undefined) return;
    const target = join(folder, String(i));
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, basename(file.path)), file.text);
  }
}

function memoryOf(when: string, pid: number | undefined, milliseconds: number): Row {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
  const megabytes = (field: string): string => {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    return kilobytes === undefined ? "–" : short(Number(kilobytes) / 1024);
  };
  return {
    server: when,
    "took, s": short(milliseconds / 1000),
    "memory, MB": megabytes("VmRSS"),
    "at most, MB": megabytes("VmHWM"),
  };
}
