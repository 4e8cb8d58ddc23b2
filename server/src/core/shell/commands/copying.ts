import { baseName, trimSlashes } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { findOption, hasOption, type OptionSpec, type ReadArguments, readOptions } from "../options.ts";
import { isStandardFolder } from "../standard-folders.ts";
import type { Word } from "../syntax.ts";
import { leadingText } from "../word-text.ts";
import { at, type CommandFiles, fillsDirectory, type Place, reads, type Touch, writes } from "./place.ts";

/** Where files go that are copied, moved, linked or installed. */
interface Destination {
  readonly sources: readonly Word[];
  readonly target: Word | undefined;
  readonly isFolder: boolean;
}

/** The last operand, or the value of `-t`; a folder where several sources, `-t` or a trailing slash say so. */
function destination(read: ReadArguments): Destination {
  const folder = findOption(read, "t", "target-directory")?.value;
  if (folder !== undefined) return { sources: read.operands, target: folder, isFolder: true };
  const target = read.operands.at(-1);
  const sources = read.operands.slice(0, -1);
  const isPlain = hasOption(read, "T", "no-target-directory");
  return { sources, target, isFolder: !isPlain && target !== undefined && isFolder(target, sources) };
}

function isFolder(target: Word, sources: readonly Word[]): boolean {
  const last = target.parts.at(-1);
  const endsInSlash = last?.kind === "literal" && last.value.endsWith("/");
  const path = knownValue(target.value);
  if (sources.length > 1 || endsInSlash || sources.some(({ isPattern }) => isPattern)) return true;
  if (path === undefined) return false;
  return /^(?:.*\/)?\.{1,2}\/?$/.test(path) || isStandardFolder(path);
}

/** The place of a source in its destination; the folder itself for a pattern. */
function targetOf(source: Word, { isFolder }: Destination, target: Word): Place {
  if (!isFolder || source.parts.some(({ kind }) => kind === "glob")) return at(target);
  return { word: source, shownAt: target, directory: target, derive: nameInFolder };
}

/** `cp -r a/.` copies what is in the folder. */
function nameInFolder(path: string): string {
  const name = baseName(trimSlashes(path));
  return name === ".." ? "." : name;
}

function transfers(kind: "copy" | "move", going: Destination): readonly Touch[] {
  const { sources, target } = going;
  if (target === undefined) return [];
  return sources.flatMap((source): readonly Touch[] => {
    const transfer: Touch = { kind, source: at(source), target: targetOf(source, going, target) };
    return kind === "copy" ? [...reads([source]), transfer] : [transfer];
  });
}

const COPY_OPTIONS: OptionSpec = { valued: "tS", longValued: ["target-directory", "suffix"] };

const copy: CommandFiles = (invocation) => transfers("copy", destination(readOptions(invocation, COPY_OPTIONS)));
const move: CommandFiles = (invocation) => transfers("move", destination(readOptions(invocation, COPY_OPTIONS)));

/** ln(1): with one operand the link stands in the working directory. */
const link: CommandFiles = (invocation) => {
  const going = destination(readOptions(invocation, COPY_OPTIONS));
  const { sources, target } = going;
  if (target === undefined) return [];
  const origin = { kind: "generated", by: "ln" } as const;
  if (sources.length === 0) return [writes({ word: target, derive: (path) => baseName(path) }, origin)];
  return sources.map((source) => writes(targetOf(source, going, target), origin));
};

const INSTALL_OPTIONS: OptionSpec = {
  valued: "gmotS",
  longValued: ["group", "mode", "owner", "target-directory", "suffix", "strip-program"],
};

/** install(1). */
const install: CommandFiles = (invocation) => {
  const read = readOptions(invocation, INSTALL_OPTIONS);
  const mode = findOption(read, "m", "mode")?.value;
  const owner = findOption(read, "o", "owner")?.value ?? findOption(read, "g", "group")?.value;
  if (hasOption(read, "d", "directory")) {
    return read.operands.flatMap((word) => [
      fillsDirectory(at(word), { kind: "empty" }, mode),
      ...owned(at(word), owner),
    ]);
  }
  const going = destination(read);
  const { target } = going;
  if (target === undefined) return [];
  return [
    ...transfers("copy", going),
    ...going.sources.flatMap((source) => {
      const place = targetOf(source, going, target);
      return [...withMode(place, mode), ...owned(place, owner)];
    }),
  ];
};

function withMode(target: Place, mode: Word | undefined): readonly Touch[] {
  return mode === undefined ? [] : [{ kind: "mode", target, mode, isRecursive: false }];
}

function owned(target: Place, owner: Word | undefined): readonly Touch[] {
  return owner === undefined ? [] : [{ kind: "owner", target, owner, isRecursive: false }];
}

/** rsync(1) and scp(1) between local paths. */
const synchronize: CommandFiles = (invocation) => {
  const read = readOptions(invocation, {
    valued: invocation.name === "scp" ? "cDFiJloPSX" : "eBfMT",
    longValued: ["rsh", "exclude", "include", "exclude-from", "chmod", "chown", "files-from"],
  });
  const going = destination({ ...read, options: [] });
  const isRemote = (word: Word): boolean => /^[^/]*:/.test(leadingText(word));
  const target = going.target;
  if (target === undefined || isRemote(target)) return [];
  const local = going.sources.filter((word) => !isRemote(word));
  const remote = going.sources.filter(isRemote);
  return [
    ...transfers("copy", { ...going, sources: local }),
    ...remote.map((url) =>
      going.isFolder
        ? fillsDirectory(at(target), { kind: "download", url })
        : writes(at(target), { kind: "download", url }),
    ),
  ];
};

/** GNU coreutils manual: cp, mv, ln, install. */
export const COPYING: Readonly<Record<string, CommandFiles>> = {
  cp: copy,
  mv: move,
  ln: link,
  install,
  rsync: synchronize,
  scp: synchronize,
};
