/**
 * An image reference, split as the distribution project's grammar does:
 * `[domain/]path[:tag][@digest]` (github.com/distribution/reference, regexp.go).
 */
export interface ImageReference {
  readonly text: string;
  /** The registry's host with its port; undefined where the reference names none and Docker Hub is meant. */
  readonly domain: string | undefined;
  /** The repository path without the domain and without Docker Hub's `library/`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Splits an image reference; undefined where the text is none (half typed, a variable in it, a wrong character). */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(":");
  const hasTag = colon > named.lastIndexOf("/");
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const { domain, path } = splitDomain(hasTag ? named.slice(0, colon) : named);
  if (!NAME.test(path) || (tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !DIGEST.test(digest))) {
    return undefined;
  }
  return { text, domain, repository: withoutLibrary(domain, path), tag, digest };
}

/** The first component is a host when it holds a dot or a port, or is `localhost` (distribution/reference, normalize.go). */
function splitDomain(name: string): { readonly domain: string | undefined; readonly path: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, slash);
  if (slash < 0 || !(first.includes(".") || first.includes(":") || first === "localhost")) {
    return { domain: undefined, path: name };
  }
  const isHub = first === "docker.io" || first === "index.docker.io";
  return { domain: isHub ? undefined : first, path: name.slice(slash + 1) };
}

function withoutLibrary(domain: string | undefined, path: string): string {
  return domain === undefined && path.startsWith("library/") ? path.slice("library/".length) : path;
}
