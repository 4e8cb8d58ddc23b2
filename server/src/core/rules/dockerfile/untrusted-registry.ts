import { namedImages } from "../../dockerfile/image-names.ts";
import { isFromAny, registryOf } from "../../image/trusted.ts";
import { baseImageFacts } from "../../knowledge/base-images/lookup.ts";
import { defineDockerfileRule } from "../rule.ts";

export const untrustedRegistry = defineDockerfileRule({
  id: "untrusted-registry",
  title: "An image comes from a registry that is not trusted",
  severity: "warning",
  enabledByDefault: false,
  topic: "images",
  actors: ["external attacker", "malicious insider"],
  why: "An image is code that somebody else wrote, and a base image becomes part of yours. On a registry that nobody of the organisation looks after, whoever owns the account, or takes it over, decides what runs; a mistyped host name hands the build to a stranger.",
  remedy:
    "Take the image from a registry that is in `trustedRegistries`, or copy it there after looking into it. To trust one, add it to that list: a host (`ghcr.io`, `*.example.com`, `docker.io` for Docker Hub) or a path below one (`ghcr.io/my-org`, `docker.io/library` for the official images). While the list is empty, the rule says nothing.",
  *check(model, { trustedRegistries = [] }) {
    if (trustedRegistries.length === 0) return;
    for (const { reference, span, use } of namedImages(model)) {
      const isBareWord = reference.text === reference.repository && !reference.repository.includes("/");
      // `--from=assets` may as well name a build context of the command line.
      if (use === "files" && isBareWord && baseImageFacts(reference) === undefined) continue;
      if (reference.repository === "scratch" || isFromAny(reference, trustedRegistries)) continue;
      yield {
        span,
        message: `\`${reference.text}\` comes from \`${registryOf(reference)}\`, which is none of the trusted places (${quoted(trustedRegistries)}): whoever publishes there decides what is in this image.`,
      };
    }
  },
  exampleSettings: { trustedRegistries: ["docker.io/library", "*.example.com", "ghcr.io/my-org"] },
  bad: [
    { title: "another registry", code: "FROM «quay.io/someone/tool:1.2»\nUSER 1000\n" },
    { title: "someone's account on Docker Hub", code: "FROM «someone/node:22»\nUSER 1000\n" },
    {
      title: "another owner on a registry of which one is trusted",
      code: "FROM «ghcr.io/other-org/base:3»\nUSER 1000\n",
    },
    {
      title: "files from another image, the frontend",
      code: "# syntax=«docker.someone.example/frontend:1»\nFROM debian:12\nCOPY --from=«quay.io/someone/tool:1.2» /tool /usr/bin/tool\nRUN --mount=from=«quay.io/someone/keys:1»,target=/keys cp /keys/a /etc/a\nUSER 1000\n",
    },
  ],
  good: [
    { title: "official images", code: "FROM node:22\nUSER node\n" },
    { title: "a registry of the organisation", code: "FROM registry.example.com/base/debian:12\nUSER 1000\n" },
    { title: "an organisation on a registry", code: "FROM ghcr.io/my-org/base:3\nUSER 1000\n" },
    { title: "stages and scratch", code: "FROM scratch AS files\nFROM files\nCOPY --from=files / /\n" },
    { title: "an image that is chosen at build time", code: "ARG BASE\nFROM ${BASE}\nUSER 1000\n" },
  ],
  references: [
    {
      title: "OWASP Docker Security Cheat Sheet",
      url: "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html",
    },
  ],
  standards: { cisDocker: ["4.2"], nsaCisa: ["secure-images"], mitreAttack: ["T1204.003"] },
  equivalents: { hadolint: ["DL3026"] },
});

function quoted(places: readonly string[]): string {
  return places.map((place) => `\`${place}\``).join(", ");
}
