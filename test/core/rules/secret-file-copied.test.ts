import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { secretFileCopied } from "../../../server/src/core/rules/dockerfile/secret-file-copied.ts";
import { secretFileRemovedInLaterLayer } from "../../../server/src/core/rules/dockerfile/secret-file-removed-in-later-layer.ts";

function check(text: string, rules = [secretFileCopied]) {
  return analyze({ path: "Dockerfile", text }, { rules }).diagnostics;
}

function found(line: string) {
  const text = `FROM alpine\n${line}\n`;
  return check(text).map(({ span }) => text.slice(span.start, span.end));
}

function fixed(text: string) {
  const [fix] = check(text)[0]?.fixes ?? [];
  return fix === undefined ? undefined : { text: applyEdits(text, fix.edits), safe: fix.safe };
}

describe("secret-file-copied", () => {
  it("sees every form of COPY and ADD", () => {
    assert.deepEqual(found("COPY .env /app/"), [".env"]);
    assert.deepEqual(found('COPY ["my dir/.env", "/app/"]'), ['"my dir/.env"']);
    assert.deepEqual(found("ADD .npmrc /root/"), [".npmrc"]);
    assert.deepEqual(found("COPY --chown=app a.txt id_rsa b.txt /app/"), ["id_rsa"]);
    assert.deepEqual(found("COPY package.json .npmrc* ./"), [".npmrc*"]);
    assert.deepEqual(found("COPY certs/*.key /etc/ssl/"), ["certs/*.key"]);
    assert.deepEqual(found("COPY config.json /root/.docker/config.json"), ["/root/.docker/config.json"]);
    assert.deepEqual(found("COPY deploy-key /root/.ssh/id_ed25519"), ["/root/.ssh/id_ed25519"]);
    assert.deepEqual(found("ARG KEY\nCOPY ${KEY} /root/.ssh/id_ed25519"), ["/root/.ssh/id_ed25519"]);
    assert.deepEqual(found("ARG KEY\nCOPY ${KEY}.pub /root/.ssh/id_ed25519"), []);
    assert.deepEqual(found("ARG KEY\nCOPY ${KEY} /root/.ssh/"), []);
  });

  it("sees each kind of file of the catalogue", () => {
    for (const file of [
      "id_rsa",
      "id_ed25519",
      "privkey.pem",
      "server.key",
      ".env",
      ".npmrc",
      ".netrc",
      ".pypirc",
      ".git-credentials",
      ".aws/credentials",
      ".docker/config.json",
      "kubeconfig",
      "app.p12",
      "app.jks",
      "vault.kdbx",
      "terraform.tfstate",
      "service-account.json",
    ]) {
      assert.deepEqual(found(`COPY ${file} /app/`), [file]);
    }
  });

  it("is silent on public, example and source files, folders and downloads", () => {
    for (const line of [
      "COPY id_rsa.pub server.crt ca.pem chain.pem .env.example /app/",
      "COPY example.key id_rsa.sample /app/",
      "COPY token ./token",
      "COPY secrets/ /app/secrets/",
      "COPY . /app",
      "COPY src/password.ts src/secrets.go /app/",
      "ADD https://a.io/id_rsa /tmp/",
      "COPY server.crt /etc/nginx/tls.key.d/",
      "COPY $FILE /app/",
    ]) {
      assert.deepEqual(found(line), [], line);
    }
  });

  it("is silent on other stages and images", () => {
    assert.deepEqual(check("FROM a AS b\nCOPY .env .\nFROM c\nCOPY --from=b /.env /\nCOPY --from=img /id_rsa /\n"), []);
    assert.equal(check("FROM a AS b\nCOPY .env /\nFROM b\n").length, 1);
  });

  it("leaves a file that is removed later to the rule about layers", () => {
    const text = "FROM a\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@a.io:b.git\nRUN rm /root/.ssh/id_rsa\n";
    assert.deepEqual(check(text), []);
    assert.equal(check(text, [secretFileCopied, secretFileRemovedInLaterLayer]).length, 1);
  });

  it("mounts the file for the one RUN that reads it", () => {
    assert.deepEqual(fixed("FROM a\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci\nRUN apk add curl\n"), {
      text: "FROM a\nWORKDIR /app\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\nRUN apk add curl\n",
      safe: true,
    });
    assert.deepEqual(
      fixed("FROM a\nCOPY id_rsa /root/.ssh/\nRUN chmod 600 /root/.ssh/id_rsa && git clone git@a.io:b.git\n"),
      {
        text: "FROM a\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone git@a.io:b.git\n",
        safe: false,
      },
    );
  });

  it("has no fix where none, or more than one, reads it", () => {
    assert.equal(fixed("FROM a\nCOPY .env /app/\nCMD app\n"), undefined);
    assert.equal(
      fixed("FROM a\nCOPY .npmrc /app/\nRUN npm ci --userconfig /app/.npmrc\nRUN npm test --userconfig /app/.npmrc\n"),
      undefined,
    );
  });
});
