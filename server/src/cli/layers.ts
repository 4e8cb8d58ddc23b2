import { resolve } from "node:path";
import pc from "picocolors";
import { DEFAULT_CONFIG } from "../core/config/schema.ts";
import type { HistoryEntry, LayerReport } from "../core/dockerfile/layer-report.ts";
import type { HiddenFile } from "../core/dockerfile/layers.ts";
import type { Instruction } from "../core/dockerfile/model.ts";
import type { AnalyzeOptions } from "../core/engine/analysis.ts";
import { maskedWords, secretValues } from "../core/engine/mask.ts";
import { secretSpans } from "../core/engine/secret-spans.ts";
import type { Gap } from "../core/text/gap.ts";
import type { LineIndex } from "../core/text/lines.ts";
import type { Resolved } from "../core/text/resolved.ts";
import { readText } from "./files.ts";
import { printable } from "./reporters/cells.ts";
import { countOf } from "./reporters/report.ts";
import { CLEAN, type ExitCode, type Terminal, wrongUse } from "./terminal.ts";

type Colors = ReturnType<typeof pc.createColors>;

export interface LayersRequest {
  readonly file: string;
  readonly format: "pretty" | "json";
  readonly target?: string;
}

/** `hullcheck layers`: what each layer of a Dockerfile's image will hold, and what stays readable in it. */
export async function showLayers({ file, format, target }: LayersRequest, terminal: Terminal): Promise<ExitCode> {
  const content = readText(resolve(terminal.cwd, file));
  if (content.kind !== "text") return wrongUse(terminal, `${file}: ${content.why}`);
  const { DOCKERFILE, layerReport } = await import("../core/engine/dockerfile.ts");
  const options: AnalyzeOptions = target === undefined ? {} : { config: { ...DEFAULT_CONFIG, target } };
  const analysis = DOCKERFILE.analyze({ path: file, text: content.text }, options);
  const { model } = analysis;
  if (model?.kind !== "dockerfile") return wrongUse(terminal, `${file}: no Dockerfile`);
  if (target !== undefined && !model.stages.some(({ name, index }) => name === target || String(index) === target)) {
    return wrongUse(terminal, `${file}: has no stage “${target}”`);
  }
  const secrets = secretSpans(analysis, options);
  const report = layerReport(model, secrets);
  if (report === undefined) return wrongUse(terminal, `${file}: builds nothing, since it has no FROM`);
  const values = secretValues(content.text, secrets);
  const teller: Teller = { file, lines: model.lines, say: (words) => maskedWords(words, values) };
  terminal.out(
    format === "json" ? jsonText(report, teller) : prettyText(report, teller, pc.createColors(terminal.color)),
  );
  return CLEAN;
}

/** How places and words are told. */
interface Teller {
  readonly file: string;
  readonly lines: LineIndex;
  /** Words without the secrets of the file. */
  readonly say: (words: string) => string;
}

function lineOf(instruction: Instruction, { lines }: Teller): number {
  return lines.lineAt(instruction.span.start) + 1;
}

const FORMAT_VERSION = 1;

function jsonText(report: LayerReport, teller: Teller): string {
  const document = {
    version: FORMAT_VERSION,
    path: teller.file,
    base: baseName(report),
    stage: stageObject(report.shipped, teller),
    otherStages: report.unshipped.map((stage) => stageObject(stage, teller)),
    startsAs: userName(report.user) ?? null,
    startsAsRoot: report.start === "root",
    entries: report.entries.map((entry) => entryObject(entry, teller)),
    readable: report.readable.map((hidden) => hiddenObject(hidden, teller)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function stageObject(stage: LayerReport["shipped"], teller: Teller): object {
  return { index: stage.index, name: stage.name ?? null, line: lineOf(stage.from, teller) };
}

function entryObject(entry: HistoryEntry, teller: Teller): object {
  const { say } = teller;
  return {
    line: lineOf(entry.instruction, teller),
    stage: entry.stage.index,
    isLayer: entry.isLayer,
    createdBy: entry.history.text,
    holdsSecret: entry.history.holdsSecret,
    user: userName(entry.user) ?? null,
    added: entry.added.map(({ path, isDirectory, certainty }) => ({ path: say(path), isDirectory, certainty })),
    changed: entry.changed.map(({ path, kind, certainty }) => ({ path: say(path), what: kind, certainty })),
    removed: entry.removed.map(({ path, isRecursive, certainty }) => ({ path: say(path), isRecursive, certainty })),
    hides: entry.hides.map((hidden) => hiddenObject(hidden, teller)),
    gaps: entry.gaps.map(({ span, why }) => ({ line: teller.lines.lineAt(span.start) + 1, why: say(why) })),
  };
}

function hiddenObject({ path, how, evidence, creation, by }: HiddenFile, teller: Teller): object {
  return {
    path: teller.say(path),
    how,
    evidence,
    writtenIn: lineOf(creation.instruction, teller),
    hiddenIn: lineOf(by.instruction, teller),
  };
}

function userName(user: Resolved<string>): string | undefined {
  return user.kind === "known" ? user.value : undefined;
}

/** The image below the lowest stage, as it is written. */
function baseName({ entries, shipped }: LayerReport): string | null {
  const lowest = entries[0]?.stage ?? shipped;
  return lowest.from.image?.raw ?? null;
}

function prettyText(report: LayerReport, teller: Teller, colors: Colors): string {
  const layers = report.entries.filter(({ isLayer }) => isLayer).length;
  const head =
    `${teller.file}: ${countOf(layers, "layer")} on ${baseName(report) ?? "no image"}` +
    `${report.shipped.name === undefined ? "" : ` for stage ${report.shipped.name}`}, the lowest first`;
  const blocks = [
    colors.bold(printable(head)),
    ...report.entries.map((entry) => entryBlock(entry, teller, colors)),
    closing(report, teller, colors),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function entryBlock(entry: HistoryEntry, teller: Teller, colors: Colors): string {
  const line = lineOf(entry.instruction, teller);
  const kind = entry.isLayer ? `layer, as ${userText(entry.user)}` : "no layer";
  const history = printable(entry.history.text.trimEnd().replaceAll("\r", "").replaceAll("\n", "⏎"));
  return [
    `${colors.bold(`line ${line}`)} ${colors.dim(`(${kind})`)}`,
    `  ${history}`,
    ...fileLines(entry, teller, colors).map((text) => `    ${text}`),
  ].join("\n");
}

function fileLines(entry: HistoryEntry, teller: Teller, colors: Colors): readonly string[] {
  const tell = (path: string): string => printable(teller.say(path));
  const added = entry.added.map(({ path, isDirectory, certainty }) =>
    colors.green(`+ ${tell(path)}${isDirectory && !path.endsWith("/") ? "/" : ""}${perhaps(certainty)}`),
  );
  const changed = entry.changed.map(({ path, kind, certainty }) =>
    colors.yellow(`~ ${tell(path)} (${kind})${perhaps(certainty)}`),
  );
  const removed = entry.removed.map(({ path, certainty }) => colors.cyan(`- ${tell(path)}${perhaps(certainty)}`));
  const hides = entry.hides.map(
    ({ path, creation }) => `  hides ${tell(path)} of line ${lineOf(creation.instruction, teller)}`,
  );
  const keeps = entry.keeps.map(({ path, by, how, evidence }) =>
    colors.red(
      `! ${tell(path)} stays readable in this layer${evidence === "perhaps" ? ", if it is there" : ""}: ` +
        `line ${lineOf(by.instruction, teller)} only hides it (${how})`,
    ),
  );
  const secret = entry.history.holdsSecret
    ? [colors.red("! the line itself holds a secret, which everyone who has the image can read in its history")]
    : [];
  const gaps = entry.gaps.map((gap) => colors.dim(`? ${gapText(gap, teller)}`));
  return [...added, ...changed, ...removed, ...hides, ...keeps, ...secret, ...gaps];
}

function perhaps(certainty: "always" | "maybe"): string {
  return certainty === "maybe" ? " (perhaps)" : "";
}

function gapText({ span, why }: Gap, { lines, say }: Teller): string {
  return `line ${lines.lineAt(span.start) + 1}, not analysed: ${printable(say(why))}`;
}

function userText(user: Resolved<string>): string {
  return user.kind === "known"
    ? printable(user.value)
    : `a user that is not known (${user.kind === "unknown" ? printable(user.why) : "none"})`;
}

function closing(report: LayerReport, teller: Teller, colors: Colors): string {
  const start = `Containers start as ${userText(report.user)}.`;
  const other = report.unshipped.map(({ name, index }) => printable(name ?? String(index)));
  const readable = report.readable.map(
    (hidden) =>
      `  ${printable(teller.say(hidden.path))}, written in line ${lineOf(hidden.creation.instruction, teller)}` +
      `, ${hidden.how} in line ${lineOf(hidden.by.instruction, teller)}` +
      `${hidden.evidence === "perhaps" ? " (perhaps)" : ""}`,
  );
  return [
    report.start === "root" ? colors.yellow(start) : start,
    ...(other.length === 0 ? [] : [`Not in the image: ${countOf(other.length, "stage")} (${other.join(", ")}).`]),
    ...(readable.length === 0
      ? ["Nothing that a layer holds is hidden by a later one."]
      : [colors.red("Readable in the image although a later layer hides it:"), ...readable]),
  ].join("\n");
}
