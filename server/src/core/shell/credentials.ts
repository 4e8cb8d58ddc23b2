import { type EmbeddedText, embeddedSlice } from "../text/embedded.ts";
import { knownValue } from "../text/resolved.ts";
import {
  COMMAND_CREDENTIALS,
  type CommandCredentials,
  type CredentialShape,
  type Taker,
} from "./credential-options.ts";
import { inputTexts } from "./input-text.ts";
import { hasOption, optionValues, type ReadArguments, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";
import { contentOf } from "./word-content.ts";
import { leadingText } from "./word-text.ts";

/** A place in a command that takes a credential. Whether what stands there is one has to be judged by name and value. */
export interface CredentialText {
  /** What the command gets, with the place of each code unit; variables as they are written. */
  readonly content: EmbeddedText;
  /** What it is, as a name to judge the value by: `password`, `client-secret`, `DB_PASSWORD`. */
  readonly name: string;
  /** The environment variable that would hold it. */
  readonly variable: string;
  /**
   * `document`: settings, in which the names stand: JSON, a form. `account`: whatever stands there is an account's password.
   */
  readonly form: "value" | "document" | "account";
}

/** The credentials that a command takes: assignments, options and operands of known programs, what it reads from its input. */
export function credentialTexts(invocation: Invocation): readonly CredentialText[] {
  return [
    ...assignments(invocation),
    ...programCredentials(invocation),
    ...namedOptions(invocation),
    ...settings(invocation),
  ];
}

/** `TOKEN=…`, `export TOKEN=…`; of `${TOKEN:-…}` the default. */
function assignments(invocation: Invocation): readonly CredentialText[] {
  return invocation.assignments.map(({ name, value }) => credential(defaultOf(value), name, name));
}

function defaultOf(word: Word): EmbeddedText {
  const [part] = word.parts;
  const isDefault = word.parts.length === 1 && part?.kind === "variable" && /^:?[-=]$/.test(part.operator ?? "");
  return contentOf(isDefault && part.operand !== undefined ? part.operand.parts : word.parts);
}

function credential(
  content: EmbeddedText,
  name: string,
  variable: string,
  form: CredentialText["form"] = "value",
): CredentialText {
  return { content, name, variable, form };
}

/** What the manual page of the program says takes a credential. */
function programCredentials(invocation: Invocation): readonly CredentialText[] {
  const known = COMMAND_CREDENTIALS.get(invocation.name ?? "") ?? [];
  return known.flatMap((entry) => entryCredentials(entry, invocation));
}

/** A text that a program takes, and what is known of it. */
interface Taken extends Pick<Taker, "shape" | "name" | "variable"> {
  readonly content: EmbeddedText;
}

function entryCredentials(entry: CommandCredentials, invocation: Invocation): readonly CredentialText[] {
  const read = readOptions(invocation, entry.spec ?? {});
  // Some take one only under a subcommand.
  if (entry.command?.some((word, i) => leadingText(read.operands[i] ?? NO_WORD) !== word) === true) return [];
  const taken = [
    ...takenByOptions(entry, read),
    ...(takesFurther(entry, read) ? [...takenByOperands(entry, read), ...takenFromInput(entry, invocation)] : []),
  ];
  return taken
    .flatMap(({ content, shape = "whole", name = "password", variable }) =>
      SHAPES[shape](content).map((piece) => credential(piece.content, piece.name ?? name, variable, piece.form)),
    )
    .filter(({ content }) => entry.ignored?.test(content.text) !== true);
}

function takenByOptions({ options = [] }: CommandCredentials, read: ReadArguments): readonly Taken[] {
  return options.flatMap((taker) =>
    optionValues(read, ...taker.options).map((word) => ({ ...taker, content: contentOf(word.parts) })),
  );
}

function takesFurther({ unless = [], onlyWith, key }: CommandCredentials, read: ReadArguments): boolean {
  if (hasOption(read, ...unless) || (onlyWith !== undefined && !hasOption(read, ...onlyWith))) return false;
  return key === undefined || key.pattern.test(leadingText(read.operands[key.index] ?? NO_WORD));
}

function takenByOperands({ operands = [] }: CommandCredentials, read: ReadArguments): readonly Taken[] {
  return operands.flatMap((taker) => {
    const word = read.operands.at(taker.index);
    return word === undefined ? [] : [{ ...taker, content: contentOf(word.parts) }];
  });
}

function takenFromInput({ input }: CommandCredentials, invocation: Invocation): readonly Taken[] {
  return input === undefined ? [] : inputTexts(invocation).map((content) => ({ ...input, content }));
}

const NO_WORD: Word = { span: { start: 0, end: 0 }, raw: "", parts: [], value: { kind: "unset" }, isPattern: false };

interface Piece {
  readonly content: EmbeddedText;
  readonly name?: string;
  readonly form?: CredentialText["form"];
}

/** Where in a value the credential stands. */
const SHAPES: Readonly<Record<CredentialShape, (content: EmbeddedText) => readonly Piece[]>> = {
  whole: (content) => [{ content }],
  document: (content) => [{ content, form: "document" }],
  "user:password": (content) => after(content, ":"),
  "user,password": (content) => after(content, ","),
  "user%password": (content) => after(content, "%"),
  "user/password": (content) => groups(content, /^[^/@\s]+\/([^@\s]+)/dg),
  // openssl-passphrase-options(1).
  "pass:password": (content) => (content.text.startsWith("pass:") ? after(content, ":") : []),
  "key=value": (content) => named(content, "="),
  header: headerPieces,
  "setting-header": (content) =>
    /^http\.(?:[^\s=]*\.)?extraheader=/i.test(content.text)
      ? after(content, "=").flatMap((piece) => headerPieces(piece.content))
      : [],
  // A line for each account: chpasswd(8).
  accounts: (content) =>
    groups(content, /^[ \t]*[\w.-]+:([^\n]+)$/dgm).map((piece) => ({ ...piece, form: "account" as const })),
  lines: (content) => groups(content, /^[ \t]*(\S+)[ \t]*$/dgm),
  // debconf-set-selections(1): package, question, type, value.
  debconf: (content) => groups(content, /^[ \t]*[\w.-]+[ \t]+[\w./-]+[ \t]+password[ \t]+(\S+)[ \t]*$/dgm),
  sql: (content) => [
    ...groups(content, /\bpassword[ \t\n]{1,8}(?:to[ \t]{1,8}|=[ \t]{0,8})?'([^'\n]*)'/dgi),
    ...groups(content, /\bpassword[ \t]{0,8}\([ \t]{0,8}'([^'\n]*)'[ \t]{0,8}\)/dgi),
    ...groups(
      content,
      /\bidentified[ \t\n]{1,8}(?:with[ \t\n]{1,8}[\w`']{1,40}[ \t\n]{1,8})?(?:by|as)[ \t\n]{1,8}'([^'\n]*)'/dgi,
    ),
  ],
};

function after(content: EmbeddedText, separator: string): readonly Piece[] {
  const at = content.text.indexOf(separator);
  return at < 0 ? [] : [{ content: embeddedSlice(content, at + 1) }];
}

function named(content: EmbeddedText, separator: string): readonly Piece[] {
  const at = content.text.indexOf(separator);
  const name = content.text.slice(0, at);
  return at <= 0 ? [] : [{ content: embeddedSlice(content, at + 1), name: lastName(name) }];
}

/** `//registry.npmjs.org/:_authToken`, `javax.net.ssl.keyStorePassword`: the last word of a path is the name. */
function lastName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(":")) + 1);
  // npm documentation, "npmrc": user and password in Base64.
  return name === "_auth" ? "auth_token" : name;
}

/** The places of the pattern's first group. */
function groups(content: EmbeddedText, pattern: RegExp): readonly Piece[] {
  return [...content.text.matchAll(pattern)].flatMap(({ indices }): readonly Piece[] => {
    const [start, end] = indices?.[1] ?? [0, 0];
    return end > start ? [{ content: embeddedSlice(content, start, end) }] : [];
  });
}

/** `Authorization: Bearer …` (RFC 9110, section 11), `X-Api-Key: …`. */
function headerPieces(content: EmbeddedText): readonly Piece[] {
  const [whole, name = ""] = /^([\w-]+)[ \t]*:[ \t]*/.exec(content.text) ?? [];
  if (whole === undefined) return [];
  const value = embeddedSlice(content, whole.length);
  if (!/^(?:proxy-)?authorization$/i.test(name)) return [{ content: value, name }];
  const scheme = /^(?:bearer|token|basic|digest|apikey|negotiate|aws4-hmac-sha256)[ \t]+/i.exec(value.text)?.[0] ?? "";
  return [{ content: embeddedSlice(value, scheme.length), name: "auth-token" }];
}

/** Programs whose `--password` has no value in the next word: it makes them ask, or says that they must. */
const ASKS_FOR_PASSWORD =
  /^(?:psql|pg_\w+|createdb|createuser|dropdb|dropuser|vacuumdb|mysql\w*|mariadb[\w-]*|adduser|ssh|sudo)$/;
/** The option has a value of its own, in the next word if there is no `=`. */
const VALUED = /(?:password|passwd|passphrase|token|secret|(?:api|access|secret|auth|private|license)[-_]?key)$/i;

/** `--db-password=…`, `--api-key …`, `-Dkey.password=…` of any program. */
function namedOptions(invocation: Invocation): readonly CredentialText[] {
  const { args, name: program = "" } = invocation;
  if (PRINTS_OR_SEARCHES.has(program)) return [];
  return args.flatMap((word, i): readonly CredentialText[] => {
    const text = leadingText(word);
    const [option, dashes = "", name = ""] = /^(--?)([A-Za-z][\w.-]*)/.exec(text) ?? [];
    if (option === undefined) return [];
    if (text[option.length] === "=") return [optionCredential(word, option.length + 1, name, program)];
    const isPlain = option.length === text.length && dashes === "--" && knownValue(word.value) === text;
    const next = args[i + 1];
    if (!isPlain || next === undefined || !VALUED.test(name) || ASKS_FOR_PASSWORD.test(program)) return [];
    return leadingText(next).startsWith("-") ? [] : [optionCredential(next, 0, name, program)];
  });
}

function optionCredential(word: Word, from: number, option: string, program: string): CredentialText {
  const content = contentOf(word.parts);
  // `-Dname` and `-Pname` set a property.
  const name = /^[DP][a-z]/.test(option) && option.length > 2 ? option.slice(1) : option;
  return credential(embeddedSlice(content, from), name, variableOf(name, program));
}

/** Commands that print, search or compare their arguments. */
const PRINTS_OR_SEARCHES = new Set([
  ...["echo", "printf", "grep", "egrep", "fgrep", "sed", "awk", "test", "[", "expr", "which", "type", "cd", "ls", "rm"],
  ...["unset", "find", "case", "tr", "cut", "perl"],
]);

/** `TOKEN=…` as an argument, `--build-arg TOKEN=…`, `--set db.password=…`: a setting for the program. */
function settings(invocation: Invocation): readonly CredentialText[] {
  const { args, name: program = "" } = invocation;
  if (PRINTS_OR_SEARCHES.has(program)) return [];
  return args.flatMap((word): readonly CredentialText[] => {
    // `--from-literal=password=…` sets as well.
    const [whole, name = ""] = /^(?:--[a-z-]+=)?([A-Za-z_][\w.-]*|\/\/[\w./:-]+:_\w+)=/.exec(leadingText(word)) ?? [];
    if (whole === undefined) return [];
    const content = embeddedSlice(contentOf(word.parts), whole.length);
    return [credential(content, lastName(name), variableOf(lastName(name), program))];
  });
}

/** A name for the variable: that of the option, with the program's before it where it says nothing of its own. */
export function variableOf(name: string, program: string): string {
  const own = upper(name.slice(name.lastIndexOf(".") + 1));
  return /^(?:PASSWORD|PASSWD|PASS|TOKEN|SECRET|KEY|AUTHTOKEN|_AUTHTOKEN|API_KEY)$/.test(own)
    ? `${upper(program)}_${own.replace(/^_/, "")}`.replace(/^_+/, "")
    : own;
}

function upper(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|(?<!_)_+$/g, "")
    .replace(/^(?=\d)/, "_")
    .toUpperCase();
}
