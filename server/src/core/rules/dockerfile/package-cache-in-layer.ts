import { fixCache, leftCaches } from "../../dockerfile/package-caches.ts";
import { defineDockerfileRule } from "../rule.ts";

export const packageCacheInLayer = defineDockerfileRule({
  id: "package-cache-in-layer",
  title: "A package manager's cache stays in a layer",
  severity: "information",
  topic: "layers",
  actors: ["inadvertent insider"],
  why: "Indexes and downloads that only the build needs make the image larger, and tell whoever looks into it which packages and versions it was built from and where they came from. Cleaning in a later `RUN` hides them but leaves them in the layer.",
  remedy:
    "Clean the cache in the `RUN` that fills it (`rm -rf /var/lib/apt/lists/*`, `dnf clean all`), switch it off (`apk add --no-cache`, `pip install --no-cache-dir`), or keep it outside the image with `RUN --mount=type=cache,target=…`, which also makes the next build faster.",
  *check(model) {
    for (const cache of leftCaches(model)) {
      const { command, manager, path, cleanedBy } = cache;
      const change = fixCache(model, cache);
      const how =
        cleanedBy === undefined ? "stays in this layer" : "is cleaned only in a later layer and stays in this one";
      yield {
        span: command.nameWord?.span ?? command.span,
        message: `The cache of \`${manager}\` in \`${path}\` ${how}: the image carries what only the build needs.`,
        ...(cleanedBy && { related: [{ span: cleanedBy, message: "It is cleaned here, which only hides it" }] }),
        fixes: change === undefined ? [] : [{ ...change, safe: true }],
      };
    }
  },
  bad: [
    {
      title: "apt",
      code: "FROM debian:12\nRUN «apt-get» update && apt-get install -y --no-install-recommends curl\n",
      fixed:
        "FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "cleaned in a later layer",
      code: "FROM debian:12\nRUN «apt-get» update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n",
      fixed:
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "a later instruction needs the lists",
      code: "FROM debian:12\nRUN «apt-get» update\nRUN apt-get install -y curl\n",
    },
    {
      title: "the next instruction needs the lists and cleans them",
      code: "FROM debian:12\nRUN «apt-get» update\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
      fixed: "FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "apk",
      code: "FROM alpine:3.20\nRUN «apk» add curl\n",
      fixed: "FROM alpine:3.20\nRUN apk add --no-cache curl\n",
    },
    {
      title: "pip",
      code: "FROM python:3.12\nRUN «pip» install flask==3.0.3\n",
      fixed: "FROM python:3.12\nRUN pip install --no-cache-dir flask==3.0.3\n",
    },
    {
      title: "npm",
      code: "FROM node:22\nRUN «npm» ci --omit=dev\n",
      fixed: "FROM node:22\nRUN npm ci --omit=dev && npm cache clean --force\n",
    },
    {
      title: "by another user",
      code: "FROM cimg/base:2024.01\nRUN sudo «apt-get» update && sudo apt-get install -y curl\n",
      fixed:
        "FROM cimg/base:2024.01\nRUN sudo apt-get update && sudo apt-get install -y curl && sudo rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "tdnf",
      code: "FROM photon:5.0\nRUN «tdnf» install -y tar\n",
      fixed: "FROM photon:5.0\nRUN tdnf install -y tar && tdnf clean all\n",
    },
    {
      title: "dnf, over several lines",
      code: "FROM fedora:40\nRUN «dnf» install -y \\\n      curl \\\n    && curl --version\n",
      fixed: "FROM fedora:40\nRUN dnf install -y \\\n      curl \\\n    && curl --version \\\n    && dnf clean all\n",
    },
  ],
  good: [
    {
      title: "cleaned in the same RUN",
      code: "FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "a cache mount",
      code: "FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\n",
    },
    {
      title: "without a cache",
      code: "FROM alpine:3.20\nRUN apk add --no-cache curl py3-pip && pip install --no-cache-dir flask==3.0.3\n",
    },
    {
      title: "switched off by a variable",
      code: "FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask==3.0.3\n",
    },
    {
      title: "switched off by a variable that says no",
      code: "FROM python:3.12\nENV PIP_NO_CACHE_DIR=off\nRUN pip install flask==3.0.3\n",
    },
    {
      title: "archives that the base image deletes",
      code: "FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && apt-get install -y curl\n",
    },
    {
      title: "a stage that is not shipped",
      code: "FROM node:22 AS build\nRUN npm ci\nFROM node:22-slim\nCOPY --from=build /app/dist /app\n",
    },
    {
      title: "microdnf's folder is emptied another way",
      code: "FROM registry.access.redhat.com/ubi9-minimal\nRUN microdnf install -y tar && rm -rf /var/cache/yum\n",
    },
    {
      title: "the folder is emptied another way",
      code: "FROM alpine:3.20\nRUN apk add --update curl && rm -f /var/cache/apk/*\n",
    },
  ],
  references: [
    {
      title: "Docker: Best practices for RUN apt-get",
      url: "https://docs.docker.com/build/building/best-practices/#apt-get",
    },
    {
      title: "Docker: RUN --mount=type=cache",
      url: "https://docs.docker.com/reference/dockerfile/#run---mounttypecache",
    },
  ],
  standards: {},
  equivalents: {
    hadolint: ["DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060"],
    trivy: ["DS-0017", "DS-0019", "DS-0020", "DS-0025"],
  },
});
