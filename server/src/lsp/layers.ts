import type { Range, TextDocumentIdentifier } from "vscode-languageserver";
import { type HistoryEntry, layerReport } from "../core/dockerfile/layer-report.ts";
import { secretSpans } from "../core/engine/secret-spans.ts";
import { redact } from "../core/secrets/redact.ts";
import type { LineIndex } from "../core/text/lines.ts";
import { knownValue } from "../core/text/resolved.ts";
import type { Span } from "../core/text/span.ts";
import { toRange } from "./convert.ts";
import type { Target } from "./session.ts";
import { configOf } from "./settings.ts";

export interface LayersParams {
  readonly textDocument: TextDocumentIdentifier;
}

/** What an image is made of, the lowest first. */
export interface ImageLayers {
  /** The line of the `FROM` whose stage ships. */
  readonly range: Range;
  /** Who a container starts as; null where only the base image knows. */
  readonly user: string | null;
  readonly entries: readonly LayerEntry[];
}

/** One entry of the image's history. */
interface LayerEntry {
  readonly range: Range;
  /** Counted from 1; null for an entry that changes the image's configuration only. */
  readonly layer: number | null;
  /** Who it runs as; null where only the base image knows. */
  readonly user: string | null;
  /** Its line in the history, without secrets. */
  readonly history: string;
  /** Whether the line in the history holds one. */
  readonly holdsSecret: boolean;
  readonly added: readonly LayerPath[];
  readonly removed: readonly LayerPath[];
  /** Files of this layer that a later one hides, and that can be read all the same. */
  readonly readable: readonly LayerPath[];
}

/** A path, with the place in the Dockerfile that writes, removes or hides it. */
interface LayerPath {
  readonly path: string;
  readonly range: Range;
}

/** The layers of the image that an open Dockerfile makes. */
export function imageLayers({ analysis, settings }: Target): ImageLayers | null {
  const { model, lines } = analysis;
  if (model?.kind !== "dockerfile") return null;
  const secrets = secretSpans(analysis, { config: configOf(settings) });
  const report = layerReport(model, secrets);
  if (report === undefined) return null;
  const values = secretValues(analysis.source.text, secrets);
  const paths = (all: readonly Placed[]): LayerPath[] => layerPaths(all, lines, values);
  let layers = 0;
  const entries = report.entries.map((entry): LayerEntry => {
    if (entry.isLayer) layers++;
    return {
      range: toRange(lines, entry.instruction.span),
      layer: entry.isLayer ? layers : null,
      user: knownValue(entry.user) ?? null,
      history: masked(entry.history.text, values),
      holdsSecret: entry.history.holdsSecret,
      added: paths(entry.added),
      removed: paths(entry.removed),
      readable: paths(hiddenIn(entry)),
    };
  });
  return { range: toRange(lines, report.shipped.from.span), user: knownValue(report.user) ?? null, entries };
}

interface Placed {
  readonly path: string;
  readonly span: Span;
}

/** The place is that of what hides the file, which is where something can be done. */
function hiddenIn({ keeps }: HistoryEntry): readonly Placed[] {
  return keeps.map(({ path, by }) => ({ path, span: by.span }));
}

function layerPaths(all: readonly Placed[], lines: LineIndex, values: readonly string[]): LayerPath[] {
  const byPath = new Map(
    all.map(({ path, span }) => [path, { path: masked(path, values), range: toRange(lines, span) }]),
  );
  return [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

/** Shorter ones are everyday words, which stand in paths for themselves. */
const SHORTEST_VALUE = 8;

function secretValues(text: string, secrets: readonly Span[]): readonly string[] {
  const values = secrets.map(({ start, end }) => text.slice(start, end)).filter((v) => v.length >= SHORTEST_VALUE);
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/** Words that are made from the text, without what is secret in it. */
function masked(words: string, values: readonly string[]): string {
  return values.reduce((result, value) => result.replaceAll(value, redact(value)), words);
}
