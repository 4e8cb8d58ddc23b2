import { hasOption, readOptions } from "../options.ts";
import { at, type CommandFiles } from "./place.ts";

/** A mode such as `-x` looks like an option (chmod(1)). */
const MODE_WORD = /^-[rwxXstugo0-7]+(?:[-+=,].*)?$/;

/** chmod(1); the modes of `--reference` are not known. */
const chmod: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { longValued: ["reference"], operand: MODE_WORD });
  const isRecursive = hasOption(read, "R", "recursive");
  if (hasOption(read, "reference")) return [];
  const [mode, ...files] = read.operands;
  if (mode === undefined) return [];
  return files.map((word) => ({ kind: "mode", target: at(word), mode, isRecursive }));
};

/** chown(1), chgrp(1). */
const chown: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { longValued: ["reference", "from"] });
  if (hasOption(read, "reference")) return [];
  const isRecursive = hasOption(read, "R", "recursive");
  const [owner, ...files] = read.operands;
  if (owner === undefined) return [];
  return files.map((word) => ({ kind: "owner", target: at(word), owner, isRecursive }));
};

/** setcap(8): pairs of capabilities and file; `-r` takes them away. */
const setcap: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "n" });
  const isRemoving = hasOption(read, "r");
  const words = read.operands;
  if (isRemoving) {
    return words.map((word) => ({ kind: "capability", target: at(word), capability: undefined }));
  }
  return words.flatMap((capability, i) => {
    const file = i % 2 === 0 ? words[i + 1] : undefined;
    return file === undefined ? [] : [{ kind: "capability", target: at(file), capability }];
  });
};

/** GNU coreutils manual: chmod, chown, chgrp; libcap: setcap(8). */
export const PERMISSIONS: Readonly<Record<string, CommandFiles>> = { chmod, chown, chgrp: chown, setcap };
