import { baseName } from "../text/path.ts";
import { classifyName, nameWords } from "./names.ts";

/** A file that holds a credential by its name. */
export interface CredentialFile {
  /** In words with an article: "an SSH private key". */
  readonly what: string;
  /** `form`: a program reads credentials from files of this name; `words`: the name says so, and may be a folder's as well. */
  readonly evidence: "form" | "words";
}

/**
 * Tells whether a file holds a credential by its name: `id_rsa`, `.npmrc`, `password.txt`. `path` may be absolute or relative, with
 * `/` or `\`; the file is not looked at.
 */
export function credentialFile(path: string): CredentialFile | undefined {
  const normal = path.replaceAll("\\", "/").toLowerCase();
  const name = baseName(normal);
  if (name === "" || isHarmlessFile(normal, name)) return undefined;
  const known = wellKnown(normal, name) ?? environmentFile(name) ?? keyFile(normal, name);
  if (known !== undefined) return { what: known, evidence: "form" };
  const spoken = spokenName(path);
  return spoken === undefined ? undefined : { what: spoken, evidence: "words" };
}

/** Files that programs read credentials from, by their manuals; a name with a folder only counts in that folder. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ["id_rsa", "an SSH private key"],
  ["id_dsa", "an SSH private key"],
  ["id_ecdsa", "an SSH private key"],
  ["id_ecdsa_sk", "an SSH private key"],
  ["id_ed25519", "an SSH private key"],
  ["id_ed25519_sk", "an SSH private key"],
  ["identity", "an SSH private key"],
  [".npmrc", "npm's credentials"],
  [".netrc", "login data for servers"],
  ["_netrc", "login data for servers"],
  [".pypirc", "PyPI credentials"],
  [".git-credentials", "Git credentials"],
  [".config/git/credentials", "Git credentials"],
  [".pgpass", "PostgreSQL passwords"],
  ["pgpass.conf", "PostgreSQL passwords"],
  [".my.cnf", "a MySQL password"],
  [".mylogin.cnf", "MySQL login data"],
  [".htpasswd", "password hashes"],
  [".htdigest", "password hashes"],
  [".dockercfg", "registry credentials"],
  [".dockerconfigjson", "registry credentials"],
  [".docker/config.json", "registry credentials"],
  ["containers/auth.json", "registry credentials"],
  [".composer/auth.json", "Composer credentials"],
  ["composer/auth.json", "Composer credentials"],
  [".aws/credentials", "AWS credentials"],
  [".azure/accesstokens.json", "Azure tokens"],
  [".azure/msal_token_cache.json", "Azure tokens"],
  ["application_default_credentials.json", "Google Cloud credentials"],
  ["gcloud/credentials.db", "Google Cloud credentials"],
  [".boto", "Google Cloud credentials"],
  [".s3cfg", "S3 credentials"],
  [".passwd-s3fs", "S3 credentials"],
  [".gem/credentials", "RubyGems credentials"],
  [".cargo/credentials", "crates.io credentials"],
  [".cargo/credentials.toml", "crates.io credentials"],
  [".terraformrc", "Terraform credentials"],
  ["credentials.tfrc.json", "Terraform credentials"],
  [".vault-token", "a Vault token"],
  [".vault_pass", "an Ansible Vault password"],
  [".vault_pass.txt", "an Ansible Vault password"],
  [".vault-password", "an Ansible Vault password"],
  ["kubeconfig", "cluster credentials"],
  [".kube/config", "cluster credentials"],
  ["admin.kubeconfig", "cluster credentials"],
  ["kubeconfig.yaml", "cluster credentials"],
  ["kubeconfig.yml", "cluster credentials"],
  ["kubernetes/admin.conf", "cluster credentials"],
  [".config/gh/hosts.yml", "a GitHub token"],
  [".config/hub", "a GitHub token"],
  [".config/rclone/rclone.conf", "storage credentials"],
  ["rclone.conf", "storage credentials"],
  [".smbcredentials", "a file share's password"],
  [".fetchmailrc", "a mail password"],
  [".msmtprc", "a mail password"],
  [".mutt/passwords", "a mail password"],
  [".erlang.cookie", "an Erlang cookie"],
  [".databrickscfg", "Databricks tokens"],
  [".snowsql/config", "a Snowflake password"],
  [".config/doctl/config.yaml", "a DigitalOcean token"],
  [".netlify/config.json", "a Netlify token"],
  [".sentryclirc", "a Sentry token"],
  ["master.key", "Rails' master key"],
  ["secring.gpg", "a PGP private key"],
  ["secring.pgp", "a PGP private key"],
  ["keys.txt", "an age private key"],
]);
const IN_FOLDER_ONLY: ReadonlyMap<string, RegExp> = new Map([
  ["identity", /(?:^|\/)\.ssh\/identity$/],
  ["keys.txt", /(?:^|\/)sops\/age\/keys\.txt$/],
]);
const DEPTH = 3;

function wellKnown(path: string, name: string): string | undefined {
  const folder = IN_FOLDER_ONLY.get(name);
  if (folder !== undefined && !folder.test(path)) return undefined;
  const parts = path.split("/");
  for (let length = 1; length <= DEPTH; length++) {
    const what = WELL_KNOWN.get(parts.slice(-length).join("/"));
    if (what !== undefined) return what;
  }
  return cloudAccount(name);
}

/** Service-account keys as the consoles of the clouds name them when they are downloaded. */
const CLOUD_KEYS: ReadonlyMap<string, string> = new Map([
  ["service account", "a service account's key"],
  ["serviceaccount", "a service account's key"],
  ["svc account", "a service account's key"],
  ["sa key", "a service account's key"],
  ["gcp key", "a service account's key"],
  ["gcloud key", "a service account's key"],
  ["gcs key", "a service account's key"],
  ["firebase adminsdk", "a service account's key"],
  ["client secret", "an OAuth client secret"],
  ["client secrets", "an OAuth client secret"],
]);

function cloudAccount(name: string): string | undefined {
  if (!name.endsWith(".json")) return undefined;
  const words = ` ${nameWords(name.slice(0, -".json".length)).join(" ")} `;
  return [...CLOUD_KEYS].find(([key]) => words.includes(` ${key} `))?.[1];
}

/** `.env` and its variants for a deployment; the committed ones that show the form are harmless. */
function environmentFile(name: string): string | undefined {
  return name === ".env" || /^\.env\.[\w.-]+$/.test(name) ? "environment variables with credentials" : undefined;
}

const KEY_STORES: ReadonlyMap<string, string> = new Map([
  ["p12", "a key store"],
  ["pfx", "a key store"],
  ["jks", "a key store"],
  ["jceks", "a key store"],
  ["bcfks", "a key store"],
  ["keystore", "a key store"],
  ["kdb", "a password database"],
  ["kdbx", "a password database"],
  ["ppk", "an SSH private key"],
  ["p8", "a private key"],
  ["pk8", "a private key"],
  ["ovpn", "VPN credentials"],
  ["keytab", "Kerberos keys"],
  ["tfstate", "Terraform state with secrets"],
]);
const PRIVATE_WORDS = new Set("key priv private privkey privatekey sk".split(" "));
const PUBLIC_WORDS = new Set(
  "pub public gpg pgp release releases archive signing repo repository apt rpm keyring trusted verify cert".split(" "),
);

function keyFile(path: string, name: string): string | undefined {
  if (name.endsWith(".tfstate.backup")) return "Terraform state with secrets";
  const dot = name.lastIndexOf(".");
  const extension = name.slice(dot + 1);
  if (dot <= 0) return /^ssh_host_[a-z0-9]+_key$/.test(name) ? "an SSH private key" : undefined;
  const store = KEY_STORES.get(extension);
  if (store !== undefined) return /trust/.test(name) ? undefined : store;
  if (extension !== "key" && extension !== "pem") return undefined;
  const words = nameWords(name.slice(0, dot));
  if (words.some((word) => PUBLIC_WORDS.has(word)) || /\/(?:keyrings?|trusted\.gpg\.d|rpm-gpg)\//.test(path))
    return undefined;
  const isPrivate =
    extension === "key" ||
    words.some((word) => PRIVATE_WORDS.has(word)) ||
    /^id_(?:rsa|dsa|ecdsa|ed25519)$/.test(name.slice(0, dot));
  return isPrivate ? "a private key" : undefined;
}

/** Endings of files that hold plain values. */
const VALUE_FILES = new Set([
  "",
  "txt",
  "json",
  "yml",
  "yaml",
  "conf",
  "cfg",
  "ini",
  "properties",
  "toml",
  "xml",
  "csv",
  "dat",
  "bin",
  "b64",
  "env",
  "key",
  "pw",
]);
/** Names that fit but mean something else: the list of accounts, configuration of a program that reads tokens, word lists. */
const SPOKEN_OTHERWISE = new Set("passwd pass token.h pat secret-santa.txt pw".split(" "));

/** `password.txt`, `db_password`, `secret.json`, `github-token`: the name says it in words. */
function spokenName(path: string): string | undefined {
  const name = baseName(path.replaceAll("\\", "/"));
  const dot = name.lastIndexOf(".");
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
  if (!VALUE_FILES.has(extension) || SPOKEN_OTHERWISE.has(name.toLowerCase())) return undefined;
  const singular = stem.replace(/(password|secret|apikey)s$/i, "$1");
  const found = classifyName(singular);
  if (found === undefined) return /^credentials?$/i.test(stem) ? "credentials" : undefined;
  return found.certainty === "sure" || /credentials?$/i.test(stem) ? found.what : undefined;
}

/** Endings of source code, documents and pictures, of public keys and certificates, and of encrypted files. */
const HARMLESS_EXTENSIONS = new Set(
  (
    "pub crt cer cert der csr crl p7b p7c sig asc sha256 sha512 md5 " +
    "php go java kt scala py pyc rb js mjs cjs ts mts cts jsx tsx vue svelte rs c cc cpp h hpp cs fs vb swift m pl pm lua sh bash zsh ps1 psm1 bat cmd ex exs erl clj hs dart r jl sql " +
    "html htm css scss less md rst adoc pdf png jpg jpeg gif svg ico webp woff woff2 map lock d proto graphql tf hcl class jar " +
    "example sample template tmpl tpl dist j2 jinja erb mustache enc encrypted age gpg sops sealed bak~ service socket timer desktop"
  ).split(" "),
);

function isHarmlessFile(path: string, name: string): boolean {
  if (/(?:^|\/)(?:known_hosts|authorized_keys2?|allowed_signers|config\.json\.example)$/.test(path)) return true;
  const extension = name.slice(name.lastIndexOf(".") + 1);
  if (name.lastIndexOf(".") > 0 && HARMLESS_EXTENSIONS.has(extension) && !/^secring\./.test(name)) return true;
  const words = nameWords(name);
  return words.some((word) => HARMLESS_WORDS.has(word));
}

/** Words of files that show the form, are encrypted, or are public. */
const HARMLESS_WORDS = new Set(
  "example examples sample samples template templates dist defaults default dummy fake mock sealed external encrypted schema policy pub public test".split(
    " ",
  ),
);
