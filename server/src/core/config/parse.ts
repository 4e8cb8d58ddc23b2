import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import { type Span, span } from "../text/span.ts";

/** A YAML or JSON text as a value, with the place of each of its parts. */
export interface ParsedText {
  /** Undefined where the text can't be read. */
  readonly value: unknown;
  /** What keeps it from being read, in words. */
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
  /** The place of the value under a path of keys, or with `part` "key" of the last key itself; of what is around it where it is absent. */
  readonly spanAt: (path: readonly PathKey[], part?: "key" | "value") => Span;
}

export type PathKey = string | number;

/** Reads a text; one that is empty is an empty map. JSON is read by its own, stricter rules. Never throws. */
export function parseText(text: string, isJson: boolean): ParsedText {
  try {
    return read(text, isJson);
  } catch (error) {
    // The library recurses, and refuses a text that grows without bound through its aliases.
    const message = error instanceof RangeError ? "this is nested too deeply to be read" : reasonOf(error);
    return failed(text, message);
  }
}

function failed(text: string, message: string): ParsedText {
  const all = span(0, firstLineEnd(text));
  return { value: undefined, errors: [{ span: all, message }], spanAt: () => all };
}

function read(text: string, isJson: boolean): ParsedText {
  const document = parseDocument(text, OPTIONS);
  const errors = [
    ...document.errors.map(({ pos: [start, end], message }) => ({
      span: span(Math.min(start, text.length), Math.min(Math.max(end, wordEnd(text, start)), text.length)),
      message: firstLine(message),
    })),
    ...keysSetTwice(document, text),
  ];
  const strict = isJson ? jsonError(text, errors[0]?.span) : undefined;
  const faults = strict === undefined ? errors : [strict];
  return {
    value: faults.length > 0 ? undefined : (document.toJS() ?? {}),
    errors: faults,
    spanAt: (path, part = "value") => spanOf(document, text, path, part),
  };
}

/** The library would compare each key of a map with each other one. */
const OPTIONS = { prettyErrors: false, logLevel: "silent", uniqueKeys: false } as const;

function keysSetTwice(document: Document, text: string): ParsedText["errors"] {
  const errors: ParsedText["errors"][number][] = [];
  visit(document, {
    Map: (_, { items }) => {
      const keys = new Set<string>();
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        const place = trimmed(key, text);
        if (name !== undefined && keys.has(name) && place)
          errors.push({ span: place, message: "this key is set twice" });
        else if (name !== undefined) keys.add(name);
      }
    },
  });
  return errors;
}

/** The library marks one character of a word. */
function wordEnd(text: string, start: number): number {
  return start + (/^[\w.-]*/.exec(text.slice(start, start + MOST_CHARACTERS))?.[0].length ?? 0);
}

const MOST_CHARACTERS = 100;

/** What is YAML but not JSON: a comment, a comma too many, a text without quotes. */
function jsonError(text: string, place: Span | undefined): ParsedText["errors"][number] | undefined {
  if (text.trim() === "") return undefined;
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return undefined;
  } catch (error) {
    const message = reasonOf(error);
    const position = Number(/ position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    const at = Number.isNaN(position) ? place : span(position, Math.min(position + 1, text.length));
    // The library's words may quote the text around the place.
    return { span: at ?? span(0, firstLineEnd(text)), message: "this is no valid JSON" };
  }
}

function reasonOf(error: unknown): string {
  return firstLine(error instanceof Error ? error.message : String(error));
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/[.:]$/, "");
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text.length : end;
}

function spanOf(document: Document, text: string, path: readonly PathKey[], part: "key" | "value"): Span {
  let place = trimmed(document.contents, text) ?? span(0, firstLineEnd(text));
  let node: unknown = document.contents;
  for (const [index, key] of path.entries()) {
    const pair = isMap(node) ? node.items.find((item) => isNamed(item, key)) : undefined;
    const next: unknown = isSeq(node) && typeof key === "number" ? node.items[key] : pair?.value;
    const ofKey = trimmed(pair?.key, text);
    const isLast = index === path.length - 1;
    place = (isLast && part === "key" ? ofKey : trimmed(next, text)) ?? ofKey ?? place;
    node = next;
  }
  return place;
}

function isNamed({ key }: Pair, name: PathKey): boolean {
  return isScalar(key) && String(key.value) === String(name);
}

/** The text of a node, without the blanks behind it; undefined for one that is not written. */
function trimmed(node: unknown, text: string): Span | undefined {
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const length = text.slice(start, end).trimEnd().length;
  return length === 0 ? undefined : span(start, start + length);
}

/** A word's place among the maps and lists of a text. */
export interface FoundWord {
  /** The keys and indices that lead to it; of a key those around it. */
  readonly path: readonly PathKey[];
  /** The keys of the innermost map around it. */
  readonly siblings: readonly string[];
}

/** Finds a word that stands in a text as a key or as a value; undefined where it is no scalar of its own. Never throws. */
export function findWord(text: string, word: string, role: "key" | "value"): FoundWord | undefined {
  try {
    return search(parseDocument(text, OPTIONS), word, role);
  } catch {
    return undefined;
  }
}

function search(document: Document, word: string, role: "key" | "value"): FoundWord | undefined {
  let found: FoundWord | undefined;
  visit(document, {
    Scalar: (key, node, ancestors) => {
      if (node.value !== word || (key === "key") !== (role === "key")) return undefined;
      const path = pathOf([...ancestors, node]);
      const map = ancestors.findLast(isMap);
      found = {
        path: role === "key" ? path.slice(0, -1) : path,
        siblings: (map?.items ?? []).flatMap((pair) => (isScalar(pair.key) ? [String(pair.key.value)] : [])),
      };
      return visit.BREAK;
    },
  });
  return found;
}

function pathOf(nodes: readonly (Document | Node | Pair)[]): readonly PathKey[] {
  return nodes.flatMap((node, index): PathKey[] => {
    if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
    return isSeq(node) ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}
