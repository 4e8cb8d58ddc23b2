import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseImageReference } from "../../../server/src/core/image/reference.ts";
import { createUserCommand } from "../../../server/src/core/knowledge/base-images/create-user.ts";
import { baseImageFacts, distributionOfTag, FAMILIES } from "../../../server/src/core/knowledge/base-images/lookup.ts";

import { PRODUCTS } from "../../../server/src/core/knowledge/base-images/support-dates.ts";

const DIGEST = `@sha256:${"0".repeat(64)}`;

function facts(image: string) {
  const reference = parseImageReference(image);
  return reference === undefined ? undefined : baseImageFacts(reference);
}

describe("the families of base images", () => {
  it("are at least 60, each with the source of its facts and no image of another", () => {
    assert.ok(FAMILIES.length >= 60, `only ${FAMILIES.length} families`);
    for (const { images, source } of FAMILIES) {
      assert.equal(new URL(source).protocol, "https:");
      assert.ok(images.length > 0);
    }
    const images = FAMILIES.flatMap((family) => family.images);
    assert.deepEqual(
      images.filter((image, i) => images.indexOf(image) !== i),
      [],
    );
  });

  it("name images as a Dockerfile does", () => {
    for (const image of FAMILIES.flatMap((family) => family.images)) {
      const name = image.replace(/\/\*$/, "/any");
      assert.notEqual(facts(name), undefined, name);
    }
  });
});

describe("the dates of support", () => {
  it("are dates, with the vendor's page", () => {
    for (const { product, until, source } of PRODUCTS) {
      assert.equal(new URL(source).protocol, "https:", product);
      for (const date of Object.values(until)) {
        assert.equal(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10), date, product);
      }
    }
  });

  it("know the release of each codename", () => {
    for (const { product, codenames = {}, until } of PRODUCTS) {
      for (const [codename, release] of Object.entries(codenames)) {
        assert.notEqual(until[release], undefined, `${product} ${codename}`);
      }
    }
  });
});

describe("the user that a base image starts as", () => {
  const cases: readonly (readonly [image: string, uid: number | string | undefined])[] = [
    ["node:22", "root"],
    ["container-registry.oracle.com/os/oraclelinux:8", "root"],
    ["jupyter/scipy-notebook", 1000],
    ["sonarqube:10-community", 1000],
    ["docker.io/library/node:22", "root"],
    ["public.ecr.aws/docker/library/python:3.12", "root"],
    ["arm64v8/debian:12", "root"],
    ["gcr.io/distroless/static-debian12", "root"],
    ["gcr.io/distroless/static-debian12:nonroot", 65532],
    ["gcr.io/distroless/base:debug-nonroot-amd64", 65532],
    ["cgr.dev/chainguard/static", 65532],
    ["cgr.dev/chainguard/wolfi-base", "root"],
    ["bitnami/nginx:1.27", 1001],
    ["bitnami/minideb:bookworm", "root"],
    ["nginxinc/nginx-unprivileged:1.27-alpine", 101],
    ["mcr.microsoft.com/dotnet/aspnet:8.0", "root"],
    ["mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", 1654],
    ["haproxy:2.3", "root"],
    ["haproxy:2.8", 99],
    ["jenkins/jenkins:lts", 1000],
    ["registry.access.redhat.com/ubi9/ubi-minimal:9.4", "root"],
    ["mcr.microsoft.com/windows/servercore:ltsc2022", "root"],
  ];
  for (const [image, expected] of cases) {
    it(`${image}: ${expected}`, () => {
      const runsAs = facts(image)?.runsAs;
      assert.equal(typeof runsAs === "object" ? runsAs.uid : runsAs, expected);
    });
  }

  it("is ContainerUser on Nano Server, also under .NET", () => {
    assert.deepEqual(facts("mcr.microsoft.com/windows/nanoserver:ltsc2022")?.runsAs, { name: "ContainerUser" });
    assert.deepEqual(facts("mcr.microsoft.com/dotnet/runtime:8.0-nanoserver-ltsc2022")?.runsAs, {
      name: "ContainerUser",
    });
  });

  it("is some ordinary user in the Red Hat runtimes", () => {
    assert.deepEqual(facts("registry.access.redhat.com/ubi9/nodejs-20")?.runsAs, {});
  });

  it("stays open where it depends on the tag and only a digest is given", () => {
    assert.equal(facts(`gcr.io/distroless/static${DIGEST}`)?.runsAs, undefined);
    assert.equal(facts(`node${DIGEST}`)?.runsAs, "root");
  });

  it("is not known for images that the tables do not hold", () => {
    assert.equal(facts("example.com/team/node:22"), undefined);
    assert.equal(facts("someone/node:22"), undefined);
  });
});

describe("the unprivileged user that a base image has", () => {
  it("follows the tag", () => {
    assert.equal(facts("php:8.3-fpm")?.unprivileged?.uid, 33);
    assert.equal(facts("php:8.3-fpm-alpine")?.unprivileged?.uid, 82);
    assert.equal(facts("postgres:17")?.unprivileged?.uid, 999);
    assert.equal(facts("postgres:17-alpine")?.unprivileged?.uid, 70);
    assert.equal(facts("ubuntu:24.04")?.unprivileged?.uid, 1000);
    assert.equal(facts("ubuntu:22.04")?.unprivileged, undefined);
  });

  it("is there in .NET since release 8", () => {
    assert.equal(facts("mcr.microsoft.com/dotnet/aspnet:8.0")?.unprivileged?.uid, 1654);
    assert.equal(facts("mcr.microsoft.com/dotnet/aspnet:10.0")?.unprivileged?.uid, 1654);
    assert.equal(facts("mcr.microsoft.com/dotnet/aspnet:6.0")?.unprivileged, undefined);
  });
});

describe("the distribution of an image", () => {
  const cases: readonly (readonly [image: string, distribution: string | undefined])[] = [
    ["python:3.12", "debian"],
    ["python:3.12-alpine", "alpine"],
    ["golang:1.24-alpine3.21", "alpine"],
    ["node:22-bookworm-slim", "debian"],
    ["eclipse-temurin:21-jre-ubi9-minimal", "rhel"],
    ["eclipse-temurin:21-jre-nanoserver-ltsc2022", "windows"],
    ["maven:3-amazoncorretto-21", "rhel"],
    ["maven:3-amazoncorretto-21-alpine", "alpine"],
    ["openjdk:8-jre", "debian"],
    ["openjdk:21", undefined],
    ["gcr.io/distroless/java17-debian12", "distroless"],
    ["mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled", "distroless"],
    ["cgr.dev/chainguard/wolfi-base", "wolfi"],
    ["opensuse/leap:15.6", "suse"],
    ["archlinux", "arch"],
    ["busybox:1.37-musl", "busybox"],
    [`python${DIGEST}`, undefined],
  ];
  for (const [image, expected] of cases) {
    it(`${image}: ${expected}`, () => assert.equal(facts(image)?.distribution, expected));
  }

  it("is read from the tag of any image", () => {
    assert.equal(distributionOfTag("1.0-alpine"), "alpine");
    assert.equal(distributionOfTag("1.0"), undefined);
  });

  it("decides how a user is created", () => {
    assert.match(createUserCommand("alpine") ?? "", /^addgroup .* adduser -D /);
    assert.match(createUserCommand("debian") ?? "", /^groupadd .* useradd /);
    assert.equal(createUserCommand("distroless"), undefined);
  });
});

describe("the releases in an image", () => {
  const cases: readonly (readonly [image: string, releases: readonly string[]])[] = [
    ["debian:10-slim", ["Debian 10 2024-06-30"]],
    ["debian:buster-20240612", ["Debian 10 2024-06-30"]],
    ["ubuntu:18.04", ["Ubuntu 18.04 2023-05-31"]],
    ["ubuntu:focal", ["Ubuntu 20.04 2025-05-31"]],
    ["alpine:3.1", ["Alpine Linux 3.1 2016-11-01"]],
    ["alpine:3.18.4", ["Alpine Linux 3.18 2025-05-09"]],
    ["node:16-alpine3.16", ["Alpine Linux 3.16 2024-05-23", "Node.js 16 2023-09-11"]],
    ["node:lts-hydrogen", ["Node.js 18 2025-04-30"]],
    ["python:3.8.19-bullseye", ["Debian 11 2026-08-31", "Python 3.8 2024-10-07"]],
    ["python:3.10", ["Python 3.10 2026-10-31"]],
    ["python:3.1", []],
    ["centos:7", ["CentOS 7 2024-06-30"]],
    ["mcr.microsoft.com/dotnet/sdk:6.0-focal", ["Ubuntu 20.04 2025-05-31", ".NET 6.0 2024-11-12"]],
    ["registry.access.redhat.com/ubi7/ubi", ["Red Hat Universal Base Image 7 2024-06-30"]],
    ["gcr.io/distroless/python3-debian10", ["Debian 10 2024-06-30"]],
    ["openjdk:8u312-jre", ["the image of OpenJDK 8 2022-07-31"]],
    ["maven:3-amazoncorretto-8-al2", ["Amazon Linux 2 2026-06-30"]],
    ["amazonlinux:2023", []],
    ["postgres:9.6.24", ["PostgreSQL 9.6 2021-11-11"]],
    ["postgres:latest", []],
    ["node:99", []],
  ];
  for (const [image, expected] of cases) {
    it(image, () => {
      const found = facts(image)?.releases.map(({ product, release, until }) => `${product} ${release} ${until}`);
      assert.deepEqual(found, expected);
    });
  }
});
