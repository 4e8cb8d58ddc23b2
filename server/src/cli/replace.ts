import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type FileText, liesIn, TO_READ_ITSELF, type WriteResult } from "./files.ts";
import { reasonOf } from "./reason.ts";

/**
 * Replaces a file's text in one step, so that no one ever sees half of it; mode, owner and links stay. Refuses where the file is no
 * longer the one that was read. With `top`, the folder in which it was found, no link that took its place leads elsewhere.
 */
export function replaceText(path: string, before: FileText, text: string, top?: string): WriteResult {
  if (!before.isValidUtf8) return { kind: "failed", why: "not valid UTF-8, not fixed" };
  try {
    // Whoever names a link wants what it leads to fixed.
    const target = top === undefined ? realpathSync(path) : path;
    inFolder(dirname(target), top, (folder) => replaceIn(folder, basename(target), before.bytes, text));
    return { kind: "written" };
  } catch (error) {
    return { kind: "failed", why: `${error instanceof Refusal ? error.message : reasonOf(error)}, not fixed` };
  }
}

class Refusal extends Error {}

/** Works in a folder that stays the same one, whatever takes its place meanwhile, where there are paths for what is open: on Linux. */
function inFolder(path: string, top: string | undefined, work: (folder: string) => void): void {
  const descriptor = existsSync(OPEN) ? openSync(path, constants.O_RDONLY | constants.O_DIRECTORY) : undefined;
  try {
    if (top !== undefined && !liesIn(top, path, descriptor)) throw new Refusal("a link leads elsewhere");
    work(descriptor === undefined ? realpathSync(path) : `${OPEN}/${descriptor}`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const OPEN = "/proc/self/fd";

function replaceIn(folder: string, name: string, before: Uint8Array, text: string): void {
  const target = join(folder, name);
  const stats = lstatSync(target);
  if (!stats.isFile()) throw new Refusal(CHANGED);
  if ((stats.mode & 0o222) === 0) throw new Refusal("read-only");
  const temporary = join(folder, `.${name}.${crypto.randomUUID()}.tmp`);
  try {
    writeSynced(temporary, text);
    takeOver(temporary, stats);
    if (!isSame(target, before)) throw new Refusal(CHANGED);
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

const CHANGED = "changed while it was checked";

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
    // Only root may give a file away. Whoever owned it could no longer change it.
    throw new Refusal("belongs to somebody else");
  }
  chmodSync(path, mode & 0o7777);
}

function isSame(path: string, bytes: Uint8Array): boolean {
  const descriptor = openSync(path, TO_READ_ITSELF);
  try {
    return Buffer.compare(readFileSync(descriptor), bytes) === 0;
  } finally {
    closeSync(descriptor);
  }
}
