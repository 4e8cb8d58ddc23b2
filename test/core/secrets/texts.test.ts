import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findSecrets, judgeNamed } from "../../../server/src/core/secrets/detect.ts";
import { entropy, looksRandom } from "../../../server/src/core/secrets/entropy.ts";
import { redact } from "../../../server/src/core/secrets/redact.ts";
import { ALNUM, BASE64, HEX, joined, random, uuid } from "./samples.ts";

function found(text: string): readonly string[] {
  return findSecrets(text).map(({ kind, span }) => `${kind} ${text.slice(span.start, span.end)}`);
}

function key(label: string, lineBreak = "\n"): string {
  const lines = Array.from({ length: 4 }, (_, i) => random(BASE64, 64, i + 1));
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join(lineBreak);
}

describe("private keys", () => {
  for (const label of [
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PGP PRIVATE KEY BLOCK",
  ]) {
    it(`finds the whole of a ${label}`, () => {
      const pem = key(label);
      assert.deepEqual(found(`before\n${pem}\nafter\n`), [`private-key ${pem}`]);
    });
  }

  it("finds one in one line, with \\n for the breaks", () => {
    const pem = key("PRIVATE KEY", "\\n");
    assert.deepEqual(found(`{"private_key": "${pem}\\n"}`), [`private-key ${pem}`]);
  });

  it("finds one that is not closed yet, up to its last line", () => {
    const pem = key("PRIVATE KEY").replace(/\n-----END.*$/, "");
    assert.deepEqual(found(`${pem}\nEOF`), [`private-key ${pem}\nEOF`]);
    assert.equal(found(`${pem}\n}`)[0], `private-key ${pem}`);
  });

  it("finds two", () => {
    assert.equal(found(`${key("PRIVATE KEY")}\n${key("RSA PRIVATE KEY")}`).length, 2);
  });

  it("is silent where only the line is named, and on public halves", () => {
    assert.deepEqual(found("grep -q 'BEGIN RSA PRIVATE KEY' f"), []);
    assert.deepEqual(found("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"), []);
    assert.deepEqual(found(key("PUBLIC KEY")), []);
    assert.deepEqual(found(key("CERTIFICATE")), []);
  });
});

describe("passwords in URLs", () => {
  it("finds them before the host", () => {
    assert.deepEqual(found("postgres://app:hunter2@db:5432/app"), ["url-password hunter2"]);
    assert.deepEqual(found("see https://bot:s3cr3t!x@git.acme.io/a.git now"), ["url-password s3cr3t!x"]);
    assert.deepEqual(found("redis://:hunter2@cache"), ["url-password hunter2"]);
    assert.deepEqual(found("amqp://guest:guest@mq"), ["weak-default guest"]);
    assert.deepEqual(found("mongodb+srv://u:p%40ss@h/a"), ["url-password p%40ss"]);
    const token = random(ALNUM, 40);
    assert.deepEqual(found(`https://${token}@github.com/a/b.git`), [`url-password ${token}`]);
  });

  it("takes a token there for what it is", () => {
    const token = joined("gh", "p_", random(ALNUM, 36));
    assert.deepEqual(found(`https://x-access-token:${token}@github.com/a/b`), [`format ${token}`]);
  });

  it("finds them in the query", () => {
    const token = random(ALNUM, 30);
    assert.deepEqual(found(`https://api.acme.io/v1?a=1&access_token=${token}`), [`url-password ${token}`]);
    assert.deepEqual(found("jdbc:mysql://db/app?user=u&password=hunter2"), ["url-password hunter2"]);
  });

  for (const text of [
    "https://user:$PASSWORD@host/",
    "https://user:${PASSWORD}@host/",
    "https://user:{{ password }}@host/",
    "https://user:<password>@host/",
    "https://USER:PASSWORD@host/",
    "https://user:%s@host/",
    "https://user:****@host/",
    "https://user:@host/",
    "https://$USER:x@host/",
    "https://git@github.com/a/b.git",
    "ssh://git@github.com:22/a/b.git",
    "https://oauth2@github.com/a",
    "https://host:8080/path@2x.png",
    "https://host/a:b@c",
    "docker://alpine:3.20@sha256:0123",
    "oci://registry.acme.io/a:1@sha256:0123",
    "://:@",
    "https://registry.npmjs.org/@scope/pkg",
    "http://localhost:3000?token=$TOKEN",
    "https://a.io?tokenizer=abcdefgh&page_token=abcdefgh",
  ]) {
    it(`is silent on ${text}`, () => assert.deepEqual(found(text), []));
  }
});

describe("entropy", () => {
  it("is counted in bits per character", () => {
    assert.equal(entropy(""), 0);
    assert.equal(entropy("aaaa"), 0);
    assert.equal(entropy("ab"), 1);
    assert.equal(entropy("abcd"), 2);
  });

  for (const text of [random(HEX, 32), random(ALNUM, 20), random(BASE64, 44), random(ALNUM, 64)]) {
    it(`takes ${text} for random`, () => assert.equal(looksRandom(text), true));
  }
  for (const text of [
    "short1",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "my-application-name-2",
    "org.springframework.boot",
    "SomeCamelCaseClassName",
    "SOME_CONSTANT_NAME_HERE",
    "this is a sentence with words",
    "registry.acme.io/team/app",
    "2024-01-01T00:00:00Z",
    "12345678901234567890",
  ]) {
    it(`does not take ${text} for random`, () => assert.equal(looksRandom(text), false));
  }
});

describe("redaction", () => {
  it("shows at most two characters", () => {
    assert.equal(redact("hunter2"), "hu…");
    assert.equal(redact("short"), "…");
    assert.equal(redact(""), "…");
    assert.equal(redact(uuid()).length, 3);
  });
});

describe("hostile texts", () => {
  const LENGTH = 200_000;
  const pieces = [
    "a",
    joined("gh", "p_"),
    ":@",
    "://",
    "://a:b",
    "eyJ",
    "eyJaaaaaaaaaaaaaaaaaaaa.",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "AKIA",
    "aws_secret_",
    "password=",
    "a=b;password=",
    "machine a login b ",
    "T3BlbkFJ",
    "sk-aaaaaaaaaaaaaaaaaaaaT3BlbkFJ",
    "Authorization: Bearer ",
    "Q~",
    "JQQJ9",
    "+ACR",
    '"auth":"',
    "?a=",
    "&password=",
    " ",
    "\n",
    "\\n",
    "=",
    "'",
    "MTIz",
    "x.atlasv1.",
  ];
  for (const piece of pieces) {
    it(`end in time: ${JSON.stringify(piece)} over and over`, { timeout: 20_000 }, () => {
      const text = piece.repeat(Math.ceil(LENGTH / piece.length));
      assert.ok(Array.isArray(findSecrets(text)));
      assert.ok(judgeNamed("DB_PASSWORD", text) === undefined || text.length > 0);
    });
  }
});
