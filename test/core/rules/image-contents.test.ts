import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits, DEFAULT_CONFIG } from "../../../server/src/core/index.ts";
import { dockerInImage } from "../../../server/src/core/rules/dockerfile/docker-in-image.ts";
import { dockerSocketExposed } from "../../../server/src/core/rules/dockerfile/docker-socket-exposed.ts";
import { endOfLifeBaseImage } from "../../../server/src/core/rules/dockerfile/end-of-life-base-image.ts";
import { insecureBuildOption } from "../../../server/src/core/rules/dockerfile/insecure-build-option.ts";
import { nonNumericUser } from "../../../server/src/core/rules/dockerfile/non-numeric-user.ts";
import { remoteLoginServer } from "../../../server/src/core/rules/dockerfile/remote-login-server.ts";
import { untrustedRegistry } from "../../../server/src/core/rules/dockerfile/untrusted-registry.ts";
import type { Rule } from "../../../server/src/core/rules/rule.ts";

function check(rule: Rule, text: string, options: { today?: string; trustedRegistries?: string[] } = {}) {
  const { today, trustedRegistries = [] } = options;
  const config = { ...DEFAULT_CONFIG, rules: { [rule.id]: "on" as const }, trustedRegistries };
  return analyze({ path: "Dockerfile", text }, { rules: [rule], config, ...(today === undefined ? {} : { today }) })
    .diagnostics;
}

function found(rule: Rule, text: string, options: Parameters<typeof check>[2] = {}): readonly string[] {
  return check(rule, text, options).map(({ span }) => text.slice(span.start, span.end));
}

const DEBIAN = "FROM debian:12\n";

describe("end-of-life-base-image", () => {
  it("counts the last day as supported, and needs to know the day", () => {
    assert.deepEqual(found(endOfLifeBaseImage, "FROM debian:10\n", { today: "2024-06-30" }), []);
    assert.deepEqual(found(endOfLifeBaseImage, "FROM debian:10\n", { today: "2024-07-01" }), ["debian:10"]);
    assert.deepEqual(found(endOfLifeBaseImage, "FROM debian:10\n"), []);
  });

  it("looks at base images in every stage, mirrors and digests included", () => {
    const today = "2026-11-24";
    const digest = `@sha256:${"0".repeat(64)}`;
    assert.deepEqual(
      found(endOfLifeBaseImage, `FROM node:16${digest} AS a\nFROM public.ecr.aws/docker/library/python:3.8\n`, {
        today,
      }),
      [`node:16${digest}`, "public.ecr.aws/docker/library/python:3.8"],
    );
    assert.deepEqual(
      found(endOfLifeBaseImage, `FROM node${digest}\nFROM node:24\nCOPY --from=node:16 /a /a\n`, { today }),
      [],
    );
  });

  it("says which product ended when", () => {
    const [diagnostic] = check(endOfLifeBaseImage, "FROM node:16-alpine3.16\n", { today: "2026-11-24" });
    assert.match(
      diagnostic?.message ?? "",
      /Alpine Linux 3\.16 was supported until 2024-05-23, Node\.js 16 was supported until 2023-09-11/,
    );
  });
});

describe("untrusted-registry", () => {
  const cases: readonly (readonly [image: string, trusted: readonly string[], fires: boolean])[] = [
    ["debian:12", ["docker.io"], false],
    ["library/debian:12", ["docker.io/library"], false],
    ["docker.io/someone/x", ["docker.io/library"], true],
    ["docker.io/someone/x", ["docker.io/someone"], false],
    ["docker.io/someone-else/x", ["docker.io/someone"], true],
    ["ghcr.io/my-org/a/b:1", ["ghcr.io/my-org"], false],
    ["ghcr.io/my-org/a/b:1", ["ghcr.io/my-org/*"], false],
    ["ghcr.io/other/a", ["ghcr.io/my-org/*"], true],
    ["eu.example.com/a", ["*.example.com"], false],
    ["example.com/a", ["*.example.com"], true],
    ["evil.example.com.attacker.net/a", ["*.example.com"], true],
    ["registry.example.com:5000/a", ["registry.example.com:5000"], false],
    ["registry.example.com:5000/a", ["registry.example.com"], true],
    ["quay.io/a/b", ["*"], false],
    ["quay.io/a/b", ["QUAY.IO/"], false],
    ["quay.io/a/b", [], false],
  ];
  for (const [image, trusted, fires] of cases) {
    it(`${image} with ${trusted.join(", ") || "no list"}: ${fires ? "reported" : "silent"}`, () =>
      assert.deepEqual(
        found(untrustedRegistry, `FROM ${image}\n`, { trustedRegistries: [...trusted] }),
        fires ? [image] : [],
      ));
  }

  it("is off by default", () => {
    const config = { ...DEFAULT_CONFIG, trustedRegistries: ["docker.io"] };
    assert.deepEqual(
      analyze({ path: "Dockerfile", text: "FROM quay.io/a/b\n" }, { config, rules: [untrustedRegistry] }).diagnostics,
      [],
    );
  });
});

describe("non-numeric-user", () => {
  const fixed = (text: string): string | undefined => {
    const fix = check(nonNumericUser, text)[0]?.fixes?.[0];
    return fix === undefined ? undefined : applyEdits(text, fix.edits);
  };

  it("takes the number from where the user is created, or from the base image", () => {
    assert.match(fixed(`${DEBIAN}RUN useradd -r -u 999 app\nUSER app\n`) ?? "", /USER 999\n/);
    assert.match(fixed(`${DEBIAN}RUN adduser --system --uid 101 --group app\nUSER app:app\n`) ?? "", /USER 101:app\n/);
    assert.match(fixed("FROM nginx:1.27\nUSER nginx\n") ?? "", /USER 101\n/);
    assert.match(fixed("FROM php:8.3-fpm-alpine\nUSER www-data:www-data\n") ?? "", /USER 82:82\n/);
    assert.match(fixed("FROM gcr.io/distroless/static\nUSER nonroot:nonroot\n") ?? "", /USER 65532:65532\n/);
    assert.match(fixed(`${DEBIAN}ARG UID=5\nRUN useradd --uid "\${UID}" app\nUSER app\n`) ?? "", /USER \$\{UID\}\n/);
  });

  it("has no fix where the number is not known, or not the same everywhere", () => {
    assert.equal(fixed(`${DEBIAN}RUN useradd app\nUSER app\n`), undefined);
    assert.equal(fixed(`${DEBIAN}RUN useradd -u 5 app && usermod -u 6 app\nUSER app\n`), undefined);
    assert.equal(fixed(`${DEBIAN}RUN useradd -u $(cat /uid) app\nUSER app\n`), undefined);
    assert.equal(fixed("FROM example.com/a:1\nUSER node\n"), undefined);
    assert.equal(
      fixed("FROM node:22\nRUN usermod -u 2000 node\nUSER node\n"),
      "FROM node:22\nRUN usermod -u 2000 node\nUSER 2000\n",
    );
  });

  it("looks at the user that the image ends with, in whichever stage below it stands", () => {
    assert.deepEqual(found(nonNumericUser, `${DEBIAN.trim()} AS a\nUSER app\nFROM a\nRUN x\n`), ["app"]);
    assert.deepEqual(found(nonNumericUser, `${DEBIAN}USER app\nUSER 1000\n`), []);
    assert.deepEqual(found(nonNumericUser, `${DEBIAN}USER root\n`), []);
    assert.deepEqual(found(nonNumericUser, `${DEBIAN}USER 1000:app\n`), []);
  });
});

describe("docker-socket-exposed", () => {
  for (const path of [
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/var/run/crio/crio.sock",
    "/run/podman/podman.sock",
  ]) {
    it(`knows ${path}`, () => {
      assert.deepEqual(found(dockerSocketExposed, `${DEBIAN}VOLUME /data ${path}\n`), [path]);
      assert.deepEqual(found(dockerSocketExposed, `${DEBIAN}RUN chmod 666 ${path}\n`), [path]);
      assert.deepEqual(found(dockerSocketExposed, `${DEBIAN}ENTRYPOINT chown app ${path} && app\n`), [path]);
    });
  }
  it("is silent on other files, and on reading", () => {
    assert.deepEqual(found(dockerSocketExposed, `${DEBIAN}VOLUME /var/run /docker.sock /srv/docker.sock\n`), []);
    assert.deepEqual(
      found(dockerSocketExposed, `${DEBIAN}CMD curl --unix-socket /var/run/docker.sock http://localhost/info\n`),
      [],
    );
    assert.deepEqual(found(dockerSocketExposed, `${DEBIAN}ENV DOCKER_HOST=unix:///var/run/docker.sock\n`), []);
  });
});

describe("docker-in-image", () => {
  const fires: readonly (readonly [text: string, place: string])[] = [
    ["FROM docker:dind\n", "docker:dind"],
    ["FROM docker:27.3-dind-rootless\n", "docker:27.3-dind-rootless"],
    ["FROM docker\n", "docker"],
    ["FROM docker:29.1.0-alpine3.22\n", "docker:29.1.0-alpine3.22"],
    [`${DEBIAN}RUN apt-get install -y docker-ce=5:27.3\n`, "docker-ce=5:27.3"],
    [`${DEBIAN}RUN service docker start\n`, "service docker start"],
    ["FROM fedora:42\nRUN dnf install -y moby-engine\n", "moby-engine"],
    [`${DEBIAN}RUN curl -fsSL https://get.docker.com | sh\n`, "https://get.docker.com"],
  ];
  for (const [text, place] of fires) {
    it(`fires on ${text.split("\n").at(-2)}`, () => assert.deepEqual(found(dockerInImage, text), [place]));
  }
  for (const text of [
    "FROM docker:28-cli\n",
    "FROM docker:20.10\n",
    "FROM docker:28-git\n",
    `FROM docker@sha256:${"0".repeat(64)}\n`,
    `${DEBIAN}RUN apt-get remove docker docker.io\n`,
    `${DEBIAN}RUN apt-get install -y docker-ce-cli docker-compose-plugin\n`,
    `${DEBIAN}RUN pip install docker\n`,
    "FROM docker:28-cli\nCMD docker info\n",
  ]) {
    it(`is silent on ${text.split("\n").at(-2)}`, () => assert.deepEqual(found(dockerInImage, text), []));
  }
});

describe("remote-login-server", () => {
  const fires: readonly (readonly [instruction: string, place: string])[] = [
    [
      "RUN apt-get update && apt-get install -y --no-install-recommends curl openssh-server=1:9.2",
      "openssh-server=1:9.2",
    ],
    ["RUN apt install -qq -t stable openssh-server", "openssh-server"],
    ["RUN yum -y install openssh-server", "openssh-server"],
    ["RUN apk add --no-cache --virtual .d dropbear", "dropbear"],
    ["RUN service ssh start", "service ssh start"],
    ["RUN rc-update add sshd", "rc-update add sshd"],
    ["ENTRYPOINT service ssh start && exec app", "service ssh start"],
    ["CMD exec /usr/sbin/sshd -D -e", "exec /usr/sbin/sshd -D -e"],
    ["EXPOSE 80 22/tcp", "22/tcp"],
    ["EXPOSE 20-25", "20-25"],
    ["EXPOSE 23", "23"],
    ["ARG PORT=22\nEXPOSE $PORT", "$PORT"],
  ];
  for (const [instruction, place] of fires) {
    it(`fires on ${instruction}`, () =>
      assert.deepEqual(found(remoteLoginServer, `${DEBIAN}${instruction}\n`), [place]));
  }
  for (const instruction of [
    "RUN apt-get install -y openssh-client ssh-import-id",
    "RUN apt-get remove -y openssh-server",
    "RUN apt-get install -y $PACKAGES",
    "RUN sshd -t && ssh-keygen -A",
    "RUN service nginx start && systemctl disable ssh",
    "CMD ssh -N tunnel@example.com",
    "EXPOSE 2222 22/udp 24-30",
    "RUN echo apt-get install openssh-server",
  ]) {
    it(`is silent on ${instruction}`, () =>
      assert.deepEqual(found(remoteLoginServer, `${DEBIAN}${instruction}\n`), []));
  }
});

describe("insecure-build-option", () => {
  const fixed = (text: string): string | undefined => {
    const fix = check(insecureBuildOption, text)[0]?.fixes?.[0];
    return fix === undefined ? undefined : applyEdits(text, fix.edits);
  };

  it("removes the option, and keeps the lines", () => {
    assert.equal(fixed(`${DEBIAN}RUN --security=insecure make\n`), `${DEBIAN}RUN make\n`);
    assert.equal(
      fixed(`${DEBIAN}RUN --mount=type=tmpfs,target=/t --network=host \\\n    make\n`),
      `${DEBIAN}RUN --mount=type=tmpfs,target=/t \\\n    make\n`,
    );
    assert.equal(
      fixed(`${DEBIAN}RUN --network=host \\\n    --mount=type=tmpfs,target=/t make\n`),
      `${DEBIAN}RUN \\\n    --mount=type=tmpfs,target=/t make\n`,
    );
    assert.equal(fixed(`${DEBIAN}RUN docker run --rm --privileged a:1\n`), `${DEBIAN}RUN docker run --rm a:1\n`);
    assert.equal(fixed("# syntax=evil/frontend:1\nFROM scratch\n"), "# syntax=docker/dockerfile:1\nFROM scratch\n");
  });

  it("takes a mirror of Docker's frontend less hard", () => {
    const severity = (image: string) => check(insecureBuildOption, `# syntax=${image}\nFROM scratch\n`)[0]?.severity;
    assert.equal(severity("registry.example.com/docker/dockerfile:1"), "information");
    assert.equal(severity("example/dockerfile"), "error");
    assert.equal(severity("docker/dockerfile:1.7-labs"), undefined);
    assert.equal(severity("docker/dockerfile-upstream:master"), undefined);
  });

  it("looks at every stage, and at RUN alone", () => {
    assert.deepEqual(found(insecureBuildOption, `${DEBIAN.trim()} AS a\nRUN --network=host make\nFROM scratch\n`), [
      "--network=host",
    ]);
    assert.deepEqual(
      found(insecureBuildOption, `${DEBIAN}RUN --network=default --network=none --security=sandbox make\n`),
      [],
    );
    assert.deepEqual(found(insecureBuildOption, `${DEBIAN}LABEL run="docker run --privileged a"\n`), []);
  });
});
