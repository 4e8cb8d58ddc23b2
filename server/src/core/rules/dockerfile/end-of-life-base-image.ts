import { namedImages } from "../../dockerfile/image-names.ts";
import type { SupportedRelease } from "../../knowledge/base-images/facts.ts";
import { baseImageFacts } from "../../knowledge/base-images/lookup.ts";
import { defineDockerfileRule } from "../rule.ts";

export const endOfLifeBaseImage = defineDockerfileRule({
  id: "end-of-life-base-image",
  title: "A base image gets no security fixes any more",
  severity: "warning",
  topic: "images",
  actors: ["external attacker", "compromised application process"],
  why: "After a release's end of support nobody mends the holes that are found in it, while exploits for them are published. Rebuilding the image brings no fixes, and every package in it stays as vulnerable as on its last day.",
  remedy:
    "Move to a release that is still supported, the newest one with long-term support where there is one, and let a bot raise it in time. If you pay the vendor for extended support, silence the rule for that line and say so.",
  *check(model, { today }) {
    if (today === undefined) return;
    for (const { reference, span, use } of namedImages(model)) {
      if (use !== "base") continue;
      const ended = (baseImageFacts(reference)?.releases ?? []).filter(({ until }) => until < today);
      if (ended.length === 0) continue;
      yield { span, message: `\`${reference.text}\` gets no security fixes any more: ${listed(ended)}.` };
    }
  },
  exampleSettings: { today: "2026-11-24" },
  bad: [
    { title: "a distribution", code: "FROM «debian:10-slim»\nUSER 1000\n" },
    { title: "a codename", code: "FROM «ubuntu:bionic»\nUSER 1000\n" },
    { title: "a language", code: "FROM «python:3.8-slim»\nUSER 1000\n" },
    { title: "both the language and the distribution", code: "FROM «node:16-alpine3.16»\nUSER node\n" },
    {
      title: "a release from a build argument's default",
      code: "ARG VERSION=9.6\nFROM «postgres:${VERSION}»\nUSER postgres\n",
    },
    {
      title: "a stage that builds",
      code: "FROM «golang:1.20» AS build\nRUN go build -o /app\nFROM scratch\nCOPY --from=build /app /app\n",
    },
  ],
  good: [
    { title: "a release that is supported", code: "FROM debian:13-slim\nUSER 1000\n" },
    { title: "a tag that names no release", code: "FROM node:lts\nUSER node\n" },
    { title: "an image whose dates are not known", code: "FROM example.com/base:1.0\nUSER 1000\n" },
  ],
  references: [
    {
      title: "CWE-1104: Use of Unmaintained Third Party Components",
      url: "https://cwe.mitre.org/data/definitions/1104.html",
    },
    {
      title: "OWASP Top 10: Vulnerable and Outdated Components",
      url: "https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",
    },
  ],
  standards: { cisDocker: ["4.4"], nsaCisa: ["secure-images", "upgrading"], mitreAttack: ["T1190"] },
  equivalents: {},
});

function listed(releases: readonly SupportedRelease[]): string {
  return releases.map(({ product, release, until }) => `${product} ${release} was supported until ${until}`).join(", ");
}
