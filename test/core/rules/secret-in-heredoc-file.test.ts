import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../../server/src/core/index.ts";
import { secretInHeredocFile } from "../../../server/src/core/rules/dockerfile/secret-in-heredoc-file.ts";
import { BASE64, random } from "../secrets/samples.ts";

function found(text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [secretInHeredocFile] }).diagnostics.map(
    ({ severity, span }) => `${severity} ${text.slice(span.start, span.end)}`,
  );
}

describe("secret-in-heredoc-file", () => {
  it("reads every heredoc of COPY and ADD", () => {
    assert.deepEqual(
      found("FROM a\nCOPY <<A <<'B' /etc/\nx=1\nA\napi_token: abc123def\nB\nADD <<C /c\nDB_PASSWORD=hunter2\nC\n"),
      ["error abc123def", "error hunter2"],
    );
  });

  it("finds a whole private key", () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${random(BASE64, 64)}\n-----END PRIVATE KEY-----`;
    assert.deepEqual(found(`FROM a\nCOPY <<EOF /etc/key.pem\n${key}\nEOF\n`), [`error ${key}`]);
  });

  it("takes a file with one word for what its name says", () => {
    assert.deepEqual(found("FROM a\nCOPY <<EOF /password.txt\nhunter2\nEOF\n"), ["error hunter2"]);
    assert.deepEqual(found("FROM a\nCOPY <<EOF /greeting.txt\nhunter2\nEOF\n"), []);
  });

  it("reads the elements of XML", () => {
    const settings = (password: string) =>
      `FROM a\nCOPY <<EOF /s.xml\n<server><id>a</id><password>${password}</password></server>\nEOF\n`;
    assert.deepEqual(found(settings("hunter2")), ["error hunter2"]);
    assert.deepEqual(found(settings("{COQLCE6DU6GtcS5P=}")), []);
    assert.deepEqual(found(settings("\\${env.PASSWORD}")), []);
  });

  it("leaves RUN to its own rule", () => {
    assert.deepEqual(found("FROM a\nRUN <<EOF\nexport DB_PASSWORD=hunter2\nEOF\n"), []);
  });

  it("gives a default password a warning", () => {
    assert.deepEqual(found("FROM a\nCOPY <<EOF /a.env\nDB_PASSWORD=changeme\nEOF\n"), ["warning changeme"]);
  });

  it("keeps its places in files with CRLF", () => {
    assert.deepEqual(found("FROM a\r\nCOPY <<EOF /a.env\r\nA=b\r\nDB_PASSWORD=hunter2\r\nEOF\r\n"), ["error hunter2"]);
  });
});
