import { baseName } from "../text/path.ts";
import { overlaps, shift } from "../text/span.ts";
import { findSecrets, judgeNamed } from "./detect.ts";
import { credentialFile } from "./files.ts";
import type { SecretMatch } from "./match.ts";

/**
 * The secrets in the text of a file: those that show themselves, values behind a name that says so (`password=…`, `"token": "…"`),
 * and the whole text where the file's own name says so. Spans are relative to the text, in its order.
 */
export function secretsInFile(path: string, text: string): readonly SecretMatch[] {
  const found = [...findSecrets(text)];
  const add = (matches: readonly SecretMatch[]): void => {
    for (const match of matches) if (!found.some((other) => overlaps(other.span, match.span))) found.push(match);
  };
  add(namedValues(path, text));
  add(formValues(path, text));
  if (found.length === 0) add(wholeText(path, text));
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** `NAME=value`, `name: value`, `"name": "value"`, `name => value`; the name is tried once, from its start. */
const NAMED =
  /(?<![\w.$-])(["']?)([A-Za-z_][\w.-]*)\1[ \t]{0,8}(?::|=>?)[ \t]{0,8}(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',;(){}[\]<>]+))/g;

/** In source code, what stands without quotes is an expression. */
const SOURCE_CODE =
  /\.(?:py|js|mjs|cjs|ts|tsx|jsx|rb|php|go|java|kt|scala|cs|c|cc|cpp|h|rs|pl|lua|swift|groovy|gradle|sql|html|css)$/i;

function namedValues(path: string, text: string): readonly SecretMatch[] {
  const isCode = SOURCE_CODE.test(path);
  return [...text.matchAll(NAMED)].flatMap((match): readonly SecretMatch[] => {
    const [whole, , name = "", double, single, plain] = match;
    const value = double ?? single ?? (isCode ? undefined : plain);
    const end = match.index + whole.length;
    if (value === undefined || (plain !== undefined && opensReference(text, end))) return [];
    const start = end - value.length - (plain === undefined ? 1 : 0);
    return judgedAt(name, value, start);
  });
}

/** `${NAME}`, `$(command)`, `#{expression}`, of which only the first character was read as the value. */
function opensReference(text: string, end: number): boolean {
  return /^[$#%@][{(]$/.test(text.slice(end - 1, end + 1));
}

function judgedAt(name: string, value: string, start: number): readonly SecretMatch[] {
  const judged = judgeNamed(name, value);
  return judged === undefined ? [] : [{ ...judged, span: shift(judged.span, start) }];
}

/** Files with a form of their own, and where it keeps the secret; each form is one group. */
const FORMS: readonly { readonly file: RegExp; readonly form: RegExp; readonly name: string }[] = [
  // netrc(5).
  { file: /\/[._]netrc$/, form: /\bpassword[ \t]+(\S+)/dg, name: "password" },
  // Maven documentation, "Settings Reference"; braces are around what is encrypted.
  { file: /\.xml$/i, form: /<password>([^<>\s{$][^<>\s]{0,200})<\/password>/dgi, name: "password" },
  // MySQL and PostgreSQL manuals, "CREATE USER"; what begins with `*`, `md5` or `SCRAM-` is a hash.
  {
    file: /\.sql$/i,
    form: /\b(?:IDENTIFIED(?: WITH \w{1,40})? BY|PASSWORD)[ \t]{1,8}'(?!\*|md5|SCRAM-)([^'\n]{1,200})'/dgi,
    name: "password",
  },
  // Redis documentation, "redis.conf".
  {
    file: /redis|\.conf$/i,
    form: /^[ \t]{0,8}(?:requirepass|masterauth)[ \t]{1,8}"?([^\s"]{1,200})/dgm,
    name: "password",
  },
  // PostgreSQL documentation, "The Password File".
  {
    file: /\/\.pgpass$/,
    form: /^[^:\r\n\u2028\u2029]*:[^:\r\n\u2028\u2029]*:[^:\r\n\u2028\u2029]*:[^:\r\n\u2028\u2029]*:([^\n]+)$/dgm,
    name: "password",
  },
  // Docker CLI, configuration file: user and password in Base64.
  {
    file: /\/(?:\.docker\/config\.json|\.dockercfg|auth\.json)$/,
    form: /"auth"\s*:\s*"([^"\n]+)"/dg,
    name: "auth_token",
  },
  // npm documentation, "npmrc": user and password in Base64.
  { file: /\/\.npmrc$/, form: /(?<![\w.-])_auth[ \t]*=[ \t]*"?([^\s"]+)/dg, name: "auth_token" },
];

function formValues(path: string, text: string): readonly SecretMatch[] {
  return FORMS.filter(({ file }) => file.test(path)).flatMap(({ form, name }) =>
    [...text.matchAll(form)].flatMap(({ 1: value = "", indices }) => judgedAt(name, value, indices?.[1]?.[0] ?? 0)),
  );
}

/** `password.txt` with one word in it. */
function wholeText(path: string, text: string): readonly SecretMatch[] {
  const value = text.trim();
  const credential = credentialFile(path);
  if (credential === undefined || value === "" || /\s/.test(value)) return [];
  const name = baseName(path).replace(/^\.+/, "");
  const stem = name.replace(/\.[a-z0-9]{1,10}$/i, "");
  const [judged] = judgedAt(stem, value, text.indexOf(value));
  return judged === undefined || judged.span.end > text.length ? [] : [{ ...judged, what: credential.what }];
}
