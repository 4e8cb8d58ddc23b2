/**
 * What a variable is by its name. `password` may be chosen by a person and works whatever it is, `login` is a user name with one; the
 * others are drawn by a machine.
 */
export interface SecretName {
  /** In words with an article: "a password". */
  readonly what: string;
  readonly kind: "password" | "secret" | "token" | "key" | "login";
  /** `perhaps`: the word is there, but only a value that looks random makes it a secret. */
  readonly certainty: "sure" | "perhaps";
}

/**
 * Tells whether a variable or key of this name holds a secret, from its words alone: `NPM_TOKEN` does, `GOPRIVATE`, `TOKEN_TTL`,
 * `DB_PASSWORD_FILE` and `GPG_KEY` do not.
 */
export function secretName(name: string): { readonly what: string } | undefined {
  const found = classifyName(name);
  return found?.certainty === "sure" ? { what: found.what } : undefined;
}

/** Splits a name into lower-case words at `_`, `-`, `.`, other separators and changes of case. */
export function nameWords(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .flatMap((word) => splitCompound(word.toLowerCase()));
}

/** Words that are written together in well-known names. */
const COMPOUNDS: ReadonlyMap<string, string> = new Map(
  [
    "api key",
    "api token",
    "api secret",
    "app secret",
    "app key",
    "auth token",
    "auth key",
    "access token",
    "access key",
    "secret key",
    "secret token",
    "secret access key",
    "private key",
    "public key",
    "client secret",
    "jwt secret",
    "session secret",
    "bot token",
    "refresh token",
    "npm token",
    "github token",
    "gh token",
    "git token",
    "encryption key",
    "signing key",
    "master key",
    "admin token",
    "deploy token",
    "deploy key",
    "token secret",
    "db pass",
    "db pw",
    "mysql pwd",
    "my pass",
    "ssh pass",
    "key pass",
    "store pass",
    "db pwd",
    "user pass",
    "admin pass",
    "root pass",
    "consumer secret",
    "webhook secret",
    "license key",
  ].map((words): [string, string] => [words.replaceAll(" ", ""), words]),
);
/** `pgpassword`, `rootpassword`: what stands before the word is part of the name, unless it turns it round. */
const NO_SECRET_BEFORE_PASSWORD = /^(?:no|forgot|reset|change|allow|use|empty|set|get|without)$/;

function splitCompound(word: string): readonly string[] {
  const plain = word.replace(/(?<!\d)\d+$/, "");
  const compound = COMPOUNDS.get(plain);
  if (compound !== undefined) return compound.split(" ");
  if (plain.length > 8 && plain.endsWith("password")) return [plain.slice(0, -8), "password"];
  return SECRET_WORDS.has(plain) || plain === "key" ? [plain] : [word];
}

interface SecretWord {
  readonly what: string;
  readonly kind: SecretName["kind"];
  /** Words before it that give it another meaning. */
  readonly unlessAfter: ReadonlySet<string>;
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

const NOTHING: ReadonlySet<string> = new Set();
const PASSWORD: SecretWord = { what: "a password", kind: "password", unlessAfter: NOTHING };
const PASS: SecretWord = {
  ...PASSWORD,
  unlessAfter: set("two multi one single first second third last by render build compile all fast boarding tests"),
};
const TOKEN: SecretWord = {
  what: "an access token",
  kind: "token",
  // What language models, pagers and forms call tokens.
  unlessAfter: set(
    "eos bos pad unk sep mask cls stop special next max min num per csrf xsrf page continuation sync cancellation cancel first last total image design sub syntax",
  ),
};
const SECRET: SecretWord = {
  what: "a secret",
  kind: "secret",
  // The names of Kubernetes Secret objects.
  unlessAfter: set("pull tls k8s kube kubernetes external sealed image existing"),
};
const CREDENTIALS: SecretWord = {
  what: "a set of credentials",
  kind: "login",
  // The path of a file, by Google's documentation.
  unlessAfter: set("application include with"),
};

const SECRET_WORDS: ReadonlyMap<string, SecretWord> = new Map([
  ["password", PASSWORD],
  ["passwd", PASSWORD],
  ["passwort", PASSWORD],
  ["passphrase", { ...PASSWORD, what: "a passphrase" }],
  ["passcode", PASSWORD],
  ["pwd", { ...PASSWORD, unlessAfter: set("old working current script build project") }],
  ["pw", PASSWORD],
  ["pass", PASS],
  ["psk", { ...PASSWORD, what: "a pre-shared key" }],
  ["mnemonic", { ...PASSWORD, what: "a wallet's seed" }],
  ["token", TOKEN],
  ["pat", { ...TOKEN, what: "a personal access token" }],
  ["secret", SECRET],
  ["credential", CREDENTIALS],
  ["credentials", CREDENTIALS],
  ["creds", CREDENTIALS],
  ["auth", { ...CREDENTIALS, unlessAfter: NOTHING }],
  ["salt", { ...SECRET, what: "a salt" }],
]);

/** These mean something else when nothing stands before them: the shell's `PWD`, a `PASS` through something. */
const NEEDS_COMPANY = set("pwd pw pass pat mnemonic auth salt");
/** A mere `*_AUTH` is as often a way to log in, a `*_PAT` a pattern. */
const ONLY_PERHAPS = set("pat auth salt");
/** Services whose personal access tokens are called by the abbreviation. */
const ISSUES_PAT = set("github gh gitlab git azure azdo ado devops vso bitbucket npm docker dockerhub personal");

/** What a key is for, where that makes it a secret. */
const SECRET_KEYS: ReadonlyMap<string, string> = new Map([
  ["api", "an API key"],
  ["secret", "a secret key"],
  ["access", "an access key"],
  ["private", "a private key"],
  ["priv", "a private key"],
  ["prv", "a private key"],
  ["pvt", "a private key"],
  ["encryption", "an encryption key"],
  ["decryption", "an encryption key"],
  ["signing", "a signing key"],
  ["master", "a master key"],
  ["auth", "an authentication key"],
  ["authentication", "an authentication key"],
  ["hmac", "a signing key"],
  ["jwt", "a signing key"],
  ["account", "an account key"],
  ["license", "a license key"],
  ["licence", "a license key"],
]);
/** Keys that are names, indices or made to be public. */
const PLAIN_KEYS = set(
  "public pub gpg pgp primary foreign sort partition cache hot host trusted index lookup hash group object map dict row column range shard routing event message " +
    "kms release verify verification site publishable metric bucket s3 redis arrow func shortcut type label annotation selector taint topology registry rpm apt archive " +
    "idempotency translation i18n config env setting settings attribute field property header query param storage_key composite natural unique",
);

/** Words behind the secret one that turn the name into one about it. */
const ABOUT = set(
  "file files path paths dir directory folder location mount url uri urls endpoint host hostname port server id ids identifier name names length len min max minimum maximum " +
    "ttl lifetime timeout expiry expires expire expiration age mode type types policy policies sock socket enabled enable disabled disable required require requires optional allowed " +
    "method methods provider issuer audience algorithm alg algo format version count limit limits size prefix suffix header headers field param parameter column label regex pattern " +
    "rotation rotate interval period fingerprint arn ref reference placeholder prompt hint reset manager scope scopes cache service class plugin engine backend source src " +
    "user username owner group login attempts retries retry rules rule strength complexity history hash hashes hashed digest sha sha1 sha256 sha512 md5 checksum encrypted encoding " +
    "cipher bits iterations rounds rate store storage bucket key_id keyid keys store provider generator validator check visible shown strategy schema template example " +
    "cmd command script helper program tool env variable var vars usage info description title text message error exchange renewal renew refresh cookie domain region",
);

/** Words behind it that leave it what it is. */
const QUALIFIERS = set(
  "prod production prd dev develop development staging stage stg test testing qa uat int local ci cd default live sandbox primary secondary main backup old new current previous " +
    "initial temp tmp value val string str plain plaintext raw clear cleartext b64 base64 admin root readonly ro rw write read base " +
    "github gitlab bitbucket npm pypi docker aws gcp azure slack db database mysql postgres postgresql redis mongo mongodb smtp mail email ftp sftp ssh ldap api app web internal external",
);

/** Verbs and adjectives before it that make the name a switch: `ALLOW_EMPTY_PASSWORD`. */
const SWITCHES = set(
  "allow allows enable enabled disable disabled use uses require requires required skip has is show forgot random generate no without force empty validate check hide mask prompt ask save " +
    "remember verify ignore should must can need needs with print log reset num number max min",
);
/** Words that, wherever they stand, say that nothing here is secret. */
const NEVER = set(
  "dummy fake example mock sample placeholder public pub publishable fingerprint fingerprints checksum checksums sha sha1 sha256 sha512 md5 digest commit revision",
);

/** Bundlers write variables of these names into the pages they make (Vite, Create React App, Gatsby, Nuxt, Expo, Vue CLI, Next.js). */
const BROWSER_PREFIX = /^(?:VITE|REACT_APP|GATSBY|NUXT_PUBLIC|EXPO_PUBLIC|VUE_APP|NEXT_PUBLIC)_/;

/** It tells clusters apart when they first start (etcd, "Clustering Guide"). */
const ETCD_CLUSTER_NAME = /initial[-_]cluster[-_]token$/i;

/**
 * Variables that package managers read logins from, under names that do not say so: Composer documentation, "COMPOSER_AUTH"; Bundler
 * documentation, "Credentials for gem sources", where the name is the host's with `__` for each dot.
 */
const LOGIN_VARIABLE =
  /^(?:COMPOSER_AUTH|BUNDLE_(?!BUILD__|LOCAL__|MIRROR__)[A-Z0-9_]{1,80}__(?:COM|NET|ORG|IO|DEV|APP|CO|CLOUD|EU))$/;

/** What a variable is by the words of its name; undefined where it holds no secret. */
export function classifyName(name: string): SecretName | undefined {
  if (LOGIN_VARIABLE.test(name)) return { what: CREDENTIALS.what, kind: "login", certainty: "sure" };
  const words = nameWords(name);
  if (words.some((word) => NEVER.has(word)) || ETCD_CLUSTER_NAME.test(name)) return undefined;
  const at = words.findLastIndex((word) => SECRET_WORDS.has(word) || word === "key");
  const word = words[at];
  if (word === undefined) return undefined;
  const found = word === "key" ? keyName(words, at) : secretWord(words, at);
  if (found === undefined) return undefined;
  // A key or token there is made for the page; whoever calls something a secret or a password did not mean it to be shown.
  if (BROWSER_PREFIX.test(name) && (found.kind === "key" || found.kind === "token")) return undefined;
  return weigh(found, words.slice(0, at), words.slice(at + 1));
}

function secretWord(words: readonly string[], at: number): SecretName | undefined {
  const word = words[at] ?? "";
  const entry = SECRET_WORDS.get(word);
  const before = words[at - 1];
  if (entry === undefined || (before === undefined && NEEDS_COMPANY.has(word))) return undefined;
  if (before !== undefined && entry.unlessAfter.has(before)) return undefined;
  if (before !== undefined && word === "password" && NO_SECRET_BEFORE_PASSWORD.test(before)) return undefined;
  const isSure = !ONLY_PERHAPS.has(word) || (word === "pat" && ISSUES_PAT.has(before ?? ""));
  return { what: entry.what, kind: entry.kind, certainty: isSure ? "sure" : "perhaps" };
}

function keyName(words: readonly string[], at: number): SecretName | undefined {
  const before = words[at - 1];
  if (before !== undefined && PLAIN_KEYS.has(before)) return undefined;
  if (words.some((word) => word === "gpg" || word === "pgp")) return undefined;
  const what = before === undefined ? undefined : SECRET_KEYS.get(before);
  return what === undefined
    ? { what: "a key", kind: "key", certainty: "perhaps" }
    : { what, kind: "key", certainty: "sure" };
}

function weigh(found: SecretName, before: readonly string[], after: readonly string[]): SecretName | undefined {
  if (after.some((word) => ABOUT.has(word))) return undefined;
  const isSwitch = before.some((word) => SWITCHES.has(word));
  const isPlain = after.every((word) => QUALIFIERS.has(word) || word.length === 1 || /^\d+$/.test(word));
  return isSwitch || !isPlain ? { ...found, certainty: "perhaps" } : found;
}

/** Words of names whose value is handed to everyone on purpose. */
const PUBLIC = set("public publishable anon anonymous");

/** Tells whether a variable says that its value is meant to be public, such as `NEXT_PUBLIC_…`, `VITE_…` or `…_ANON_KEY`. */
export function isNamedPublic(name: string): boolean {
  return BROWSER_PREFIX.test(name) || nameWords(name).some((word) => PUBLIC.has(word));
}
