import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze } from "../../../server/src/core/index.ts";
import { pipeToShell } from "../../../server/src/core/rules/dockerfile/pipe-to-shell.ts";

function found(run: string, head = "FROM debian:12\n") {
  const text = `${head}${run}\n`;
  const { diagnostics } = analyze({ path: "Dockerfile", text }, { rules: [pipeToShell] });
  return diagnostics.map(({ span }) => text.slice(span.start, span.end));
}

const WINDOWS = 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\n';

describe("pipe-to-shell", () => {
  const fires: readonly string[] = [
    "curl -sSL https://example.com | sh",
    "curl https://example.com | bash -s -- --version 1",
    "wget -qO- https://example.com | sudo -E bash -",
    "wget -O - https://example.com | sh",
    "curl https://example.com | python3",
    "curl https://example.com | tee /tmp/log | sh",
    "curl https://example.com | sed s/a/b/ | sh",
    "curl https://example.com | gunzip | sh",
    "curl https://example.com | /bin/bash",
    "curl https://example.com | FOO=1 sh",
    "bash <(curl -s https://example.com)",
    "bash -x <(curl -s https://example.com) --arg",
    "source <(curl -s https://example.com)",
    ". <(wget -qO- https://example.com)",
    'sh -c "$(curl -fsSL https://example.com)"',
    'sh -c "$(curl -fsSL https://example.com)" "" --unattended',
    'sh -c "`curl -fsSL https://example.com`"',
    'eval "$(curl -s https://example.com)"',
    "eval `wget -qO- https://example.com`",
    "sh < <(curl -s https://example.com)",
    "curl -sS https://example.com/installer | php -- --install-dir=/usr/local/bin --filename=composer",
    'ruby -e "$(curl -fsSL https://example.com/install)"',
    'php -r "$(curl -fsSL https://example.com/install)"',
    'bash <<< "$(curl -s https://example.com)"',
  ];
  for (const command of fires) {
    it(`fires on ${command}`, () => assert.deepEqual(found(`RUN ${command}`), [command]));
  }

  const silent: readonly string[] = [
    "curl https://example.com/a.tgz | tar xz",
    "curl https://example.com/key | gpg --dearmor -o /etc/apt/keyrings/a.gpg",
    "curl https://example.com/key | apt-key add -",
    "curl https://example.com/a | jq -r .url",
    "curl https://example.com/a | tee /etc/a",
    "curl https://example.com/a | python -c 'import sys; print(sys.stdin.read())'",
    "curl https://example.com/a | python3 -m json.tool",
    "curl https://example.com/a | perl -ne 'print'",
    "curl https://example.com/a | node -e 'console.log(1)'",
    "curl -o /tmp/a https://example.com/a && sha256sum -c a.sum && sh /tmp/a",
    "cat install.sh | sh",
    "curl https://example.com/a | php -f convert.php -- --in=-",
    "ruby -e \"puts '$(curl -s https://example.com/version)'\"",
    'V="$(curl -s https://example.com/version)" && echo "$V"',
    'sh -c "echo $(curl -s https://example.com)"',
    "echo 'curl https://example.com | sh'",
    "echo sh | curl -T - https://example.com",
  ];
  for (const command of silent) {
    it(`is silent on ${command}`, () => assert.deepEqual(found(`RUN ${command}`), []));
  }

  it("looks at every stage, at ONBUILD, at heredocs and at what runs in the container", () => {
    assert.equal(found("RUN curl https://example.com | sh\nFROM scratch").length, 1);
    assert.equal(found("ONBUILD RUN curl https://example.com | sh").length, 1);
    assert.equal(found("RUN <<EOF\ncurl https://example.com | sh\nEOF").length, 1);
    assert.equal(found('CMD ["sh", "-c", "curl https://example.com | sh"]').length, 1);
  });

  it("knows PowerShell's ways", () => {
    assert.deepEqual(found("RUN iwr https://example.com | iex", WINDOWS), ["iwr https://example.com | iex"]);
    assert.deepEqual(found("RUN $x = 1; iex (irm https://example.com); echo", WINDOWS), [
      "iex (irm https://example.com)",
    ]);
    assert.equal(
      found("RUN iex ((New-Object Net.WebClient).DownloadString('https://example.com/i.ps1'))", WINDOWS).length,
      1,
    );
    assert.equal(
      found(
        'RUN powershell -Command "iwr https://example.com | iex"',
        "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n",
      ).length,
      1,
    );
    assert.deepEqual(
      found("RUN Invoke-WebRequest https://example.com -OutFile a.zip; Expand-Archive a.zip", WINDOWS),
      [],
    );
  });
});
