import { firstIndex } from "./first-index.ts";
import { type Span, span } from "./span.ts";

/**
 * A text that stands inside the file, perhaps in another spelling (a JSON string, the argument of `sh -c "…"`, joined lines),
 * with the place in the file of each of its code units.
 */
export interface EmbeddedText {
  readonly text: string;
  /** File offset of the code unit at `index`; for `text.length`, the offset just after the last one. */
  offsetAt(index: number): number;
  /** File offset just after the code unit before `index`: differs from `offsetAt` where units between them were left out. */
  endAt(index: number): number;
  /** What a range of the text comes from, in order; indices are those of the range. */
  stretches(start: number, end: number): readonly Stretch[];
}

/** Where the code units from an index on come from, up to the next stretch. */
interface Stretch {
  readonly at: number;
  /** File offset. */
  readonly start: number;
  /** Where each of the units is spelled by all that stands from `start` to here; undefined where they stand in the file as they are. */
  readonly end: number | undefined;
}

class VerbatimText implements EmbeddedText {
  constructor(
    readonly text: string,
    private readonly start: number,
  ) {}

  offsetAt(index: number): number {
    return this.start + Math.max(0, Math.min(index, this.text.length));
  }

  endAt(index: number): number {
    return this.offsetAt(index);
  }

  stretches(start: number): readonly Stretch[] {
    return [{ at: 0, start: this.start + start, end: undefined }];
  }
}

class StretchedText implements EmbeddedText {
  constructor(
    readonly text: string,
    private readonly all: readonly Stretch[],
    private readonly end: number,
  ) {}

  offsetAt(index: number): number {
    const stretch = index < this.text.length ? this.all[this.stretchAt(index)] : undefined;
    return stretch === undefined ? this.end : startOf(stretch, Math.max(0, index));
  }

  endAt(index: number): number {
    if (index <= 0) return this.offsetAt(0);
    const stretch = index <= this.text.length ? this.all[this.stretchAt(index - 1)] : undefined;
    return stretch === undefined ? this.end : endOf(stretch, index);
  }

  stretches(start: number, end: number): readonly Stretch[] {
    const first = this.stretchAt(start);
    const after = firstIndex(this.all, ({ at }) => at >= end);
    return this.all
      .slice(first, after)
      .map((stretch) => ({ ...stretch, at: Math.max(0, stretch.at - start), start: startOf(stretch, start) }));
  }

  private stretchAt(index: number): number {
    return Math.max(0, firstIndex(this.all, ({ at }) => at > index) - 1);
  }
}

/** Where the code unit at an index begins; the stretch's start for one before it. */
function startOf({ at, start, end }: Stretch, index: number): number {
  return end === undefined ? start + Math.max(0, index - at) : start;
}

/** Where the code unit before an index ends. */
function endOf({ at, start, end }: Stretch, index: number): number {
  return end ?? start + index - at;
}

/** A text that stands in the file as it is, from `start` on (or masked at the same length). */
export function embedVerbatim(text: string, start: number): EmbeddedText {
  return new VerbatimText(text, start);
}

/** A text of which only the whole has a place. */
export function embedWhole(text: string, { start, end }: Span): EmbeddedText {
  return text === "" ? embedVerbatim("", start) : new StretchedText(text, [{ at: 0, start, end }], end);
}

function embedStretches(text: string, stretches: readonly Stretch[], end: number): EmbeddedText {
  const [first] = stretches;
  if (first === undefined) return embedVerbatim("", end);
  const isOnePiece = stretches.length === 1 && first.end === undefined && endOf(first, text.length) === end;
  return isOnePiece ? embedVerbatim(text, first.start) : new StretchedText(text, stretches, end);
}

/** Whether all of the text stands in the file as it is, in one piece. */
export function isVerbatim(embedded: EmbeddedText): boolean {
  return embedded instanceof VerbatimText;
}

/** Puts a text together from pieces; one that is built from nothing stands at `start`. */
export class EmbeddedBuilder {
  private text = "";
  private readonly stretches: Stretch[] = [];

  constructor(private readonly start: number) {}

  /** File offset just after the last code unit so far. */
  get end(): number {
    const last = this.stretches[this.stretches.length - 1];
    return last === undefined ? this.start : endOf(last, this.text.length);
  }

  /** Adds a range of another text. */
  add(from: EmbeddedText, start: number, end: number): void {
    if (end <= start) return;
    for (const stretch of from.stretches(start, end)) this.push({ ...stretch, at: this.text.length + stretch.at });
    this.text += from.text.slice(start, end);
  }

  /** Adds a text that stands in the file from `start` on. */
  addVerbatim(text: string, start: number): void {
    if (text === "") return;
    this.push({ at: this.text.length, start, end: undefined });
    this.text += text;
  }

  /** Adds a text each code unit of which is spelled by the whole of a range of the file. */
  addSpelled(text: string, start: number, end: number): void {
    if (text === "") return;
    const isVerbatim = text.length === 1 && end === start + 1;
    this.push({ at: this.text.length, start, end: isVerbatim ? undefined : end });
    this.text += text;
  }

  /** What was put together; `end` is the offset of what follows, where that is not the end of the last code unit. */
  build(end = this.end): EmbeddedText {
    return embedStretches(this.text, this.stretches, end);
  }

  /** What goes on where the stretch before it ends is the same stretch. */
  private push(stretch: Stretch): void {
    const last = this.stretches[this.stretches.length - 1];
    const goesOn = last !== undefined && last.end === undefined && endOf(last, stretch.at) === stretch.start;
    if (!goesOn || stretch.end !== undefined) this.stretches.push(stretch);
  }
}

/** The file span of a range of the embedded text. */
export function embeddedSpan(embedded: EmbeddedText, start: number, end: number): Span {
  return span(embedded.offsetAt(start), end <= start ? embedded.offsetAt(start) : embedded.endAt(end));
}

/** A range of an embedded text as an embedded text of its own. */
export function embeddedSlice(embedded: EmbeddedText, start: number, end = embedded.text.length): EmbeddedText {
  if (end <= start) return embedVerbatim("", embedded.offsetAt(start));
  return embedStretches(embedded.text.slice(start, end), embedded.stretches(start, end), embedded.endAt(end));
}
