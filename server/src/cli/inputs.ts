import { dirname, resolve } from "node:path";
import { detect } from "../core/engine/detect.ts";
import { discover, type FoundFile } from "./discover.ts";
import { decodeText, type FileText, type ReadResult, readText, type WriteResult } from "./files.ts";
import { replaceText } from "./replace.ts";
import type { FileNote } from "./reporters/report.ts";

/** A text to check, wherever it comes from. */
export interface Input {
  /** How it is told to people. */
  readonly path: string;
  /** Where it is, or would be. */
  readonly absolutePath: string;
  /** The folder from which a configuration is looked for. */
  readonly folder: string;
  /** The folder that was walked, out of which no link is followed; undefined for a file that was named, and for standard input. */
  readonly top: string | undefined;
  /** Named by the person, who hears about it in any case. */
  readonly isExplicit: boolean;
  readonly read: () => ReadResult;
  readonly write: (before: FileText, text: string) => WriteResult;
}

export interface Inputs {
  readonly inputs: readonly Input[];
  /** Files that are not to be checked, but say something of those that are. */
  readonly others: readonly Input[];
  /** Whether every file that may say something of the others is among them; undefined where none is known but the input. */
  readonly isWhole: boolean | undefined;
  readonly problems: readonly FileNote[];
}

/** The files below the paths; of those, where `isWanted` is given, the ones that it takes. */
export function fileInputs(
  paths: readonly string[],
  cwd: string,
  isWanted: (absolutePath: string) => boolean = () => true,
): Inputs {
  const { files, others, hasFolders, problems } = discover(paths, cwd);
  const found = files.map(inputOf);
  return {
    inputs: found.filter(({ absolutePath }) => isWanted(absolutePath)),
    others: [...found.filter(({ absolutePath }) => !isWanted(absolutePath)), ...others.map(inputOf)],
    isWhole: hasFolders,
    problems,
  };
}

/** A found file as an input. */
export function inputOf({ absolutePath, path, top }: FoundFile): Input {
  return {
    path,
    absolutePath,
    folder: dirname(absolutePath),
    top,
    isExplicit: top === undefined,
    read: () => readText(absolutePath, top),
    write: (before: FileText, text: string) => replaceText(absolutePath, before, text, top),
  };
}

/** Standard input as a file of that name; without one the name follows from the content. */
export function standardInput(
  bytes: Uint8Array,
  filename: string | undefined,
  cwd: string,
  write: Input["write"],
): Input {
  const content = decodeText(bytes);
  const path = filename ?? (content.kind === "text" ? nameFor(content.text) : "Dockerfile");
  const absolutePath = resolve(cwd, path);
  return {
    path,
    absolutePath,
    folder: dirname(absolutePath),
    top: undefined,
    isExplicit: true,
    read: () => content,
    write,
  };
}

function nameFor(text: string): string {
  return detect("stdin.yaml", text) === undefined ? "Dockerfile" : "stdin.yaml";
}

/** Reads all of standard input. */
export async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
