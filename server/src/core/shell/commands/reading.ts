import { knownValue } from "../../text/resolved.ts";
import { hasOption, type OptionSpec, optionValues, readOptions } from "../options.ts";
import { leadingText } from "../word-text.ts";
import { type CommandFiles, reads } from "./place.ts";

/** A command that reads its operands. */
interface Reader {
  readonly spec?: OptionSpec;
  /** Operands in front of the files: the pattern of grep. */
  readonly skips?: number;
  /** Options that stand for those operands. */
  readonly instead?: readonly string[];
  /** Options whose value is a file to read. */
  readonly fileOptions?: readonly string[];
  /** Only so many operands are files: the rest are arguments of the script. */
  readonly takes?: number;
}

const GREP: Reader = {
  spec: { valued: "efmABCdD", longValued: ["regexp", "file", "max-count", "include", "exclude", "exclude-dir"] },
  skips: 1,
  instead: ["e", "f", "regexp", "file"],
  fileOptions: ["f", "file"],
};
const HEAD: Reader = { spec: { valued: "nc", longValued: ["lines", "bytes"] } };

/** From the manual pages of the commands. */
const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    cat: {},
    tac: {},
    nl: { spec: { valued: "bdfhilnsvw" } },
    zcat: {},
    gzcat: {},
    xzcat: {},
    bzcat: {},
    zstdcat: {},
    head: HEAD,
    tail: { spec: { valued: "ncs", longValued: ["lines", "bytes", "pid", "sleep-interval"] } },
    less: { takes: 1 },
    more: {},
    strings: { spec: { valued: "ntefs" } },
    grep: GREP,
    egrep: GREP,
    fgrep: GREP,
    zgrep: GREP,
    cut: { spec: { valued: "bcdf", longValued: ["bytes", "characters", "delimiter", "fields", "output-delimiter"] } },
    wc: {},
    uniq: { spec: { valued: "fsw" }, takes: 1 },
    diff: { spec: { valued: "UCWFIx" } },
    cmp: {},
    base64: { spec: { valued: "w", longValued: ["wrap"] } },
    base32: { spec: { valued: "w", longValued: ["wrap"] } },
    xxd: { spec: { valued: "clgso" }, takes: 1 },
    od: { spec: { valued: "AjNStw" } },
    jq: {
      spec: { valued: "fL", longValued: ["from-file", "indent"] },
      skips: 1,
      instead: ["f", "from-file"],
      fileOptions: ["f", "from-file"],
    },
    awk: { spec: { valued: "fFv", stopsAtOperand: true }, skips: 1, instead: ["f"], fileOptions: ["f"] },
    md5sum: {},
    sha1sum: {},
    sha256sum: {},
    sha512sum: {},
    source: { takes: 1 },
    ".": { takes: 1 },
  }),
);

const read: CommandFiles = (invocation) => {
  const reader = READERS.get(invocation.name ?? "");
  if (reader === undefined) return [];
  const args = readOptions(invocation, reader.spec ?? {});
  const skipped = hasOption(args, ...(reader.instead ?? [])) ? 0 : (reader.skips ?? 0);
  const files = args.operands
    .slice(skipped, reader.takes === undefined ? undefined : skipped + reader.takes)
    .filter((word) => knownValue(word.value) !== "-" && !isAwkAssignment(invocation.name, leadingText(word)));
  return reads([...optionValues(args, ...(reader.fileOptions ?? [])), ...files]);
};

/** awk(1): an operand `name=value` sets a variable. */
function isAwkAssignment(name: string | undefined, text: string): boolean {
  return name === "awk" && /^[A-Za-z_]\w*=/.test(text);
}

/** Commands that read the files they name and write none. */
export const READING: Readonly<Record<string, CommandFiles>> = Object.fromEntries(
  [...READERS.keys()].map((name) => [name, read]),
);
