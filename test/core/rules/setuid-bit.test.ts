import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { setuidBit } from "../../../server/src/core/rules/dockerfile/setuid-bit.ts";

function check(text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [setuidBit] }).diagnostics;
}

function found(command: string) {
  const text = `FROM debian:12\n${command}\n`;
  return check(text).map(({ severity, span }) => `${severity} ${text.slice(span.start, span.end)}`);
}

function fixes(command: string) {
  const text = `FROM debian:12\n${command}\n`;
  return (check(text)[0]?.fixes ?? []).map(({ edits }) => applyEdits(text, edits).split("\n")[1]);
}

describe("setuid-bit", () => {
  for (const mode of ["+s", "u+s", "g+s", "ug+s", "a+s", "u=rwxs", "4755", "2755", "6755", "04755", "u+rwx,g+s"]) {
    it(`fires on chmod ${mode}`, () => assert.deepEqual(found(`RUN chmod ${mode} /opt/tool`), [`error ${mode}`]));
  }
  for (const mode of ["-s", "u-s", "a-s", "0755", "755", "1777", "u+x", "$MODE", "+t"]) {
    it(`is silent on chmod ${mode}`, () => assert.deepEqual(found(`RUN chmod ${mode} /opt/tool`), []));
  }

  it("sees the mode in every way a command is run", () => {
    assert.deepEqual(found("RUN chmod -R u+s /opt"), ["error u+s"]);
    assert.deepEqual(found("RUN find /opt -type f -exec chmod u+s {} \\;"), ["error u+s"]);
    assert.deepEqual(found("RUN find /opt -type f | xargs chmod u+s"), ["error u+s"]);
    assert.deepEqual(found("RUN sh -c 'chmod 4755 /a'"), ["error 4755"]);
    assert.deepEqual(found('RUN ["chmod", "4755", "/a"]'), ['error "4755"']);
    assert.deepEqual(found("RUN install -o root -m 4755 a /usr/bin/a"), ["error 4755"]);
    assert.deepEqual(found("RUN install --mode=4755 a /usr/bin/a"), ["error 4755"]);
    assert.deepEqual(found("RUN chmod 4755 $FILE"), ["error 4755"]);
  });

  it("sees COPY --chmod and ADD --chmod", () => {
    assert.deepEqual(found("COPY --chmod=4755 a /a"), ["error 4755"]);
    assert.deepEqual(found("ADD --chmod=u+s a /a"), ["error u+s"]);
    assert.deepEqual(found("COPY --chmod=0755 a /a"), []);
  });

  it("is silent on commands that take the bits away", () => {
    assert.deepEqual(found("RUN find / -perm /6000 -type f -exec chmod a-s {} \\; || true"), []);
    assert.deepEqual(found("RUN find / -perm -4000 -exec chmod u-s {} +"), []);
  });

  it("only informs of setgid on a directory", () => {
    assert.deepEqual(found("RUN mkdir -p -m 2775 /srv/a"), ["information 2775"]);
    assert.deepEqual(found("RUN install -d -m 2775 /srv/a"), ["information 2775"]);
    assert.deepEqual(found("RUN mkdir /srv/a && chmod g+s /srv/a"), ["information g+s"]);
    assert.deepEqual(found("RUN find /srv -type d -exec chmod g+s {} +"), ["information g+s"]);
    assert.deepEqual(found("RUN mkdir /srv/a && chmod -R g+s /srv/a"), ["error g+s"]);
  });

  it("is silent on stages that are not shipped", () => {
    assert.deepEqual(check("FROM debian:12 AS a\nRUN chmod u+s /a\nFROM debian:12\nCOPY --from=a /b /b\n"), []);
  });

  it("gives known tools the capability they need, and offers the mode without the bit", () => {
    assert.deepEqual(fixes("RUN chmod 4755 /bin/ping"), [
      "RUN chmod 0755 /bin/ping && setcap cap_net_raw+ep /bin/ping",
      "RUN chmod 0755 /bin/ping",
    ]);
    assert.deepEqual(fixes("RUN chmod u+s /usr/bin/dumpcap"), [
      "RUN setcap cap_net_raw,cap_net_admin+ep /usr/bin/dumpcap",
      "",
    ]);
    assert.deepEqual(fixes("RUN apt-get update && chmod u+s /usr/sbin/nginx && true"), [
      "RUN apt-get update && setcap cap_net_bind_service+ep /usr/sbin/nginx && true",
      "RUN apt-get update && true",
    ]);
  });

  it("takes the bit away unasked only where it has no effect", () => {
    const safe = (text: string) => check(text)[0]?.fixes?.some((fix) => fix.safe);
    assert.equal(safe("FROM debian:12\nRUN chmod 4755 /app\n"), true);
    assert.equal(safe("FROM debian:12\nRUN chmod 4755 /app\nUSER 1000\n"), false);
    assert.equal(safe("FROM debian:12\nRUN chmod 4755 /usr/bin/sudo\n"), false);
    assert.equal(safe("FROM debian:12\nRUN chmod 4755 /bin/ping\n"), false);
  });
});
