import { shift } from "../text/span.ts";
import { connectionPasswords } from "./connection-string.ts";
import { judgeValue } from "./judge.ts";
import type { SecretMatch } from "./match.ts";
import { classifyName, isNamedPublic } from "./names.ts";
import { privateKeys } from "./private-key.ts";
import { searchFormats } from "./search-formats.ts";
import { urlPasswords } from "./url-password.ts";

/**
 * The secrets in any text that show themselves: providers' formats, private keys, passwords in URLs and connection strings. In the
 * order of the text, none overlapping another. Takes time in proportion to the text.
 */
export function findSecrets(text: string): readonly SecretMatch[] {
  return withoutOverlaps([
    ...privateKeys(text),
    ...searchFormats(text).map(({ span, kind, what }) => ({ span, kind, what })),
    ...urlPasswords(text),
    ...connectionPasswords(text),
  ]);
}

/** Of two matches that share text the earlier one stays; of two that start together, the one named first. */
function withoutOverlaps(matches: readonly SecretMatch[]): readonly SecretMatch[] {
  const kept: SecretMatch[] = [];
  let end = 0;
  for (const match of [...matches].sort((a, b) => a.span.start - b.span.start)) {
    if (match.span.start < end) continue;
    kept.push(match);
    end = match.span.end;
  }
  return kept;
}

/**
 * Tells whether the value of a variable or key of that name is a secret: by its own format, else by the name's words together with
 * the value's shape. `value` comes without quotes; the span is relative to it.
 */
export function judgeNamed(name: string, value: string): SecretMatch | undefined {
  if (isNamedPublic(name) && searchFormats(value).some((match) => match.mayBePublic)) return undefined;
  return findSecrets(value)[0] ?? optionSecret(value) ?? judgeValue(classifyName(name), value);
}

/** `-Dname=value` of Java and `--name=value`: a variable such as `JAVA_OPTS` holds a program's options. */
const OPTION = /(?<=^|\s)(?:-D|--)([A-Za-z][\w.-]{1,80})=([^\s"'`]{3,200})/dg;

function optionSecret(options: string): SecretMatch | undefined {
  if (!/(?:^|\s)-[D-]/.test(options)) return undefined;
  for (const { 1: name = "", 2: value = "", indices } of options.matchAll(OPTION)) {
    // What it opens are the certificates that everybody may have.
    const judged = /trust-?store/i.test(name) ? undefined : judgeValue(classifyName(name), value);
    if (judged !== undefined) return { ...judged, span: shift(judged.span, indices?.[2]?.[0] ?? 0) };
  }
  return undefined;
}
