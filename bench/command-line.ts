import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { median, type Row, short, times } from "./table.ts";
import { corpusFiles } from "./texts.ts";

type Kind = "dockerfiles" | "manifests";

/** A linter on the command line, and how the findings are counted in what it prints. */
interface Linter {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly command: (files: readonly string[], kinds: readonly Kind[]) => readonly [string, ...string[]];
  readonly count: (output: string) => number;
  /** Files to a run, where it takes only so many. */
  readonly atOnce?: number;
}

const program = (name: string): string => resolve(".bench/bin", name);
const occurrences =
  (pattern: RegExp) =>
  (output: string): number =>
    output.match(pattern)?.length ?? 0;

const HULLCHECK: Linter = {
  name: "hullcheck",
  kinds: ["dockerfiles", "manifests"],
  command: (files) => [process.execPath, resolve("dist/cli.cjs"), "--format", "json", ...files],
  count: occurrences(/"ruleId"/g),
};

const PEERS: readonly Linter[] = [
  {
    name: "hadolint",
    kinds: ["dockerfiles"],
    command: (files) => [program("hadolint"), "--no-fail", "-f", "json", ...files],
    count: occurrences(/"code":/g),
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
      folderOf(files),
    ],
    count: occurrences(/"Status": "FAIL"/g),
  },
  {
    name: "checkov",
    kinds: ["dockerfiles", "manifests"],
    command: (files, kinds) => [
      program("checkov"),
      "--skip-download",
      "--compact",
      "--quiet",
      "-o",
      "json",
      "--framework",
      ...kinds.map((kind) => (kind === "dockerfiles" ? "dockerfile" : "kubernetes")),
      "-d",
      folderOf(files),
    ],
    count: occurrences(/"check_id":/g),
  },
];

/** The deepest folder that holds them all. */
function folderOf(files: readonly string[]): string {
  const [first = "", ...rest] = files.map((file) => file.split("/").slice(0, -1));
  const isShared = (part: string, index: number): boolean => rest.every((other) => other[index] === part);
  const end = [...first].findIndex((part, index) => !isShared(part, index));
  return [...first].slice(0, end < 0 ? undefined : end).join("/");
}

const ASKS_THE_NETWORK = "asks the network for schemas";
const MINUTES_EACH = 5;
const WARM_RUNS = 3;

/** Each linter on the files that it is made for. */
export function commandLine(): readonly Row[] {
  const kinds: readonly (readonly Kind[])[] = [["dockerfiles"], ["manifests"], ["dockerfiles", "manifests"]];
  return kinds.flatMap((wanted) => {
    const files = wanted.flatMap((kind) => corpusFiles(kind).map(({ path }) => path));
    const own = run(HULLCHECK, files, wanted);
    const peers = PEERS.filter((peer) => wanted.every((kind) => peer.kinds.includes(kind)));
    return [own, ...peers.map((peer) => run(peer, files, wanted))].map((result) => rowOf(result, own, files, wanted));
  });
}

type Run =
  | {
      readonly linter: Linter;
      readonly kind: "ran";
      readonly cold: number;
      readonly warm: number;
      readonly cpu: number;
      readonly findings: number;
      readonly files: number;
    }
  | { readonly linter: Linter; readonly kind: "not"; readonly why: string };

function run(linter: Linter, files: readonly string[], kinds: readonly Kind[]): Run {
  if (linter !== HULLCHECK && !existsSync(program(linter.name))) return notRun(linter, whyMissing(linter.name));
  dropCaches();
  const cold = once(linter, files, kinds);
  if (cold === ASKS_THE_NETWORK) return notRun(linter, cold);
  if (typeof cold === "string") {
    // Some give up on the first file that they cannot read: they get those that they can.
    const readable = files.filter((file) => typeof once(linter, [file], kinds) !== "string");
    return readable.length === 0 || readable.length === files.length
      ? notRun(linter, cold)
      : run(linter, readable, kinds);
  }
  const warm = Array.from({ length: cold.seconds > 20 ? 1 : WARM_RUNS }, () => once(linter, files, kinds));
  const done = warm.filter((result) => typeof result !== "string");
  return {
    linter,
    kind: "ran",
    cold: cold.seconds,
    warm: median(done.map(({ seconds }) => seconds)),
    cpu: median(done.map(({ cpu }) => cpu)),
    findings: cold.findings,
    files: files.length,
  };
}

/** Runs a program; how long it takes, in processor time too, is for the shell to say. */
function timed(name: string, args: readonly string[]) {
  const script = 'TIMEFORMAT="%U %S"; time "$@"';
  const { stdout, stderr, error } = spawnSync("bash", ["-c", script, "bash", name, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    timeout: MINUTES_EACH * 60_000,
  });
  const lines = stderr.trimEnd().split("\n");
  const [user = 0, system = 0] = (lines.pop() ?? "").split(" ").map(Number);
  return { stdout, stderr: lines.join("\n"), cpu: user + system, isLate: error !== undefined };
}

function notRun(linter: Linter, why: string): Run {
  return { linter, kind: "not", why };
}

function once(
  { command, count, atOnce }: Linter,
  files: readonly string[],
  kinds: readonly Kind[],
): { readonly seconds: number; readonly cpu: number; readonly findings: number } | string {
  const size = atOnce ?? files.length;
  let findings = 0;
  let cpu = 0;
  const before = performance.now();
  for (let i = 0; i < files.length; i += size) {
    const [name, ...args] = command(files.slice(i, i + size), kinds);
    const { stdout, stderr, cpu: used, isLate } = timed(name, args);
    if (isLate) return `not done within ${MINUTES_EACH} minutes`;
    if (stdout.trim() === "")
      return `stops: ${(stderr.trim().split("\n").at(-1) ?? "").replaceAll("|", "/").slice(-90)}`;
    if (/failed downloading schema/.test(stdout)) return ASKS_THE_NETWORK;
    findings += count(stdout);
    cpu += used;
    if (performance.now() - before > MINUTES_EACH * 60_000) return `not done within ${MINUTES_EACH} minutes`;
  }
  return { seconds: (performance.now() - before) / 1000, cpu, findings };
}

function rowOf(result: Run, own: Run, files: readonly string[], kinds: readonly Kind[]): Row {
  const read = result.kind === "ran" && result.files < files.length ? `${result.files} of ` : "";
  const shared = { files: `${read}${files.length} ${kinds.join(" and ")}`, linter: result.linter.name };
  if (result.kind === "not")
    return {
      ...shared,
      "cold, s": "–",
      "warm, s": "–",
      "CPU, s": "–",
      "CPU against hullcheck's": result.why,
      findings: "–",
    };
  return {
    ...shared,
    "cold, s": short(result.cold),
    "warm, s": short(result.warm),
    "CPU, s": short(result.cpu),
    "CPU against hullcheck's": own.kind === "ran" ? times(result.cpu, own.cpu) : "–",
    findings: result.findings,
  };
}

function whyMissing(name: string): string {
  const note = existsSync(".bench/missing.tsv") ? readFileSync(".bench/missing.tsv", "utf8") : "";
  const line = note.split("\n").find((entry) => entry.startsWith(`${name}\t`));
  return line === undefined ? "not installed: run bench/install-peers" : `not to be had: ${line.split("\t")[1]}`;
}

/** Cold: the files come from the disk again, where this process may say so to Linux. */
function dropCaches(): void {
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "3");
  } catch {
    // Then the first run is as cold as it gets.
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
