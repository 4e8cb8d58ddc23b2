import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, sep } from "node:path";
import { isWithin } from "../core/text/path.ts";
import { reasonOf } from "./reason.ts";

/** A text as it was read, with what is needed to write it back safely. */
export interface FileText {
  readonly kind: "text";
  /** A byte-order mark stays its first character. */
  readonly text: string;
  readonly bytes: Uint8Array;
  /** False where bytes were replaced by U+FFFD: writing the text back would lose them. */
  readonly isValidUtf8: boolean;
}

export type ReadResult =
  | FileText
  | { readonly kind: "skipped"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

const MOST_BYTES = 5 * 1024 * 1024;
const BYTES_LOOKED_AT = 8 * 1024;

/** Reads a file that may be a text. With `top`, the folder in which it was found, no link that took its place leads elsewhere. */
export function readText(path: string, top?: string): ReadResult {
  try {
    // Opening some devices does something.
    const stats = top === undefined ? statSync(path) : lstatSync(path);
    if (!stats.isFile()) return NOT_REGULAR;
    const descriptor = openSync(path, top === undefined ? TO_READ : TO_READ_ITSELF);
    try {
      if (top !== undefined && !liesIn(top, path, descriptor)) return { kind: "failed", why: "a link leads elsewhere" };
      return readOpen(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { kind: "failed", why: reasonOf(error) };
  }
}

function readOpen(descriptor: number): ReadResult {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) return NOT_REGULAR;
  return stats.size > MOST_BYTES ? TOO_LARGE : decodeText(readFileSync(descriptor));
}

/** A pipe that has taken the place of a file is not waited for. Windows knows none, nor links that are not followed. */
const TO_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** To read a file where it is itself at its path, and no link to it. */
export const TO_READ_ITSELF = TO_READ | (constants.O_NOFOLLOW ?? 0);

/** Whether what is at a path lies in a folder. Of what is open Linux tells it whatever has taken its place or its folder's since. */
export function liesIn(folder: string, path: string, open?: number): boolean {
  return isWithin(withSlashes(realpathSync.native(folder)), withSlashes(placeOf(path, open)));
}

function placeOf(path: string, open: number | undefined): string {
  try {
    return realpathSync.native(open === undefined ? path : `/proc/self/fd/${open}`);
  } catch {
    return realpathSync.native(path);
  }
}

function withSlashes(path: string): string {
  return path.split(sep).join("/");
}

/** The size of a file in bytes; 0 where it cannot be told. */
export function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** What is at a path. */
export type FileThere =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "failed"; readonly why: string };

/** Reads a file that need not be there. */
export function readIfThere(path: string): FileThere {
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return { kind: "missing" };
  } catch (error) {
    return { kind: "failed", why: reasonOf(error) };
  }
  const read = readText(path);
  return read.kind === "skipped" ? { kind: "failed", why: read.why } : read;
}

const NOT_REGULAR = { kind: "failed", why: "not a regular file" } as const;
const TOO_LARGE = { kind: "skipped", why: "larger than 5 MB" } as const;

/** Decodes bytes as UTF-8; what has a NUL byte near its start, or is too large, is not a text for us. */
export function decodeText(bytes: Uint8Array): ReadResult {
  if (bytes.length > MOST_BYTES) return TOO_LARGE;
  if (bytes.subarray(0, BYTES_LOOKED_AT).includes(0)) return { kind: "skipped", why: "binary" };
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { kind: "text", text, bytes, isValidUtf8: !text.includes("\ufffd") || isUtf8(bytes) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export type WriteResult = { readonly kind: "written" } | { readonly kind: "failed"; readonly why: string };

/** Writes a file that is Hullcheck's own, such as a report; folders on the way to it are made. */
export function writeOutput(path: string, text: string): WriteResult {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return { kind: "written" };
  } catch (error) {
    return { kind: "failed", why: reasonOf(error) };
  }
}
