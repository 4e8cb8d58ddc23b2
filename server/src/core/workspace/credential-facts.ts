import { credentialFile } from "../secrets/files.ts";
import { secretsInFile } from "../secrets/in-file.ts";
import type { Fact } from "./facts.ts";
import { foldersAbove } from "./paths.ts";

/** Folders of files that only look like what programs use, and of those that no image is built from. */
const NO_SECRETS =
  /(?:^|\/)(?:tests?|testdata|__tests__|spec|fixtures?|examples?|samples?|mocks?|docs?|\.git|node_modules|vendor)\//i;

/** Whether a path is a credential file's by its name alone: `words` such as `token` may be a folder of program code. */
export function isCredentialPath(path: string): boolean {
  return credentialFile(path)?.evidence === "form" && !NO_SECRETS.test(path);
}

/** Formats that are not text: their name is all there is. */
const STORES = /\.(?:p12|pfx|jks|jceks|bcfks|keystore|kdb|kdbx|keytab|der|p8|pk8|gpg)$/i;

/**
 * A file that holds a credential: its name says so, and its text, where it has one, does not say otherwise. The facts hold nothing of
 * the text.
 */
export function credentialFacts(path: string, text: string | undefined): readonly Fact[] {
  const found = credentialFile(path);
  if (found === undefined || !isCredentialPath(path)) return [];
  const isSecret = STORES.test(path) || (text !== undefined && holdsSecret(path, text));
  return isSecret ? [{ table: "credential", keys: foldersAbove(path), value: { path, what: found.what } }] : [];
}

/** Passwords that everybody tries first, as a development database has them, are worth nothing. */
function holdsSecret(path: string, text: string): boolean {
  return secretsInFile(`/${path}`, text).some(({ kind }) => kind !== "weak-default");
}
