import { EmbeddedBuilder, type EmbeddedText } from "../text/embedded.ts";
import { readOptions } from "./options.ts";
import type { Invocation, Word, WordPart } from "./syntax.ts";
import { contentOf } from "./word-content.ts";

/** Longest chain of `cat` and `tee` that is followed back to what feeds it. */
const MAX_PASSED = 16;

/** The texts that the script itself gives a command on its standard input: a heredoc, a here-string, an `echo` in front of it. */
export function inputTexts(invocation: Invocation, passed = 0): readonly EmbeddedText[] {
  const redirect = invocation.redirects.findLast(({ kind }) => kind !== "file");
  if (redirect?.kind === "heredoc") return [contentOf(redirect.parts)];
  if (redirect?.kind === "here-string") return [contentOf(redirect.target.parts)];
  const previous = invocation.pipeline.commands[invocation.index - 1];
  return previous === undefined || passed >= MAX_PASSED ? [] : outputTexts(previous, passed + 1);
}

/** The texts that a command prints out of the script itself: what stands behind `echo`, what it passes on. */
export function outputTexts(invocation: Invocation, passed = 0): readonly EmbeddedText[] {
  const { name, args } = invocation;
  if (name === "echo") return [decodeEscapes(joined(args.filter((word) => !/^-[neE]+$/.test(word.raw))))];
  if (name === "printf") return printedTexts(args);
  const passesOn = name === "tee" || (name === "cat" && readOptions(invocation, {}).operands.length === 0);
  return passesOn ? inputTexts(invocation, passed) : [];
}

/** A format with its escapes; a conversion in it is followed by the arguments in order, each for itself. */
function printedTexts(args: readonly Word[]): readonly EmbeddedText[] {
  const [format, ...values] = args.filter(({ raw }, i) => i > 0 || raw !== "--");
  if (format === undefined) return [];
  const text = decodeEscapes(contentOf(format.parts));
  if (values.length === 0) return [text];
  return [
    filled(
      text,
      values.map((word) => contentOf(word.parts)),
    ),
  ];
}

const CONVERSION = /%[-+ #0]{0,5}\d{0,5}(?:\.\d{1,5})?[A-Za-z]/g;
/** Formats that are repeated more often than this write a table, not a file. */
const MOST_REPEATS = 50;

/** The format is used again as long as arguments are left (POSIX printf, "Extended Description", 9). */
function filled(format: EmbeddedText, values: readonly EmbeddedText[]): EmbeddedText {
  const pieces = new EmbeddedBuilder(format.offsetAt(0));
  let next = 0;
  for (let round = 0; round < MOST_REPEATS && (round === 0 || next < values.length); round++) {
    const before = next;
    let position = 0;
    for (const { 0: conversion, index } of format.text.matchAll(CONVERSION)) {
      pieces.add(format, position, index);
      const value = values[next++];
      if (value !== undefined) pieces.add(value, 0, value.text.length);
      position = index + conversion.length;
    }
    pieces.add(format, position, format.text.length);
    if (next === before) break;
  }
  return pieces.build();
}

function joined(words: readonly Word[]): EmbeddedText {
  return contentOf(
    words.flatMap((word, i): readonly WordPart[] => {
      const { start } = word.span;
      const blank: WordPart = { kind: "literal", span: { start, end: start }, value: " ", quoted: false };
      return i === 0 ? word.parts : [blank, ...word.parts];
    }),
  );
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["\\", "\\"],
]);

/** printf(1), and echo(1) of the shells that read escapes by themselves. */
function decodeEscapes(content: EmbeddedText): EmbeddedText {
  if (!content.text.includes("\\")) return content;
  const pieces = new EmbeddedBuilder(content.offsetAt(0));
  for (let i = 0; i < content.text.length; ) {
    const decoded = content.text[i] === "\\" ? ESCAPES.get(content.text[i + 1] ?? "") : undefined;
    if (decoded === undefined) pieces.add(content, i, i + 1);
    else pieces.addSpelled(decoded, content.offsetAt(i), content.endAt(i + 2));
    i += decoded === undefined ? 1 : 2;
  }
  return pieces.build();
}
