import type { DockerfileModel, Instruction } from "../../dockerfile/model.ts";
import type { DocumentPart, KubernetesDocument, KubernetesModel } from "../../kubernetes/model.ts";
import { firstIndex } from "../../text/first-index.ts";
import type { LineIndex } from "../../text/lines.ts";
import { perObject } from "../../text/per-object.ts";
import { type Span, shift, touches } from "../../text/span.ts";
import { indexSpans, spansAround } from "./span-index.ts";

/** Where in a file a comment may stand, and which lines one has to be about to cover a place. */
export interface CommentPlaces {
  readonly lines: LineIndex;
  readonly text: string;
  /** Whether a comment may follow content on its line (YAML) or not (Dockerfile). */
  readonly allowsSameLine: boolean;
  /** The line above which a comment about this offset can stand: not inside a heredoc or a block of text. */
  readonly anchorLine: (offset: number) => number;
  /**
   * The lines that a comment may be about to cover this offset: its own, and the first one of the instruction or container around
   * it; for an offset in a comment or a parser directive, the next one with content too.
   */
  readonly coveringLines: (offset: number) => readonly number[];
}

/** The first line below a line that is neither blank nor a comment; the one right below where there is none. */
export function nextContentLine(places: Pick<CommentPlaces, "lines" | "text">, line: number): number {
  const next = walk(contentBelow, places.lines, line, 1, (passed) => !hasContent(places, passed));
  return next < places.lines.lineCount ? next : line + 1;
}

/** The last line above a line that is neither blank nor a comment; -1 where there is none. */
export function contentLineAbove(places: Pick<CommentPlaces, "lines" | "text">, line: number): number {
  return walk(contentAbove, places.lines, line, -1, (passed) => !hasContent(places, passed));
}

/** Whether a line is neither blank nor a comment. */
function hasContent(places: Pick<CommentPlaces, "lines" | "text">, line: number): boolean {
  const content = contentOf(places, line);
  return content !== "" && !content.startsWith("#");
}

/** The first line below a line that is no comment; undefined where it is blank. */
export function lineBelowComments(places: CommentPlaces, line: number): number | undefined {
  const next = walk(belowComments, places.lines, line, 1, (passed) => contentOf(places, passed).startsWith("#"));
  return next < places.lines.lineCount && contentOf(places, next) !== "" ? next : undefined;
}

function contentOf({ lines, text }: Pick<CommentPlaces, "lines" | "text">, line: number): string {
  return text.slice(lines.lineStart(line), lines.lineEnd(line)).trim();
}

/** By line, where a walk from it ends. */
type Walks = WeakMap<LineIndex, Map<number, number>>;
const contentBelow: Walks = new WeakMap();
const contentAbove: Walks = new WeakMap();
const belowComments: Walks = new WeakMap();

/** The first line below one, or above it, that is not to be passed. None is passed twice, however many comments stand in one block. */
function walk(walks: Walks, lines: LineIndex, line: number, step: 1 | -1, isPassed: (line: number) => boolean): number {
  const known = walks.get(lines) ?? new Map<number, number>();
  walks.set(lines, known);
  const walked: number[] = [];
  let [next, end] = [line, known.get(line)];
  while (end === undefined) {
    walked.push(next);
    next += step;
    end = 0 <= next && next < lines.lineCount && isPassed(next) ? known.get(next) : next;
  }
  for (const passed of walked) known.set(passed, end);
  return end;
}

/** The comments of a file, in the order of the text. */
export function commentsOf(model: DockerfileModel | KubernetesModel): readonly Span[] {
  if (model.kind === "dockerfile") return model.comments.map((comment) => comment.span);
  return model.parts.flatMap(({ offset, document }) => document.comments.map((comment) => shift(comment.span, offset)));
}

/** The places of a file where a comment could be put. */
export function commentPlaces(model: DockerfileModel | KubernetesModel): CommentPlaces {
  return model.kind === "dockerfile" ? dockerfilePlaces(model) : kubernetesPlaces(model);
}

/** Continued lines of a Dockerfile may have comments between them; heredocs may not. */
function dockerfilePlaces(model: DockerfileModel): CommentPlaces {
  const lineAt = (offset: number): number => model.lines.lineAt(offset);
  const lastDirective = model.directives.at(-1);
  const anchorLine = (offset: number): number => {
    // A comment above a parser directive would make an ordinary comment of it.
    if (lastDirective !== undefined && offset <= lastDirective.span.end) return lineAt(lastDirective.span.start) + 1;
    const instruction = findInstruction(model.instructions, offset);
    const isInHeredoc = instruction?.heredocs.some(({ bodySpan }) => touches(bodySpan, offset)) === true;
    return lineAt(isInHeredoc && instruction !== undefined ? instruction.span.start : offset);
  };
  const places = { lines: model.lines, text: model.text };
  return {
    ...places,
    allowsSameLine: false,
    anchorLine,
    coveringLines: (offset) => [
      anchorLine(offset),
      nextContentLine(places, anchorLine(offset) - 1),
      lineAt(findInstruction(model.instructions, offset)?.span.start ?? offset),
    ],
  };
}

function findInstruction(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = instructions[middle];
    if (candidate === undefined) return undefined;
    if (offset < candidate.span.start) high = middle - 1;
    else if (offset > candidate.span.end) low = middle + 1;
    else return candidate;
  }
  return undefined;
}

/** In a manifest a comment may follow content on its line, but not stand inside a block of text. */
function kubernetesPlaces(model: KubernetesModel): CommentPlaces {
  const lineAt = (offset: number): number => model.lines.lineAt(offset);
  const anchorLine = (offset: number): number => lineAt(blockStart(model, offset) ?? offset);
  const places = { lines: model.lines, text: model.text };
  return {
    ...places,
    allowsSameLine: true,
    anchorLine,
    coveringLines: (offset) => [
      lineAt(offset),
      anchorLine(offset),
      nextContentLine(places, anchorLine(offset) - 1),
      ...containersAround(model, offset).map(({ start }) => lineAt(start)),
    ],
  };
}

/** The document of a manifest that an offset lies in. */
export function partAt(model: KubernetesModel, offset: number): DocumentPart | undefined {
  return model.parts[Math.max(0, firstIndex(model.parts, (part) => part.offset > offset) - 1)];
}

/** The containers around an offset, as file offsets, the innermost last. */
export function containersAround(model: KubernetesModel, offset: number): readonly Span[] {
  const part = partAt(model, offset);
  if (part === undefined) return [];
  return spansAround(containersOf(part.document), offset - part.offset).map((found) => shift(found, part.offset));
}

const containersOf = perObject(({ objects }: KubernetesDocument) =>
  indexSpans(objects.flatMap(({ pods }) => pods.flatMap(({ containers }) => containers.map(({ node }) => node.span)))),
);

/** Start of the multi-line scalar around the offset, if there is one: a `#` inside it would be text. */
function blockStart(model: KubernetesModel, offset: number): number | undefined {
  const part = partAt(model, offset);
  const block = part?.document.textBlocks.find(
    ({ start, end }) => start + part.offset <= offset && offset < end + part.offset,
  );
  return block === undefined || part === undefined ? undefined : block.start + part.offset;
}
