#!/usr/bin/env node
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { version } from "../../../package.json";
import { nodeFiles } from "./node-files.ts";
import { nodeHeap } from "./node-heap.ts";
import { faultText, serve } from "./server.ts";

const USAGE = `hullcheck-language-server ${version}

Speaks the Language Server Protocol. Usage:
  hullcheck-language-server --stdio            over standard input and output (what holds without an option)
  hullcheck-language-server --socket=<port>    over a socket that the client listens on
  hullcheck-language-server --pipe=<name>      over a named pipe that the client listens on
  hullcheck-language-server --node-ipc         over the channel of a Node parent process
  hullcheck-language-server --version | --help
`;

const TRANSPORT = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;

function main(args: readonly string[]): void {
  if (args.includes("--version")) return void process.stdout.write(`${version}\n`);
  if (args.includes("--help")) return void process.stdout.write(USAGE);
  const hasTransport = args.some((arg) => TRANSPORT.test(arg));
  if (!hasTransport && process.stdin.isTTY) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${faultText(error)}\n`);
    process.exit(1);
  });
  const connection = hasTransport
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  nodeHeap.spare();
  const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  serve(connection, { files: nodeFiles, nextTurn, heap: nodeHeap }, version);
}

main(process.argv.slice(2));
