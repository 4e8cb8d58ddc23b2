import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits, DEFAULT_CONFIG } from "../../../server/src/core/index.ts";
import { rootUser } from "../../../server/src/core/rules/dockerfile/root-user.ts";

function check(text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [rootUser] });
}

function severities(text: string) {
  return check(text).diagnostics.map(({ severity }) => severity);
}

function fixed(text: string): string | undefined {
  const fix = check(text).diagnostics[0]?.fixes?.[0];
  return fix === undefined ? undefined : applyEdits(text, fix.edits);
}

describe("root-user", () => {
  it("judges the shipped stage only, not those it copies from (hadolint 405, 1014, 1068)", () => {
    assert.deepEqual(severities("FROM golang:1.24 AS build\nUSER root\nRUN go build\nFROM debian:12\nUSER 1000\n"), []);
    assert.deepEqual(severities("FROM node:22 AS build\nUSER node\nFROM debian:12\nCOPY --from=build /a /a\n"), [
      "warning",
    ]);
  });

  it("follows the user through the stages below", () => {
    assert.deepEqual(severities("FROM debian:12 AS base\nUSER app\nFROM base AS mid\nFROM mid\n"), []);
    assert.deepEqual(severities("FROM debian:12 AS base\nUSER 0\nFROM base\n"), ["warning"]);
  });

  it("knows the users of base images (hadolint 328, 648)", () => {
    assert.deepEqual(severities("FROM gcr.io/distroless/static:nonroot\nCOPY app /app\n"), []);
    assert.deepEqual(severities("FROM gcr.io/distroless/static\nCOPY app /app\n"), ["warning"]);
    assert.deepEqual(severities("FROM jenkins/jenkins:lts\n"), []);
    assert.deepEqual(severities("FROM jenkins/jenkins:lts\nUSER root\nRUN apt-get update\n"), ["warning"]);
  });

  it("only informs where the base image is not known", () => {
    assert.deepEqual(severities('FROM example.com/team/base:1\nCMD ["app"]\n'), ["information"]);
  });

  it("is silent where the base image or the user can't be determined", () => {
    assert.deepEqual(severities("ARG BASE\nFROM ${BASE}\n"), []);
    assert.deepEqual(severities("FROM debian:12\nARG APP\nUSER $APP\n"), []);
    assert.deepEqual(severities("FROM\n"), []);
  });

  it("is silent on images that hold files and no program", () => {
    assert.deepEqual(severities("FROM debian:12 AS build\nFROM scratch\nCOPY --from=build /out /\n"), []);
    assert.deepEqual(severities('FROM scratch\nCOPY app /\nCMD ["/app"]\n'), ["warning"]);
  });

  it("reads a group and zeros as root", () => {
    assert.deepEqual(severities("FROM debian:12\nUSER 0:1000\n"), ["warning"]);
    assert.deepEqual(severities("FROM debian:12\nUSER root:staff\n"), ["warning"]);
    assert.deepEqual(severities("FROM debian:12\nUSER rooted\n"), []);
  });

  it("only informs where root is given up at the start", () => {
    assert.deepEqual(severities("FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n"), ["information"]);
    assert.deepEqual(severities('FROM alpine:3.22\nRUN apk add --no-cache su-exec\nENTRYPOINT ["/entrypoint.sh"]\n'), [
      "information",
    ]);
    assert.deepEqual(severities("FROM debian:12\nCMD exec setpriv --reuid=1000 /app\n"), ["information"]);
  });

  it("reads an entrypoint that the file itself writes", () => {
    const script = '#!/bin/sh\nchown -R app /data\nexec setpriv --reuid=app "$@"';
    const copied = `FROM debian:12\nCOPY --chmod=755 <<EOF /entrypoint.sh\n${script}\nEOF\nENTRYPOINT ["/entrypoint.sh"]\n`;
    assert.deepEqual(severities(copied), ["information"]);
    assert.deepEqual(severities(copied.replace("ENTRYPOINT", "CMD")), ["warning"]);
  });

  it("does not count a helper without an entrypoint that could use it", () => {
    assert.deepEqual(severities('FROM debian:12\nRUN apt-get install -y gosu\nCMD ["/app"]\n'), ["warning"]);
  });
});

describe("root-user, as people ask for it", () => {
  it("reports an image without USER on a base that is root (hadolint 328, 359)", () => {
    assert.deepEqual(severities('FROM debian:stretch\nCMD ["whoami"]\n'), ["warning"]);
    assert.deepEqual(severities('FROM debian:stretch\nUSER root\nCMD ["whoami"]\n'), ["warning"]);
  });

  it("considers the parent image (hadolint 648)", () => {
    assert.deepEqual(severities("FROM container-registry.oracle.com/os/oraclelinux:8\n"), ["warning"]);
    assert.deepEqual(severities("FROM nginxinc/nginx-unprivileged:1.27\n"), []);
  });

  it("takes a USER that is left out for what it is, and can be silenced (hadolint 1089, 1025)", () => {
    assert.deepEqual(severities('FROM busybox\nRUN true\nCMD ["/app"]\n'), ["warning"]);
    const held = check('# hullcheck-disable-next-line root-user the host maps root\nFROM busybox\nCMD ["/app"]\n');
    assert.deepEqual(held.diagnostics, []);
    assert.equal(held.suppressed.length, 1);
  });

  it("looks at the stage that is shipped, not at one that builds (hadolint 405)", () => {
    assert.deepEqual(severities("FROM alpine:3.7 as stage\nUSER root\n\nFROM alpine:3.7\nUSER operator\n"), []);
  });

  it("sees the user that follows root (hadolint 1014)", () => {
    const text = `FROM openjdk:11-jre-slim
USER root

WORKDIR /

RUN mkdir -p /src/main/resources/tmp && \\
    chown -R nonroot:nonroot /src/main/resources/tmp

USER nonroot
ENTRYPOINT  ["/bin/sh", "-c", "./run.sh"]
`;
    assert.deepEqual(severities(text), []);
  });

  it("says nothing of any stage but the last (hadolint 1068)", () => {
    const text =
      "FROM golang:1.25 AS _deps\nUSER root\nFROM _deps AS _build\nUSER root\nFROM gcr.io/distroless/static:nonroot\n";
    assert.deepEqual(severities(text), []);
  });

  it("judges the configured target instead of the last stage", () => {
    const text = "FROM node:22 AS app\nUSER node\nFROM app AS debug\nUSER root\nFROM node:22 AS tools\n";
    const under = (target: string | undefined) => {
      const config = target === undefined ? DEFAULT_CONFIG : { ...DEFAULT_CONFIG, target };
      const { diagnostics, lines } = analyze({ path: "Dockerfile", text }, { rules: [rootUser], config });
      return diagnostics.map(({ span }) => lines.lineAt(span.start) + 1);
    };
    assert.deepEqual(under(undefined), [5]);
    assert.deepEqual(under("app"), []);
    assert.deepEqual(under("APP"), []);
    assert.deepEqual(under("debug"), [4]);
    assert.deepEqual(under("1"), [4]);
  });

  it("says why: the image below, without a digest, or the line", () => {
    const digest = `@sha256:${"0".repeat(64)}`;
    const message = (text: string) => check(text).diagnostics[0]?.message ?? "";
    assert.match(message(`FROM node:22${digest} AS base\nFROM base\n`), /`node:22` leaves it at root/);
    assert.match(message("FROM node:22\nUSER 0\n"), /`USER 0` is the last one/);
    assert.match(message("FROM scratch\nUSER root\n"), /`USER root` is the last one/);
    assert.match(
      message("FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"),
      /ContainerAdministrator.*an administrator/,
    );
  });
});

describe("the fix of root-user", () => {
  it("uses the base image's own user, before the command", () => {
    assert.equal(
      fixed('FROM node:22\nCOPY . /app\nEXPOSE 80\nCMD ["node", "app.js"]\n'),
      'FROM node:22\nCOPY . /app\nEXPOSE 80\nUSER 1000:1000\nCMD ["node", "app.js"]\n',
    );
  });

  it("creates a user in the distribution's way", () => {
    assert.match(fixed('FROM debian:12\nCMD ["/app"]\n') ?? "", /\nRUN groupadd .*\nUSER 10001:10001\nCMD/);
    assert.match(fixed('FROM python:3.12-alpine\nCMD ["/app"]\n') ?? "", /\nRUN addgroup .*\nUSER 10001:10001\nCMD/);
  });

  it("needs no account where nothing could create one", () => {
    assert.equal(fixed("FROM scratch\nENTRYPOINT app\n"), "FROM scratch\nUSER 10001:10001\nENTRYPOINT app\n");
    assert.equal(fixed("FROM gcr.io/distroless/static\n"), "FROM gcr.io/distroless/static\nUSER 65532:65532\n");
  });

  it("uses an account that the file creates", () => {
    assert.equal(
      fixed("FROM debian:12\nRUN groupadd app && useradd --uid 1234 -g app app\nCMD app\n"),
      "FROM debian:12\nRUN groupadd app && useradd --uid 1234 -g app app\nUSER 1234\nCMD app\n",
    );
    assert.match(fixed("FROM alpine:3.22\nRUN adduser -D -G www web\nCMD app\n") ?? "", /\nUSER web\nCMD/);
  });

  it("goes back to the user that was set before root", () => {
    assert.equal(
      fixed('FROM node:22\nUSER node\nUSER root\nRUN apt-get update\nCMD ["node"]\n'),
      'FROM node:22\nUSER node\nUSER root\nRUN apt-get update\nUSER node\nCMD ["node"]\n',
    );
  });

  it("replaces a root user that nothing needs any more", () => {
    assert.equal(fixed('FROM node:22\nUSER root\nCMD ["node"]\n'), 'FROM node:22\nUSER 1000:1000\nCMD ["node"]\n');
  });

  it("stands after instructions that need root, even behind the command", () => {
    assert.equal(
      fixed('FROM node:22\nCMD ["node"]\nRUN apt-get update\n'),
      'FROM node:22\nCMD ["node"]\nRUN apt-get update\nUSER 1000:1000\n',
    );
  });

  it("keeps line breaks, indentation and a missing last one", () => {
    assert.equal(fixed("FROM node:22\r\n  CMD node\r\n"), "FROM node:22\r\n  USER 1000:1000\r\n  CMD node\r\n");
    assert.equal(fixed("FROM node:22"), "FROM node:22\nUSER 1000:1000");
  });

  it("names ContainerUser on Windows", () => {
    assert.equal(
      fixed("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD app.exe\n"),
      "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nUSER ContainerUser\nCMD app.exe\n",
    );
  });

  it("does away with the finding", () => {
    for (const text of [
      "FROM node:22\n",
      "FROM debian:12\nUSER root\nCMD a\n",
      "FROM alpine:3.22\nRUN a\nENTRYPOINT b\nCMD c\n",
    ]) {
      assert.deepEqual(check(fixed(text) ?? "").diagnostics, []);
    }
  });

  it("is not applied unasked, since the program may need root", () => {
    assert.equal(check("FROM node:22\n").diagnostics[0]?.fixes?.[0]?.safe, false);
  });
});
