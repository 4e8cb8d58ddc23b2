import { findSecrets } from "../secrets/detect.ts";
import { credentialFile } from "../secrets/files.ts";
import { secretsInFile } from "../secrets/in-file.ts";
import { secretName } from "../secrets/names.ts";
import type { Word, WordPart } from "../shell/syntax.ts";
import { contentOf } from "../shell/word-content.ts";
import { baseName, isWithin } from "../text/path.ts";
import type { FileCreation } from "./file-events.ts";

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
  const text = parts.map((part) => (part.kind === "literal" ? part.value : "${…}")).join("");
  const written = writtenSecret(path, text);
  if (written !== undefined) return written;
  for (const part of parts) {
    const named = part.kind === "variable" ? secretName(part.name) : undefined;
    if (named !== undefined) return { ...named, isWeak: false };
  }
  const isValue = parts.some(({ kind }) => kind === "variable" || kind === "substitution") && !/[=:]/.test(text);
  return isValue ? byName(path) : undefined;
}
