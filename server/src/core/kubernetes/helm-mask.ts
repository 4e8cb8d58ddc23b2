import { type Span, span } from "../text/span.ts";
import { lineEndAt } from "./column.ts";

/** A text whose template actions are replaced by as many other code units, so that it reads as YAML. */
export interface MaskedText {
  readonly text: string;
  /** Actions that write something, which is unknown; in the order of the text. */
  readonly outputs: readonly Span[];
  /** Actions that write and have their line to themselves: they may add entries or a whole value. */
  readonly openings: readonly Opening[];
  /** From `if`, `with` or `range` to the matching `end`: what lies between may be absent. */
  readonly conditionals: readonly Span[];
}

export interface Opening {
  readonly offset: number;
  /** The column the written lines start at, where `indent` or `nindent` tells it. */
  readonly column: number | undefined;
}

interface Action extends Span {
  readonly role: "start" | "end" | "other control" | "output";
}

/** Masks the Go template actions (`{{ … }}`) of a text at the same length; line breaks stay. Linear in the text's length. */
export function maskTemplate(text: string): MaskedText {
  if (!text.includes("{{")) return { text, outputs: [], openings: [], conditionals: [] };
  const actions = findActions(text);
  const masked = mask(text, actions);
  const outputs = actions.filter(({ role }) => role === "output");
  const openings = outputs
    .filter(({ start }) => masked[start] === " ")
    .map((action) => ({ offset: action.start, column: indentOf(text.slice(action.start, action.end)) }));
  return { text: masked, outputs, openings, conditionals: findConditionals(text, actions) };
}

function findActions(text: string): readonly Action[] {
  const actions: Action[] = [];
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const end = actionEnd(text, start);
    actions.push({ start, end, role: roleOf(text.slice(start, end)) });
    start = text.indexOf("{{", end);
  }
  return actions;
}

const COMMENT = /\{\{(?:-[ \t\r\n])?\/\*/y;

/** An action may hold `}}` in its strings and comments. One that is never closed (half typed) ends with its line. */
function actionEnd(text: string, start: number): number {
  COMMENT.lastIndex = start;
  if (COMMENT.test(text)) {
    const close = text.indexOf("*/", start);
    const end = close < 0 ? -1 : text.indexOf("}}", close);
    return end < 0 ? lineEndAt(text, start) : end + 2;
  }
  const token = /"(?:[^"\\\r\n]|\\.)*"?|`[^`]*`|\}\}|\{\{/g;
  token.lastIndex = start + 2;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === "}}") return token.lastIndex;
    if (match[0] === "{{") break;
  }
  return lineEndAt(text, start);
}

const KEYWORD = /^\{\{-?\s*(?:(if|with|range|define|block)\b|(end)\b|(?:else|break|continue)\b|\/\*|\$[\s,$\w]*:?=)/;

function roleOf(action: string): Action["role"] {
  const keyword = KEYWORD.exec(action);
  if (keyword === null) return "output";
  if (keyword[1] !== undefined) return "start";
  return keyword[2] === undefined ? "other control" : "end";
}

/** A code unit that no manifest holds; it stands for the text of an output until its line is known. */
const OUTPUT = "\u0001";

/** Control actions become blanks, and so do outputs that have their line to themselves; other outputs become words. */
function mask(text: string, actions: readonly Action[]): string {
  let result = "";
  let position = 0;
  for (const { start, end, role } of actions) {
    const filler = role !== "output" || startsOwnLine(text, start, end) ? " " : OUTPUT;
    result += text.slice(position, start) + text.slice(start, end).replace(/[^\r\n]/g, filler);
    position = end;
  }
  result += text.slice(position);
  return result.replace(/[^\r\n]+/g, (line) => line.replaceAll(OUTPUT, /[^ \t\u0001]/.test(line) ? "x" : " "));
}

/** `key: {{ … | nindent 4 }}` writes a line break first, so entries of the same mapping may follow below. */
function startsOwnLine(text: string, start: number, end: number): boolean {
  return /\bnindent\b/.test(text.slice(start, end)) && /:[ \t]*$/.test(text.slice(Math.max(0, start - 3), start));
}

function indentOf(action: string): number | undefined {
  const digits = /\bn?indent\s+\(?(?:int\s+)?(\d{1,3})\b/.exec(action)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function findConditionals(text: string, actions: readonly Action[]): readonly Span[] {
  const open: number[] = [];
  const conditionals: Span[] = [];
  for (const { start, end, role } of actions) {
    if (role === "start") open.push(start);
    const opened = role === "end" ? open.pop() : undefined;
    if (opened !== undefined) conditionals.push(span(opened, end));
  }
  return [...conditionals, ...open.map((start) => span(start, text.length))];
}
