/** The host of a URL in lower case, without user and port; undefined where the text is no URL or its host is not written out. */
export function urlHost(url: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  if (authority === undefined) return undefined;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  const name = host.startsWith("[") ? host.replace(/\].*$/s, "]") : host.replace(/:\d*$/, "");
  return name === "" || /[$`{}]/.test(name) ? undefined : name.toLowerCase();
}

/** A URL for a message: without the user, the password and the query, any of which may be a secret. */
export function shownUrl(url: string): string {
  const end = url.search(/[?#]/);
  const plain = end < 0 ? url : `${url.slice(0, end)}…`;
  const scheme = plain.indexOf("://") + "://".length;
  const path = plain.indexOf("/", scheme);
  const at = plain.slice(0, path < 0 ? plain.length : path).lastIndexOf("@");
  return scheme < "://".length || at < scheme ? plain : `${plain.slice(0, scheme)}…${plain.slice(at)}`;
}

/** Tells whether a host is the machine itself, which no network lies in front of. */
export function isLocalHost(host: string): boolean {
  return /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/.test(host);
}

/** Endings of names that stand for no host of the public DNS (RFC 6762, RFC 8375, and custom in companies and clusters). */
const PRIVATE_ENDINGS = new Set([
  ...["local", "localhost", "localdomain", "internal", "intranet", "corp", "home", "lan", "private", "test", "invalid"],
  ...["arpa", "svc", "cluster"],
]);

/** Tells whether a host has a name in the public DNS: no address, no bare name, no ending that is kept for private networks. */
export function isPublicName(host: string): boolean {
  const labels = host.split(".");
  const ending = labels[labels.length - 1] ?? "";
  const isName = labels.length > 1 && labels.every((label) => /^[a-z0-9-]+$/.test(label)) && /^[a-z]/.test(ending);
  return isName && !PRIVATE_ENDINGS.has(ending);
}
