import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { secretInEnv } from "../../../server/src/core/rules/dockerfile/secret-in-env.ts";
import { ALNUM, joined, random } from "../secrets/samples.ts";

function check(text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [secretInEnv] }).diagnostics;
}

function found(text: string) {
  return check(text).map(({ severity, span }) => `${severity} ${text.slice(span.start, span.end)}`);
}

function fixed(text: string) {
  const [fix] = check(text)[0]?.fixes ?? [];
  return fix === undefined ? undefined : { text: applyEdits(text, fix.edits), safe: fix.safe, note: fix.note };
}

const BUILD = "FROM alpine AS build\n";
const SHIPPED = "FROM alpine\nCOPY --from=build /a /a\n";

describe("secret-in-env", () => {
  it("sees every way to write a pair", () => {
    assert.deepEqual(found("FROM a\nENV DB_PASSWORD hunter2\n"), ["error hunter2"]);
    assert.deepEqual(found("FROM a\nENV DB_PASSWORD='hunter2' A=b\n"), ["error hunter2"]);
    assert.deepEqual(found('FROM a\nENV A=b \\\n    DB_PASSWORD="hunter2"\n'), ["error hunter2"]);
    assert.deepEqual(found("FROM a\nENV DB_PASSWORD=correct\\ horse\n"), ["error correct\\ horse"]);
    assert.deepEqual(found("FROM a\r\nENV DB_PASSWORD=hunter2\r\n"), ["error hunter2"]);
    assert.deepEqual(found("from a\nenv DB_PASSWORD=hunter2\n"), ["error hunter2"]);
  });

  it("takes the value for what it is, whatever the name", () => {
    const token = joined("gh", "p_", random(ALNUM, 36));
    assert.deepEqual(found(`FROM a\nENV X=${token}\n`), [`error ${token}`]);
    assert.deepEqual(found("FROM a\nENV X=amqp://app:hunter2@mq/\n"), ["error hunter2"]);
  });

  // hadolint 1245: `PRIVATE` in GOPRIVATE, `_TOKEN` in GITHUB_TOKEN_FILE.
  it("compares words, not parts of words (hadolint 1245)", () => {
    assert.deepEqual(found("FROM a\nENV GOPRIVATE=git.acme.io/team\nENV GITHUB_TOKEN_FILE=/run/secrets/gh\n"), []);
    assert.deepEqual(found("FROM a\nENV KEYCLOAK_HOME=/opt COMPASS=north TOKENIZERS_PARALLELISM=false\n"), []);
  });

  // moby/buildkit 5403: AUTH_MODE and the like; 6501: places of secrets.
  it("is silent on modes and places (buildkit 5403, 6501)", () => {
    assert.deepEqual(found("FROM a\nENV AUTH_MODE=token PASSWORD_POLICY=strict TOKEN_URL=https://a.io/token\n"), []);
    assert.deepEqual(
      found("FROM a\nENV SECRET_PATH=/run/secrets/a AWS_SHARED_CREDENTIALS_FILE=/run/secrets/aws\n"),
      [],
    );
  });

  // ddev 6462: the path of a socket.
  it("is silent on SSH_AUTH_SOCK (ddev 6462)", () => {
    assert.deepEqual(found("FROM a\nENV SSH_AUTH_SOCK=/home/.ssh-agent/socket\n"), []);
  });

  // kubescape regolibrary 697 and 563: no penalty for the right way.
  it("does not punish the right way: names of files instead of secrets", () => {
    assert.deepEqual(found("FROM a\nENV MYSQL_ROOT_PASSWORD_FILE=/run/secrets/db DB_PASSWORD=/run/secrets/db\n"), []);
  });

  it("leaves references to the rule about build arguments", () => {
    assert.deepEqual(found("FROM a\nARG T\nENV TOKEN=$T API_TOKEN=${T} B_TOKEN=${T:-none}\n"), []);
  });

  it("reports a default password at lower severity", () => {
    assert.deepEqual(found("FROM a\nENV POSTGRES_PASSWORD=postgres\n"), ["warning postgres"]);
    assert.deepEqual(found("FROM a\nENV API_TOKEN=changeme\n"), []);
  });

  it("is silent on what a trigger sets: that is metadata", () => {
    assert.deepEqual(found("FROM a\nONBUILD ENV DB_PASSWORD=hunter2\n"), []);
  });

  it("gives each RUN that reads it a secret mount, unasked where the stage is not shipped", () => {
    assert.deepEqual(
      fixed(
        `${BUILD}ENV A=b DB_PASSWORD=hunter2 C=d\nRUN ./a $DB_PASSWORD\nRUN ./b\nRUN ./c "\${DB_PASSWORD:-x}"\n${SHIPPED}`,
      ),
      {
        text: `${BUILD}ENV A=b C=d\nRUN --mount=type=secret,id=db_password,env=DB_PASSWORD,required ./a $DB_PASSWORD\nRUN ./b\nRUN --mount=type=secret,id=db_password,env=DB_PASSWORD,required ./c "\${DB_PASSWORD:-x}"\n${SHIPPED}`,
        safe: true,
        note: "Build with `docker build --secret id=db_password,env=DB_PASSWORD .`. Replace the secret where it was ever built or committed.",
      },
    );
  });

  it("finds the RUNs of stages that are built on its stage", () => {
    const text = `${BUILD}ENV API_TOKEN=abc123def\nFROM build AS next\nRUN ./a $API_TOKEN\nFROM alpine\n`;
    assert.equal(
      fixed(text)?.text,
      `${BUILD}FROM build AS next\nRUN --mount=type=secret,id=api_token,env=API_TOKEN,required ./a $API_TOKEN\nFROM alpine\n`,
    );
  });

  it("finds reads in heredocs, in sh -c, in conditions and in exec form", () => {
    for (const run of [
      "RUN <<EOF\necho $API_TOKEN | ./a\nEOF",
      "RUN sh -c 'echo $API_TOKEN | ./a'",
      'RUN if [ -n "$API_TOKEN" ]; then ./a; fi',
      'RUN ["sh", "-c", "./a $API_TOKEN"]',
      "RUN cat <<EOF | ./a\n$API_TOKEN\nEOF",
      "RUN A=$API_TOKEN ./a",
      "RUN ./a > /tmp/$API_TOKEN",
    ]) {
      const text = `${BUILD}ENV API_TOKEN=abc123def\n${run}\n${SHIPPED}`;
      assert.equal(
        fixed(text)?.text,
        `${BUILD}${run.replace("RUN", "RUN --mount=type=secret,id=api_token,env=API_TOKEN,required")}\n${SHIPPED}`,
      );
    }
  });

  it("asks in the shipped image: the program may read the variable when it runs", () => {
    const result = fixed("FROM a\nENV API_TOKEN=abc123def\nRUN ./a $API_TOKEN\nCMD ./b $API_TOKEN\n");
    assert.equal(result?.safe, false);
    assert.equal(
      result?.text,
      "FROM a\nRUN --mount=type=secret,id=api_token,env=API_TOKEN,required ./a $API_TOKEN\nCMD ./b $API_TOKEN\n",
    );
    assert.match(result?.note ?? "", /docker run -e API_TOKEN/);
    assert.equal(fixed("FROM a\nENV API_TOKEN=abc123def\n")?.safe, false);
  });

  it("asks where a program that nobody knows may read it", () => {
    assert.equal(fixed(`${BUILD}ENV API_TOKEN=abc123def\nRUN ./a\n${SHIPPED}`)?.safe, false);
    assert.equal(fixed(`${BUILD}ENV API_TOKEN=abc123def\nRUN apk add curl\n${SHIPPED}`)?.safe, true);
  });

  it("keeps comments and the style of the lines", () => {
    const first = (text: string) => fixed(`FROM a\n${text}`)?.text.slice("FROM a\n".length);
    assert.equal(
      first("ENV A=b \\\n    # one\n    API_TOKEN=abc123def \\\n    # two\n    C=d\n"),
      "ENV A=b \\\n    # one\n    # two\n    C=d\n",
    );
    assert.equal(first("ENV API_TOKEN=abc123def \\\n    # two\n    C=d\n"), "ENV \\\n    # two\n    C=d\n");
    assert.equal(first("ENV A=b API_TOKEN=abc123def \\\n    # two\n    C=d\n"), "ENV A=b \\\n    # two\n    C=d\n");
    assert.equal(first("ENV A=b \\\n    API_TOKEN=abc123def \\\n    C=d\n"), "ENV A=b \\\n    C=d\n");
    assert.equal(first("ENV API_TOKEN=abc123def C=d\n"), "ENV C=d\n");
    assert.equal(first("ENV A=b \\\n    API_TOKEN=abc123def\nRUN c\n"), "ENV A=b\nRUN c\n");
  });

  it("has no fix where another instruction needs the value", () => {
    assert.equal(fixed("FROM a\nENV API_TOKEN=abc123def\nENV URL=https://a.io/$API_TOKEN\n"), undefined);
    assert.equal(fixed("FROM a\nENV API_TOKEN=abc123def\nCOPY a /$API_TOKEN\n"), undefined);
  });

  it("has no fix where a frontend or a shell has no such mounts", () => {
    const build = "FROM a\nENV API_TOKEN=abc123def\nRUN ./a $API_TOKEN\n";
    assert.equal(fixed(`# syntax=docker/dockerfile:1.4\n${build}`), undefined);
    assert.notEqual(fixed(`# syntax=docker/dockerfile:1\n${build}`), undefined);
    assert.notEqual(fixed(`# syntax=docker/dockerfile:1.12\n${build}`), undefined);
    assert.equal(
      fixed("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nENV API_TOKEN=abc123def\nRUN a.exe %API_TOKEN%\n"),
      undefined,
    );
  });

  it("never says the secret", () => {
    const token = joined("gh", "p_", random(ALNUM, 36));
    const [diagnostic] = check(`FROM a\nENV X=${token}\n`);
    assert.doesNotMatch(JSON.stringify(diagnostic?.message), new RegExp(token.slice(0, 8)));
  });
});
