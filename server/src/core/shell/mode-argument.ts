import { findOption, hasOption, type OptionSpec, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";

/** The mode that a command gives to files. */
export interface ModeArgument {
  readonly word: Word;
  readonly targets: readonly Word[];
  readonly isRecursive: boolean;
  /** Whether what gets the mode is a directory that the command makes. */
  readonly makesDirectory: boolean;
}

/** A mode such as `-x` looks like an option. */
const CHMOD: OptionSpec = { longValued: ["reference"], operand: /^-[rwxXstugo0-7]+(?:[-+=,].*)?$/ };
const INSTALL: OptionSpec = {
  valued: "mogtS",
  longValued: ["mode", "owner", "group", "target-directory", "suffix", "strip-program"],
};
const MKDIR: OptionSpec = { valued: "m", longValued: ["mode"] };

/** The mode in a `chmod`, `install -m` or `mkdir -m` (GNU coreutils manual); undefined where there is none. */
export function modeArgument(invocation: Invocation): ModeArgument | undefined {
  switch (invocation.name) {
    case "chmod":
      return chmodArgument(invocation);
    case "install":
      return optionArgument(invocation, INSTALL);
    case "mkdir":
      return optionArgument(invocation, MKDIR);
    default:
      return undefined;
  }
}

function chmodArgument(invocation: Invocation): ModeArgument | undefined {
  const read = readOptions(invocation, CHMOD);
  const [word, ...targets] = read.operands;
  if (word === undefined || hasOption(read, "reference")) return undefined;
  return { word, targets, isRecursive: hasOption(read, "R", "recursive"), makesDirectory: false };
}

function optionArgument(invocation: Invocation, spec: OptionSpec): ModeArgument | undefined {
  const read = readOptions(invocation, spec);
  const word = findOption(read, "m", "mode")?.value;
  if (word === undefined) return undefined;
  const makesDirectory = invocation.name === "mkdir" || hasOption(read, "d", "directory");
  // `install` names what it installs first and where to last.
  const targets = makesDirectory ? read.operands : read.operands.slice(-1);
  return { word, targets, isRecursive: false, makesDirectory };
}
