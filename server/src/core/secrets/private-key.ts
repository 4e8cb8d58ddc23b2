import { span } from "../text/span.ts";
import type { SecretMatch } from "./match.ts";

/** RFC 7468 (PEM), RFC 4716 (SSH), RFC 9580 (OpenPGP): what the first line of a private key says. */
const BEGIN = /-----?\s?BEGIN ([A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?)\s?-----?/dg;
const END = "-----END ";
/** Bytes of a key in base64; a line that only names the kind of key has none. */
const BODY = /[A-Za-z0-9+/]{20,}/;
const LONGEST_HEAD = 600;

/** The private keys in a text, from the BEGIN line to the END line or the end of the text; line breaks may be written as `\n`. */
export function privateKeys(text: string): readonly SecretMatch[] {
  if (!text.includes("PRIVATE KEY")) return [];
  const found: SecretMatch[] = [];
  const begins = [...text.matchAll(BEGIN)];
  for (const [i, begin] of begins.entries()) {
    const bodyStart = begin.index + begin[0].length;
    const limit = begins[i + 1]?.index ?? text.length;
    const body = text.slice(bodyStart, limit);
    const close = body.indexOf(END);
    const content = close < 0 ? body : body.slice(0, close);
    if (!BODY.test(content.slice(0, LONGEST_HEAD))) continue;
    const end = close < 0 ? lastKeyLine(content) : endOfLabel(body, close);
    found.push({ span: span(begin.index, bodyStart + end), kind: "private-key", what: describe(begin[1] ?? "") });
  }
  return found;
}

function describe(label: string): string {
  if (label.startsWith("PGP")) return "a PGP private key";
  if (label.startsWith("OPENSSH") || label.startsWith("SSH2")) return "an SSH private key";
  return "a private key";
}

function endOfLabel(body: string, close: number): number {
  const dashes = /-----?/.exec(body.slice(close + END.length, close + END.length + 60));
  return dashes === null ? body.length : close + END.length + dashes.index + dashes[0].length;
}

/** Without an END line: up to the last of the lines that hold base64. */
function lastKeyLine(content: string): number {
  return /^(?:[A-Za-z0-9+/=:,.-]|\s|\\[nr])*/.exec(content)?.[0].trimEnd().length ?? 0;
}
