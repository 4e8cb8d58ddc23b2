import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { dangerousFileCapability } from "../../../server/src/core/rules/dockerfile/dangerous-file-capability.ts";
import { passwordlessSudo } from "../../../server/src/core/rules/dockerfile/passwordless-sudo.ts";
import { setuidBit } from "../../../server/src/core/rules/dockerfile/setuid-bit.ts";
import { worldWritable } from "../../../server/src/core/rules/dockerfile/world-writable.ts";
import type { Rule } from "../../../server/src/core/rules/rule.ts";

const HEAD = "FROM debian:12\n";

function check(rule: Rule, text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [rule] }).diagnostics;
}

function found(rule: Rule, instructions: string): readonly string[] {
  const text = `${HEAD}${instructions}\n`;
  return check(rule, text).map(({ span, severity }) => `${severity} ${text.slice(span.start, span.end)}`);
}

function fixed(rule: Rule, instructions: string): string | undefined {
  const text = `${HEAD}${instructions}\n`;
  const fix = check(rule, text)[0]?.fixes?.[0];
  return fix === undefined ? undefined : applyEdits(text, fix.edits).slice(HEAD.length).trimEnd();
}

describe("world-writable", () => {
  for (const mode of [
    "777",
    "0777",
    "666",
    "2777",
    "o+w",
    "a+w",
    "a+rwX",
    "ugo+rw",
    "go=rw",
    "o=rwx",
    "a=rw",
    "u=rwx,o+w",
    "=777",
  ]) {
    it(`fires on chmod ${mode}`, () =>
      assert.deepEqual(found(worldWritable, `RUN chmod ${mode} /srv/a`), [`warning ${mode}`]));
  }
  for (const mode of [
    "775",
    "0644",
    "1777",
    "3777",
    "+t",
    "a+rwxt",
    "o-w",
    "a+w,o-w",
    "g+w",
    "ug+w",
    "+w",
    "u=rwx,g=u",
    "$MODE",
  ]) {
    it(`is silent on chmod ${mode}`, () => assert.deepEqual(found(worldWritable, `RUN chmod ${mode} /srv/a`), []));
  }

  it("knows the umask that is set in the script", () => {
    assert.deepEqual(found(worldWritable, "RUN umask 0 && chmod +w /srv/a"), ["warning +w"]);
    assert.deepEqual(found(worldWritable, "RUN umask 027 && chmod +w /srv/a"), []);
    assert.deepEqual(found(worldWritable, "RUN umask 0\nRUN chmod +w /srv/a"), []);
  });

  it("sees the mode in every way a command is run", () => {
    assert.deepEqual(found(worldWritable, "RUN find /srv -type f -exec chmod 666 {} +"), ["warning 666"]);
    assert.deepEqual(found(worldWritable, 'RUN ["chmod", "777", "/srv/a"]'), ['warning "777"']);
    assert.deepEqual(found(worldWritable, "RUN install -d -m 777 /srv/a && mkdir -pm777 /srv/b"), [
      "warning 777",
      "warning 777",
    ]);
    assert.deepEqual(found(worldWritable, "ADD --chmod=777 a /srv/a"), ["warning 777"]);
    assert.deepEqual(found(worldWritable, "RUN <<EOF\nchmod -R 777 /srv\nEOF"), ["warning 777"]);
  });

  it("is silent on what does not stay so, and on what is no file of the image", () => {
    assert.deepEqual(found(worldWritable, "RUN chmod 777 /srv/a && rm /srv/a"), []);
    assert.deepEqual(found(worldWritable, "RUN chmod 777 /srv/a\nRUN rm -rf /srv"), []);
    assert.deepEqual(found(worldWritable, "RUN chmod 777 /srv/a && ./a && chmod 755 /srv/a"), []);
    assert.deepEqual(found(worldWritable, "RUN chmod 777 /srv/a && chmod -R o-w /srv"), []);
    assert.deepEqual(found(worldWritable, "RUN chmod 777 /srv/a && chmod g+w /srv/a"), ["warning 777"]);
    assert.deepEqual(found(worldWritable, "RUN chmod 777 /srv/a || rm /srv/a"), ["warning 777"]);
    assert.deepEqual(found(worldWritable, "RUN --mount=type=cache,target=/cache chmod 777 /cache/a"), []);
    assert.deepEqual(found(worldWritable, "RUN chmod 666 /dev/null"), []);
  });

  it("takes the right away, in the spelling it has", () => {
    assert.equal(fixed(worldWritable, "RUN chmod 777 /srv/a"), "RUN chmod 775 /srv/a");
    assert.equal(fixed(worldWritable, "RUN chmod 0666 /srv/a"), "RUN chmod 0664 /srv/a");
    assert.equal(fixed(worldWritable, "RUN chmod a+rwX /srv/a"), "RUN chmod a+rX,ug+w /srv/a");
    assert.equal(fixed(worldWritable, "RUN chmod go=rw /srv/a"), "RUN chmod go=r,g+w /srv/a");
    assert.equal(fixed(worldWritable, "RUN chmod o+w /srv/a && true"), "RUN true");
    assert.equal(fixed(worldWritable, 'RUN ["chmod", "777", "/srv/a"]'), 'RUN ["chmod", "775", "/srv/a"]');
    assert.equal(fixed(worldWritable, "COPY --chmod=777 a /srv/a"), "COPY --chmod=775 a /srv/a");
  });

  it("adds the sticky bit where everybody is meant to write", () => {
    assert.equal(fixed(worldWritable, "RUN chmod 777 /tmp /var/tmp"), "RUN chmod 1777 /tmp /var/tmp");
  });

  it("does so unasked for programs and scripts only, to which nobody writes", () => {
    const isSafe = (instruction: string) => check(worldWritable, `${HEAD}${instruction}\n`)[0]?.fixes?.[0]?.safe;
    assert.equal(isSafe("RUN chmod 777 /usr/local/bin/tool"), true);
    assert.equal(isSafe("RUN chmod 777 /entrypoint.sh"), true);
    assert.equal(isSafe("RUN chmod 777 /data"), false);
    assert.equal(isSafe("RUN chmod -R 777 /usr/local/bin/tool"), false);
  });
});

describe("setuid-bit", () => {
  it("is silent on a bit that is taken away again", () => {
    assert.deepEqual(found(setuidBit, "RUN chmod u+s /opt/a && ./b && chmod u-s /opt/a"), []);
    assert.deepEqual(found(setuidBit, "RUN chmod 4755 /opt/a\nRUN rm /opt/a"), []);
    assert.deepEqual(found(setuidBit, "RUN chmod 6755 /opt/a && chmod u-s /opt/a"), ["error 6755"]);
  });

  it("only informs of setgid on what is a folder by its name or by what the file does there", () => {
    assert.deepEqual(found(setuidBit, "RUN chmod g+s /var/www/html"), ["information g+s"]);
    assert.deepEqual(found(setuidBit, "COPY conf/ /etc/app/\nRUN chmod 2750 /etc/app"), ["information 2750"]);
    assert.deepEqual(found(setuidBit, "WORKDIR /srv/a\nRUN chmod g+s ."), ["information g+s"]);
    assert.deepEqual(found(setuidBit, "RUN chmod u+s /var/www/html"), ["error u+s"]);
  });

  it("keeps the quotes of the exec form", () => {
    assert.equal(fixed(setuidBit, 'RUN ["chmod", "4755", "/opt/a"]'), 'RUN ["chmod", "0755", "/opt/a"]');
  });
});

describe("dangerous-file-capability", () => {
  const fires: readonly (readonly [text: string, severity: string])[] = [
    ["cap_sys_admin+ep", "error"],
    ["CAP_SYS_PTRACE=eip", "error"],
    ["cap_net_raw,cap_dac_override+p", "error"],
    ["all+ep", "error"],
    ["=ep", "error"],
    ["cap_net_admin,cap_net_raw+ep", "warning"],
    ["cap_net_admin,cap_chown+ep", "error"],
  ];
  for (const [text, severity] of fires) {
    it(`fires on ${text}`, () =>
      assert.deepEqual(found(dangerousFileCapability, `RUN setcap ${text} /opt/a`), [`${severity} ${text}`]));
  }
  for (const text of ["cap_net_bind_service+ep", "cap_net_raw=ep", "cap_sys_admin+i", "cap_sys_admin-ep", "$CAPS"]) {
    it(`is silent on ${text}`, () => assert.deepEqual(found(dangerousFileCapability, `RUN setcap ${text} /opt/a`), []));
  }
  it("reads options, several pairs, and what runs it", () => {
    assert.deepEqual(found(dangerousFileCapability, "RUN setcap -q cap_net_raw+ep /a cap_setuid+ep /b"), [
      "error cap_setuid+ep",
    ]);
    assert.deepEqual(found(dangerousFileCapability, "RUN setcap -v cap_setuid+ep /b && setcap -r /b"), []);
    assert.deepEqual(found(dangerousFileCapability, "RUN find /opt -type f | xargs -n1 setcap cap_setuid+ep"), [
      "error cap_setuid+ep",
    ]);
    assert.deepEqual(found(dangerousFileCapability, "RUN setcap cap_setuid+ep"), []);
    assert.deepEqual(found(dangerousFileCapability, "RUN sudo setcap 'cap_chown=ep cap_fowner=ep' /b"), [
      "error 'cap_chown=ep cap_fowner=ep'",
    ]);
    assert.deepEqual(found(dangerousFileCapability, "RUN setcap '=ep cap_chown-ep' /b"), ["error '=ep cap_chown-ep'"]);
  });
});

describe("passwordless-sudo", () => {
  const fires: readonly (readonly [instruction: string, place: string])[] = [
    ["RUN echo '%sudo ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers", "NOPASSWD"],
    ["RUN echo 'a ALL=(root) NOPASSWD: /bin/x' | sudo tee -a /etc/sudoers > /dev/null", "NOPASSWD"],
    ["RUN cd /etc && echo 'a ALL=NOPASSWD: ALL' >> sudoers", "NOPASSWD"],
    ["RUN echo '#1000 ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers", "NOPASSWD"],
    ["RUN cat > /etc/sudoers.d/a <<EOF\na ALL=(ALL) NOPASSWD:ALL\nEOF", "NOPASSWD"],
    ["RUN sed -i 's/%sudo.*/%sudo ALL=NOPASSWD:ALL/g' /etc/sudoers", "NOPASSWD"],
    ["RUN usermod -aG sudo a", "sudo"],
    ["RUN usermod -a -G video,wheel a", "video,wheel"],
    ["RUN useradd --groups=docker a", "docker"],
    ["RUN useradd -g wheel a", "wheel"],
    ["RUN adduser a sudo", "sudo"],
    ["RUN addgroup a docker", "docker"],
    ["RUN adduser -D -G wheel a", "wheel"],
    ["RUN gpasswd -a a docker", "docker"],
    ["RUN usermod -aG root a", "root"],
    ["RUN passwd -d root", "passwd -d root"],
    ["RUN passwd --delete", "passwd --delete"],
    ["RUN usermod -p '' root", "''"],
    ["RUN useradd -ou 0 a", "0"],
    ["RUN useradd --non-unique --uid=0 a", "0"],
    ["RUN echo 'toor::0:0::/:/bin/sh' >> /etc/passwd", "toor::0:0"],
  ];
  for (const [instruction, place] of fires) {
    it(`fires on ${instruction.split("\n")[0]}`, () =>
      assert.deepEqual(found(passwordlessSudo, instruction), [`warning ${place}`]));
  }
  for (const instruction of [
    "RUN usermod -aG video a && adduser a audio",
    "RUN useradd -u 1001 -g 0 a && adduser -D -G root -u 1001 a",
    "RUN usermod -aG sudo root",
    "RUN passwd -d a && passwd -l root",
    "USER a\nRUN passwd -d",
    "RUN echo 'a:x:1001:0:a:/home/a:/bin/sh' >> /etc/passwd",
    "RUN echo 'root:x:0:0:root:/root:/bin/sh' >> /etc/passwd",
    "RUN echo 'a ALL=(ALL) ALL' >> /etc/sudoers",
    "RUN echo 'use NOPASSWD' > /etc/motd",
    "RUN grep NOPASSWD /etc/sudoers",
    "RUN sed -i '/NOPASSWD/d' /etc/sudoers",
    "RUN getent group docker || groupadd docker",
  ]) {
    it(`is silent on ${instruction}`, () => assert.deepEqual(found(passwordlessSudo, instruction), []));
  }
});
