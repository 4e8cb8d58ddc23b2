import type { BaseImageFacts, Distribution, ImageFamily, ImageName } from "./facts.ts";
import { LANGUAGE_FAMILIES } from "./languages.ts";
import { OPERATING_SYSTEM_FAMILIES } from "./operating-systems.ts";
import { releasesOf } from "./releases.ts";
import { SERVICE_FAMILIES } from "./services.ts";
import { VENDOR_FAMILIES } from "./vendors.ts";

/** Every family of images that something is known of. */
export const FAMILIES: readonly ImageFamily[] = [
  ...OPERATING_SYSTEM_FAMILIES,
  ...LANGUAGE_FAMILIES,
  ...SERVICE_FAMILIES,
  ...VENDOR_FAMILIES,
];

const FAMILY_OF = new Map(FAMILIES.flatMap((family) => family.images.map((image) => [image, family] as const)));

/** What is known of an image from its name and tag; undefined for an image that the tables do not hold. */
export function baseImageFacts(image: ImageName): BaseImageFacts | undefined {
  const name = canonicalName(image);
  const family = FAMILY_OF.get(name) ?? parentFamily(name);
  if (family === undefined) return undefined;
  const tag = image.tag ?? (image.digest === undefined ? "latest" : undefined);
  return { ...factsForTag(family, tag), releases: releasesOf(name, tag), source: family.source };
}

/** The distribution that a tag names (`3.12-alpine`, `22-bookworm-slim`, `jammy`, `ltsc2022`); undefined where it names none. */
export function distributionOfTag(tag: string): Distribution | undefined {
  return TAG_WORDS.find(({ words }) => words.test(tag))?.distribution;
}

const TAG_WORDS: readonly { readonly words: RegExp; readonly distribution: Distribution }[] = [
  { words: /chiseled|distroless/, distribution: "distroless" },
  { words: /nanoserver|windowsservercore|ltsc20\d\d/i, distribution: "windows" },
  { words: /alpine/, distribution: "alpine" },
  { words: /wheezy|jessie|stretch|buster|bullseye|bookworm|trixie/, distribution: "debian" },
  { words: /trusty|xenial|bionic|focal|jammy|noble|questing|resolute|ubuntu|debian|slim/, distribution: "debian" },
  { words: /ubi\d|rhel|centos|oraclelinux|amazonlinux|al2023|rockylinux|fedora/, distribution: "rhel" },
];

function factsForTag(family: ImageFamily, tag: string | undefined): Omit<BaseImageFacts, "releases" | "source"> {
  const variants = family.variants ?? [];
  // A digest alone may be any variant.
  if (tag === undefined) return certainFacts(family);
  const matching = variants.filter((variant) => variant.tag.test(tag));
  const last = <T>(values: readonly (T | undefined)[]): T | undefined =>
    values.findLast((value) => value !== undefined);
  const distribution = last([
    family.distribution,
    ...matching.map((variant) => variant.distribution),
    distributionIn(family, tag),
  ]);
  const windows = distribution === "windows" ? windowsUser(family, tag) : undefined;
  const runsAs = last([family.runsAs, windows?.runsAs, ...matching.map((variant) => variant.runsAs)]);
  const unprivileged = last([
    family.unprivileged,
    windows?.unprivileged,
    ...matching.map((variant) => variant.unprivileged),
  ]);
  return {
    runsAs: runsAs === "unknown" ? undefined : runsAs,
    unprivileged: unprivileged === "unknown" ? undefined : unprivileged,
    distribution,
    entrypointDropsRoot:
      last([family.entrypointDropsRoot, ...matching.map((variant) => variant.entrypointDropsRoot)]) ?? false,
  };
}

/** What holds for every tag of a family. */
function certainFacts(family: ImageFamily): Omit<BaseImageFacts, "releases" | "source"> {
  const variants = family.variants ?? [];
  return {
    runsAs: variants.some((variant) => variant.runsAs !== undefined) ? undefined : family.runsAs,
    unprivileged: variants.some((variant) => variant.unprivileged !== undefined) ? undefined : family.unprivileged,
    distribution: DISTRIBUTION_IS_FIXED.has(family.distribution ?? "") ? family.distribution : undefined,
    entrypointDropsRoot: family.entrypointDropsRoot ?? false,
  };
}

const DISTRIBUTION_IS_FIXED: ReadonlySet<string> = new Set(["distroless", "wolfi", "windows", "suse", "arch"]);

/** Images without a shell have no variant with one, whatever distribution their tag is named after. */
function distributionIn(family: ImageFamily, tag: string): Distribution | undefined {
  return family.distribution === "distroless" ? undefined : distributionOfTag(tag);
}

/** Nano Server starts as ContainerUser, Server Core as ContainerAdministrator (Microsoft, "Secure Windows containers"). */
function windowsUser(family: ImageFamily, tag: string): Pick<BaseImageFacts, "runsAs" | "unprivileged"> {
  const unprivileged = { name: "ContainerUser" };
  if (family.distribution === "windows") return { runsAs: family.runsAs, unprivileged };
  return { runsAs: tag.includes("nanoserver") ? unprivileged : "root", unprivileged };
}

const OFFICIAL_MIRRORS = [
  "public.ecr.aws/docker/library/",
  "mirror.gcr.io/library/",
  "registry.hub.docker.com/library/",
];
const ARCHITECTURE = /^(?:amd64|arm32v5|arm32v6|arm32v7|arm64v8|i386|mips64le|ppc64le|riscv64|s390x|winamd64)\//;

/** One name for an image however it is reached: through a mirror of the official images, or under its architecture's name. */
function canonicalName({ domain, repository }: ImageName): string {
  const name = domain === undefined ? repository.replace(ARCHITECTURE, "") : `${domain}/${repository}`;
  const mirror = OFFICIAL_MIRRORS.find((prefix) => name.startsWith(prefix));
  return mirror === undefined ? name : name.slice(mirror.length);
}

/** The family that covers everything below a path, the longest path first. */
function parentFamily(name: string): ImageFamily | undefined {
  for (let slash = name.lastIndexOf("/"); slash > 0; slash = name.lastIndexOf("/", slash - 1)) {
    const family = FAMILY_OF.get(`${name.slice(0, slash)}/*`);
    if (family !== undefined) return family;
  }
  return undefined;
}
