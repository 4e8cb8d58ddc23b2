import { type StructuredPatchHunk, structuredPatch } from "diff";
import pc from "picocolors";
import { maskedLine } from "../core/engine/mask.ts";
import type { Span } from "../core/text/span.ts";
import type { Change } from "./check-input.ts";
import { printable } from "./reporters/cells.ts";

const CONTEXT = 3;

type Colors = ReturnType<typeof pc.createColors>;

export interface UnifiedDiff {
  /** With its last line break. */
  readonly text: string;
  /** Whether it holds a masked secret, so that no program can apply it. */
  readonly isMasked: boolean;
}

/** What a change does to a file; secrets are masked as everywhere. */
export function unifiedDiff({ path, before, after, secrets }: Change, color: boolean): UnifiedDiff {
  const colors = pc.createColors(color);
  const { hunks } = structuredPatch(path, path, before, after, undefined, undefined, { context: CONTEXT });
  const name = printable(path);
  const sides = {
    old: maskedLines(before, secrets.before),
    fresh: maskedLines(after, secrets.after),
  };
  const shown = hunks.map((hunk) => maskedHunk(hunk, sides));
  const lines = [
    colors.bold(`--- a/${name}`),
    colors.bold(`+++ b/${name}`),
    ...shown.flatMap((hunk) => paintedHunk(hunk, colors)),
  ];
  return {
    text: lines.map((line) => `${line}\n`).join(""),
    isMasked: shown.some((hunk, i) => hunk.lines.some((line, j) => line !== hunks[i]?.lines[j])),
  };
}

interface Sides {
  readonly old: (line: number) => string;
  readonly fresh: (line: number) => string;
}

function maskedHunk(hunk: StructuredPatchHunk, { old, fresh }: Sides): StructuredPatchHunk {
  let oldLine = hunk.oldStart - 1;
  let newLine = hunk.newStart - 1;
  const lines = hunk.lines.map((line) => {
    if (line.startsWith("-")) return `-${old(oldLine++)}`;
    if (line.startsWith("+")) return `+${fresh(newLine++)}`;
    // "\\ No newline at end of file"
    if (!line.startsWith(" ")) return line;
    newLine++;
    return ` ${old(oldLine++)}`;
  });
  return { ...hunk, lines };
}

function paintedHunk(hunk: StructuredPatchHunk, colors: Colors): readonly string[] {
  const head = `@@ -${hunkRange(hunk.oldStart, hunk.oldLines)} +${hunkRange(hunk.newStart, hunk.newLines)} @@`;
  const paint = (line: string): string => {
    if (line.startsWith("-")) return colors.red(line);
    return line.startsWith("+") ? colors.green(line) : line;
  };
  return [colors.cyan(head), ...hunk.lines.map(paint)];
}

/** A range of no lines is told by the line before it (POSIX, `diff -u`). */
function hunkRange(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** Gives the masked text of a line, counted from 0 and ended by LF alone, as diffs count. */
function maskedLines(text: string, secrets: readonly Span[]): (line: number) => string {
  const spans = lineSpans(text);
  return (line) => {
    const span = spans[line];
    return span === undefined ? "" : printableLine(maskedLine(text, span, secrets));
  };
}

function lineSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = 0; start <= text.length; ) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    spans.push({ start, end });
    start = end + 1;
  }
  return spans;
}

/** As printable, but a byte-order mark and the CR of a line break stay: a diff is for programs, too. */
function printableLine(line: string): string {
  const start = line.startsWith("\ufeff") ? 1 : 0;
  const end = line.endsWith("\r") ? line.length - 1 : line.length;
  return line.slice(0, start) + printable(line.slice(start, end)) + line.slice(end);
}
