/** An account of an image; each part only where it is certain. */
export interface ImageUser {
  readonly name?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** What decides how a user is created in an image; `distroless` images have no program to create one with. */
export type Distribution =
  | "debian"
  | "alpine"
  | "rhel"
  | "suse"
  | "arch"
  | "busybox"
  | "wolfi"
  | "distroless"
  | "windows";

/** A release of a product that an image is made of, and the last day its vendor fixes security holes in it. */
export interface SupportedRelease {
  readonly product: string;
  readonly release: string;
  /** ISO 8601 date. */
  readonly until: string;
  /** The vendor's page that says so. */
  readonly source: string;
}

/** What is known of an image without looking into it. */
export interface BaseImageFacts {
  /** The user that the image's configuration names; undefined where it differs between tags or is not known. */
  readonly runsAs: "root" | ImageUser | undefined;
  /** An account without privileges that the image comes with and that is meant for its program. */
  readonly unprivileged: ImageUser | undefined;
  readonly distribution: Distribution | undefined;
  /** Whether the image's own entrypoint starts as root and then runs its program as `unprivileged`. */
  readonly entrypointDropsRoot: boolean;
  /** The product and the distribution that the tag names, where their end of support is known. */
  readonly releases: readonly SupportedRelease[];
  /** Where the facts about users come from. */
  readonly source: string;
}

/** The parts of an image reference that facts depend on. */
export interface ImageName {
  /** The registry's host; undefined for Docker Hub. */
  readonly domain: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest?: string | undefined;
}

/** Facts that differ for some tags of an image. */
interface TagVariant {
  readonly tag: RegExp;
  readonly runsAs?: "root" | ImageUser | "unknown";
  readonly unprivileged?: ImageUser | "unknown";
  readonly distribution?: Distribution;
  readonly entrypointDropsRoot?: boolean;
}

/** The facts of one or more repositories. */
export interface ImageFamily {
  /** `domain/repository`, without the domain for Docker Hub; an ending `/*` stands for every repository below. */
  readonly images: readonly string[];
  readonly runsAs?: "root" | ImageUser;
  readonly unprivileged?: ImageUser;
  /** The distribution of tags that name none. */
  readonly distribution?: Distribution;
  readonly entrypointDropsRoot?: boolean;
  /** Applied in order over the facts above; `latest` is what a reference without tag and digest means. */
  readonly variants?: readonly TagVariant[];
  readonly source: string;
}
