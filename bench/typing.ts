import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-protocol/node";
import { TestClient } from "../test/lsp/client.ts";
import { percentile, type Row, short } from "./table.ts";
import { countLines, dockerfileOf, largestManifest, manifestOf, type NamedText } from "./texts.ts";

/** What is typed: 200 characters. */
const COMMAND =
  "\nRUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && curl -fsSL https://example.com/tool.tgz -o /tmp/tool.tgz && tar -xzf /tmp/tool.tgz -C /opt && chmod 0755 /opt/tool";
const FIELD =
  "\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: typed\nspec:\n  containers:\n    - name: web\n      image: registry.example/web:1.4\n      securityContext:\n        privileged: true\n        runAsUser: 0\n  hostNetwork: ";

interface Place {
  readonly title: string;
  readonly file: NamedText;
  /** Zero-based line at whose end is typed. */
  readonly line: number;
  readonly typed: string;
}

function places(): readonly Place[] {
  const largest = largestManifest();
  const lines = largest.text.split("\n");
  const inLargest = lines.findIndex((line, index) => index > 12_000 && /^ +description: /.test(line));
  const command = COMMAND.slice(0, 200);
  return [
    ...[30, 300, 3_000].map((count) => ({
      title: "Dockerfile",
      file: dockerfileOf(count),
      line: endOfInstruction(dockerfileOf(count).text, count / 2),
      typed: command,
    })),
    ...[100, 1_000, 25_000].map((count) => ({
      title: "manifests",
      file: manifestOf(count),
      line: endOfDocument(manifestOf(count).text, count / 2),
      typed: FIELD.slice(0, 200),
    })),
    {
      title: "Argo CD's install.yaml, a new document",
      file: largest,
      line: lines.length - 2,
      typed: FIELD.slice(0, 200),
    },
    { title: "the same, inside its document of 20,000 lines", file: largest, line: inLargest, typed: command.slice(1) },
  ];
}

/** The first line from there that ends an instruction, so that a new one can begin. */
function endOfInstruction(text: string, from: number): number {
  const lines = text.split("\n");
  return lines.findIndex((line, index) => index >= from && line === "" && !/\\\s*$/.test(lines[index - 1] ?? ""));
}

function endOfDocument(text: string, from: number): number {
  return text.split("\n").findIndex((line, index) => index >= from && line.startsWith("---")) - 1;
}

/** Keystroke to diagnostics over stdio: each character is a message, and its findings are waited for. */
export async function typing(server: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const place of places()) rows.push(await typeInto(server, place));
  return rows;
}

async function typeInto(server: string, { title, file, line, typed }: Place): Promise<Row> {
  const client = await TestClient.start(server);
  const uri = pathToFileURL(`/workspace/${file.path.split("/").at(-1)}`).href;
  const languageId = title === "Dockerfile" ? "dockerfile" : "yaml";
  const opened = performance.now();
  await client.open(uri, file.text, languageId);
  await client.pushed(uri);
  const open = performance.now() - opened;
  const taken: number[] = [];
  const used = processorTime(client.process.pid);
  const at = { line, character: file.text.split("\n")[line]?.length ?? 0 };
  for (const [version, change] of changes(typed, at).entries()) {
    const before = performance.now();
    await client.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: version + 2 },
      contentChanges: [change],
    });
    await client.until(() => client.published.get(uri)?.version === version + 2, "the findings of a keystroke");
    taken.push(performance.now() - before);
  }
  const perKey = (processorTime(client.process.pid) - used) / typed.length;
  const burst = await typeAtOnce(client, uri, typed, at);
  await client.stop();
  const at50 = percentile(taken, 0.5);
  return {
    file: title,
    lines: countLines(file.text),
    findings: client.published.get(uri)?.diagnostics.length ?? 0,
    "opened, ms": short(open),
    "p50, ms": short(at50),
    "p95, ms": short(percentile(taken, 0.95)),
    "p99, ms": short(percentile(taken, 0.99)),
    "CPU of the server per key, ms": Number.isNaN(perKey) ? "–" : short(perKey),
    "200 keys at once, ms": short(burst),
  };
}

/** Milliseconds of processor time that a process has used, in steps of ten; not a number where the system does not say. */
function processorTime(pid: number | undefined): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  const fields = readFileSync(path, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Does not wait between the characters: versions that are out of date when their turn comes are not checked. */
async function typeAtOnce(
  client: TestClient,
  uri: string,
  typed: string,
  at: { readonly line: number; readonly character: number },
): Promise<number> {
  const before = performance.now();
  const all = changes(typed, at);
  for (const [index, change] of all.entries()) {
    void client.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: 1000 + index },
      contentChanges: [change],
    });
  }
  await client.until(
    () => client.published.get(uri)?.version === 999 + all.length,
    "the findings of the last keystroke",
  );
  return performance.now() - before;
}

function changes(
  typed: string,
  from: { readonly line: number; readonly character: number },
): TextDocumentContentChangeEvent[] {
  let { line, character } = from;
  return [...typed].map((text) => {
    const place = { line, character };
    if (text === "\n") [line, character] = [line + 1, 0];
    else character++;
    return { range: { start: place, end: place }, text };
  });
}
