import { type Span, span } from "../text/span.ts";
import { findWord, type PathKey } from "./parse.ts";

/** Where in a YAML or JSON text a person is writing, whether the rest of it is in order or not. */
export interface Cursor {
  /** The word before the offset. */
  readonly word: Span;
  /** The quote that the word began with; empty without one. */
  readonly quote: string;
  /** The keys around the word, if it is one of a key; undefined where no key can be. */
  readonly keyPath: readonly PathKey[] | undefined;
  /** The keys and indices that lead to the word, if it is a value. */
  readonly valuePath: readonly PathKey[] | undefined;
  /** The other keys of the map around the word, as far as they are written before it. */
  readonly siblings: ReadonlySet<string>;
}

const WORD = /(?<![A-Za-z0-9-])(?:hullcheck:)?[A-Za-z0-9-]*$/;
/** Stands for the word that is being written. */
const HERE = "hullcheck-is-here";

/** Finds out what a word at an offset would be: it is put into the text before it as a key, and as a value. Never throws. */
export function cursorAt(text: string, offset: number): Cursor {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const word = WORD.exec(text.slice(lineStart, offset))?.[0] ?? "";
  const before = text.slice(0, offset - word.length);
  const quote = /["']$/.exec(before)?.[0] ?? "";
  const asKey = findWord(`${before}${HERE}${quote}: x`, HERE, "key");
  const asValue = findWord(`${before}${HERE}${quote}`, HERE, "value");
  return {
    word: span(offset - word.length, offset),
    quote,
    keyPath: asKey?.path,
    valuePath: asValue?.path,
    siblings: new Set(asKey?.siblings.filter((key) => key !== HERE) ?? []),
  };
}
