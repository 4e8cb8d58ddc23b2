import { findSecrets } from "../secrets/detect.ts";
import { credentialFile } from "../secrets/files.ts";
import { secretsInFile } from "../secrets/in-file.ts";
import { secretName } from "../secrets/names.ts";
import type { Word, WordPart } from "../shell/syntax.ts";
import { contentOf } from "../shell/word-content.ts";
import { baseName, isWithin } from "../text/path.ts";
import { perObject } from "../text/per-object.ts";
import { type FileCreation, fileEvents } from "./file-events.ts";
import type { Instruction } from "./model.ts";

/** What makes a file a secret. */
export interface FileSecret {
  /** In words with an article: "an SSH private key". */
  readonly what: string;
  /** A password that everybody tries first. */
  readonly isWeak: boolean;
}

/**
 * Tells whether a file is a secret, by what is written into it where the Dockerfile shows that, else by its name.
 * `path` is the file's own where only a part of a copied folder is meant.
 */
export function secretOf(creation: FileCreation, path = creation.path): FileSecret | undefined {
  const { origin } = creation;
  switch (origin.kind) {
    case "literal":
      return writtenSecret(path, origin.text);
    case "expanded":
      return expandedSecret(path, origin.parts);
    case "mount":
      if (origin.mount.type !== "secret") return byName(path);
      return isPublicFile(path) ? undefined : { what: "a build secret", isWeak: false };
    case "context":
      return copiedSecret(creation, path);
    case "stage":
    case "image":
      return byFileName(path);
    case "download":
      return clonedSecret(creation, path) ?? byName(path);
    case "generated":
      return origin.isPrivateKey === true ? { what: "a private key", isWeak: false } : byName(path);
    case "empty":
      return undefined;
    default:
      return byName(path);
  }
}

/** Certificates and public keys are no secrets, even where they come as one (update-ca-certificates(8), update-ca-trust(8)). */
export function isPublicFile(path: string): boolean {
  return (
    /\.(?:pub|crt|cer|der|csr|crl|asc)$/i.test(path) ||
    /\/(?:ca-certificates|ca-trust|pki\/trust)\/|^\/etc\/ssl\/certs\//.test(path)
  );
}

/** git-clone(1) keeps the URL with its login in `.git/config`. */
function clonedSecret(
  { origin, command, isDirectory, path: folder, excluded = [] }: FileCreation,
  path: string,
): FileSecret | undefined {
  if (origin.kind !== "download" || origin.url === undefined || command?.name !== "git" || !isDirectory)
    return undefined;
  const config = `${folder}/.git/config`;
  if (!isWithin(path, config) || excluded.some((gone) => isWithin(gone, config))) return undefined;
  const isSecret = isSecretUrl(origin.url);
  return isSecret ? { what: "the login of its repository in `.git/config`", isWeak: false } : undefined;
}

/** A login that is written out, or a variable that is one by its name, in front of the host. */
function isSecretUrl({ parts }: Word): boolean {
  const { text } = contentOf(parts);
  const host = text.lastIndexOf("@");
  if (host < 0) return false;
  const isVariable = parts.some((part) => part.kind === "variable" && secretName(part.name) !== undefined);
  return isVariable || findSecrets(text).length > 0;
}

/**
 * What variables hold by the credential files that an instruction writes them to: `echo "$KEY" > ~/.ssh/id_rsa`, also through
 * commands that only change its form. By the variable's name, in words with an article.
 */
export const heldByVariables = perObject((instruction: Instruction): ReadonlyMap<string, string> => {
  const { events } = fileEvents(instruction);
  return new Map(events.flatMap((event) => (event.kind === "create" ? heldIn(event) : [])));
});

function heldIn(creation: FileCreation): readonly (readonly [name: string, what: string])[] {
  const parts = writtenParts(creation);
  const [value, ...others] = parts.filter(({ kind }) => kind !== "literal");
  const file = value?.kind === "variable" && others.length === 0 ? credentialFile(creation.path) : undefined;
  if (value?.kind !== "variable" || file?.evidence !== "form") return [];
  const text = markedText(parts);
  if (!/private key$/.test(file.what)) return CREDENTIAL_PLACE.test(text) ? [[value.name, "a credential"]] : [];
  return /[=:]/.test(text) ? [] : [[value.name, file.what]];
}

/** The words that make up a file, where they are printed into it or into a pipe that ends there. */
function writtenParts({ origin, command }: FileCreation): readonly WordPart[] {
  if (origin.kind === "expanded") return origin.parts;
  const [first] = command?.pipeline.commands ?? [];
  const isPrinted = origin.kind === "command" && DECODERS.has(command?.name ?? "") && first !== command;
  if (!isPrinted || first === undefined || !/^(?:echo|printf)$/.test(first.name ?? "")) return [];
  return first.args.filter(({ raw }) => !/^-[neE]+$/.test(raw)).flatMap(({ parts }) => parts);
}

/** Filters behind which a key is still one. */
const DECODERS = new Set(["base64", "tr", "sed", "fold"]);

const MARK = "${…}";

function markedText(parts: readonly WordPart[]): string {
  return parts.map((part) => (part.kind === "literal" ? part.value : MARK)).join("");
}

/** The mark stands where credential files have the credential: in front of a URL's host, behind a word that says so. */
const CREDENTIAL_PLACE =
  /(?:\/\/[^\s/@]{0,100}|(?:password|passwd|authToken|_auth|token|secret)["']?(?:[ \t]{0,4}[=:][ \t]{0,4}|[ \t]{1,4})["']?)\$\{…\}/i;

/** What comes from the build context is told by its name there, or by the one that it gets. */
function copiedSecret({ origin, path: own }: FileCreation, path: string): FileSecret | undefined {
  if (origin.kind !== "context" || EXAMPLE.test(baseName(origin.source.text))) return undefined;
  // A copied folder says nothing about the file in it.
  const named = path === own ? byFileName(origin.source.text) : undefined;
  return named ?? byFileName(path);
}

/** A bare word such as `token` may as well be a folder of program code. */
function byFileName(path: string): FileSecret | undefined {
  const isSure = credentialFile(path)?.evidence === "form" || baseName(path).includes(".");
  return isSure ? byName(path) : undefined;
}

function byName(path: string): FileSecret | undefined {
  const found = credentialFile(path);
  return found && { what: found.what, isWeak: false };
}

/** A file that shows the form of another. */
const EXAMPLE = /example|sample|template|dist$|tmpl|dummy/i;

function writtenSecret(path: string, text: string): FileSecret | undefined {
  const found = secretsInFile(path, text);
  const strong = found.find(({ kind }) => kind !== "weak-default") ?? found[0];
  return strong && { what: strong.what, isWeak: strong.kind === "weak-default" };
}

/** A text with variables: one of them is a secret by its name, or all of it is the content of a credential file. */
function expandedSecret(path: string, parts: readonly WordPart[]): FileSecret | undefined {
  const text = markedText(parts);
  const written = writtenSecret(path, text);
  if (written !== undefined) return written;
  for (const part of parts) {
    const named = part.kind === "variable" ? secretName(part.name) : undefined;
    if (named !== undefined) return { ...named, isWeak: false };
  }
  const isValue = parts.some(({ kind }) => kind === "variable" || kind === "substitution");
  if (!isValue) return undefined;
  if (!/[=:]/.test(text)) return byName(path);
  return credentialFile(path)?.evidence === "form" && CREDENTIAL_PLACE.test(text) ? byName(path) : undefined;
}
