import { knownValue } from "../../text/resolved.ts";
import { hasOption, readOptions } from "../options.ts";
import type { Invocation, Redirect, Word, WordPart, WriteOrigin } from "../syntax.ts";
import { isWrittenOut, writtenText } from "../word-text.ts";
import { downloadUrls, isDownload } from "./downloads.ts";

/** Longest chain of `cat` and `tee` that is followed back to what feeds it. */
const MAX_PASSED = 16;

/** Where the text comes from that a command writes to its standard output. */
export function standardOutput(invocation: Invocation, passed = 0): WriteOrigin {
  const { name, args } = invocation;
  if (name === undefined) return invocation.nameWord === undefined ? { kind: "empty" } : byCommand(invocation);
  if (name === ":" || name === "true") return { kind: "empty" };
  if (name === "echo") return echoed(args);
  if (name === "printf") return printed(args);
  if (isDownload(invocation)) return { kind: "download", url: downloadUrls(invocation)[0] };
  if (name === "tee") return standardInput(invocation, passed) ?? byCommand(invocation);
  if (name === "cat") return concatenated(invocation, passed);
  return byCommand(invocation);
}

function byCommand({ name }: Invocation): WriteOrigin {
  return { kind: "command", by: name };
}

/** cat(1) without files, or with `-`, passes its input on; `cat /dev/null` writes nothing. */
function concatenated(invocation: Invocation, passed: number): WriteOrigin {
  const { operands } = readOptions(invocation, {});
  const names = operands.map((word) => knownValue(word.value));
  if (names.every((name) => name === "-")) return standardInput(invocation, passed) ?? byCommand(invocation);
  return names.every((name) => name === "/dev/null") ? { kind: "empty" } : byCommand(invocation);
}

/** Where a command's standard input comes from: a heredoc, a here-string, or the command in front of it in the pipeline. */
export function standardInput(invocation: Invocation, passed = 0): WriteOrigin | undefined {
  const redirect = invocation.redirects.findLast(isInput);
  if (redirect !== undefined) return redirectedInput(redirect);
  const previous = invocation.pipeline.commands[invocation.index - 1];
  if (previous === undefined || passed >= MAX_PASSED) return undefined;
  return standardOutput(previous, passed + 1);
}

function isInput(redirect: Redirect): boolean {
  return redirect.kind !== "file" || redirect.operator === "<";
}

function redirectedInput(redirect: Redirect): WriteOrigin {
  if (redirect.kind === "heredoc") return heredocOrigin(redirect);
  if (redirect.kind === "here-string") return textOf([redirect.target], "\n");
  const isNothing = knownValue(redirect.target.value) === "/dev/null";
  return isNothing ? { kind: "empty" } : { kind: "command", by: undefined };
}

function heredocOrigin({ parts, body, bodySpan }: Redirect & { readonly kind: "heredoc" }): WriteOrigin {
  const isLiteral = parts.every((part) => writtenText(part) !== undefined);
  return isLiteral ? { kind: "literal", spans: [bodySpan], text: body } : { kind: "expanded", parts };
}

/** echo(1): `-n`, `-e` and `-E` are options in front of the text only. */
function echoed(args: readonly Word[]): WriteOrigin {
  const first = args.findIndex((word) => !/^-[neE]+$/.test(word.raw));
  const options = first < 0 ? args : args.slice(0, first);
  const hasNoNewline = options.some(({ raw }) => raw.includes("n"));
  return textOf(args.slice(options.length), hasNoNewline ? "" : "\n");
}

function textOf(words: readonly Word[], end: string): WriteOrigin {
  if (!words.every(isWrittenOut)) return expanded(words);
  const text = words.map((word) => knownValue(word.value) ?? "").join(" ") + end;
  return text === "" ? { kind: "empty" } : { kind: "literal", spans: words.map(({ span }) => span), text };
}

function expanded(words: readonly Word[]): WriteOrigin {
  return { kind: "expanded", parts: words.flatMap(({ parts }): readonly WordPart[] => parts) };
}

/** printf(1). */
function printed(args: readonly Word[]): WriteOrigin {
  const { operands, options } = readOptions({ args }, { valued: "v", stopsAtOperand: true });
  if (hasOption({ options, operands }, "v")) return { kind: "empty" };
  const [format, ...values] = operands;
  if (format === undefined) return { kind: "empty" };
  if (!operands.every(isWrittenOut)) return expanded(operands);
  const texts = values.map((word) => knownValue(word.value) ?? "");
  const text = formatted(decodeEscapes(knownValue(format.value) ?? ""), texts);
  return text === "" ? { kind: "empty" } : { kind: "literal", spans: operands.map(({ span }) => span), text };
}

/** The format is used again as long as arguments are left (POSIX printf, "Extended Description", 9). */
function formatted(format: string, values: readonly string[]): string {
  const pieces = format.split(/(%%|%[-+ #0]*(?:[1-9]\d*)?(?:\.\d+)?[A-Za-z])/);
  let text = "";
  let next = 0;
  do {
    const before = next;
    for (const piece of pieces) {
      const isConversion = piece.startsWith("%") && piece.length > 1 && piece !== "%%";
      text += isConversion ? (values[next++] ?? "") : piece === "%%" ? "%" : piece;
    }
    if (next === before) break;
  } while (next < values.length);
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", '"': '"', "'": "'" };

function decodeEscapes(text: string): string {
  return text.replace(/\\([ntr\\"'])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
