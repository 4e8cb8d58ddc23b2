import { hasOption, readOptions } from "../options.ts";
import type { Invocation } from "../syntax.ts";
import { at, type CommandFiles, type Touch } from "./place.ts";

const rm: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {});
  const isRecursive = hasOption(read, "r", "R", "recursive");
  return read.operands.map((word) => ({ kind: "remove", target: at(word), isRecursive }));
};

const removeSingle: CommandFiles = (invocation) =>
  readOptions(invocation, {}).operands.map((word) => ({ kind: "remove", target: at(word), isRecursive: false }));

/** shred(1): overwritten, and with `-u` removed. */
const shred: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "ns", longValued: ["iterations", "size", "random-source"] });
  const isRemoved = hasOption(read, "u", "remove");
  return read.operands.map(
    (word): Touch =>
      isRemoved
        ? { kind: "remove", target: at(word), isRecursive: false }
        : { kind: "write", target: at(word), how: "replace", origin: { kind: "generated", by: "shred" } },
  );
};

/** Commands that fail where a file that they name is not there; `rm -f` does not. */
const NEEDS_FILES = new Set(["rmdir", "unlink", "shred", "chmod", "chown", "chgrp", "setcap", "mv", "cp", "install"]);

/** Tells whether a command succeeds where nothing is at the paths or patterns that it names. */
export function toleratesMissing(invocation: Invocation): boolean {
  const { name = "" } = invocation;
  return name === "rm" ? hasOption(readOptions(invocation, {}), "f", "force") : !NEEDS_FILES.has(name);
}

/** GNU coreutils manual: rm, rmdir, unlink, shred. */
export const REMOVING: Readonly<Record<string, CommandFiles>> = {
  rm,
  rmdir: removeSingle,
  unlink: removeSingle,
  shred,
};
