import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { secretInMetadata } from "../../../server/src/core/rules/dockerfile/secret-in-metadata.ts";
import { ALNUM, BASE64, joined, random } from "../secrets/samples.ts";

function check(text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [secretInMetadata] }).diagnostics;
}

function found(line: string) {
  const text = `FROM alpine\n${line}\n`;
  return check(text).map(({ severity, span }) => `${severity} ${text.slice(span.start, span.end)}`);
}

const TOKEN = joined("gh", "p_", random(ALNUM, 36));

describe("secret-in-metadata", () => {
  it("looks into labels", () => {
    assert.deepEqual(found(`LABEL a=b build="${TOKEN}"`), [`error ${TOKEN}`]);
    assert.deepEqual(found("LABEL api-key=abc123def"), ["error abc123def"]);
    assert.deepEqual(found("LABEL db.password=postgres"), ["warning postgres"]);
    assert.deepEqual(found("LABEL com.acme.token-owner=team org.opencontainers.image.revision=0123abcd0123abcd"), []);
  });

  it("looks into commands in both forms", () => {
    for (const keyword of ["CMD", "ENTRYPOINT", "HEALTHCHECK CMD", "HEALTHCHECK --interval=5s CMD"]) {
      assert.deepEqual(found(`${keyword} mysqladmin ping -uroot -p'h7Gq2-mZw'`), ["error h7Gq2-mZw"], keyword);
      assert.deepEqual(found(`${keyword} ["app", "${TOKEN}"]`), [`error ${TOKEN}`], keyword);
      assert.deepEqual(found(`${keyword} ["app", "--port", "8080"]`), [], keyword);
      assert.deepEqual(found(`${keyword} app --password $DB_PASSWORD`), [], keyword);
    }
    assert.deepEqual(found("HEALTHCHECK NONE"), []);
  });

  it("looks into triggers", () => {
    assert.deepEqual(found("ONBUILD ENV API_TOKEN=abc123def"), ["error abc123def"]);
    assert.deepEqual(found("ONBUILD ARG API_TOKEN=abc123def"), ["error abc123def"]);
    assert.deepEqual(found("ONBUILD RUN curl -u bot:h7Gq2-mZw https://a.io/"), ["error h7Gq2-mZw"]);
    assert.deepEqual(found(`ONBUILD ADD https://bot:${TOKEN}@a.io/f /f`), [`error ${TOKEN}`]);
    assert.deepEqual(found("ONBUILD LABEL api-key=abc123def"), ["error abc123def"]);
    assert.deepEqual(found("ONBUILD RUN --mount=type=secret,id=t curl -u bot:$(cat /run/secrets/t) https://a.io/"), []);
  });

  it("looks into comments, also within an instruction", () => {
    assert.deepEqual(found(`# token: ${TOKEN}`), [`error ${TOKEN}`]);
    assert.deepEqual(found(`RUN a \\\n    # ${TOKEN}\n    && b`), [`error ${TOKEN}`]);
    assert.deepEqual(found("# ARG API_TOKEN=abc123def"), ["error abc123def"]);
    assert.deepEqual(found(`# docker build --build-arg API_TOKEN=${random(ALNUM, 32)} .`).length, 1);
  });

  it("finds a key that takes several lines of comments", () => {
    const lines = Array.from({ length: 3 }, (_, i) => `# ${random(BASE64, 64, i + 1)}`);
    const block = ["# -----BEGIN PRIVATE KEY-----", ...lines, "# -----END PRIVATE KEY-----"].join("\n");
    assert.deepEqual(found(block), [`error ${block.slice(2)}`]);
  });

  it("is silent on usage and examples in comments", () => {
    for (const comment of [
      "# docker run -e MYSQL_ROOT_PASSWORD=my-secret-pw mysql",
      "# docker run -e API_TOKEN=abc123def app",
      "# set DB_PASSWORD=<password>",
      "# https://user:password@example.com/",
      "# ENV DB_PASSWORD=$PW",
      "# ENV PASSWORD_FILE=/run/secrets/db",
      "# the password is asked for",
    ]) {
      assert.deepEqual(found(comment), [], comment);
    }
  });

  it("leaves ENV, ARG, RUN and COPY to their own rules", () => {
    assert.deepEqual(found("ENV API_TOKEN=abc123def\nARG B_TOKEN=abc123def\nRUN curl -u a:h7Gq2-mZw https://a.io"), []);
  });

  it("takes the label out, and only that", () => {
    const text = 'FROM a\nLABEL a=b \\\n      api-key="abc123def" \\\n      c=d\n';
    const [fix] = check(text)[0]?.fixes ?? [];
    assert.equal(fix?.safe, true);
    assert.equal(applyEdits(text, fix?.edits ?? []), "FROM a\nLABEL a=b \\\n      c=d\n");
    assert.deepEqual(check(`FROM a\nCMD app ${TOKEN}\n`)[0]?.fixes ?? [], []);
  });
});
