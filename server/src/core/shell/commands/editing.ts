import { findOption, hasOption, optionValues, readOptions } from "../options.ts";
import type { Word } from "../syntax.ts";
import { at, type CommandFiles, reads, type Touch } from "./place.ts";

function edits(files: readonly Word[], by: string): readonly Touch[] {
  return files.map((word) => ({ kind: "write", target: at(word), how: "in-place", origin: { kind: "command", by } }));
}

/** sed(1): `-i` edits files in place. */
const sed: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {
    valued: "efl",
    attached: "i",
    longValued: ["expression", "file", "line-length"],
  });
  const scripts = optionValues(read, "f", "file");
  const hasScript = hasOption(read, "e", "f", "expression", "file");
  const files = hasScript ? read.operands : read.operands.slice(1);
  return [...reads(scripts), ...(hasOption(read, "i", "in-place") ? edits(files, "sed") : reads(files))];
};

/** perlrun(1): `-i` edits files in place, with the program in `-e`. */
const perl: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "eEIMm", attached: "ixlF0" });
  if (findOption(read, "e", "E") === undefined) return [];
  return hasOption(read, "i") ? edits(read.operands, "perl") : reads(read.operands);
};

/** patch(1). */
const patch: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {
    valued: "dipoFDgrVYzB",
    longValued: ["directory", "input", "strip", "output", "fuzz", "reject-file"],
  });
  const [file] = read.operands;
  return [...reads(optionValues(read, "i", "input")), ...(file === undefined ? [] : edits([file], "patch"))];
};

/** Programs that change a file where it is. */
export const EDITING: Readonly<Record<string, CommandFiles>> = { sed, gsed: sed, perl, patch };
