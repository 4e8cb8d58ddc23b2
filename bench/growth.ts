import { type Analysis, analyze, indexLines } from "../server/src/core/index.ts";
import { median, percentile, type Row, short, times } from "./table.ts";
import { dockerfileOf, manifestOf } from "./texts.ts";

interface Series {
  readonly title: string;
  readonly path: string;
  readonly sizes: readonly number[];
  /** What the sizes count. */
  readonly unit: string;
  readonly text: (size: number) => string;
}

const pod = (index: number): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${index}\nspec:\n  containers:\n    - name: a\n      image: b:${index}\n---\n`;

const each = (size: number, make: (index: number) => string): string =>
  Array.from({ length: size }, (_, i) => make(i)).join("");

const SERIES: readonly Series[] = [
  {
    title: "Dockerfile, real lines",
    path: "Dockerfile",
    sizes: [90, 900, 9_000],
    unit: "lines",
    text: (size) => dockerfileOf(size).text,
  },
  {
    title: "manifests, real lines",
    path: "a.yaml",
    sizes: [250, 2_500, 25_000],
    unit: "lines",
    text: (size) => manifestOf(size).text,
  },
  {
    title: "stages on each other",
    path: "Dockerfile",
    sizes: [100, 1_000, 10_000],
    unit: "stages",
    text: (size) =>
      each(size, (i) => `FROM ${i === 0 ? "debian:12" : `s${i - 1}`} AS s${i}\nRUN touch /a${i} && rm /a${i}\n`),
  },
  {
    title: "stages that copy from each other",
    path: "Dockerfile",
    sizes: [100, 1_000, 10_000],
    unit: "stages",
    text: (size) =>
      each(size, (i) => `FROM debian:12 AS s${i}\n${i === 0 ? "" : `COPY --from=s${i - 1} /a /a\n`}RUN touch /b${i}\n`),
  },
  {
    title: "secrets copied and removed",
    path: "Dockerfile",
    sizes: [100, 1_000, 10_000],
    unit: "files",
    text: (size) => `FROM debian:12\n${each(size, (i) => `COPY a${i}.pem /k/a${i}.pem\nRUN rm /k/a${i}.pem\n`)}`,
  },
  {
    title: "one line, one word",
    path: "Dockerfile",
    sizes: [10_000, 100_000, 1_000_000],
    unit: "characters",
    text: (size) => `FROM debian:12\nRUN echo ${"x".repeat(size)}\n`,
  },
  {
    title: "one line, many commands",
    path: "Dockerfile",
    sizes: [10_000, 100_000, 1_000_000],
    unit: "characters",
    text: (size) => `FROM debian:12\nRUN true${" && touch /a".repeat(size / 12)}\n`,
  },
  {
    title: "one line of ENV",
    path: "Dockerfile",
    sizes: [10_000, 100_000, 1_000_000],
    unit: "characters",
    text: (size) => `FROM debian:12\nENV ${each(size / 8, (i) => `A${(i % 1000).toString().padStart(3, "0")}=b `)}\n`,
  },
  {
    title: "one line of YAML",
    path: "a.yaml",
    sizes: [10_000, 100_000, 1_000_000],
    unit: "characters",
    text: (size) => `apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, args: [${"a, ".repeat(size / 3)}]}]}\n`,
  },
  {
    title: "documents",
    path: "a.yaml",
    sizes: [500, 5_000, 50_000],
    unit: "documents",
    text: (size) => each(size, pod),
  },
  {
    title: "documents, each with a suppression",
    path: "a.yaml",
    sizes: [100, 1_000, 10_000],
    unit: "documents",
    text: (size) =>
      each(size, (i) =>
        pod(i).replace("spec:", "spec:\n  # hullcheck-disable-next-line host-namespace\n  hostPID: true"),
      ),
  },
  {
    title: "containers of one pod",
    path: "a.yaml",
    sizes: [100, 1_000, 10_000],
    unit: "containers",
    text: (size) =>
      `${pod(0).replace("---\n", "")}${each(size, (i) => `    - name: a${i}\n      image: b\n      securityContext: {privileged: true}\n`)}`,
  },
  {
    title: "nesting, YAML",
    path: "a.yaml",
    sizes: [50, 500, 5_000],
    unit: "levels",
    text: (size) => `apiVersion: v1\nkind: Pod\nspec: ${"[".repeat(size)}${"]".repeat(size)}\n`,
  },
  {
    title: "nesting, shell",
    path: "Dockerfile",
    sizes: [50, 500, 5_000],
    unit: "levels",
    text: (size) => `FROM debian:12\nRUN echo ${"$(echo ".repeat(size)}${")".repeat(size)}\n`,
  },
];

/** The time of an analysis at a size, ten and a hundred times that size, and what one unit costs at the largest against ten times less. */
export function growth(): readonly Row[] {
  warmUp();
  return SERIES.map(({ title, path, sizes, unit, text }) => {
    const taken = sizes.map((size) => measure(path, text(size)));
    const [, tenth = 0, last = 0] = taken;
    return {
      file: title,
      sizes: `${sizes.map((size) => size.toLocaleString("en-US")).join(" / ")} ${unit}`,
      "CPU ms at 1×": short(taken[0] ?? 0),
      "10×": short(tenth),
      "100×": short(last),
      "per unit, 100× against 10×": times(last / 10, tenth),
    };
  });
}

/** Median of so many runs as fit in a second, one at least. */
function measure(path: string, text: string): number {
  const taken: number[] = [];
  const started = performance.now();
  do {
    const before = processorTime();
    analyze({ path, text });
    taken.push(processorTime() - before);
  } while (performance.now() - started < 1000);
  return median(taken);
}

/** Milliseconds of processor time, which other work on the machine does not add to. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function warmUp(): void {
  const files = [dockerfileOf(3_000), manifestOf(3_000)];
  for (let round = 0; round < 5; round++) for (const { path, text } of files) analyze({ path, text });
}

/** What a keystroke costs the core alone: the time from the text to the findings, with what the version before came to. */
export function keystroke(): readonly Row[] {
  const files = [
    dockerfileOf(30),
    dockerfileOf(300),
    dockerfileOf(3_000),
    manifestOf(100),
    manifestOf(1_000),
    manifestOf(25_000),
  ];
  return files.map(({ path, text }) => {
    let analysis = analyze({ path, text });
    const opened = measure(path, text);
    const taken: number[] = [];
    for (let key = 0; key < 100; key++) {
      const before = processorTime();
      analysis = typed(analysis);
      taken.push(processorTime() - before);
    }
    return {
      file: path,
      lines: indexLines(text).lineCount - 1,
      "whole, CPU ms": short(opened),
      "after a key, CPU ms": short(median(taken)),
      "p95, CPU ms": short(percentile(taken, 0.95)),
      share: times(median(taken), opened),
    };
  });
}

/** One character typed into the middle, with what was known before. */
function typed(analysis: Analysis): Analysis {
  const { path, text } = analysis.source;
  const lines = indexLines(text);
  const middle = lines.lineEnd(Math.floor(lines.lineCount / 2));
  return analyze({ path, text: `${text.slice(0, middle)}x${text.slice(middle)}` }, { previous: analysis });
}
