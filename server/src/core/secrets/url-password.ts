import { span } from "../text/span.ts";
import { looksRandom } from "./entropy.ts";
import { judgeValue } from "./judge.ts";
import type { SecretMatch } from "./match.ts";
import { classifyName } from "./names.ts";
import { judgeOpenPassword } from "./open-password.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Longest authority that is read, in code units. */
const LONGEST = 1_000;
const SCHEME = /[A-Za-z][A-Za-z0-9+.-]{0,30}$/;
/** What ends an authority (RFC 3986, section 3.2), and what cannot stand in one. */
const AUTHORITY_END = /[/?#\s"'`<>\\|^]/;
/** Schemes in front of image references, whose `@` comes before a digest. */
const IMAGE_SCHEMES =
  /^(?:docker|docker-image|docker-daemon|docker-archive|oci|oci-layout|oci-archive|containers-storage|containerd)$/;

/** The passwords and tokens in the URLs of a text: before the host (RFC 3986, section 3.2.1) and in the query. */
export function urlPasswords(text: string): readonly SecretMatch[] {
  const found: SecretMatch[] = [];
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    const match = readAuthority(text, at);
    if (match !== undefined) found.push(match);
  }
  return found.length === 0 && !text.includes("?") ? found : [...found, ...queryParameters(text)];
}

function readAuthority(text: string, colon: number): SecretMatch | undefined {
  const start = colon + 3;
  const window = text.slice(start, start + LONGEST);
  const end = AUTHORITY_END.exec(window)?.index ?? window.length;
  const at = window.slice(0, end).lastIndexOf("@");
  if (at <= 0) return undefined;
  const scheme = SCHEME.exec(text.slice(Math.max(0, colon - 31), colon))?.[0];
  if (scheme === undefined || IMAGE_SCHEMES.test(scheme)) return undefined;
  const userinfo = window.slice(0, at);
  const separator = userinfo.indexOf(":");
  if (separator < 0) return isSentryKey(userinfo, window.slice(at)) ? undefined : tokenOnly(userinfo, start);
  if (isForm(userinfo, window.slice(at))) return undefined;
  return judgeOpenPassword(userinfo.slice(separator + 1), start + separator + 1, "a password in a URL");
}

/** `username:password@hostname:port` says how to write a URL. */
function isForm(userinfo: string, rest: string): boolean {
  const isNamed = /^(?:user(?:name)?|login):(?:pass(?:word|wd)?|pwd|secret)$/i.test(userinfo);
  return isNamed && /^@(?:host(?:name)?|(?:[\w-]+\.)*example\.(?:com|net|org)|[\w.-]+:port)(?![\w.-])/i.test(rest);
}

/** The key in a Sentry DSN only allows to send events, and is in every web page that does (Sentry documentation, "DSN"). */
function isSentryKey(user: string, rest: string): boolean {
  return /^[0-9a-f]{32}$/.test(user) && /^@[\w.-]+(?::\d+)?(?:\/[\w-]+)*\/\d+(?!\w)/.test(rest);
}

/** `https://<token>@host`: a user name is no secret, so it has to look drawn. */
function tokenOnly(user: string, start: number): SecretMatch | undefined {
  if (user.length < 20 || !looksRandom(user) || isPlaceholder(user)) return undefined;
  return { span: span(start, start + user.length), kind: "url-password", what: "a token in a URL" };
}

const PARAMETER = /[?&]([A-Za-z][A-Za-z0-9_.-]{1,40})=([^&\s"'`#<>\\|;]{6,300})/dg;

/** `?access_token=…`, `&password=…`: judged as a variable of that name is. */
function queryParameters(text: string): readonly SecretMatch[] {
  const found: SecretMatch[] = [];
  for (const match of text.matchAll(PARAMETER)) {
    const [, name = "", value = ""] = match;
    const judged = judgeValue(classifyName(name), value);
    const start = match.indices?.[2]?.[0] ?? 0;
    if (judged === undefined || judged.kind === "weak-default") continue;
    found.push({ span: span(start, start + value.length), kind: "url-password", what: `${judged.what} in a URL` });
  }
  return found;
}
