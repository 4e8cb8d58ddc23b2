import { baseName } from "../../text/path.ts";
import { knownValue } from "../../text/resolved.ts";
import { findOption, hasOption, type OptionSpec, optionValues, type ReadArguments, readOptions } from "../options.ts";
import type { Invocation, Word } from "../syntax.ts";
import { dropLeading, leadingText, writtenEnd } from "../word-text.ts";
import { at, type CommandFiles, type Place, reads, type Touch, writes } from "./place.ts";

/** How a program that fetches files names them. */
interface Downloader {
  readonly spec: OptionSpec;
  /** Long and short names of the option that gives an URL. */
  readonly urlOptions: readonly string[];
  /** The options that name the file. */
  readonly output: readonly string[];
  /** The options that name its directory. */
  readonly directory: readonly string[];
  /** What happens without an option for the file: it gets the last part of the URL's path, or goes to standard output. */
  readonly withoutOutput: "remote-name" | "stdout" | "second-operand";
  /** The options after which the file gets the last part of the URL's path. */
  readonly remoteName: readonly string[];
  /** The options that name a file to read. */
  readonly reads: readonly string[];
  /** Words among the operands that are no URLs: HTTPie's method. */
  readonly skipped?: RegExp;
}

const NO_OPTIONS = { urlOptions: [], output: [], directory: [], remoteName: [], reads: [] } as const;

/** HTTPie manual, "Download mode". */
const HTTPIE: Downloader = {
  ...NO_OPTIONS,
  spec: { valued: "apPosA", longValued: ["output", "auth", "session", "verify", "cert", "cert-key", "print", "proxy"] },
  output: ["o", "output"],
  withoutOutput: "stdout",
  remoteName: ["d", "download"],
  reads: ["cert", "cert-key"],
  skipped: /^[A-Z]+$|^[^:/]*(?:==|:=|=|:(?!\/))/,
};

const DOWNLOADERS: ReadonlyMap<string, Downloader> = new Map<string, Downloader>([
  [
    // curl(1).
    "curl",
    {
      spec: {
        valued: "AbcCdDeEFHKmoPQrtTuUwxXyYz",
        longValued: [
          ...["cacert", "capath", "cert", "cert-type", "ciphers", "config", "connect-timeout"],
          ...["connect-to", "continue-at", "cookie", "cookie-jar", "crlfile", "data", "data-ascii"],
          ...["data-binary", "data-raw", "data-urlencode", "dump-header", "form", "form-string"],
          ...["header", "interface", "json", "key", "key-type", "limit-rate", "max-filesize"],
          ...["max-redirs", "max-time", "netrc-file", "noproxy", "oauth2-bearer", "output", "output-dir"],
          ...["pass", "pinnedpubkey", "proto", "proto-redir", "proxy", "proxy-user", "range", "rate"],
          ...["referer", "request", "resolve", "retry", "retry-delay", "retry-max-time", "socks5"],
          ...["socks5-hostname", "speed-limit", "speed-time", "stderr", "time-cond", "tls-max", "trace"],
          ...["trace-ascii", "unix-socket", "upload-file", "url", "user", "user-agent", "write-out"],
        ],
      },
      urlOptions: ["url"],
      output: ["o", "output"],
      directory: ["output-dir"],
      withoutOutput: "stdout",
      remoteName: ["O", "remote-name", "remote-name-all"],
      reads: ["E", "cert", "key", "K", "config", "T", "upload-file", "cacert", "netrc-file"],
    },
  ],
  [
    // GNU wget(1).
    "wget",
    {
      spec: {
        valued: "oaieBtOTwQPUlARDIX",
        longValued: [
          ...["append-output", "body-data", "body-file", "ca-certificate", "ca-directory", "certificate"],
          ...["connect-timeout", "directory-prefix", "dns-timeout", "execute", "header", "http-password"],
          ...["http-user", "input-file", "limit-rate", "load-cookies", "method", "output-document"],
          ...["output-file", "password", "post-data", "post-file", "private-key", "progress", "quota"],
          ...["read-timeout", "referer", "retry-on-http-error", "save-cookies", "secure-protocol"],
          ...["timeout", "tries", "user", "user-agent", "wait", "waitretry"],
        ],
      },
      urlOptions: [],
      output: ["O", "output-document"],
      directory: ["P", "directory-prefix"],
      withoutOutput: "remote-name",
      remoteName: [],
      reads: [
        "post-file",
        "body-file",
        "certificate",
        "private-key",
        "ca-certificate",
        "load-cookies",
        "i",
        "input-file",
      ],
    },
  ],
  [
    // aria2c(1).
    "aria2c",
    {
      ...NO_OPTIONS,
      spec: {
        valued: "doljskxmtiTOSuM",
        longValued: ["dir", "out", "log", "split", "max-connection-per-server", "min-split-size", "header", "checksum"],
      },
      output: ["o", "out"],
      directory: ["d", "dir"],
      withoutOutput: "remote-name",
    },
  ],
  // axel(1).
  [
    "axel",
    {
      ...NO_OPTIONS,
      spec: { valued: "snoHUTS", longValued: ["output", "num-connections", "max-speed", "header", "user-agent"] },
      output: ["o", "output"],
      withoutOutput: "remote-name",
    },
  ],
  // FreeBSD fetch(1).
  [
    "fetch",
    {
      ...NO_OPTIONS,
      spec: { valued: "BSTNoiw", longValued: ["output"] },
      output: ["o", "output"],
      withoutOutput: "remote-name",
    },
  ],
  // lwp-download(1p): `lwp-download URL [local path]`.
  ["lwp-download", { ...NO_OPTIONS, spec: {}, withoutOutput: "second-operand" }],
  ["http", HTTPIE],
  ["https", HTTPIE],
]);

/** Tells whether a command fetches a file over the network, to a file or to its output: curl, wget, aria2c, axel, fetch, HTTPie. */
export function isDownload({ name }: Invocation): boolean {
  return name !== undefined && DOWNLOADERS.has(name);
}

/** How the arguments of a downloading program are read; none for others. */
export function downloaderOptions(name: string): OptionSpec {
  return DOWNLOADERS.get(name)?.spec ?? {};
}

/** The words that name what a download fetches; in `--url=…` the part that does. */
export function downloadUrls(invocation: Invocation): readonly Word[] {
  const downloader = DOWNLOADERS.get(invocation.name ?? "");
  return downloader === undefined ? [] : urlsOf(downloader, readOptions(invocation, downloader.spec));
}

function urlsOf(downloader: Downloader, read: ReadArguments): readonly Word[] {
  const operands = read.operands.filter((word) => downloader.skipped?.test(leadingText(word)) !== true);
  if (downloader.withoutOutput === "second-operand") return operands.slice(0, 1);
  return [...optionValues(read, ...downloader.urlOptions), ...operands];
}

const downloadFiles: CommandFiles = (invocation) => {
  const downloader = DOWNLOADERS.get(invocation.name ?? "");
  if (downloader === undefined) return [];
  const read = readOptions(invocation, downloader.spec);
  const isHttpie = downloader === HTTPIE;
  return [
    ...reads(optionValues(read, ...downloader.reads)),
    ...(invocation.name === "curl" ? dataFiles(read) : []),
    ...(isHttpie && !hasOption(read, "o", "output", "d", "download") ? [] : writtenFiles(downloader, read)),
  ];
};

/** curl reads data from a file whose name stands behind `@`. */
function dataFiles(read: ReadArguments): readonly Touch[] {
  const values = optionValues(read, "d", "data", "data-binary", "data-ascii", "json", "H", "header");
  return reads(values.filter((word) => leadingText(word).startsWith("@")).map((word) => dropLeading(word, 1)));
}

/** The n-th output option is for the n-th URL; URLs that are left go to standard output or get their own names. */
function writtenFiles(downloader: Downloader, read: ReadArguments): readonly Touch[] {
  const urls = urlsOf(downloader, read);
  const directory = findOption(read, ...downloader.directory)?.value;
  const outputs = optionValues(read, ...downloader.output);
  const named = outputs.map((word, i) => writes(at(word, directory), { kind: "download", url: urls[i] }));
  if (downloader.withoutOutput === "second-operand") return [...named, ...secondOperand(read)];
  const isRemoteNamed = downloader.withoutOutput === "remote-name" || hasOption(read, ...downloader.remoteName);
  // wget puts all into the one file.
  if (!isRemoteNamed || (downloader.withoutOutput === "remote-name" && outputs.length > 0)) return named;
  const own = urls.slice(outputs.length).map((url) => writes(remoteName(url, directory), { kind: "download", url }));
  return [...named, ...own];
}

function secondOperand({ operands }: ReadArguments): readonly Touch[] {
  const [url, target] = operands;
  if (url === undefined) return [];
  return [writes(target === undefined ? remoteName(url, undefined) : at(target), { kind: "download", url })];
}

function remoteName(url: Word, directory: Word | undefined): Place {
  const path = knownValue(url.value) === undefined ? nameFromUrl(writtenEnd(url)) : undefined;
  return path === undefined ? { word: url, directory, derive: nameFromUrl } : { word: url, directory, path };
}

/** The last part of a URL's path; undefined where it has none. */
function nameFromUrl(url: string): string | undefined {
  const path = (/^[^?#]*/.exec(url)?.[0] ?? "").replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//, "");
  const name = path.includes("/") ? baseName(path) : "";
  return name === "" ? undefined : name;
}

/** Programs that fetch files. */
export const DOWNLOADS: Readonly<Record<string, CommandFiles>> = Object.fromEntries(
  [...DOWNLOADERS.keys()].map((name) => [name, downloadFiles]),
);
