import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { reasonOf } from "./discover.ts";

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

/** Reads a file that may be a text. */
export function readText(path: string): ReadResult {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { kind: "failed", why: "not a regular file" };
    if (stats.size > MOST_BYTES) return TOO_LARGE;
    return decodeText(readFileSync(path));
  } catch (error) {
    return { kind: "failed", why: reasonOf(error) };
  }
}

/** The size of a file in bytes; 0 where it cannot be told. */
export function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

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

/**
 * Replaces a file's text in one step, so that no one ever sees half of it; mode, owner and links stay.
 * Refuses where the file is no longer the one that was read.
 */
export function replaceText(path: string, before: FileText, text: string): WriteResult {
  if (!before.isValidUtf8) return { kind: "failed", why: "not valid UTF-8, not fixed" };
  try {
    const target = realpathSync(path);
    const stats = statSync(target);
    if ((stats.mode & 0o222) === 0) return { kind: "failed", why: "read-only, not fixed" };
    writeThroughTemporary(target, stats, text, () => isSame(target, before.bytes));
    return { kind: "written" };
  } catch (error) {
    return { kind: "failed", why: error instanceof ChangedMeanwhile ? error.message : `${reasonOf(error)}, not fixed` };
  }
}

class ChangedMeanwhile extends Error {
  override readonly message = "changed while it was checked, not fixed";
}

function writeThroughTemporary(target: string, before: Stats, text: string, isUnchanged: () => boolean): void {
  const temporary = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}.tmp`);
  try {
    writeSynced(temporary, text);
    takeOver(temporary, before);
    if (!isUnchanged()) throw new ChangedMeanwhile();
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeSynced(path: string, text: string): void {
  const descriptor = openSync(path, "wx", 0o600);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Mode and owner of the file whose place is taken. */
function takeOver(path: string, { uid, gid, mode }: Stats): void {
  const made = statSync(path);
  try {
    if (made.uid !== uid || made.gid !== gid) chownSync(path, uid, gid);
  } catch {
    // Only root may give a file away; others own what they write.
  }
  chmodSync(path, mode & 0o7777);
}

function isSame(path: string, bytes: Uint8Array): boolean {
  return Buffer.compare(readFileSync(path), bytes) === 0;
}

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
