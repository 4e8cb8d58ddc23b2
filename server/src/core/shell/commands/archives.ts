import { knownValue } from "../../text/resolved.ts";
import { findOption, hasOption, type OptionSpec, optionValues, readOptions } from "../options.ts";
import type { Invocation, Word, WriteOrigin } from "../syntax.ts";
import { standardInput } from "./output.ts";
import { at, type CommandFiles, fillsDirectory, ownWord, type Place, reads, type Touch, writes } from "./place.ts";

/** tar(1). */
const TAR_OPTIONS: OptionSpec = {
  valued: "fCTXbILVgHKN",
  longValued: [
    ...[
      "file",
      "directory",
      "files-from",
      "exclude-from",
      "blocking-factor",
      "use-compress-program",
      "label",
      "exclude",
    ],
    ...["owner", "group", "mode", "transform", "xform", "strip-components", "listed-incremental", "format"],
  ],
  hasBareFirst: true,
};

const tar: CommandFiles = (invocation) => {
  const read = readOptions(invocation, TAR_OPTIONS);
  const archive = findOption(read, "f", "file")?.value;
  const directory = findOption(read, "C", "directory")?.value;
  const lists = optionValues(read, "T", "files-from", "X", "exclude-from");
  if (hasOption(read, "x", "extract", "get")) {
    if (hasOption(read, "O", "to-stdout")) return archiveRead(archive);
    return [...archiveRead(archive), ...reads(lists), ...extracted(invocation, archive, directory)];
  }
  if (hasOption(read, "c", "create", "r", "append", "u", "update")) {
    const written = archive === undefined ? [] : [writes(at(archive), { kind: "command", by: "tar" })];
    return [...reads([...read.operands, ...lists]), ...written];
  }
  return archiveRead(archive);
};

/** `-f -` is standard input; `host:file` is on another machine. */
function archiveRead(archive: Word | undefined): readonly Touch[] {
  return archive === undefined ? [] : reads([archive]);
}

/** Files come into the directory of `-C`, or into the working directory. */
function extracted(invocation: Invocation, archive: Word | undefined, directory: Word | undefined): readonly Touch[] {
  const isPiped = archive === undefined || knownValue(archive.value) === "-";
  const input = isPiped ? standardInput(invocation) : undefined;
  const origin: WriteOrigin = input?.kind === "download" ? input : { kind: "command", by: invocation.name };
  return folderPlaces(invocation, directory).map((place) => fillsDirectory(place, origin));
}

function folderPlaces(invocation: Invocation, directory: Word | undefined): readonly Place[] {
  return directory === undefined ? ownWord(invocation).map((word) => ({ word, path: "." })) : [at(directory)];
}

/** unzip(1): `unzip [options] archive [members] [-d directory]`. */
const unzip: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "dPx" });
  const [archive] = read.operands;
  if (hasOption(read, "l", "t", "p", "c", "z", "Z")) return archiveRead(archive);
  return [...archiveRead(archive), ...extracted(invocation, archive, findOption(read, "d")?.value)];
};

/** zip(1): `zip [options] archive files`. */
const zip: CommandFiles = (invocation) => {
  const read = readOptions(invocation, { valued: "Pbntx", longValued: ["password", "exclude"] });
  const [archive, ...files] = read.operands;
  return archive === undefined ? [] : [...reads(files), writes(at(archive), { kind: "command", by: "zip" })];
};

/** A compressor: the ending it gives to a file, and the endings that it takes away. */
interface Compressor {
  readonly adds: string;
  readonly takes: ReadonlyMap<string, string>;
  readonly isDecompressing: boolean;
  /** Keeps the source unless told otherwise: zstd(1). */
  readonly keepsSource: boolean;
}

function compressor(adds: string, takes: Readonly<Record<string, string>>, isDecompressing: boolean): Compressor {
  return { adds, takes: new Map(Object.entries(takes)), isDecompressing, keepsSource: adds === ".zst" };
}

const GZIP = { ".gz": "", ".tgz": ".tar", ".Z": "" };
const XZ = { ".xz": "", ".txz": ".tar", ".lzma": "" };
const BZIP2 = { ".bz2": "", ".tbz2": ".tar", ".tbz": ".tar" };
const ZSTD = { ".zst": "", ".tzst": ".tar" };

/** gzip(1), xz(1), bzip2(1), zstd(1). */
const COMPRESSORS: ReadonlyMap<string, Compressor> = new Map([
  ["gzip", compressor(".gz", GZIP, false)],
  ["gunzip", compressor(".gz", GZIP, true)],
  ["xz", compressor(".xz", XZ, false)],
  ["unxz", compressor(".xz", XZ, true)],
  ["bzip2", compressor(".bz2", BZIP2, false)],
  ["bunzip2", compressor(".bz2", BZIP2, true)],
  ["zstd", compressor(".zst", ZSTD, false)],
  ["unzstd", compressor(".zst", ZSTD, true)],
]);

/** In place: the source goes and the file with the other name comes; `-c` writes to standard output, `-k` keeps the source. */
const compress: CommandFiles = (invocation) => {
  const program = COMPRESSORS.get(invocation.name ?? "");
  if (program === undefined) return [];
  const read = readOptions(invocation, { valued: "STMoD", longValued: ["suffix", "threads", "memlimit"] });
  const files = read.operands;
  if (hasOption(read, "c", "stdout", "to-stdout", "t", "test", "l", "list")) return reads(files);
  const isDecompressing = program.isDecompressing || hasOption(read, "d", "decompress", "uncompress");
  const isKept = hasOption(read, "k", "keep") || (program.keepsSource && !hasOption(read, "rm"));
  const output = findOption(read, "o")?.value;
  const origin = { kind: "command", by: invocation.name } as const;
  const derive = (path: string) => (isDecompressing ? decompressedName(path, program) : path + program.adds);
  return files.flatMap((word): readonly Touch[] => [
    ...reads([word]),
    writes(output === undefined ? { word, derive } : at(output), origin),
    ...(isKept ? [] : [{ kind: "remove", target: at(word), isRecursive: false } as const]),
  ]);
};

function decompressedName(path: string, { takes }: Compressor): string | undefined {
  const dot = path.lastIndexOf(".");
  const replacement = dot < 0 ? undefined : takes.get(path.slice(dot));
  return replacement === undefined ? undefined : path.slice(0, dot) + replacement;
}

const compressors = Object.fromEntries([...COMPRESSORS.keys()].map((name) => [name, compress]));

/** Archives and compressed files. */
export const ARCHIVES: Readonly<Record<string, CommandFiles>> = { tar, bsdtar: tar, unzip, zip, ...compressors };
