import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { globSync } from "tinyglobby";
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
    const client = await TestClient.start(server);
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
  return files.map((path) => ({
    file: path,
    kB: short(statSync(path).size / 1000),
    "gzip, kB": short(gzipSync(readFileSync(path)).length / 1000),
  }));
}

/** The memory of the server, before and after it checked a workspace of 5,000 files. */
export async function memory(server: string): Promise<readonly Row[]> {
  const folder = resolve(".bench/workspace");
  writeWorkspace(folder, 5_000);
  const client = await TestClient.start(server, { folders: [pathToFileURL(folder).href] });
  const rows = [memoryOf("started", client.process.pid, 0)];
  const before = performance.now();
  const report = await client.connection.sendRequest<{ items: readonly unknown[] }>("workspace/diagnostic", {
    previousResultIds: [],
  });
  rows.push(
    memoryOf(
      `5,000 files checked, ${report.items.length} with findings`,
      client.process.pid,
      performance.now() - before,
    ),
  );
  await client.stop();
  rmSync(folder, { recursive: true });
  return rows;
}

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
