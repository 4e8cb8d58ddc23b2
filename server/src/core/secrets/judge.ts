import { span } from "../text/span.ts";
import { looksRandom } from "./entropy.ts";
import type { SecretMatch } from "./match.ts";
import type { SecretName } from "./names.ts";
import { isDefaultPassword, isPlaceholder } from "./placeholder.ts";
import { isPublicMaterial } from "./public-material.ts";
import { isReference } from "./reference.ts";

/** Judges a value by what its name says it is; undefined where it is no secret. The span is the value without blanks around it. */
export function judgeValue(name: SecretName | undefined, value: string): SecretMatch | undefined {
  if (name === undefined) return undefined;
  const text = value.trim();
  const kind = kindOf(name, text);
  if (kind === undefined) return undefined;
  const start = value.indexOf(text);
  return { span: span(start, start + text.length), kind, what: name.what };
}

function kindOf(name: SecretName, text: string): "named" | "weak-default" | undefined {
  if (text === "" || isReference(text) || isPublicMaterial(text)) return undefined;
  if (name.kind === "key" && FINGERPRINT.test(text)) return undefined;
  if (name.kind === "login" && isLogin(text)) return "named";
  if (name.certainty === "perhaps")
    return looksRandom(text) && !isPlace(text) && !isPlaceholder(text) ? "named" : undefined;
  if (name.kind === "password") return passwordKind(text);
  return !isHarmless(text) && !isPlaceholder(text) && isLiteralOf(name.kind, text) ? "named" : undefined;
}

/** `user:password`, and `user/password` as Neo4j takes it. */
function isLogin(text: string): boolean {
  const password = /^[\w.@-]{1,60}:([^\s:/]{3,})$/.exec(text)?.[1] ?? /^neo4j\/(\S{3,})$/.exec(text)?.[1];
  return password !== undefined && passwordKind(password) === "named";
}

/** Of a PGP key, as `gpg --fingerprint` prints it. */
const FINGERPRINT = /^(?:0x)?(?:[0-9A-F]{40}|[0-9A-F]{16})$/;

function passwordKind(text: string): "named" | "weak-default" | undefined {
  if (isDefaultPassword(text)) return "weak-default";
  if (isHarmless(text) || isProse(text)) return undefined;
  return isPlaceholder(text) ? "weak-default" : "named";
}

/** Words that settings about secrets take: they choose a way, they are no credential. */
const SETTINGS = new Set(
  (
    "true false yes no on off y n t f none null nil undefined unset empty optional required require enabled disabled enable disable auto automatic random generate generated " +
    "env environment file stdin prompt ask basic bearer digest plain login oauth oauth2 jwt saml ldap kerberos token cookie header query body md5 sha1 sha256 sha512 scram-sha-256 bcrypt argon2 " +
    "trust peer ident reject always never strict lax allow deny any all host local internal external inline vault keyring keychain n/a na x-oauth-basic"
  ).split(" "),
);

/** A switch, a number, a place or a setting. */
function isHarmless(text: string): boolean {
  return SETTINGS.has(text.toLowerCase()) || isNumber(text) || isPlace(text);
}

/** Tells whether a value under a secret-like name shows that the name means something else: a switch, a number, a place. */
export function isPlainSetting(value: string): boolean {
  return /^(?:true|false|yes|no|on|off)$/i.test(value) || isNumber(value) || isPlace(value);
}

function isNumber(text: string): boolean {
  return /^[-+]?\d[\d.,_]*(?:ms|s|m|h|d|w|b|k|kb|mb|gb)?$/i.test(text);
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;
const PATH = /^(?:~|\.{1,2})?\/[\w.@+~/-]*$/;

/** A path, a URL, an address, a host with a port. */
function isPlace(text: string): boolean {
  if (SCHEME.test(text) || /^[A-Za-z]:[\\/]/.test(text)) return true;
  if (PATH.test(text)) return !(looksRandom(text) && text.indexOf("/", 1) < 0);
  if (/^[\w.-]+\/[\w./-]+\.(?:txt|json|ya?ml|pem|key|crt|env|conf|ini|properties)$/.test(text)) return true;
  return /^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(text) || /^(?:localhost|[\w-]+(?:\.[\w-]+)+):\d{1,5}$/.test(text);
}

/** A sentence. */
function isProse(text: string): boolean {
  return text.includes("\n") || text.split(/\s+/).length > 3;
}

/** Machines draw tokens and keys, so a name in lower case is no such thing; a secret may be made up by a person. */
function isLiteralOf(kind: SecretName["kind"], text: string): boolean {
  if (/\s/.test(text)) return false;
  const isName = /^[a-z]+(?:[-_.][a-z]+)*$/i.test(text) && !looksRandom(text);
  if (kind === "secret") return text.length >= 6 && !(isName && /[-_.]/.test(text));
  return text.length >= 6 && !isName;
}
