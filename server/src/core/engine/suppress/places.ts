import type { DockerfileModel, Instruction } from "../../dockerfile/model.ts";
import type { DocumentPart, KubernetesModel } from "../../kubernetes/model.ts";
import type { LineIndex } from "../../text/lines.ts";
import { type Span, shift, touches } from "../../text/span.ts";

/** The comments of a file, where a new one may stand, and which lines one has to be about to cover a place. */
export interface CommentPlaces {
  readonly lines: LineIndex;
  readonly text: string;
  /** In the order of the text. */
  readonly comments: readonly Span[];
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
export function nextContentLine({ lines, text }: Pick<CommentPlaces, "lines" | "text">, line: number): number {
  for (let next = line + 1; next < lines.lineCount; next++) {
    const content = text.slice(lines.lineStart(next), lines.lineEnd(next)).trim();
    if (content !== "" && !content.startsWith("#")) return next;
  }
  return line + 1;
}

/** The first line below a line that is no comment; undefined where it is blank. */
export function lineBelowComments({ lines, text }: CommentPlaces, line: number): number | undefined {
  for (let next = line + 1; next < lines.lineCount; next++) {
    const content = text.slice(lines.lineStart(next), lines.lineEnd(next)).trim();
    if (content === "") return undefined;
    if (!content.startsWith("#")) return next;
  }
  return undefined;
}

/** The comments of a file and the places where one could be put. */
export function commentPlaces(model: DockerfileModel | KubernetesModel): CommentPlaces {
  return model.kind === "dockerfile" ? dockerfileComments(model) : kubernetesComments(model);
}

/** The comments of a Dockerfile. Continued lines may have comments between them; heredocs may not. */
function dockerfileComments(model: DockerfileModel): CommentPlaces {
  const lineAt = (offset: number): number => model.lines.lineAt(offset);
  const comments = model.comments.map((comment) => comment.span);
  const lastDirective = model.directives.at(-1);
  const anchorLine = (offset: number): number => {
    // A comment above a parser directive would make an ordinary comment of it.
    if (lastDirective !== undefined && offset <= lastDirective.span.end) return lineAt(lastDirective.span.start) + 1;
    const instruction = findInstruction(model.instructions, offset);
    const isInHeredoc = instruction?.heredocs.some(({ bodySpan }) => touches(bodySpan, offset)) === true;
    return lineAt(isInHeredoc && instruction !== undefined ? instruction.span.start : offset);
  };
  const places = { lines: model.lines, text: model.text, comments };
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

/** The comments of a manifest. A comment may follow content on its line, but not stand inside a block of text. */
function kubernetesComments(model: KubernetesModel): CommentPlaces {
  const lineAt = (offset: number): number => model.lines.lineAt(offset);
  const comments = model.parts.flatMap(({ offset, document }) =>
    document.comments.map((comment) => shift(comment.span, offset)),
  );
  const anchorLine = (offset: number): number => lineAt(blockStart(model, offset) ?? offset);
  const places = { lines: model.lines, text: model.text, comments };
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
  let low = 0;
  let high = model.parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((model.parts[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return model.parts[low];
}

/** The containers of a file in the order of their starts, and for each where the farthest one up to it ends. */
interface ContainerIndex {
  readonly spans: readonly Span[];
  readonly farthest: readonly number[];
}

const indexes = new WeakMap<KubernetesModel, ContainerIndex>();

/** The containers around an offset, as file offsets, the innermost last. */
export function containersAround(model: KubernetesModel, offset: number): readonly Span[] {
  const { spans, farthest } = indexes.get(model) ?? indexContainers(model);
  const around: Span[] = [];
  for (let i = lastStart(spans, offset); i >= 0 && (farthest[i] ?? 0) >= offset; i--) {
    const container = spans[i];
    if (container !== undefined && touches(container, offset)) around.unshift(container);
  }
  return around;
}

/** Index of the last span that starts at an offset or before it; -1 where there is none. */
function lastStart(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function indexContainers(model: KubernetesModel): ContainerIndex {
  const spans = model.parts
    .flatMap(({ document, offset }) =>
      document.objects.flatMap(({ pods }) =>
        pods.flatMap(({ containers }) => containers.map(({ node }) => shift(node.span, offset))),
      ),
    )
    .sort((a, b) => a.start - b.start);
  let end = 0;
  const farthest = spans.map((container) => {
    end = Math.max(end, container.end);
    return end;
  });
  const index = { spans, farthest };
  indexes.set(model, index);
  return index;
}

/** Start of the multi-line scalar around the offset, if there is one: a `#` inside it would be text. */
function blockStart(model: KubernetesModel, offset: number): number | undefined {
  const part = partAt(model, offset);
  const block = part?.document.textBlocks.find(
    ({ start, end }) => start + part.offset <= offset && offset < end + part.offset,
  );
  return block === undefined || part === undefined ? undefined : block.start + part.offset;
}
