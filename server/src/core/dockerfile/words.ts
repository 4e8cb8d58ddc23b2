import { EmbeddedBuilder, type EmbeddedText, embeddedSpan } from "../text/embedded.ts";
import type { Span } from "../text/span.ts";

/** A word as written, quotes kept. */
export interface RawWord {
  readonly span: Span;
  readonly raw: string;
  /** Place in the embedded text. */
  readonly start: number;
  readonly end: number;
}

const BLANK = /\s/;

/** Splits at blanks outside quotes; an escaped blank belongs to the word. An unclosed quote runs to the end. */
export function splitWords(source: EmbeddedText, escape: string, from = 0): readonly RawWord[] {
  const { text } = source;
  const words: RawWord[] = [];
  let position = from;
  while (position < text.length) {
    while (position < text.length && BLANK.test(text[position] ?? "")) position++;
    if (position >= text.length) break;
    const end = wordEnd(text, position, escape);
    words.push({
      span: embeddedSpan(source, position, end),
      raw: text.slice(position, end),
      start: position,
      end,
    });
    position = end;
  }
  return words;
}

function wordEnd(text: string, start: number, escape: string): number {
  let quote = "";
  for (let i = start; i < text.length; i++) {
    const char = text[i] ?? "";
    if (char === escape && quote !== "'") i++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (BLANK.test(char)) return i;
  }
  return text.length;
}

/** A string of the exec form: its decoded text, with the place of each of its code units. */
export interface JsonWord {
  readonly span: Span;
  readonly raw: string;
  readonly content: EmbeddedText;
}

/** Reads the exec form, a JSON array of strings; undefined where it is not one, which Docker then takes for the shell form. */
export function readJsonArray(source: EmbeddedText, from = 0): readonly JsonWord[] | undefined {
  const text = source.text.slice(from).trim();
  if (!text.startsWith("[") || !isStringArray(text)) return undefined;
  const words: JsonWord[] = [];
  let position = source.text.indexOf('"', from);
  while (position >= 0) {
    const end = jsonStringEnd(source.text, position);
    words.push({
      span: embeddedSpan(source, position, end),
      raw: source.text.slice(position, end),
      content: decodeJson(source, position + 1, end - 1),
    });
    position = source.text.indexOf('"', end);
  }
  return words;
}

function isStringArray(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === "string");
  } catch {
    return false;
  }
}

function jsonStringEnd(text: string, quote: number): number {
  let i = quote + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return Math.min(i + 1, text.length);
}

/** Decodes the escapes of a JSON string (RFC 8259, section 7) and keeps where each unit stands. */
function decodeJson(source: EmbeddedText, start: number, end: number): EmbeddedText {
  const decoded = new EmbeddedBuilder(source.offsetAt(start));
  for (let i = start; i < end; ) {
    const escape = source.text.indexOf("\\", i);
    const plainEnd = escape < 0 || escape >= end ? end : escape;
    decoded.add(source, i, plainEnd);
    if (plainEnd === end) break;
    i = escape + (source.text[escape + 1] === "u" ? 6 : 2);
    const char = JSON.parse(`"${source.text.slice(escape, i)}"`) as string;
    decoded.addSpelled(char, source.offsetAt(escape), source.endAt(i));
  }
  return decoded.build(source.offsetAt(end));
}
