import type { ImageReference } from "../image/reference.ts";
import { known, type Resolved, unknown } from "../text/resolved.ts";

/**
 * Official images whose Dockerfile sets no `WORKDIR` in any tag, so that it is `/` (Dockerfile reference, "WORKDIR"; the images'
 * repositories on GitHub: docker-library, debuerreotype, alpinelinux, nodejs, fedora-cloud, almalinux, rocky-linux, amazonlinux, rust-lang, nginx, adoptium).
 */
const WITHOUT_WORKDIR = new Set([
  ...["alpine", "debian", "ubuntu", "busybox", "fedora", "almalinux", "rockylinux", "amazonlinux", "oraclelinux"],
  ...["archlinux", "buildpack-deps", "node", "python", "ruby", "rust", "nginx", "eclipse-temurin"],
]);

/** The working directory that a stage built on an image starts in. */
export function startWorkdir({ domain, repository }: ImageReference): Resolved<string> {
  const isKnown = domain === undefined && WITHOUT_WORKDIR.has(repository);
  return isKnown ? known("/") : unknown("the base image sets the working directory");
}
