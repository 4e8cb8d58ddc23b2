import { trimSlashes } from "../../text/path.ts";
import { findOption, hasOption, type OptionSpec, type ReadArguments, readOptions } from "../options.ts";
import type { Invocation, Word } from "../syntax.ts";
import { leadingText, writtenEnd } from "../word-text.ts";
import { appends, at, type CommandFiles, fillsDirectory, ownWord, type Touch } from "./place.ts";

/** git(1), options in front of the subcommand. */
const GIT_OPTIONS: OptionSpec = {
  valued: "Cc",
  longValued: ["git-dir", "work-tree", "namespace", "config-env"],
  stopsAtOperand: true,
};

/** git-clone(1). */
const CLONE_OPTIONS: OptionSpec = {
  valued: "bocju",
  longValued: [
    ...["branch", "config", "depth", "filter", "jobs", "origin", "reference", "reference-if-able", "revision"],
    ...["separate-git-dir", "server-option", "shallow-exclude", "shallow-since", "template", "upload-pack"],
  ],
};

/** A `git` command line: its subcommand, the arguments behind it, and the directory of `-C`. */
export interface GitCall {
  readonly subcommand: string;
  readonly args: readonly Word[];
  readonly directory: Word | undefined;
}

/** Takes a `git` command line apart; undefined for other commands and where the subcommand is not known. */
export function gitCall(invocation: Invocation): GitCall | undefined {
  if (invocation.name !== "git") return undefined;
  const read = readOptions(invocation, GIT_OPTIONS);
  const [subcommand, ...args] = read.operands;
  if (subcommand === undefined) return undefined;
  return { subcommand: leadingText(subcommand), args, directory: findOption(read, "C")?.value };
}

/** What `git clone` and `git config` write. */
export const git: CommandFiles = (invocation) => {
  const call = gitCall(invocation);
  if (call?.subcommand === "clone") return clone(call);
  if (call?.subcommand === "config") return config(call, invocation);
  return [];
};

function clone({ args, directory }: GitCall): readonly Touch[] {
  const read = readOptions({ args }, CLONE_OPTIONS);
  const [url, target] = read.operands;
  if (url === undefined) return [];
  const origin = { kind: "download", url } as const;
  if (target !== undefined) return [fillsDirectory(at(target, directory), origin)];
  const suffix = hasOption(read, "bare", "mirror") ? ".git" : "";
  const path = url.value.kind === "known" ? undefined : repositoryName(writtenEnd(url));
  const derive = (text: string): string | undefined => {
    const name = repositoryName(text);
    return name === undefined ? undefined : name + suffix;
  };
  return [
    fillsDirectory({ word: url, directory, ...(path === undefined ? { derive } : { path: path + suffix }) }, origin),
  ];
}

/** The directory that git-clone(1) makes for a URL: its last part, without `.git`. */
function repositoryName(url: string): string | undefined {
  const path = trimSlashes(url).replace(/\/?\.git$/, "");
  return /[/:]([^/:]+)$/.exec(path)?.[1];
}

const CONFIG_OPTIONS: OptionSpec = { valued: "f", longValued: ["file", "type", "default", "blob"] };

/** git-config(1): these print settings or take them away, as options or, since Git 2.46, as words. */
const READS = ["get", "get-all", "get-regexp", "list", "l", "get-urlmatch"];
const UNSETS = ["unset", "unset-all", "remove-section"];

/** The setting or section that a `git config` takes away, as it is written; undefined where it does something else. */
export function unsetSetting({ subcommand, args }: GitCall): string | undefined {
  if (subcommand !== "config") return undefined;
  const read = readOptions({ args }, CONFIG_OPTIONS);
  if (hasOption(read, ...UNSETS)) return read.operands[0]?.raw;
  return UNSETS.includes(firstWord(read)) ? read.operands[1]?.raw : undefined;
}

function firstWord({ operands: [word] }: ReadArguments): string {
  return word === undefined ? "" : leadingText(word);
}

/** git-config(1), "Files"; only what sets a value writes. */
function config({ args, directory }: GitCall, invocation: Invocation): readonly Touch[] {
  const read = readOptions({ args }, CONFIG_OPTIONS);
  const others = [...READS, ...UNSETS];
  if (read.operands.length < 2 || hasOption(read, ...others) || others.includes(firstWord(read))) return [];
  const file = findOption(read, "f", "file")?.value;
  const origin = { kind: "generated", by: "git config", keepsArguments: true } as const;
  if (file !== undefined) return [appends(at(file, directory), origin)];
  const path = hasOption(read, "global")
    ? "~/.gitconfig"
    : hasOption(read, "system")
      ? "/etc/gitconfig"
      : ".git/config";
  return ownWord(invocation).map((word) => appends({ word, path, directory }, origin));
}
