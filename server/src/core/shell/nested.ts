import { execCommands, XARGS_OPTIONS } from "./commands/find.ts";
import { isInterpreter, runsStandardInput } from "./commands/interpreters.ts";
import { findOption, hasOption, type OptionSpec, readOptions } from "./options.ts";
import type { Invocation, Word, WordPart } from "./syntax.ts";

/** A script in the arguments of a command, as the parts of the words that it is made of. */
export interface NestedScript {
  readonly parts: readonly WordPart[];
  /** It runs in the shell itself (`eval`), so that what it changes stays. */
  readonly isSameShell: boolean;
  /** It runs when something happens, if at all (`trap`). */
  readonly isDeferred: boolean;
  /** It runs as another user. */
  readonly changesUser: boolean;
}

const SHELL = /^(?:ba|da|a|z|k|mk|pdk)?sh$/;
const SHELL_OPTIONS: OptionSpec = { valued: "oO", longValued: ["rcfile", "init-file"], stopsAtOperand: true };
/** su(1) and runuser(1) of util-linux. */
const SU_OPTIONS: OptionSpec = {
  valued: "csgGTw",
  longValued: ["command", "shell", "group", "supp-group", "session-command", "whitelist-environment"],
};
/** script(1) of util-linux. */
const SCRIPT_OPTIONS: OptionSpec = { valued: "cEoImBTtO", longValued: ["command"] };

/** The scripts that a command gets as text: `sh -c`, `su -c`, `eval`, `trap`, a heredoc for a shell. */
export function nestedScripts(invocation: Invocation): readonly NestedScript[] {
  const { name = "", args } = invocation;
  if (SHELL.test(name)) return shellScripts(invocation);
  switch (name) {
    case "su":
    case "runuser":
      return asScript(findOption(readOptions(invocation, SU_OPTIONS), "c", "command")?.value, { changesUser: true });
    case "script":
      return asScript(findOption(readOptions(invocation, SCRIPT_OPTIONS), "c", "command")?.value, {});
    case "eval":
      return args.length === 0 ? [] : [{ ...PLAIN, isSameShell: true, parts: joined(args) }];
    case "trap":
      return args.length < 2 ? [] : asScript(args[0], { isDeferred: true });
    default:
      return [];
  }
}

const PLAIN = { isSameShell: false, isDeferred: false, changesUser: false };

function asScript(word: Word | undefined, how: Partial<typeof PLAIN>): readonly NestedScript[] {
  return word === undefined ? [] : [{ ...PLAIN, ...how, parts: word.parts }];
}

function shellScripts(invocation: Invocation): readonly NestedScript[] {
  const read = readOptions(invocation, SHELL_OPTIONS);
  if (hasOption(read, "c")) return asScript(read.operands[0], {});
  if (!isInterpreter(invocation) || !runsStandardInput(invocation)) return [];
  return invocation.redirects.flatMap((redirect) =>
    redirect.kind === "heredoc" ? [{ ...PLAIN, parts: redirect.parts }] : [],
  );
}

/** `eval` joins its arguments with blanks. */
function joined(words: readonly Word[]): readonly WordPart[] {
  return words.flatMap((word, i): readonly WordPart[] => {
    const { start } = word.span;
    const blank: WordPart = { kind: "literal", span: { start, end: start }, value: " ", quoted: false };
    return i === 0 ? word.parts : [blank, ...word.parts];
  });
}

/** `-ok` asks before it runs its command. */
const EXEC_OR_OK = /^-(?:exec|ok)(?:dir)?$/;

/** The commands that a command runs on what it finds or reads, word by word: `find -exec`, `xargs`. */
export function executedCommands(invocation: Invocation): readonly (readonly Word[])[] {
  if (invocation.name === "find") {
    return execCommands(invocation.args, EXEC_OR_OK).filter((words) => words.length > 0);
  }
  if (invocation.name !== "xargs") return [];
  const { operands } = readOptions(invocation, XARGS_OPTIONS);
  return operands.length === 0 ? [] : [operands];
}
