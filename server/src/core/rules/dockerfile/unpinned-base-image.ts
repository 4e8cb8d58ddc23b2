import { type NamedImage, namedImages } from "../../dockerfile/image-names.ts";
import type { ImageReference } from "../../image/reference.ts";
import { baseImageFacts } from "../../knowledge/base-images/lookup.ts";
import { defineDockerfileRule, type Finding } from "../rule.ts";

export const unpinnedBaseImage = defineDockerfileRule({
  id: "unpinned-base-image",
  title: "An image is named without a digest",
  severity: "warning",
  topic: "images",
  actors: ["external attacker", "malicious insider"],
  why: "A tag is a label that whoever may push to the repository can move to another image; `latest`, and no tag at all, are moved with every release. Someone who takes over the publisher's account, or the registry, gets their code into the next build, and two builds of one commit are not the same image.",
  remedy:
    "Name a release and add the digest: `python:3.12-slim@sha256:…` (`docker buildx imagetools inspect python:3.12-slim` prints it), and let Renovate or Dependabot raise both. Only a registry knows the digest, so there is no fix offline.",
  *check(model) {
    // A frontend runs with all secrets of the build, so its tag counts as any other, even `docker/dockerfile:1`, which moves by design.
    for (const image of namedImages(model)) {
      const finding = judge(image);
      if (finding !== undefined) yield finding;
    }
  },
  bad: [
    { title: "no tag", code: "FROM «python»\nUSER 1000\n" },
    { title: "latest", code: "FROM «node:latest»\nUSER node\n" },
    { title: "a tag can be moved", code: "FROM «node:22-bookworm-slim»\nUSER node\n" },
    {
      title: "an image that files are copied from",
      code: "FROM scratch\nCOPY --from=«busybox» /bin/busybox /bin/busybox\nUSER 10001\n",
    },
    {
      title: "an image that is mounted",
      code: 'FROM scratch\nRUN --mount=from=«busybox»,target=/tools ["/tools/bin/true"]\nUSER 10001\n',
    },
    {
      title: "a tag from a build argument's default",
      code: "ARG VERSION=latest\nFROM «debian:${VERSION}»\nUSER 10001\n",
    },
    { title: "the frontend that reads the file", code: "# syntax=«docker/dockerfile:latest»\nFROM scratch\n" },
  ],
  good: [
    {
      title: "a digest",
      code: "FROM python:3.12-slim@sha256:5dc6f84b5e97bfb0c90abfb7c55f3cacc2cb6687c8f920b64a833a2219875997\nUSER 1000\n",
    },
    {
      title: "scratch and stages",
      code: "FROM scratch AS files\nCOPY app /app\nFROM files\nCOPY --from=files /app /bin/app\n",
    },
    { title: "a variable without a value", code: "ARG BASE\nFROM ${BASE}\nUSER 1000\n" },
  ],
  references: [
    {
      title: "Docker: Pin base image versions",
      url: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    },
    { title: "SLSA: dependency threats", url: "https://slsa.dev/spec/v1.0/threats" },
  ],
  standards: { mitreAttack: ["T1525"] },
  equivalents: {
    hadolint: ["DL3006", "DL3007"],
    trivy: ["DS-0001"],
    checkov: ["CKV_DOCKER_7"],
    sonar: ["S6596", "S7023"],
  },
});

function judge({ reference, span, use }: NamedImage): Finding | undefined {
  const { text, repository, tag, digest } = reference;
  if (digest !== undefined || repository === "scratch") return undefined;
  if (use === "files" && mayBeContext(reference)) return undefined;
  if (tag === undefined || tag === "latest") {
    return {
      span,
      message: `\`${text}\` is whatever its tag \`latest\` points to on the day of the build: name a release and its digest.`,
    };
  }
  return {
    span,
    severity: "information",
    message: `The tag of \`${text}\` can be moved to another image: only a digest (\`@sha256:…\`) names one image.`,
  };
}

/** `--from=assets` may as well name a build context of the command line, so a bare word has to be an image that is known. */
function mayBeContext(reference: ImageReference): boolean {
  const { domain, repository, tag } = reference;
  const isBareWord = tag === undefined && domain === undefined && !repository.includes("/");
  return isBareWord && baseImageFacts(reference) === undefined;
}
