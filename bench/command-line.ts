import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { median, type Row, short, times } from "./table.ts";
import { corpusFiles } from "./texts.ts";

type Kind = "dockerfiles" | "manifests";

/** A linter on the command line, and what can be read from what it prints. */
interface Linter {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly command: (files: readonly string[], kinds: readonly Kind[]) => readonly [string, ...string[]];
  readonly count: (output: string) => number;
  /** How many of the files it read; all, where it is not said. */
  readonly read?: (output: string, files: number) => number;
  /** Files to a run, where it takes only so many. */
  readonly atOnce?: number;
}

const program = (name: string): string => resolve(".bench/bin", name);

/** How often something stands in an output. */
const occurrences =
  (pattern: RegExp) =>
  (output: string): number =>
    output.match(pattern)?.length ?? 0;

/** The sum of the numbers that something stands for in an output. */
const sum =
  (pattern: RegExp) =>
  (output: string): number =>
    Array.from(output.matchAll(pattern), ([, number]) => Number(number)).reduce((all, number) => all + number, 0);

/** How many different things stand in an output. */
const different =
  (pattern: RegExp) =>
  (output: string): number =>
    new Set(Array.from(output.matchAll(pattern), ([, name]) => name)).size;

const HULLCHECK: Linter = {
  name: "hullcheck",
  kinds: ["dockerfiles", "manifests"],
  command: (files) => [process.execPath, resolve("dist/cli.cjs"), "--format", "json", ...files],
  count: occurrences(/"ruleId"/g),
  read: sum(/"files": (\d+)/g),
};

const PEERS: readonly Linter[] = [
  {
    name: "hadolint",
    kinds: ["dockerfiles"],
    command: (files) => [program("hadolint"), "--no-fail", "-f", "json", ...files],
    count: occurrences(/"code":/g),
    // DL1000: the file cannot be parsed.
    read: (output, files) => files - occurrences(/"code":"DL1000"/g)(output),
  },
  {
    name: "tally",
    kinds: ["dockerfiles"],
    command: (files) => [
      program("tally"),
      "lint",
      "--format",
      "json",
      "--slow-checks",
      "off",
      "--fail-level",
      "none",
      ...files,
    ],
    count: occurrences(/"rule":/g),
  },
  {
    name: "kube-score",
    kinds: ["manifests"],
    command: (files) => [program("kube-score"), "score", "-o", "ci", ...files],
    count: occurrences(/^\[(?:WARNING|CRITICAL)\]/gm),
  },
  {
    name: "kube-linter",
    kinds: ["manifests"],
    command: (files) => [program("kube-linter"), "lint", "--format", "json", ...files],
    count: occurrences(/"Check":/g),
  },
  {
    name: "kubesec",
    kinds: ["manifests"],
    command: ([file = ""]) => [program("kubesec"), "scan", file],
    count: occurrences(/"selector":/g),
    atOnce: 1,
  },
  {
    name: "trivy",
    kinds: ["dockerfiles", "manifests"],
    command: (files, kinds) => [
      program("trivy"),
      "config",
      "--quiet",
      "--skip-check-update",
      "--misconfig-scanners",
      kinds.map((kind) => (kind === "dockerfiles" ? "dockerfile" : "kubernetes")).join(","),
      "--format",
      "json",
      folderWith(files),
    ],
    count: occurrences(/"Status": "FAIL"/g),
    read: occurrences(/"MisconfSummary":/g),
  },
  {
    name: "checkov",
    kinds: ["dockerfiles", "manifests"],
    command: (files, kinds) => [
      program("checkov"),
      "--skip-download",
      "--compact",
      "-o",
      "json",
      "--framework",
      ...kinds.map((kind) => (kind === "dockerfiles" ? "dockerfile" : "kubernetes")),
      "-d",
      folderWith(files),
    ],
    count: sum(/"failed": (\d+)/g),
    read: different(/"file_path": "([^"]+)"/g),
  },
];

const copies = mkdtempSync(join(tmpdir(), "hullcheck-bench-"));
process.once("exit", () => rmSync(copies, { recursive: true, force: true }));

/** A folder of its own with these files and nothing else, for linters that take a folder. */
function folderWith(files: readonly string[]): string {
  const folder = mkdtempSync(join(copies, "files-"));
  const shared = folderOf(files);
  for (const file of files) cpSync(file, join(folder, relative(shared, file)));
  return folder;
}

/** The deepest folder that holds them all. */
function folderOf(files: readonly string[]): string {
  const [first = "", ...rest] = files.map((file) => file.split("/").slice(0, -1));
  const isShared = (part: string, index: number): boolean => rest.every((other) => other[index] === part);
  const end = [...first].findIndex((part, index) => !isShared(part, index));
  return [...first].slice(0, end < 0 ? undefined : end).join("/");
}

const MINUTES_EACH = 2;

/** Each linter on the files that it is made for, cold and then warm. */
export function commandLine(): readonly Row[] {
  const kinds: readonly (readonly Kind[])[] = [["dockerfiles"], ["manifests"], ["dockerfiles", "manifests"]];
  return kinds.flatMap((wanted) => {
    const files = wanted.flatMap((kind) => corpusFiles(kind).map(({ path }) => path));
    const peers = PEERS.filter((peer) => wanted.every((kind) => peer.kinds.includes(kind)));
    const results = [HULLCHECK, ...peers].map((linter) => ({ linter, ...coldAndWarm(linter, files, wanted) }));
    const own = results[0]?.kind === "ran" ? results[0].cpu : Number.NaN;
    return results.map((result) => rowOf(result, own, `${files.length} ${wanted.join(" and ")}`));
  });
}

/** What a run came to. After a refusal, others of the files may be readable. */
type Outcome =
  | ({ readonly kind: "ran"; readonly seconds: number; readonly cpu: number; readonly memory: number } & Found)
  | { readonly kind: "refused" | "not"; readonly why: string };

interface Found {
  readonly findings: number;
  readonly read: number;
}

type Result =
  | ({ readonly kind: "ran"; readonly cold: number; readonly warm: number } & Found &
      Pick<Extract<Outcome, { kind: "ran" }>, "cpu" | "memory">)
  | { readonly kind: "not"; readonly why: string };

function coldAndWarm(linter: Linter, files: readonly string[], kinds: readonly Kind[]): Result {
  if (linter !== HULLCHECK && !existsSync(program(linter.name))) return { kind: "not", why: whyMissing(linter.name) };
  const first = once(linter, files, kinds, dropCaches);
  const readable = first.kind === "refused" ? readableFiles(linter, files, kinds) : files;
  const cold = first.kind === "refused" && readable.length > 0 ? once(linter, readable, kinds, dropCaches) : first;
  const warm = cold.kind === "ran" ? once(linter, readable, kinds) : cold;
  if (cold.kind !== "ran" || warm.kind !== "ran") return { kind: "not", why: whyOf(warm) };
  return { ...warm, cold: cold.seconds, warm: warm.seconds };
}

function whyOf(outcome: Outcome): string {
  return outcome.kind === "ran" ? "" : outcome.why;
}

const FILES_TO_A_GROUP = 10;

/** Some linters give up on the first file that they cannot read. These are the others: found by group, and one by one where a group has such a file. */
function readableFiles(linter: Linter, files: readonly string[], kinds: readonly Kind[]): readonly string[] {
  const isRead = (some: readonly string[]): boolean => once(linter, some, kinds).kind === "ran";
  const groups = Array.from({ length: Math.ceil(files.length / FILES_TO_A_GROUP) }, (_, index) =>
    files.slice(index * FILES_TO_A_GROUP, (index + 1) * FILES_TO_A_GROUP),
  );
  return groups.flatMap((group) => (isRead(group) ? group : group.filter((file) => isRead([file]))));
}

function once(linter: Linter, files: readonly string[], kinds: readonly Kind[], before = (): void => {}): Outcome {
  const { command, count, read = (_, given) => given, atOnce = files.length } = linter;
  const total = { kind: "ran" as const, seconds: 0, cpu: 0, memory: 0, findings: 0, read: 0 };
  const groups = Array.from({ length: Math.ceil(files.length / atOnce) }, (_, index) =>
    files.slice(index * atOnce, (index + 1) * atOnce),
  );
  const commands = groups.map((group) => ({ group, line: command(group, kinds) }));
  before();
  for (const { group, line } of commands) {
    const [name, ...args] = line;
    const { output, seconds, cpu, memory, isLate, complaint } = timed(name, args);
    total.seconds += seconds;
    if (isLate || total.seconds > MINUTES_EACH * 60)
      return { kind: "not", why: `not done within ${MINUTES_EACH} minutes` };
    if (/failed downloading schema/.test(output)) return { kind: "not", why: "asks the network for schemas" };
    if (output.trim() === "") return { kind: "refused", why: `stops: ${complaint}` };
    total.cpu += cpu;
    total.memory = Math.max(total.memory, memory);
    total.findings += count(output);
    total.read += read(output, group.length);
  }
  return total;
}

/** Runs a program, no longer than it may. GNU time tells the processor time, and the most memory that it took. */
function timed(name: string, args: readonly string[]) {
  const limits = ["--kill-after=5", `${MINUTES_EACH}m`, "time", "-q", "-f", "%U %S %M"];
  const before = performance.now();
  const ended = spawnSync("timeout", [...limits, name, ...args], { encoding: "utf8", maxBuffer: 1 << 30 });
  const seconds = (performance.now() - before) / 1000;
  const lines = ended.stderr.trimEnd().split("\n");
  const [user = 0, system = 0, kilobytes = 0] = (lines.pop() ?? "").split(" ").map(Number);
  return {
    output: ended.stdout,
    seconds,
    cpu: user + system,
    memory: kilobytes / 1024,
    isLate: ended.status === LATE || ended.signal !== null,
    complaint: (lines.at(-1) ?? "").replaceAll("|", "/").slice(-90),
  };
}

/** What `timeout` ends with after its time was up. */
const LATE = 124;

function rowOf(result: Result & { readonly linter: Linter }, own: number, files: string): Row {
  const { name } = result.linter;
  if (result.kind === "not") {
    const rest = { "cold, s": "–", "warm, s": "–", "CPU, s": "–", "CPU against hullcheck's": result.why };
    return { files, linter: name, read: "–", ...rest, "memory, MB": "–", findings: "–" };
  }
  return {
    files,
    linter: name,
    read: result.read,
    "cold, s": short(result.cold),
    "warm, s": short(result.warm),
    "CPU, s": short(result.cpu),
    "CPU against hullcheck's": times(result.cpu, own),
    "memory, MB": short(result.memory),
    findings: result.findings,
  };
}

function whyMissing(name: string): string {
  const note = existsSync(".bench/missing.tsv") ? readFileSync(".bench/missing.tsv", "utf8") : "";
  const line = note.split("\n").find((entry) => entry.startsWith(`${name}\t`));
  return line === undefined ? "not installed: run bench/install-peers" : `not to be had: ${line.split("\t")[1]}`;
}

/** The files come from the disk again, where this process may say so to Linux; else the first run is as cold as it gets. */
function dropCaches(): void {
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "3");
  } catch {
    // Not allowed.
  }
}

/** One small Dockerfile, from the start of the process to its end. */
export function oneFile(): readonly Row[] {
  const file = corpusFiles("dockerfiles").find(({ text }) => text.split("\n").length > 20)?.path ?? "";
  const manifest = corpusFiles("manifests").find(({ text }) => text.split("\n").length > 40)?.path ?? "";
  const measure = (title: string, [name, ...args]: readonly [string, ...string[]]): Row => {
    const cpu: number[] = [];
    const taken = Array.from({ length: 20 }, () => {
      const before = performance.now();
      cpu.push(timed(name, args).cpu * 1000);
      return performance.now() - before;
    });
    return {
      "one file": title,
      "p50, ms": short(median(taken)),
      "fastest, ms": short(Math.min(...taken)),
      "CPU, ms": short(median(cpu)),
    };
  };
  const installed = PEERS.filter(({ name, atOnce }) => atOnce !== 1 && name !== "checkov" && existsSync(program(name)));
  return [
    measure("an empty Node script", [process.execPath, "-e", "0"]),
    measure("hullcheck, a Dockerfile", HULLCHECK.command([file], ["dockerfiles"])),
    measure("hullcheck, a manifest", HULLCHECK.command([manifest], ["manifests"])),
    ...installed.map((peer) => {
      const [kind = "dockerfiles"] = peer.kinds;
      return measure(
        `${peer.name}, the same ${kind.slice(0, -1)}`,
        peer.command([kind === "dockerfiles" ? file : manifest], [kind]),
      );
    }),
  ];
}
