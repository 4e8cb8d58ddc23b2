import { spawn } from "node:child_process";
import { buildServer, PULL, PUSH, removeServer, TestClient } from "../lsp/client.ts";
import { nothingButReading } from "../trust/forbidden.ts";
import { makeInput, tampered } from "./grammars.ts";
import type { Random } from "./random.ts";

/** What was sent to a server: messages by a client that pushes or pulls, or bytes as they are. */
export type Kept =
  | { readonly client: "pushes" | "pulls"; readonly messages: readonly Message[] }
  | { readonly bytes: string };

export type ServerFault = Kept & { readonly why: string };

interface Message {
  readonly method: string;
  readonly params: unknown;
  readonly isRequest: boolean;
}

const URIS = [
  "file:///w/Dockerfile",
  "file:///w/pod.yaml",
  "file:///w/.hullcheck.json",
  "untitled:a",
  "file:///",
  "",
  "%",
  "x:%E0%A4%A",
] as const;
const NUMBERS = [0, 1, 2, 5, 1e9, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, 0.5] as const;
const MESSAGES_PER_SERVER = 400;

/** Sends messages that no client should send to real servers; the server must live and still do its work. */
export async function fuzzServer(random: Random, count: number): Promise<readonly ServerFault[]> {
  if (count === 0) return [];
  return withServer(async (server) => {
    const faults: ServerFault[] = [];
    for (let sent = 0; sent < count; sent += MESSAGES_PER_SERVER) {
      const messages = Array.from({ length: Math.min(MESSAGES_PER_SERVER, count - sent) }, () => makeMessage(random));
      faults.push(...(await judgeServer(server, { client: random.pick(["pushes", "pulls"]), messages })));
      faults.push(...(await judgeServer(server, { bytes: makeBytes(random) })));
    }
    return faults;
  });
}

/** Sends what was kept once more. */
export function sendAgain(kept: Kept): Promise<readonly ServerFault[]> {
  return withServer((server) => judgeServer(server, kept));
}

async function withServer<T>(work: (server: string) => Promise<T>): Promise<T> {
  try {
    return await work(await buildServer());
  } finally {
    removeServer();
  }
}

async function judgeServer(server: string, kept: Kept): Promise<readonly ServerFault[]> {
  const [end, wanted] =
    "bytes" in kept
      ? [await endAfterBytes(server, kept.bytes), "the server ended with 1"]
      : [await endAfterMessages(server, kept.client, kept.messages), "well"];
  return end === wanted ? [] : [{ ...kept, why: end }];
}

async function endAfterMessages(
  server: string,
  kind: "pushes" | "pulls",
  messages: readonly Message[],
): Promise<string> {
  const client = await TestClient.start(server, { capabilities: kind === "pushes" ? PUSH : PULL });
  const answers: Promise<unknown>[] = [];
  for (const { method, params, isRequest } of messages) {
    if (!isRequest) await client.connection.sendNotification(method, params);
    // A refusal is an answer too.
    else answers.push(client.connection.sendRequest(method, params).catch(() => undefined));
  }
  const end = await Promise.race([
    Promise.all(answers).then(() => isWell(client)),
    client.exited.then((code) => `the server ended with ${code}`),
    new Promise<string>((done) => setTimeout(() => done("no answer within two minutes"), 120_000).unref()),
  ]);
  client.kill();
  return end;
}

const FRAMES = 20;

/** Messages of which bytes were changed, in the headers too. */
function makeBytes(random: Random): string {
  const initialize = {
    method: "initialize",
    params: { processId: null, rootUri: null, capabilities: {} },
    isRequest: true,
  };
  const messages = [initialize, ...Array.from({ length: FRAMES }, () => makeMessage(random))];
  return messages.map((message, id) => tampered(frame(message, id), random)).join("");
}

/** Sends bytes and goes away: the server must end, but not as if all had been well. */
async function endAfterBytes(server: string, bytes: string): Promise<string> {
  const child = spawn(process.execPath, [...nothingButReading(), server, "--stdio"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = new Promise<string>((done) => {
    child.on("exit", (code, signal) => done(`the server ended with ${code ?? signal}`));
    setTimeout(() => done("no end within two minutes"), 120_000).unref();
  });
  // It may be gone before it has read everything.
  child.stdin.on("error", () => undefined).end(bytes);
  const end = await ended;
  child.kill("SIGKILL");
  return end;
}

function frame({ method, params, isRequest }: Message, id: number): string {
  const body = JSON.stringify({ jsonrpc: "2.0", method, params, ...(isRequest && { id }) });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The server still finds what is to be found. */
async function isWell(client: TestClient): Promise<string> {
  const uri = "file:///well/Dockerfile";
  await client.open(uri, "FROM alpine:3.20\nRUN chmod 4755 /app\n");
  const found = client.initialized?.capabilities.diagnosticProvider
    ? await client.pull(uri).then((report) => (report.kind === "full" ? report.items : []))
    : await client.pushed(uri);
  return found.some(({ code }) => code === "setuid-bit") ? "well" : "the server finds nothing any more";
}

function makeMessage(random: Random): Message {
  const uri = random.pick(URIS);
  const textDocument = { uri, version: random.pick([...NUMBERS, null]) };
  const position = () => ({ line: random.pick(NUMBERS), character: random.pick(NUMBERS) });
  const range = () => ({ start: position(), end: position() });
  const { text } = makeInput(random);
  const notification = (method: string, params: unknown): Message => ({ method, params, isRequest: false });
  const request = (method: string, params: unknown): Message => ({ method, params, isRequest: true });
  return random.pick<() => Message>([
    () =>
      notification("textDocument/didOpen", {
        textDocument: { ...textDocument, languageId: random.pick(["dockerfile", "yaml", "json", "x"]), text },
      }),
    () =>
      notification("textDocument/didChange", {
        textDocument,
        contentChanges: [{ range: range(), text: text.slice(0, 50) }],
      }),
    () =>
      notification("textDocument/didChange", {
        textDocument,
        contentChanges: random.pick<unknown[]>([[], [{ text }], [{ range: range(), rangeLength: -1, text }]]),
      }),
    () => notification("textDocument/didClose", { textDocument }),
    () =>
      notification("workspace/didChangeConfiguration", {
        settings: random.pick<unknown>([null, 1, { hullcheck: { rules: [] } }, { hullcheck: "x" }]),
      }),
    () => notification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: random.below(5) }] }),
    () => notification("$/cancelRequest", { id: random.below(1000) }),
    () => notification("$/setTrace", { value: random.pick(["off", "verbose", ""]) }),
    () => request("textDocument/diagnostic", { textDocument, previousResultId: random.pick(["", "x", undefined]) }),
    () => request("textDocument/hover", { textDocument, position: position() }),
    () => request("textDocument/completion", { textDocument, position: position() }),
    () => request("textDocument/codeLens", { textDocument }),
    () =>
      request("textDocument/codeAction", {
        textDocument,
        range: range(),
        context: { diagnostics: [], only: random.pick([undefined, ["source.fixAll"], ["x"]]) },
      }),
    () => request("codeAction/resolve", { title: "x", data: random.pick<unknown>([null, 1, { uri }, "y"]) }),
    () =>
      request("workspace/executeCommand", {
        command: random.pick(["", "hullcheck.x", "hullcheck.scan"]),
        arguments: random.pick<unknown[]>([[], [null], [uri]]),
      }),
    () => request(random.pick(["hullcheck/none", "textDocument/none", ""]), random.pick<object>([{}, []])),
  ])();
}
