// What people complain about in other Dockerfile linters, each as a case that has to be right here.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Analysis, analyze, DEFAULT_CONFIG, RULES } from "../../../server/src/core/index.ts";

function check(text: string): Analysis {
  return analyze({ path: "Dockerfile", text }, { today: "2026-11-24" });
}

/** `rule@line`, by line, of the rules that are asked for. */
function found(text: string, ...rules: readonly string[]): readonly string[] {
  const { diagnostics, lines } = check(text);
  return diagnostics
    .filter(({ rule }) => rules.includes(rule.id))
    .sort(
      (one, other) => one.span.start - other.span.start || rules.indexOf(one.rule.id) - rules.indexOf(other.rule.id),
    )
    .map(({ rule, span }) => `${rule.id}@${lines.lineAt(span.start) + 1}`);
}

function gaps(text: string): readonly string[] {
  return check(text).gaps.map(({ why }) => why);
}

describe("heredocs (complaint 7)", () => {
  it("do not break what stands right behind them (hadolint 960)", () => {
    const text =
      '# syntax=docker/dockerfile:1\nFROM alpine:3.17\nRUN <<EOF\n    echo "test"\nEOF\n# comment\nUSER root\n';
    assert.deepEqual(gaps(text), []);
    assert.deepEqual(found(text, "root-user"), ["root-user@7"]);
  });

  it("are scripts of the interpreter that they are fed to (hadolint 1137)", () => {
    const text =
      "FROM debian:12\nRUN <<EOF bash\n    set -euxo pipefail\n    curl https://example.com/i | sh\nEOF\nRUN chmod 4755 /a\nUSER 1000\n";
    assert.deepEqual(gaps(text), []);
    assert.deepEqual(found(text, "pipe-to-shell", "setuid-bit"), ["pipe-to-shell@4", "setuid-bit@6"]);
  });

  it("may stand behind a continued line (hadolint 1019, 923)", () => {
    const text =
      "FROM debian:12\nRUN foo && \\\n    cat <<EOF >> /etc/sudoers && \\\n    chmod u+s /a\napp ALL=(ALL) NOPASSWD: ALL\nEOF\nUSER 1000\n";
    assert.deepEqual(gaps(text), []);
    assert.deepEqual(found(text, "passwordless-sudo", "setuid-bit"), ["setuid-bit@4", "passwordless-sudo@5"]);
  });

  it("may have an escaped delimiter (hadolint 1051)", () => {
    const text =
      'FROM debian:12\nCOPY <<-\\EOT /data.txt\n\techo \'$TARGETBUILDARCH\'\n\tUSER root\nEOT\nUSER 1000\nCMD ["cat", "/data.txt"]\n';
    assert.deepEqual(gaps(text), []);
    assert.deepEqual(found(text, "root-user"), []);
  });

  it("do not count as passed because nobody looked into them (checkov 5090)", () => {
    const text =
      "FROM debian:12\nRUN <<EOF\nwget --no-check-certificate https://example.com/a\napt-get install -y openssh-server\nEOF\nUSER 1000\n";
    assert.deepEqual(found(text, "insecure-download", "remote-login-server"), [
      "insecure-download@3",
      "remote-login-server@4",
    ]);
  });

  it("are two files or scripts where there are two (hadolint 806)", () => {
    const text =
      "FROM debian:12\nCOPY <<ONE <<TWO /etc/sudoers.d/\na ALL=(ALL) NOPASSWD: ALL\nONE\nb ALL=(ALL) NOPASSWD: ALL\nTWO\nUSER 1000\n";
    assert.deepEqual(found(text, "passwordless-sudo"), ["passwordless-sudo@3", "passwordless-sudo@5"]);
  });

  it("end the file without a line break (hadolint 736)", () => {
    assert.deepEqual(found("FROM debian:12\nUSER 1000\nRUN <<EOF\nchmod 4755 /a\nEOF", "setuid-bit"), ["setuid-bit@4"]);
  });
});

describe("variables (complaint 8)", () => {
  it("have defaults in FROM (hadolint 339, 965)", () => {
    assert.deepEqual(found("ARG BASE_IMAGE\nFROM ${BASE_IMAGE:-debian:9}\nUSER 1000\n", "end-of-life-base-image"), [
      "end-of-life-base-image@2",
    ]);
    assert.deepEqual(
      found("ARG BUILD_VER\nFROM alpine/k8s:${BUILD_VER:-1.24.10}\n", "unpinned-base-image", "root-user"),
      ["unpinned-base-image@2", "root-user@2"],
    );
  });

  it("are put together as Docker does it (hadolint 1040, 847, 994)", () => {
    const text =
      "ARG BASE_REGISTRY=\nARG BASE_IMAGE=alpine\nARG BASE_TAG=latest\nFROM ${BASE_REGISTRY:-}${BASE_REGISTRY:+/}${BASE_IMAGE}:${BASE_TAG}\nUSER root\n";
    assert.deepEqual(found(text, "unpinned-base-image", "root-user"), ["unpinned-base-image@4", "root-user@5"]);
    const port = "ARG SERVER=our.dockerhub.com\nFROM $SERVER:8099/build_base/alpine-base:1.0.0\nUSER root\n";
    assert.deepEqual(found(port, "root-user"), ["root-user@3"]);
    assert.deepEqual(gaps("ARG DISTRO=alpine\nFROM ${DISTRO:?}:3.19\nUSER 1000\n"), []);
  });

  it("that hold a whole reference count as what they hold (hadolint 339)", () => {
    assert.deepEqual(found("ARG TOGETHER=foo.com/image:tag\nFROM $TOGETHER\nUSER 1000\n", "unpinned-base-image"), [
      "unpinned-base-image@2",
    ]);
    const rules = { "untrusted-registry": "on" as const };
    const config = { ...DEFAULT_CONFIG, rules, trustedRegistries: ["foo.com"] };
    const text = "ARG TOGETHER=foo.com/image:tag\nFROM $TOGETHER\n";
    const { diagnostics } = analyze(
      { path: "Dockerfile", text },
      { config, rules: RULES.filter(({ id }) => id in rules) },
    );
    assert.deepEqual(diagnostics, []);
  });

  it("that nobody gave a value stay unknown (hadolint 979, 1078, 858, 393)", () => {
    assert.deepEqual(
      found("ARG BASE\nFROM ${BASE}\nUSER ${APP}\n", "unpinned-base-image", "root-user", "non-numeric-user"),
      [],
    );
    assert.deepEqual(
      found(
        "FROM debian:12\nRUN chmod $MODE /a && curl $FLAGS https://example.com | tar x\nUSER 1000\n",
        "setuid-bit",
        "world-writable",
        "insecure-download",
      ),
      [],
    );
  });

  it("are expanded in ADD (hadolint 769)", () => {
    const text =
      "FROM debian:12\nARG BIN=https://github.com/hadolint/hadolint/releases/download/v2.8.0/hadolint-Linux-x86_64\nADD ${BIN} /usr/local/bin/hadolint\nARG TGZ=archive.tar.gz\nADD ${TGZ} /some/path\nUSER 1000\n";
    assert.deepEqual(found(text, "remote-add-unverified"), ["remote-add-unverified@3"]);
  });
});

describe("a bad line (complaint 9, hadolint 965, 1040, 847)", () => {
  const RULE_IDS = ["setuid-bit", "remote-login-server"];
  const rest = "FROM debian:12\nRUN chmod 4755 /a\nEXPOSE 22\n";
  const bad = [
    'RUN ["a", ',
    "ENV",
    "BLAH blah",
    "COPY --from= a",
    'LABEL foo="bar baz',
    "RUN echo 'open",
    "ARG =",
    "}{",
  ];
  for (const line of [...bad, "FROM", "FROM ${BASE:-", "FROM a:b:c as"]) {
    it(`does not hide what follows it: ${line}`, () => {
      assert.deepEqual(found(`${line}\n${rest}`, ...RULE_IDS), ["setuid-bit@3", "remote-login-server@4"]);
    });
  }
  for (const line of bad) {
    it(`does not hide what stands in front of it: ${line}`, () => {
      assert.deepEqual(found(`${rest}${line}\nUSER root\n`, ...RULE_IDS), ["setuid-bit@2", "remote-login-server@3"]);
    });
  }

  it("that begins a stage leaves that stage's findings", () => {
    assert.deepEqual(found("FROM ${BASE:-\nRUN chmod 4755 /a\n", "setuid-bit"), ["setuid-bit@2"]);
  });

  it("in one RUN leaves the next RUN alone", () => {
    const text = "FROM debian:12\nRUN if true; then (echo a\nRUN chmod 4755 /a\nUSER 1000\n";
    assert.deepEqual(found(text, "setuid-bit"), ["setuid-bit@3"]);
  });
});

describe("new flags (complaint 10)", () => {
  it("of a mount are read, and no mistake (hadolint 1039, 1083, 1092)", () => {
    const text =
      "FROM debian:12\nRUN --mount=type=secret,id=aws-key-id,env=AWS_ACCESS_KEY_ID \\\n    --mount=type=secret,id=aws-secret-key,env=AWS_SECRET_ACCESS_KEY,required=true \\\n    aws s3 cp s3://bucket/a /a && chmod 4755 /a\nUSER 1000\n";
    assert.deepEqual(gaps(text), []);
    assert.deepEqual(found(text, "setuid-bit"), ["setuid-bit@4"]);
  });

  it("that nobody knows yet are passed over", () => {
    const text =
      "FROM --platform=linux/amd64 --new=1 debian:12\nCOPY --parents --new=x --link a /a\nRUN --device=nvidia.com/gpu --new=y chmod 4755 /a\nUSER 1000\n";
    assert.deepEqual(gaps(text), []);
    assert.deepEqual(found(text, "setuid-bit"), ["setuid-bit@3"]);
  });

  it("with several values in one mount do not hide an image (RUN --mount=from=)", () => {
    const text =
      "FROM debian:12\nRUN --mount=type=bind,from=busybox:1.37,source=/bin,target=/b,ro /b/true\nUSER 1000\n";
    assert.deepEqual(found(text, "unpinned-base-image"), ["unpinned-base-image@1", "unpinned-base-image@2"]);
  });
});

describe("other shells (complaint 11)", () => {
  const WINDOWS = "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n";

  it("are not read as if they were a POSIX one (hadolint 246, 431, 644, 1228)", () => {
    const powershell = `${WINDOWS}SHELL ["powershell", "-Command"]\nRUN if ((Get-Item C:\\\\a).Length -gt 0) { chmod 4755 C:\\\\a } else { curl -k https://example.com }\n`;
    assert.deepEqual(found(powershell, "setuid-bit", "insecure-download"), []);
    assert.deepEqual(gaps(powershell), ["commands in PowerShell are not analysed"]);
    const cmd = `${WINDOWS}RUN if exist a (curl -k https://example.com) else chmod 777 a\n`;
    assert.deepEqual(found(cmd, "world-writable", "insecure-download"), []);
  });

  it("come from the stage below (hadolint 406)", () => {
    const text = 'FROM debian:12 AS base\nSHELL ["pwsh", "-Command"]\nFROM base\nRUN chmod 4755 /a\nUSER 1000\n';
    assert.deepEqual(found(text, "setuid-bit"), []);
    assert.deepEqual(gaps(text), ["commands in PowerShell are not analysed"]);
  });

  it("come with the base image, on Windows (hadolint 431)", () => {
    assert.deepEqual(found("FROM golang:1.25-windowsservercore-ltsc2022\nRUN chmod 4755 a\n", "setuid-bit"), []);
  });

  it("end with the next SHELL, and with the stage (hadolint 1180)", () => {
    const back =
      'FROM debian:12\nSHELL ["pwsh", "-c"]\nRUN Get-Variable | Select-Object Value\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN chmod 4755 /a\nUSER 1000\n';
    assert.deepEqual(found(back, "setuid-bit"), ["setuid-bit@5"]);
    const stage = 'FROM debian:12 AS a\nSHELL ["pwsh", "-c"]\nFROM debian:12\nRUN chmod 4755 /a\nUSER 1000\n';
    assert.deepEqual(found(stage, "setuid-bit"), ["setuid-bit@4"]);
  });

  it("in the exec form are no shell at all", () => {
    assert.deepEqual(
      found('FROM debian:12\nSHELL ["pwsh", "-c"]\nRUN ["chmod", "4755", "/a"]\nUSER 1000\n', "setuid-bit"),
      ["setuid-bit@3"],
    );
  });

  it("are told by the first line of a heredoc", () => {
    const text = "FROM debian:12\nRUN <<EOF\n#!/usr/bin/env python3\nprint('chmod 4755 /a')\nEOF\nUSER 1000\n";
    assert.deepEqual(found(text, "setuid-bit"), []);
  });
});

describe("downloads (complaint 12, hadolint 282, 51, shellcheck 1794)", () => {
  it("that run unchecked are reported, and those that are checked first are not", () => {
    const text =
      "FROM debian:12\nRUN curl -fsSL https://example.com/i.sh | bash\nRUN curl -fsSLo i.sh https://example.com/i.sh && echo 'abc  i.sh' | sha256sum -c && bash i.sh\nUSER 1000\n";
    assert.deepEqual(found(text, "pipe-to-shell", "unverified-download"), ["pipe-to-shell@2"]);
  });

  it("are followed to their use over commands", () => {
    const text =
      "FROM debian:12\nRUN curl -o /tmp/setup https://example.com/setup && cd /tmp && chmod +x setup && ./setup\nUSER 1000\n";
    assert.deepEqual(found(text, "unverified-download"), ["unverified-download@2"]);
  });
});

describe("pinning (complaint 13, hadolint 999, 1253)", () => {
  it("is about images by default, not about versions of packages that soon are gone", () => {
    const text = "FROM debian:12\nRUN apt-get update && apt-get install -y curl && pip install flask\nUSER 1000\n";
    assert.deepEqual(found(text, "unpinned-base-image", "unpinned-package"), ["unpinned-base-image@1"]);
  });
});

describe("severities (complaint 31)", () => {
  it("of an error mean that somebody gains something now: nothing about style or size is one", () => {
    const errors = RULES.filter(({ kind, severity }) => kind === "dockerfile" && severity === "error");
    for (const { id, actors, why } of errors) {
      assert.ok(
        actors.some((actor) => actor !== "inadvertent insider"),
        id,
      );
      assert.ok(why.length > 100, id);
    }
  });

  it("of a clean file is none", () => {
    const digest = `@sha256:${"0".repeat(64)}`;
    const text = `FROM debian:13${digest}\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && useradd -u 10001 app\nCOPY app /app\nUSER 10001\nCMD ["/app"]\n`;
    assert.deepEqual(
      check(text).diagnostics.filter(({ severity }) => severity !== "information"),
      [],
    );
  });
});
