import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../../server/src/core/index.ts";
import { unpinnedBaseImage } from "../../../server/src/core/rules/dockerfile/unpinned-base-image.ts";

const DIGEST = `@sha256:${"0".repeat(64)}`;

function found(text: string) {
  const { diagnostics } = analyze({ path: "Dockerfile", text }, { rules: [unpinnedBaseImage] });
  return diagnostics.map(({ severity, span }) => `${severity} ${text.slice(span.start, span.end)}`);
}

describe("unpinned-base-image", () => {
  it("warns of no tag and latest, informs of a tag", () => {
    assert.deepEqual(found("FROM alpine\n"), ["warning alpine"]);
    assert.deepEqual(found("FROM example.com:5000/a/b:latest\n"), ["warning example.com:5000/a/b:latest"]);
    assert.deepEqual(found("FROM alpine:3.22 AS x\n"), ["information alpine:3.22"]);
  });

  it("is silent on digests, stages, scratch", () => {
    assert.deepEqual(found(`FROM alpine${DIGEST}\nFROM alpine:3.22${DIGEST}\nFROM scratch\n`), []);
    assert.deepEqual(found(`FROM alpine${DIGEST} AS base\nFROM base\nCOPY --from=base / /\nCOPY --from=0 / /\n`), []);
  });

  it("resolves variables, and is silent where it can't", () => {
    assert.deepEqual(found(`ARG BASE=alpine${DIGEST}\nFROM $BASE\n`), []);
    assert.deepEqual(found("ARG TAG=3.22\nFROM alpine:${TAG}\n"), ["information alpine:${TAG}"]);
    assert.deepEqual(found("ARG TAG\nFROM alpine:${TAG}\n"), []);
  });

  it("looks at the images that files come from", () => {
    const base = `FROM alpine${DIGEST}\n`;
    assert.deepEqual(found(`${base}COPY --from=nginx:1.27 /a /a\n`), ["information nginx:1.27"]);
    assert.deepEqual(found(`${base}COPY --from=golang /usr/local/go /go\n`), ["warning golang"]);
    assert.deepEqual(found(`${base}RUN --mount=type=bind,from=busybox:1.37,target=/b /b/sh\n`), [
      "information busybox:1.37",
    ]);
    assert.deepEqual(found(`${base.trim()} AS tools\nFROM alpine${DIGEST}\nRUN --mount=from=tools,target=/t a\n`), []);
  });

  it("takes a bare word that is no known image for a build context of the command line", () => {
    assert.deepEqual(found(`FROM alpine${DIGEST}\nCOPY --from=sources / /src\n`), []);
  });

  it("looks at the frontend", () => {
    assert.deepEqual(found("# syntax=docker/dockerfile\nFROM scratch\n"), ["warning docker/dockerfile"]);
    assert.deepEqual(found("# syntax=docker/dockerfile:1\nFROM scratch\n"), ["information docker/dockerfile:1"]);
    assert.deepEqual(found(`# syntax=docker/dockerfile:1${DIGEST}\nFROM scratch\n`), []);
  });
});
