import { embeddedSlice, embeddedSpan } from "../text/embedded.ts";
import { known, knownValue } from "../text/resolved.ts";
import { type Span, span } from "../text/span.ts";
import type { Word, WordPart } from "./syntax.ts";
import { contentOf, keepContent } from "./word-content.ts";

/** The word's value where it is known, else the literal text that it begins with. */
export function leadingText(word: Word): string {
  const value = knownValue(word.value);
  if (value !== undefined) return value;
  let text = "";
  for (const part of word.parts) {
    const written = writtenText(part);
    if (written === undefined) break;
    text += written;
  }
  return text;
}

/** The text of a part that stands in the script itself; undefined for expansions. */
export function writtenText(part: WordPart): string | undefined {
  if (part.kind === "literal") return part.value;
  return part.kind === "glob" || part.kind === "braces" ? part.text : undefined;
}

/** Tells whether a word is written out, without expansions. */
export function isWrittenOut(word: Word): boolean {
  return word.parts.every((part) => writtenText(part) !== undefined);
}

/** The literal text that a word ends in: a URL that is known in part often ends in a written name, `$HOST/$VERSION/tool.tgz`. */
export function writtenEnd({ parts }: Word): string {
  const last = parts.at(-1);
  return last?.kind === "literal" ? last.value : "";
}

/** The word without its first `count` characters (after quote removal), such as the value in `--output=value`, with its place. */
export function dropLeading(word: Word, count: number): Word {
  const parts = partsFrom(word.parts, count);
  const text = leadingText(word);
  const value = knownValue(word.value);
  return {
    span: span(parts[0]?.span.start ?? word.span.end, parts.at(-1)?.span.end ?? word.span.end),
    raw: word.raw.startsWith(text.slice(0, count)) ? word.raw.slice(count) : (value?.slice(count) ?? word.raw),
    parts,
    value: value === undefined ? word.value : known(value.slice(count)),
    isPattern: parts.some(({ kind }) => kind === "glob" || kind === "braces"),
  };
}

/** The place of one character of the word's leading text. */
export function characterSpan(word: Word, index: number): Span {
  let before = 0;
  for (const part of word.parts) {
    const length = writtenText(part)?.length;
    if (length === undefined) break;
    if (index < before + length) {
      const start = Math.min(part.span.start + index - before, part.span.end);
      return span(start, Math.min(start + 1, part.span.end));
    }
    before += length;
  }
  return word.span;
}

function partsFrom(parts: readonly WordPart[], count: number): readonly WordPart[] {
  let left = count;
  for (const [i, part] of parts.entries()) {
    const text = writtenText(part);
    if (left === 0 || text === undefined) return parts.slice(i);
    if (text.length > left) return [cutPart(part, left), ...parts.slice(i + 1)];
    left -= text.length;
  }
  return [];
}

function cutPart(part: WordPart, count: number): WordPart {
  if (part.kind !== "literal" && part.kind !== "glob" && part.kind !== "braces") return part;
  const whole = contentOf([part]);
  const content = embeddedSlice(whole, count);
  const place = embeddedSpan(whole, count, whole.text.length);
  const rest: WordPart =
    part.kind === "literal"
      ? { ...part, span: place, value: content.text }
      : { ...part, span: place, text: content.text };
  keepContent(rest, content);
  return rest;
}
