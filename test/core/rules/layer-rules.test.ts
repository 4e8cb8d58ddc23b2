// What the examples of the rules about layers do not show: the edges of their fixes, and when they keep silent.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, fixAll, type Rule } from "../../../server/src/core/index.ts";
import { fileRemovedInLaterLayer } from "../../../server/src/core/rules/dockerfile/file-removed-in-later-layer.ts";
import { packageCacheInLayer } from "../../../server/src/core/rules/dockerfile/package-cache-in-layer.ts";
import { recursiveModeChangeInLaterLayer } from "../../../server/src/core/rules/dockerfile/recursive-mode-change-in-later-layer.ts";
import { secretCopiedFromBuildStage } from "../../../server/src/core/rules/dockerfile/secret-copied-from-build-stage.ts";
import { secretFileRemovedInLaterLayer } from "../../../server/src/core/rules/dockerfile/secret-file-removed-in-later-layer.ts";
import { secretInRun } from "../../../server/src/core/rules/dockerfile/secret-in-run.ts";
import { secretPersistedFromMount } from "../../../server/src/core/rules/dockerfile/secret-persisted-from-mount.ts";

const HEAD = "FROM debian:12\nWORKDIR /w\n";

function analysis(rule: Rule, text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [rule] });
}

function found(rule: Rule, body: string): readonly string[] {
  const text = HEAD + body;
  return analysis(rule, text).diagnostics.map(
    ({ span, severity }) => `${severity} ${text.slice(span.start, span.end)}`,
  );
}

/** The body after fix-all; the same body where there is no fix. */
function fixed(rule: Rule, body: string, head = HEAD): string {
  const { text } = fixAll(analysis(rule, head + body), { rules: [rule] });
  assert.ok(text.startsWith(head), text);
  return text.slice(head.length);
}

describe("file-removed-in-later-layer", () => {
  const rule = fileRemovedInLaterLayer;
  const same = (body: string): void => assert.equal(fixed(rule, body), body);

  it("moves each file's own part of a removal", () => {
    assert.equal(
      fixed(rule, "RUN curl -o /a https://h/a\nRUN curl -o /b https://h/b\nRUN rm -f /a /b /c\n"),
      "RUN curl -o /a https://h/a && rm -f /a\nRUN curl -o /b https://h/b && rm -f /b\nRUN rm -f /c\n",
    );
  });

  it("leaves a pattern that may match more, where it does not fail", () => {
    assert.equal(
      fixed(rule, "RUN curl -o /tmp/a.x https://h/a\nRUN rm -f /tmp/*.x\n"),
      "RUN curl -o /tmp/a.x https://h/a && rm -f /tmp/a.x\nRUN rm -f /tmp/*.x\n",
    );
    assert.equal(
      fixed(rule, "RUN curl -o /tmp/a.x https://h/a\nUSER app\nRUN rm -f /tmp/a.x\n"),
      "RUN curl -o /tmp/a.x https://h/a\nUSER app\nRUN rm -f /tmp/a.x\n",
    );
  });

  it("keeps the style of continued lines, of line ends and of heredocs", () => {
    assert.equal(
      fixed(rule, "RUN set -e; \\\n    curl -o /a https://h/a \\\n # why\n && ./use /a\nRUN rm /a && ls\n"),
      "RUN set -e; \\\n    curl -o /a https://h/a \\\n # why\n && ./use /a && rm /a\nRUN ls\n",
    );
    assert.equal(
      fixed(rule, "RUN curl -o /a https://h/a\r\nRUN ./use /a\r\nRUN rm /a\r\n", HEAD.replaceAll("\n", "\r\n")),
      "RUN curl -o /a https://h/a \\\r\n    && ./use /a \\\r\n    && rm /a\r\n",
    );
    assert.equal(
      fixed(rule, "RUN <<EOF\nset -e\ncurl -o /a https://h/a\nEOF\nRUN rm /a\n"),
      "RUN <<EOF\nset -e\ncurl -o /a https://h/a\nrm /a\nEOF\n",
    );
    assert.equal(
      fixed(rule, "RUN <<EOF\ncurl -o /a https://h/a\nEOF\nRUN rm /a\n"),
      "RUN <<EOF\ncurl -o /a https://h/a && rm /a\nEOF\n",
    );
  });

  it("does not join what would run differently", () => {
    same("RUN cd /x && curl -o /a https://h/a\nRUN ./use /a\nRUN rm /a\n");
    same("RUN export A=1; curl -o /a https://h/a\nRUN ./use /a\nRUN rm /a\n");
    same("RUN curl -o /a https://h/a\n# a comment\nRUN ./use /a\nRUN rm /a\n");
    same("RUN curl -o /a https://h/a\nENV X=1\nRUN ./use /a\nRUN rm /a\n");
    same("RUN curl -o /a https://h/a\nRUN --mount=type=cache,target=/c ./use /a\nRUN rm /a\n");
    same('RUN curl -o /a https://h/a\nRUN ["./use", "/a"]\nRUN rm /a\n');
    same("RUN curl -o /a https://h/a &\nRUN rm /a\n");
  });

  it("mounts what one instruction reads, and nothing else", () => {
    assert.equal(
      fixed(rule, "COPY a.sh b.sh /tmp/\nRUN sh /tmp/a.sh\nRUN rm /tmp/a.sh\n"),
      "COPY b.sh /tmp/\nRUN --mount=type=bind,source=a.sh,target=/tmp/a.sh sh /tmp/a.sh\n",
    );
    assert.equal(
      fixed(
        rule,
        "COPY --from=tools /x/a.deb /tmp/a.deb\nRUN dpkg -i /tmp/a.deb && rm -f /tmp/a.deb\n",
        `FROM debian AS tools\n${HEAD}`,
      ),
      "RUN --mount=type=bind,from=tools,source=/x/a.deb,target=/tmp/a.deb dpkg -i /tmp/a.deb\n",
    );
    same("COPY --chown=a:a a.sh /tmp/\nRUN sh /tmp/a.sh\nRUN rm /tmp/a.sh\n");
    same("COPY a.sh /tmp/\nRUN chmod +x /tmp/a.sh && /tmp/a.sh\nRUN rm /tmp/a.sh\n");
    same("COPY a.sh /tmp/\nRUN make\nRUN rm /tmp/a.sh\n");
    same("COPY a.sh /tmp/\nRUN sh /tmp/a.sh && rm /tmp/*\nRUN rm -f /tmp/a.sh\n");
    same("COPY a.sh /tmp/\nRUN sh /tmp/a.sh\nRUN rm /tmp/*.sh\n");
    same("COPY a.sh /tmp/x/\nRUN sh /tmp/x/a.sh && chmod -R 700 /tmp/x\nRUN rm /tmp/x/a.sh\n");
  });

  it("is silent where it is not sure", () => {
    for (const body of [
      "RUN if [ -e /x ]; then curl -o /a https://h/a; fi\nRUN rm -f /a\n",
      "RUN curl -o /a https://h/a\nRUN [ -e /x ] && rm /a || true\n",
      "RUN curl -o $A https://h/a\nRUN rm $A\n",
      "COPY . /app\nRUN make && rm -rf /app/build\n",
      "RUN rm -rf /usr/share/doc\n",
      "RUN --mount=type=cache,target=/c curl -o /c/a https://h/a\nRUN rm -f /c/a\n",
      "RUN pip install x\nRUN rm -rf /root/.cache\n",
      "RUN mkdir /a\nRUN rmdir /a\n",
      "COPY a/ /app/\nCOPY b/ /app/\nRUN rm /app/x\n",
    ]) {
      assert.deepEqual(
        found(rule, body).filter((line) => !line.includes("[ -e")),
        [],
        body,
      );
    }
  });
});

describe("secret-file-removed-in-later-layer", () => {
  const rule = secretFileRemovedInLaterLayer;

  it("fires however the file is made and taken away", () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      "RUN echo pw-1x | tee /etc/password.txt\nRUN rm /etc/password.txt\n": ["error /etc/password.txt"],
      "RUN cat > /root/.netrc <<EOF\nmachine h login a password pw-1x\nEOF\nRUN rm /root/.netrc\n": [
        "error /root/.netrc",
      ],
      "RUN cp /x/id_rsa /root/.ssh/id_rsa\nRUN rm -rf /root/.ssh\n": ["error /root/.ssh/id_rsa"],
      "RUN wget -P /keys https://h/server.key\nRUN rm -rf /keys\n": ["error https://h/server.key"],
      "RUN openssl genrsa -out /k.pem 2048\nRUN shred -u /k.pem\n": ["error /k.pem"],
      "COPY .env /app/\nRUN rm /app/.env\n": ["error .env"],
      "COPY <<EOF /root/.npmrc\n//h/:_authToken=k9Zr7Qw2LmX4vB8n\nEOF\nRUN rm /root/.npmrc\n": ["error EOF"],
      "RUN echo $DB_PASSWORD > /pw\nRUN : > /pw\n": ["error /pw"],
      'RUN touch /root/.netrc\nRUN echo "machine h login a password $TOKEN" >> /root/.netrc\nRUN rm /root/.netrc\n': [
        "error /root/.netrc",
      ],
      'RUN git clone "https://a:$GIT_TOKEN@h/b.git" /src\nRUN rm -rf /src/.git\n': ["error /src"],
      "RUN --mount=type=secret,id=a cp /run/secrets/a /x.cfg\nRUN rm /x.cfg\n": ["error /x.cfg"],
      "COPY . /app\nRUN rm /app/.env\n": ["error ."],
      "COPY . /app\nRUN npm ci && rm -f /app/.npmrc\n": ["warning ."],
      "RUN echo changeme > /db_password\nRUN rm /db_password\n": ["warning /db_password"],
    };
    for (const [body, expected] of Object.entries(cases)) assert.deepEqual(found(rule, body), expected, body);
  });

  it("is silent on what is no secret, and on what never was in a layer", () => {
    for (const body of [
      "COPY .env.example /app/.env\nRUN rm /app/.env\n",
      "COPY server.crt /etc/ssl/server.crt\nRUN rm /etc/ssl/server.crt\n",
      "RUN curl -o /tmp/release-signing.key https://h/release.key && apt-key add /tmp/release-signing.key\nRUN rm /tmp/release-signing.key\n",
      "RUN echo hello > /tmp/a\nRUN rm /tmp/a\n",
      "RUN git clone https://h/b.git /src\nRUN rm -rf /src/.git\n",
      'RUN git clone "https://a:$GIT_TOKEN@h/b.git" /src && rm -rf /src/.git\nRUN rm -rf /src\n',
      "COPY --exclude=.env . /app\nRUN rm -f /app/.env\n",
    ]) {
      assert.deepEqual(found(rule, body), [], body);
    }
  });

  it("mounts the secret for those who read it, as their user", () => {
    assert.equal(
      fixed(
        rule,
        'RUN mkdir -p /home/a/.ssh && echo "$SSH_PRIVATE_KEY" > /home/a/.ssh/id_rsa && chmod 600 /home/a/.ssh/id_rsa\nUSER 1000\nRUN git clone git@h:a/b.git /src\nUSER root\nRUN rm -rf /home/a/.ssh\n',
      ),
      "RUN mkdir -p /home/a/.ssh\nUSER 1000\nRUN --mount=type=secret,id=id_rsa,target=/home/a/.ssh/id_rsa,uid=1000 git clone git@h:a/b.git /src\nUSER root\nRUN rm -rf /home/a/.ssh\n",
    );
    assert.equal(
      fixed(
        rule,
        "COPY <<EOF /root/.netrc\nmachine h login a password pw-1x\nEOF\nRUN curl -n https://h\nRUN rm /root/.netrc\n",
      ),
      "RUN --mount=type=secret,id=netrc,target=/root/.netrc curl -n https://h\n",
    );
    const entangled =
      "RUN echo pw-1x > /password && ./a /password && chmod -R 700 /password\nRUN ./b /password; rm -r /password || ./c\n";
    assert.equal(fixed(rule, entangled), entangled);
  });
});

describe("secret-persisted-from-mount", () => {
  const rule = secretPersistedFromMount;
  const mount = "--mount=type=secret,id=t";

  it("follows the secret to where it is stored", () => {
    const cases: Readonly<Record<string, readonly string[]>> = {
      [`RUN ${mount} cat /run/secrets/t > /f\n`]: ["error /f"],
      [`RUN ${mount} cat /run/secrets/t | base64 -d > /f\n`]: ["error /f"],
      [`RUN ${mount} tee /f < /run/secrets/t\n`]: ["error /f"],
      [`RUN ${mount} echo "a=$(cat /run/secrets/t)" > /f\n`]: ["error /f"],
      [`RUN ${mount} X=$(< /run/secrets/t); echo "$X" >> /f\n`]: ["error /f"],
      [`RUN ${mount} read -r X < /run/secrets/t && echo "$X" > /f\n`]: ["error /f"],
      [`RUN ${mount},target=/t install -m 600 /t /f\n`]: ["error /f"],
      [`RUN ${mount},env=X sed -i "s/@/$X/" /f\n`]: ["error /f"],
      [`RUN ${mount},env=X cat > /f <<EOF\na=$X\nEOF\n`]: ["error /f"],
      [`RUN ${mount},env=X git config --global url."https://$X@h/".insteadOf https://h/\n`]: ["error git"],
      [`RUN ${mount} docker login -u a --password-stdin < /run/secrets/t\n`]: ["error docker"],
      [`RUN ${mount} cp /run/secrets/t /tmp/x && mv /tmp/x /f\n`]: ["error /f"],
    };
    for (const [body, expected] of Object.entries(cases)) assert.deepEqual(found(rule, body), expected, body);
  });

  it("is silent on what the secret only serves for", () => {
    for (const body of [
      `RUN ${mount} curl -u "a:$(cat /run/secrets/t)" -o /f https://h\n`,
      `RUN ${mount} wc -c /run/secrets/t > /f\n`,
      `RUN ${mount} test -s /run/secrets/t && echo yes > /f\n`,
      `RUN ${mount},env=X X=other && echo $X > /f\n`,
      `RUN ${mount} ln -s /run/secrets/t /f\n`,
      `RUN ${mount} cp /run/secrets/t /usr/local/share/ca-certificates/a.crt && update-ca-certificates\n`,
      `RUN ${mount} cat /run/secrets/t > /root/.android/adbkey.pub\n`,
      `RUN ${mount} cp /run/secrets/t /dev/shm/x\n`,
      `RUN --mount=type=ssh ssh-keyscan h > /f\n`,
      `RUN ${mount} cp /run/secrets/t /f && ./use && find /f -delete\n`,
    ]) {
      assert.deepEqual(found(rule, body), [], body);
    }
  });

  it("removes by itself only what nothing later reads", () => {
    const named = `RUN ${mount} cp /run/secrets/t /root/.npmrc\nRUN npm ci\n`;
    assert.equal(fixed(rule, named), named);
    const shipped = `RUN ${mount} cp /run/secrets/t /etc/app/server.conf\n`;
    assert.equal(fixed(rule, shipped), shipped);
    const fixes = analysis(rule, HEAD + shipped).diagnostics.flatMap((diagnostic) => diagnostic.fixes ?? []);
    assert.deepEqual(
      fixes.map(({ safe }) => safe),
      [false],
    );
  });
});

describe("secret-copied-from-build-stage", () => {
  const rule = secretCopiedFromBuildStage;
  const build = (body: string, copy: string): readonly string[] => {
    const text = `FROM debian AS build\nWORKDIR /w\n${body}\nFROM debian\n${copy}\n`;
    return analysis(rule, text).diagnostics.map(({ span }) => text.slice(span.start, span.end));
  };

  it("finds the file in folders, patterns and the whole stage", () => {
    const key = "COPY id_rsa /w/keys/id_rsa";
    assert.deepEqual(build(key, "COPY --from=build / /"), ["/"]);
    assert.deepEqual(build(key, "COPY --from=build /w /w"), ["/w"]);
    assert.deepEqual(build(key, "COPY --from=0 w/keys/ /k/"), ["w/keys/"]);
    assert.deepEqual(build(key, "COPY --from=build /w/* /k/"), ["/w/*"]);
    assert.deepEqual(build(key, "COPY --from=build /w/keys/id_rsa /k"), ["/w/keys/id_rsa"]);
    assert.deepEqual(build(key, "COPY --from=build /w/key /k"), []);
    assert.deepEqual(build(`${key}\nRUN rm -r keys`, "COPY --from=build /w /w"), []);
    assert.deepEqual(build(`${key}\nRUN mv keys /k`, "COPY --from=build /w /w"), []);
  });

  it("is silent on folders of which nothing is known, and on names that are as often code", () => {
    assert.deepEqual(build("COPY . .", "COPY --from=build /w /w"), []);
    assert.deepEqual(build("COPY token ./token", "COPY --from=build /w /w"), []);
    assert.deepEqual(build("RUN git clone https://h/a.git", "COPY --from=build /w /w"), []);
  });
});

describe("package-cache-in-layer", () => {
  const rule = packageCacheInLayer;

  it("adds the flag or the cleaning of each package manager", () => {
    const cases: Readonly<Record<string, string>> = {
      "RUN apk update && apk add curl\n": "RUN apk update && apk add curl && rm -rf /var/cache/apk/*\n",
      "RUN apk add a && apk add b\n": "RUN apk add --no-cache a && apk add --no-cache b\n",
      "RUN python3 -m pip install x\n": "RUN python3 -m pip install --no-cache-dir x\n",
      "RUN yarn install --frozen-lockfile\n": "RUN yarn install --frozen-lockfile && yarn cache clean\n",
      "RUN microdnf install -y curl\n": "RUN microdnf install -y curl && microdnf clean all\n",
      "RUN zypper install -y curl\n": "RUN zypper install -y curl && zypper clean --all\n",
      "RUN pacman -Sy --noconfirm curl\n": "RUN pacman -Sy --noconfirm curl && pacman -Scc --noconfirm\n",
      "RUN rm /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl\n":
        "RUN rm /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl && apt-get clean\n",
    };
    for (const [body, expected] of Object.entries(cases)) assert.equal(fixed(rule, body), expected, body);
  });

  it("is silent where nothing is kept", () => {
    for (const body of [
      "RUN yarn --version\n",
      "RUN apk add --no-network ./x.apk\n",
      "RUN apt-get install -s curl\n",
      "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists /var/cache/apt\n",
      "RUN apt-get update && apt-get install -y curl && apt-get dist-clean\n",
      "RUN apt-get update && apt-get install -y curl && find /var/lib/apt/lists -type f -delete\n",
      "RUN dnf install -y curl && dnf clean all && rm -rf /var/cache/yum\n",
      "RUN PIP_NO_CACHE_DIR=1 pip install x\n",
      "ENV XDG_CACHE_HOME=/tmp/c\nRUN pip install x\n",
      "RUN --mount=type=cache,target=/root/.npm npm ci\n",
      "RUN if [ -e /x ]; then apk add curl; fi\n",
    ]) {
      assert.deepEqual(found(rule, body), [], body);
    }
  });

  it("reads a switch as its package manager does", () => {
    const caches = (variable: string) => found(rule, `ENV ${variable}\nRUN pip install x\n`).length;
    assert.equal(caches("PIP_NO_CACHE_DIR="), 1);
    assert.equal(caches("PIP_NO_CACHE_DIR=off"), 0);
    assert.equal(caches("PIP_NO_CACHE_DIR=0"), 0);
  });
});

describe("recursive-mode-change-in-later-layer", () => {
  const rule = recursiveModeChangeInLaterLayer;
  const titles = (body: string): readonly string[] =>
    analysis(rule, HEAD + body).diagnostics.flatMap(({ fixes = [] }) =>
      fixes.map(({ title, safe }) => `${title} ${safe}`),
    );

  it("moves to the COPY only what means the same there", () => {
    assert.deepEqual(titles("COPY src/ /app/\nRUN chown -R 10:20 /app\n"), ["Use `COPY --chown=10:20` false"]);
    assert.deepEqual(titles("COPY src/ /app/\nRUN chmod -R 0755 /app && ls\n"), ["Use `COPY --chmod=0755` false"]);
    for (const body of [
      "COPY src/ /app/\nRUN useradd app && chown -R app /app\n",
      "COPY src/ /app/\nRUN chmod -R a+rX /app\n",
      "COPY src/ /app/\nRUN chown -R $USER /app\n",
      "COPY src/ /app/\nRUN chown -R 10 /app /data\n",
      "COPY a/ /app/a/\nCOPY b/ /app/b/\nRUN chown -R 10 /app\n",
      "COPY --chown=1 src/ /app/\nRUN chown -R 10 /app\n",
    ]) {
      assert.equal(found(rule, body).length, 1, body);
      assert.deepEqual(titles(body), [], body);
    }
  });

  it("is silent on folders in the copied one, which may be new", () => {
    assert.deepEqual(found(rule, "COPY src/ /app/\nRUN mkdir -p /app/data && chown -R 10 /app/data\n"), []);
  });
});

describe("large files", () => {
  const rules = [
    fileRemovedInLaterLayer,
    packageCacheInLayer,
    recursiveModeChangeInLaterLayer,
    secretCopiedFromBuildStage,
    secretFileRemovedInLaterLayer,
    secretInRun,
    secretPersistedFromMount,
  ];
  const lines = (count: number, line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const bodies: Readonly<Record<string, string>> = {
    "files that one instruction removes": `${lines(3_000, (i) => `RUN curl -o /tmp/f${i} https://h/${i}`)}\nRUN rm -rf /tmp`,
    "secrets in as many instructions": lines(
      3_000,
      (i) => `RUN curl -u a:pw-${i}x https://h && echo pw-${i}y > /p${i}.txt`,
    ),
    "secrets in one instruction": `RUN ${lines(2_000, (i) => `curl -u a:pw-${i}x https://h; \\`)}\n  true`,
    installations: lines(3_000, (i) => `RUN apt-get install -y a${i} && pip install b${i}`),
    "copies and changes": lines(2_000, (i) => `COPY a${i}/ /app/a${i}/\nRUN chown -R 10 /app/a${i}`),
    "secrets of mounts": `RUN --mount=type=secret,id=a ${lines(1_000, (i) => `cp /run/secrets/a /f${i}; \\`)}\n  true`,
  };
  for (const [title, body] of Object.entries(bodies)) {
    it(`with ${title} are checked in bounded time`, () => {
      const start = performance.now();
      const { diagnostics, failures } = analyze({ path: "Dockerfile", text: HEAD + body }, { rules });
      assert.deepEqual(failures, []);
      assert.ok(diagnostics.length > 0);
      const seconds = (performance.now() - start) / 1000;
      assert.ok(seconds < 30, `${seconds.toFixed(1)} s`);
    });
  }
});
