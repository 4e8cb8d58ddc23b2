import type { DockerfileModel, Instruction } from "../dockerfile/model.ts";
import type { KubernetesModel } from "../kubernetes/model.ts";
import type { TextEdit } from "../text/edit.ts";
import type { LineIndex } from "../text/lines.ts";
import { type Span, shift, span } from "../text/span.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** A comment that holds findings back. */
export interface Suppression {
  readonly span: Span;
  readonly scope: "file" | "next-line" | "same-line";
  /** Zero-based line of the comment. */
  readonly line: number;
  /** The rules it names; empty means all. */
  readonly ruleIds: readonly string[];
}

/** The comments of a file, and where a new one may stand. */
export interface CommentPlaces {
  readonly lines: LineIndex;
  readonly text: string;
  readonly comments: readonly Span[];
  /** The line above which a comment about this offset can stand: not inside a heredoc or a block of text. */
  readonly anchorLine: (offset: number) => number;
  /** The line on which the whole instruction or entry around the offset starts. */
  readonly unitLine: (offset: number) => number;
  /** Whether a comment may follow content on its line (YAML) or not (Dockerfile). */
  readonly allowsSameLine: boolean;
}

const DIRECTIVE = /^#\s*hullcheck-disable(-next-line|-line)?(?=\s|$)(.*)$/s;

/** Reads `# hullcheck-disable[-next-line|-line] rule, rule — reason`; the reason is for people. */
export function readSuppressions(places: CommentPlaces): readonly Suppression[] {
  return places.comments.flatMap((comment) => {
    const match = DIRECTIVE.exec(places.text.slice(comment.start, comment.end));
    if (match === null) return [];
    const scope = match[1] === "-next-line" ? "next-line" : match[1] === "-line" ? "same-line" : "file";
    return [{ span: comment, scope, line: places.lines.lineAt(comment.start), ruleIds: readRuleIds(match[2] ?? "") }];
  });
}

const RULE_ID = /^[a-z][a-z0-9-]*$/;

/** Rule ids stand first, separated by commas or blanks; the first word that is none begins the reason. */
function readRuleIds(text: string): readonly string[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const end = words.findIndex((word) => !RULE_ID.test(word));
  return end < 0 ? words : words.slice(0, end);
}

export interface SuppressionResult {
  readonly reported: Diagnostic[];
  readonly suppressed: readonly Diagnostic[];
}

/** Splits diagnostics into those that are reported and those that a comment holds back. */
export function suppress(
  diagnostics: readonly Diagnostic[],
  suppressions: readonly Suppression[],
  places: CommentPlaces,
): SuppressionResult {
  if (suppressions.length === 0) return { reported: [...diagnostics], suppressed: [] };
  const reported: Diagnostic[] = [];
  const suppressed: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const isHeld = suppressions.some((suppression) => holdsBack(suppression, diagnostic, places));
    (isHeld ? suppressed : reported).push(diagnostic);
  }
  return { reported, suppressed };
}

function holdsBack(suppression: Suppression, diagnostic: Diagnostic, places: CommentPlaces): boolean {
  if (suppression.ruleIds.length > 0 && !suppression.ruleIds.includes(diagnostic.rule.id)) return false;
  if (suppression.scope === "file") return true;
  const { start } = diagnostic.span;
  const target = suppression.scope === "same-line" ? suppression.line : nextContentLine(suppression.line, places);
  return [places.lines.lineAt(start), places.anchorLine(start), places.unitLine(start)].includes(target);
}

/** Comments and blank lines between a suppression and what it is about do not break it. */
function nextContentLine(line: number, { lines, text }: CommentPlaces): number {
  for (let next = line + 1; next < lines.lineCount; next++) {
    const content = text.slice(lines.lineStart(next), lines.lineEnd(next)).trim();
    if (content !== "" && !content.startsWith("#")) return next;
  }
  return line + 1;
}

/** The edit that writes a suppression of one rule for one finding. */
export function suppressLineEdit(places: CommentPlaces, offset: number, ruleId: string): TextEdit {
  const anchor = places.lines.lineStart(places.anchorLine(offset));
  const indent = /^[ \t]*/.exec(places.text.slice(anchor))?.[0] ?? "";
  return insert(anchor, `${indent}# hullcheck-disable-next-line ${ruleId}${lineBreakOf(places.text)}`);
}

/** The edit that writes a suppression of one rule for the whole file, after the parser directives of a Dockerfile. */
export function suppressFileEdit(places: CommentPlaces, ruleId: string): TextEdit {
  let line = 0;
  while (isParserDirective(places.text.slice(places.lines.lineStart(line), places.lines.lineEnd(line)))) line++;
  const start = line === 0 && places.text.charCodeAt(0) === 0xfeff ? 1 : places.lines.lineStart(line);
  return insert(start, `# hullcheck-disable ${ruleId}${lineBreakOf(places.text)}`);
}

function isParserDirective(line: string): boolean {
  return /^\s*#\s*(?:syntax|escape|check)\s*=/i.test(line);
}

function insert(offset: number, newText: string): TextEdit {
  return { span: span(offset, offset), newText };
}

function lineBreakOf(text: string): string {
  return /\r\n|\n/.exec(text)?.[0] ?? "\n";
}

/** The comments of a Dockerfile. Continued lines may have comments between them; heredocs may not. */
export function dockerfileComments(model: DockerfileModel): CommentPlaces {
  const instructionAt = (offset: number): Instruction | undefined => findInstruction(model.instructions, offset);
  return {
    lines: model.lines,
    text: model.text,
    comments: model.comments.map((comment) => comment.span),
    allowsSameLine: false,
    anchorLine: (offset) => {
      const instruction = instructionAt(offset);
      const heredoc = instruction?.heredocs.find(({ bodySpan }) => bodySpan.start <= offset && offset <= bodySpan.end);
      return model.lines.lineAt(heredoc && instruction ? instruction.span.start : offset);
    },
    unitLine: (offset) => model.lines.lineAt(instructionAt(offset)?.span.start ?? offset),
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
export function kubernetesComments(model: KubernetesModel): CommentPlaces {
  const lineAt = (offset: number): number => model.lines.lineAt(offset);
  const anchorLine = (offset: number): number => lineAt(blockStart(model, offset) ?? offset);
  return {
    lines: model.lines,
    text: model.text,
    comments: model.parts.flatMap(({ offset, document }) =>
      document.comments.map((comment) => shift(comment.span, offset)),
    ),
    allowsSameLine: true,
    anchorLine,
    unitLine: anchorLine,
  };
}

/** Start of the multi-line scalar around the offset, if there is one: a `#` inside it would be text. */
function blockStart(model: KubernetesModel, offset: number): number | undefined {
  const part = model.parts.findLast((candidate) => candidate.offset <= offset);
  const block = part?.document.textBlocks.find(
    ({ start, end }) => start + part.offset <= offset && offset < end + part.offset,
  );
  return block === undefined || part === undefined ? undefined : block.start + part.offset;
}
