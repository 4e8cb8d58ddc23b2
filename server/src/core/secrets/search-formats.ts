import { span } from "../text/span.ts";
import { type CredentialFormat, escapePattern } from "./formats/format.ts";
import { FORMATS } from "./formats/index.ts";
import type { SecretMatch } from "./match.ts";
import { isExample, isPlaceholder, isSchematic } from "./placeholder.ts";
import { isPublicMaterial } from "./public-material.ts";
import { isReference } from "./reference.ts";

/** A match, and whether browsers get credentials of its kind on purpose. */
export interface FormatMatch extends SecretMatch {
  readonly mayBePublic: boolean;
}

/** A gate of one letter lets nearly every text in. */
const isTelling = ({ gates }: CredentialFormat): boolean => gates.every((gate) => gate.length > 1);
const UNTELLING_FORMATS = FORMATS.filter((format) => !isTelling(format));
const TELLING_GATES = new Map(
  FORMATS.filter(isTelling).map((format) => [format, format.gates.map((gate) => gate.toLowerCase())]),
);
/** All of them, the longest first. */
const ALTERNATIVES = [...new Set([...TELLING_GATES.values()].flat())]
  .sort((a, b) => b.length - a.length)
  .map(escapePattern)
  .join("|");
/** One look at a text instead of two hundred, since most texts have none. */
const ANY_GATE = new RegExp(ALTERNATIVES);
/** Where they overlap, each is found; where one begins with another, the longer. */
const EACH_GATE = new RegExp(`(?=(${ALTERNATIVES}))`, "g");

/** The credentials in a text that have a provider's or a protocol's format. */
export function searchFormats(text: string): readonly FormatMatch[] {
  const lower = text.toLowerCase();
  return formatsFor(lower).flatMap((format) => {
    const searched = format.pattern.ignoreCase ? lower : text;
    return format.gates.some((gate) => searched.includes(gate)) ? matchesOf(format, text) : [];
  });
}

/** The formats of which a text in lower case has a gate, and those whose gates don't tell. */
function formatsFor(lower: string): readonly CredentialFormat[] {
  if (!ANY_GATE.test(lower)) return UNTELLING_FORMATS;
  const found = [...gatesIn(lower)];
  return FORMATS.filter((format) => {
    const gates = TELLING_GATES.get(format);
    return gates === undefined || gates.some((gate) => found.some((longer) => longer.startsWith(gate)));
  });
}

function gatesIn(lower: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, gate = ""] of lower.matchAll(EACH_GATE)) found.add(gate);
  return found;
}

function matchesOf(format: CredentialFormat, text: string): readonly FormatMatch[] {
  const found: FormatMatch[] = [];
  for (const match of text.matchAll(format.pattern)) {
    const secret = match[1] ?? match[0];
    const [start, end] = (match[1] === undefined ? match.indices?.[0] : match.indices?.[1]) ?? [0, 0];
    if (!isReal(format, secret)) continue;
    const mayBePublic = format.mayBePublic === true;
    found.push({ span: span(start, end), kind: "format", what: format.what, mayBePublic });
  }
  return found;
}

function isReal(format: CredentialFormat, secret: string): boolean {
  if (format.hasChecksum?.(secret) === true) return true;
  if (isExample(secret) || isPublicMaterial(secret)) return false;
  return format.isAnyText !== true || !(isPlaceholder(secret) || isSchematic(secret) || isReference(secret));
}
