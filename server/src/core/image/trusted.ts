import { matchesPattern } from "../text/pattern.ts";
import type { ImageReference } from "./reference.ts";

/** The registry that an image comes from; Docker Hub where the reference names none. */
export function registryOf({ domain }: ImageReference): string {
  return domain ?? "docker.io";
}

/**
 * Tells whether an image comes from one of the places: a registry (`ghcr.io`, `*.example.com`) or a path below one
 * (`ghcr.io/my-org`, `docker.io/library`). `*` stands for any part between slashes.
 */
export function isFromAny(reference: ImageReference, places: readonly string[]): boolean {
  const parts = fullName(reference).split("/");
  const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  return prefixes.some((prefix) => places.some((place) => matchesPlace(place, prefix)));
}

function matchesPlace(place: string, name: string): boolean {
  const plain = place
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/$/, "");
  return matchesPattern(plain, name, "/");
}

function fullName(reference: ImageReference): string {
  const { domain, repository } = reference;
  const isOfficial = domain === undefined && !repository.includes("/");
  return `${registryOf(reference)}/${isOfficial ? "library/" : ""}${repository}`.toLowerCase();
}
