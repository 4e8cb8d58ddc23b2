import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { plainHttpDownload } from "../../../server/src/core/rules/dockerfile/plain-http-download.ts";
import { remoteAddUnverified } from "../../../server/src/core/rules/dockerfile/remote-add-unverified.ts";
import { unverifiedDownload } from "../../../server/src/core/rules/dockerfile/unverified-download.ts";
import type { Rule } from "../../../server/src/core/rules/rule.ts";

const HEAD = "FROM debian:12\n";

function check(rule: Rule, instructions: string) {
  const text = `${HEAD}${instructions}\n`;
  const { diagnostics } = analyze({ path: "Dockerfile", text }, { rules: [rule] });
  return { text, diagnostics };
}

function found(rule: Rule, instructions: string): readonly string[] {
  const { text, diagnostics } = check(rule, instructions);
  return diagnostics.map(({ span }) => text.slice(span.start, span.end));
}

describe("plain-http-download", () => {
  const fires: readonly (readonly [instruction: string, place: string])[] = [
    ["RUN curl http://example.com/a -o /a", "http://example.com/a"],
    ["RUN wget -q 'http://example.com/a?b=c'", "'http://example.com/a?b=c'"],
    ["RUN curl http://10.0.0.1/a -o /a", "http://10.0.0.1/a"],
    ["ARG V=1\nRUN curl -O http://example.com/a-$V.tgz", "http://example.com/a-$V.tgz"],
    ["ENV URL=http://example.com/a\nRUN curl -O $URL", "$URL"],
    ["ADD http://example.com/a /a", "http://example.com/a"],
    ["RUN git clone http://example.com/a.git", "http://example.com/a.git"],
    ["RUN pip install -i http://example.com/simple a", "http://example.com/simple"],
    ["RUN python -m pip install --extra-index-url=http://example.com/simple a", "http://example.com/simple"],
    ["RUN npm config set registry http://example.com/", "http://example.com/"],
    ["RUN npm install --registry=http://example.com/", "http://example.com/"],
    ["RUN gem install --source http://example.com a", "http://example.com"],
    ["RUN rpm -i http://example.com/a.rpm", "http://example.com/a.rpm"],
    ["RUN apt-key adv --fetch-keys http://example.com/key", "http://example.com/key"],
    ["ENV PIP_INDEX_URL=http://example.com/simple", "http://example.com/simple"],
    ["CMD curl http://example.com/settings > /s; app", "http://example.com/settings"],
  ];
  for (const [instruction, place] of fires) {
    it(`fires on ${instruction}`, () => assert.deepEqual(found(plainHttpDownload, instruction), [place]));
  }
  for (const instruction of [
    "RUN curl https://example.com/a",
    "RUN curl http://localhost/a && curl http://127.0.0.1:80/a && wget http://[::1]/a",
    "RUN curl http://169.254.169.254/latest/meta-data",
    "RUN curl http://$HOST/a && wget http://${HOST}:80/a",
    "RUN curl -x http://proxy:3128 https://example.com/a",
    "RUN pip install --proxy http://proxy:3128 a && npm config set proxy http://proxy:3128",
    "RUN wget http://example.com/a.tgz && echo 'abc  a.tgz' | sha256sum --check -",
    "RUN wget --spider http://example.com/a && curl -I http://example.com/a",
    'RUN git config --global url."https://example.com/".insteadOf http://example.com/',
    "RUN gem sources --remove http://rubygems.org/",
    "RUN apt-key adv --keyserver http://keyserver.ubuntu.com:80 --recv-keys 0123456789ABCDEF0123456789ABCDEF01234567",
    "RUN echo 'deb http://deb.debian.org/debian trixie main' > /etc/apt/sources.list",
    "RUN apk add -X http://dl-cdn.alpinelinux.org/alpine/edge/main a",
    "RUN echo http://example.com",
    "HEALTHCHECK CMD curl -f http://example.com/health",
    "CMD curl http://config:8888/settings > /s; app",
    "ENV HTTP_PROXY=http://proxy:3128 HOMEPAGE=http://example.com",
    "LABEL url=http://example.com",
    `ADD --checksum=sha256:${"0".repeat(64)} http://example.com/a /a`,
  ]) {
    it(`is silent on ${instruction}`, () => assert.deepEqual(found(plainHttpDownload, instruction), []));
  }

  it("turns the scheme where it is written, and leaves ports alone", () => {
    const fixed = (instruction: string) => {
      const { text, diagnostics } = check(plainHttpDownload, instruction);
      const fix = diagnostics[0]?.fixes?.[0];
      return fix && [applyEdits(text, fix.edits).slice(HEAD.length).trimEnd(), fix.safe];
    };
    assert.deepEqual(fixed("RUN curl -O http://github.com/a"), ["RUN curl -O https://github.com/a", true]);
    assert.deepEqual(fixed("RUN curl -O http://example.com/a"), ["RUN curl -O https://example.com/a", false]);
    assert.deepEqual(fixed('RUN curl -O "http://github.com/$A"'), ['RUN curl -O "https://github.com/$A"', true]);
    assert.deepEqual(fixed('RUN ["curl", "-O", "http://github.com/a"]'), [
      'RUN ["curl", "-O", "https://github.com/a"]',
      true,
    ]);
    assert.deepEqual(fixed("RUN npm i --registry=http://registry.npmjs.org/"), [
      "RUN npm i --registry=https://registry.npmjs.org/",
      true,
    ]);
    assert.deepEqual(fixed('ENV PIP_INDEX_URL="http://pypi.org/simple"'), [
      'ENV PIP_INDEX_URL="https://pypi.org/simple"',
      true,
    ]);
    assert.equal(fixed("RUN curl -O http://example.com:8081/a"), undefined);
    assert.equal(fixed("ENV URL=http://github.com/a\nRUN curl -O $URL"), undefined);
  });

  it("tells no password", () => {
    const { diagnostics } = check(plainHttpDownload, "RUN curl -O http://user:hunter2@example.com/a?token=hunter3");
    assert.equal(diagnostics.length, 1);
    assert.doesNotMatch(JSON.stringify(diagnostics.map(({ message, fixes }) => [message, fixes])), /hunter/);
  });
});

describe("unverified-download", () => {
  const fires: readonly (readonly [instruction: string, place: string])[] = [
    ["RUN curl -fsSL https://example.com/a.tgz | tar xz", "https://example.com/a.tgz"],
    ["RUN wget https://example.com/a.zip && unzip a.zip", "https://example.com/a.zip"],
    ["RUN wget -O /tmp/a.deb https://example.com/x && dpkg -i /tmp/a.deb", "https://example.com/x"],
    ["RUN curl -o /usr/bin/a https://example.com/a", "https://example.com/a"],
    ["RUN curl -o /opt/a https://example.com/a && chmod 755 /opt/a", "https://example.com/a"],
    ["RUN curl -Lo /opt/a https://example.com/a && /opt/a --install", "https://example.com/a"],
    ["RUN cd /tmp && wget https://example.com/a/setup && sh setup", "https://example.com/a/setup"],
    ["ARG V\nRUN curl -L https://example.com/a-$V.tar.gz | tar xz", "https://example.com/a-$V.tar.gz"],
    ["RUN wget https://example.com/a.tgz && sha256sum a.tgz && tar xf a.tgz", "https://example.com/a.tgz"],
    ["RUN curl -O https://example.com/a.jar", "https://example.com/a.jar"],
  ];
  for (const [instruction, place] of fires) {
    it(`fires on ${instruction}`, () => assert.deepEqual(found(unverifiedDownload, instruction), [place]));
  }
  for (const instruction of [
    "RUN wget https://example.com/a.tgz && echo 'abc  a.tgz' | sha256sum -c && tar xf a.tgz",
    "RUN wget https://example.com/a.tgz && echo 'abc  a.tgz' | sha512sum --status --check && tar xf a.tgz",
    "RUN wget https://example.com/a.tgz && shasum -a 256 -c a.sum && tar xf a.tgz",
    "RUN wget https://example.com/a.tgz && gpg --batch --verify a.asc a.tgz && tar xf a.tgz",
    "RUN wget https://example.com/a.tgz && cosign verify-blob --key k a.tgz && tar xf a.tgz",
    'RUN wget https://example.com/a.tgz && test "$(sha256sum a.tgz | cut -d" " -f1)" = abc && tar xf a.tgz',
    "RUN wget https://example.com/a.tgz && sha256sum a.tgz | grep -q abc && tar xf a.tgz",
    "RUN curl -o /etc/a.json https://example.com/a.json",
    "RUN curl https://example.com/version | grep -o '[0-9.]*'",
    "RUN curl -fsSL https://example.com/key.gpg | gpg --dearmor > /usr/share/keyrings/a.gpg",
    "RUN curl -fsSL https://example.com/i.sh | sh",
    "RUN curl -o /a.tgz http://localhost/a.tgz",
    "RUN curl -I https://example.com/a",
  ]) {
    it(`is silent on ${instruction}`, () => assert.deepEqual(found(unverifiedDownload, instruction), []));
  }
});

describe("remote-add-unverified", () => {
  const commit = "1d3a7f9c0b5e4a2f8c6d9e0b7a5f4c3d2e1b0a9f";
  for (const source of [
    "https://example.com/a",
    "http://example.com/a.tgz",
    "https://github.com/a/b.git",
    "https://github.com/a/b.git#main",
    "https://github.com/a/b.git#v1.0:docs",
    "git@github.com:a/b.git",
    "git://example.com/a.git#main",
    `https://github.com/a/b.git#${commit.slice(0, 7)}`,
  ]) {
    it(`fires on ${source}`, () => assert.deepEqual(found(remoteAddUnverified, `ADD ${source} /a`), [source]));
  }
  for (const instruction of [
    `ADD https://github.com/a/b.git#${commit} /a`,
    `ADD git@github.com:a/b.git#${commit}:docs /a`,
    `ADD https://github.com/a/b.git?commit=${commit} /a`,
    `ADD --checksum=sha256:${"0".repeat(64)} https://example.com/a /a`,
    `ADD --checksum=${commit} https://github.com/a/b.git#v1.0 /a`,
    "ARG SUM\nADD --checksum=$SUM https://example.com/a /a",
    "ADD a.tgz b /c/",
    "ADD $SOURCE /a",
    "COPY https://example.com/a /a",
    "ADD <<EOF /a\nhttps://example.com\nEOF",
  ]) {
    it(`is silent on ${instruction}`, () => assert.deepEqual(found(remoteAddUnverified, instruction), []));
  }

  it("expands the URL, and tells no password", () => {
    assert.deepEqual(found(remoteAddUnverified, `ARG REF=${commit}\nADD https://github.com/a/b.git#$REF /a`), []);
    const { diagnostics } = check(remoteAddUnverified, "ADD https://user:hunter2@example.com/a?token=hunter3 /a");
    assert.equal(diagnostics.length, 1);
    assert.doesNotMatch(diagnostics[0]?.message ?? "hunter", /hunter/);
  });
});
