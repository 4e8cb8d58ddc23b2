import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits, fixAll } from "../../../server/src/core/index.ts";
import { secretInArg } from "../../../server/src/core/rules/dockerfile/secret-in-arg.ts";
import { secretInEnv } from "../../../server/src/core/rules/dockerfile/secret-in-env.ts";

const OPTIONS = { rules: [secretInArg, secretInEnv] };

function check(text: string) {
  return analyze({ path: "Dockerfile", text }, OPTIONS).diagnostics;
}

function found(text: string) {
  return check(text).map(({ rule, span }) => `${rule.id.slice(10)} ${text.slice(span.start, span.end)}`);
}

function fixed(text: string) {
  const [fix] = check(text)[0]?.fixes ?? [];
  return fix === undefined ? undefined : { text: applyEdits(text, fix.edits), safe: fix.safe };
}

describe("secret-in-arg", () => {
  it("reports a name that a RUN uses, and only then", () => {
    assert.deepEqual(found("FROM a\nARG NPM_TOKEN\nRUN echo $NPM_TOKEN\n"), ["arg NPM_TOKEN"]);
    assert.deepEqual(found("FROM a\nARG NPM_TOKEN\nRUN echo '$NPM_TOKEN'\n"), []);
    assert.deepEqual(found("FROM a\nARG NPM_TOKEN\nRUN echo $NPM_TOKEN_FILE\n"), []);
    assert.deepEqual(found("FROM a\nARG NPM_TOKEN\nRUN ./build\n"), []);
    assert.deepEqual(found("FROM a\nRUN echo $NPM_TOKEN\nARG NPM_TOKEN\n"), []);
    assert.deepEqual(found("FROM a\nARG NPM_TOKEN\nFROM b\nRUN echo $NPM_TOKEN\n"), []);
  });

  it("reports a literal default, used or not", () => {
    assert.deepEqual(found("FROM a\nARG API_TOKEN=abc123def\n"), ["arg abc123def"]);
    assert.deepEqual(found("FROM a\nARG API_TOKEN=abc123def\nRUN echo $API_TOKEN\n"), ["arg abc123def"]);
    assert.deepEqual(found("FROM a\nARG INDEX=https://u:hunter2@pypi.acme.io/\n"), ["arg hunter2"]);
  });

  it("gives a default password an error only where it is used", () => {
    const severities = (text: string) => check(text).map(({ severity }) => severity);
    assert.deepEqual(severities("FROM a\nARG DB_PASSWORD=changeme\n"), ["warning"]);
    assert.deepEqual(severities("FROM a\nARG DB_PASSWORD=changeme\nRUN ./a $DB_PASSWORD\n"), ["error"]);
  });

  it("reports an ENV that copies it, once", () => {
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN\n"), ["arg $API_TOKEN"]);
    assert.deepEqual(found('FROM a\nARG API_TOKEN\nENV API_TOKEN="${API_TOKEN}"\nRUN echo $API_TOKEN\n'), [
      'arg "${API_TOKEN}"',
    ]);
    assert.deepEqual(found("FROM a\nARG API_TOKEN=abc123def\nENV API_TOKEN=$API_TOKEN\n"), ["arg abc123def"]);
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nENV URL=https://$API_TOKEN@a.io\n"), [
      "arg https://$API_TOKEN@a.io",
    ]);
    assert.deepEqual(found("FROM a\nARG PW\nENV DB_PASSWORD=$PW\n"), ["arg $PW"]);
    assert.deepEqual(found("FROM a\nARG VERSION\nENV DB_PASSWORD=a-$VERSION\n"), []);
    assert.deepEqual(found("FROM a\nARG TOKEN_TTL\nENV TOKEN_TTL=$TOKEN_TTL\n"), []);
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nENV A=b\nENV A=$A\n"), []);
  });

  it("takes an ENV of the same name for what a RUN reads", () => {
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nENV API_TOKEN=/run/secrets/x\nRUN echo $API_TOKEN\n"), []);
  });

  it("is silent on switches, numbers and places", () => {
    for (const value of ["true", "0", "3600", "/run/secrets/token", "https://a.io/token"]) {
      assert.deepEqual(found(`FROM a\nARG API_TOKEN=${value}\nRUN echo $API_TOKEN\nENV X_TOKEN=$API_TOKEN\n`), []);
    }
  });

  // hadolint 1245, buildkit 5403, ddev 6462.
  it("is silent on names that only look like one", () => {
    assert.deepEqual(
      found(
        "FROM a\nARG GOPRIVATE\nARG AUTH_MODE\nARG SSH_AUTH_SOCK\nARG GPG_KEY\nRUN echo $GOPRIVATE $AUTH_MODE $SSH_AUTH_SOCK $GPG_KEY\n",
      ),
      [],
    );
  });

  it("reports the literal before the first FROM, not the stages that inherit it", () => {
    const text = "ARG API_TOKEN=abc123def\nFROM a\nARG API_TOKEN\nRUN echo $API_TOKEN\n";
    assert.deepEqual(found(text), ["arg abc123def"]);
    assert.deepEqual(fixed(text), {
      text: "FROM a\nRUN --mount=type=secret,id=api_token,env=API_TOKEN,required echo $API_TOKEN\n",
      safe: true,
    });
  });

  it("leaves an argument before the first FROM to the other stages that inherit it", () => {
    const text =
      "ARG API_TOKEN\nFROM a AS x\nARG API_TOKEN\nRUN echo $API_TOKEN\nFROM b\nARG API_TOKEN\nRUN ./b $API_TOKEN\n";
    assert.deepEqual(found(text), ["arg API_TOKEN", "arg API_TOKEN"]);
    const all = fixAll(analyze({ path: "Dockerfile", text }, OPTIONS), OPTIONS);
    assert.deepEqual(all.analysis.diagnostics, []);
    assert.equal(
      all.text,
      "ARG API_TOKEN\nFROM a AS x\nRUN --mount=type=secret,id=api_token,env=API_TOKEN echo $API_TOKEN\nFROM b\nRUN --mount=type=secret,id=api_token,env=API_TOKEN ./b $API_TOKEN\n",
    );
  });

  it("keeps an argument that a FROM needs as well", () => {
    assert.equal(fixed("ARG API_TOKEN=abc123def\nFROM a:$API_TOKEN\n"), undefined);
  });

  it("takes an ENV that copies it and its source out together", () => {
    assert.deepEqual(fixed("FROM a\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN X=y\nRUN ./a $API_TOKEN\n"), {
      text: "FROM a\nENV X=y\nRUN --mount=type=secret,id=api_token,env=API_TOKEN ./a $API_TOKEN\n",
      safe: false,
    });
    assert.equal(fixed("FROM a\nARG API_TOKEN\nENV A=$API_TOKEN B=$API_TOKEN\n"), undefined);
  });

  it("joins two arguments of one RUN in fix-all", () => {
    const text = "FROM a\nARG A_TOKEN\nARG B_TOKEN\nRUN ./a $A_TOKEN $B_TOKEN\n";
    const all = fixAll(analyze({ path: "Dockerfile", text }, OPTIONS), OPTIONS);
    assert.deepEqual(all.analysis.diagnostics, []);
    assert.match(
      all.text,
      /^FROM a\nRUN --mount=type=secret,id=b_token,env=B_TOKEN --mount=type=secret,id=a_token,env=A_TOKEN \.\/a \$A_TOKEN \$B_TOKEN\n$/,
    );
  });

  it("sees PowerShell and cmd read it, and has no fix for them", () => {
    const windows = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nARG API_TOKEN\n";
    assert.deepEqual(found(`${windows}RUN a.exe %API_TOKEN%\n`), ["arg API_TOKEN"]);
    assert.deepEqual(found(`${windows}SHELL ["powershell"]\nRUN a.exe $env:API_TOKEN\n`), ["arg API_TOKEN"]);
    assert.equal(fixed(`${windows}RUN a.exe %API_TOKEN%\n`), undefined);
  });

  it("sees uses in COPY, ADD and heredocs", () => {
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nADD https://u:${API_TOKEN}@a.io/f /f\n"), ["arg API_TOKEN"]);
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nCOPY <<EOF /f\ntoken=$API_TOKEN\nEOF\n"), ["arg API_TOKEN"]);
    assert.deepEqual(found("FROM a\nARG API_TOKEN\nCOPY <<'EOF' /f\ntoken=$API_TOKEN\nEOF\n"), []);
  });
});
