import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, applyEdits } from "../../../server/src/core/index.ts";
import { insecureDownload } from "../../../server/src/core/rules/dockerfile/insecure-download.ts";

const HEAD = "FROM debian:12\n";

function check(text: string) {
  return analyze({ path: "Dockerfile", text }, { rules: [insecureDownload] }).diagnostics;
}

/** What is squiggled in one instruction. */
function found(instruction: string): readonly string[] {
  const text = `${HEAD}${instruction}\n`;
  return check(text).map(({ span }) => text.slice(span.start, span.end));
}

/** The instruction after the first fix, and whether fix-all would do it. */
function fixed(instruction: string): readonly [text: string, safe: boolean] | undefined {
  const text = `${HEAD}${instruction}\n`;
  const fix = check(text)[0]?.fixes?.[0];
  return fix === undefined ? undefined : [applyEdits(text, fix.edits).slice(HEAD.length).trimEnd(), fix.safe];
}

describe("insecure-download", () => {
  const commands: readonly (readonly [command: string, option: string])[] = [
    ["curl -k https://example.com/a", "-k"],
    ["curl --insecure https://example.com/a", "--insecure"],
    ["curl -sSkL https://example.com/a", "k"],
    ["sudo curl -k https://example.com/a", "-k"],
    ["wget --no-check-certificate https://example.com/a", "--no-check-certificate"],
    ["wget --no-check-cert https://example.com/a", "--no-check-cert"],
    ["aria2c --check-certificate=false https://example.com/a", "--check-certificate=false"],
    ["git -c http.sslVerify=false clone https://example.com/a.git", "-c http.sslVerify=false"],
    ["git clone --config http.sslVerify=0 https://example.com/a.git", "--config http.sslVerify=0"],
    ["git config --global http.sslVerify false", "git config --global http.sslVerify false"],
    [
      "git config --system http.https://example.com.sslverify false",
      "git config --system http.https://example.com.sslverify false",
    ],
    ["GIT_SSL_NO_VERIFY=true git clone https://example.com/a.git", "GIT_SSL_NO_VERIFY=true"],
    ["export NODE_TLS_REJECT_UNAUTHORIZED=0", "NODE_TLS_REJECT_UNAUTHORIZED=0"],
    ["env PYTHONHTTPSVERIFY=0 python setup.py install", "PYTHONHTTPSVERIFY=0"],
    ["pip install --trusted-host pypi.org a", "--trusted-host pypi.org"],
    ["pip3 install --trusted-host=pypi.org a", "--trusted-host=pypi.org"],
    ["python3 -m pip install --trusted-host example.com a", "--trusted-host example.com"],
    ["pip config set global.trusted-host pypi.org", "pip config set global.trusted-host pypi.org"],
    ["npm config set strict-ssl false", "npm config set strict-ssl false"],
    ["npm config set strict-ssl=false", "npm config set strict-ssl=false"],
    ["npm set strict-ssl false -g", "npm set strict-ssl false -g"],
    ["npm install --strict-ssl=false", "--strict-ssl=false"],
    ['yarn config set "strict-ssl" false', 'yarn config set "strict-ssl" false'],
    ["apt-get install -y --allow-unauthenticated a", "--allow-unauthenticated"],
    ["apt-get install -y --force-yes a", "--force-yes"],
    ["apt-get -o Acquire::https::Verify-Peer=false update", "-o Acquire::https::Verify-Peer=false"],
    ["apt-get -oAPT::Get::AllowUnauthenticated=true install a", "-oAPT::Get::AllowUnauthenticated=true"],
    ["apk add --allow-untrusted a.apk", "--allow-untrusted"],
    ["yum install -y --nogpgcheck a", "--nogpgcheck"],
    ["dnf install -y --setopt=gpgcheck=0 a", "--setopt=gpgcheck=0"],
    ["dnf install -y --setopt=*.sslverify=false a", "--setopt=*.sslverify=false"],
    ["yum-config-manager --save --setopt=base.sslverify=0", "--setopt=base.sslverify=0"],
    ["zypper --no-gpg-checks install a", "--no-gpg-checks"],
    ["mvn -B -Dmaven.wagon.http.ssl.insecure=true package", "-Dmaven.wagon.http.ssl.insecure=true"],
    ["./mvnw -Daether.connector.https.securityMode=insecure verify", "-Daether.connector.https.securityMode=insecure"],
    ["rpm -Uvh --nogpg https://example.com/a.rpm", "--nogpg"],
    ["rpm -i --nosignature https://example.com/a.rpm", "--nosignature"],
    ["conda config --set ssl_verify False", "conda config --set ssl_verify False"],
    ["go env -w GOINSECURE=example.com", "go env -w GOINSECURE=example.com"],
    ["go env -w GONOSUMDB=example.com/*", "go env -w GONOSUMDB=example.com/*"],
    ["composer config --global disable-tls true", "composer config --global disable-tls true"],
    ["skopeo copy --src-tls-verify=false docker://a docker://b", "--src-tls-verify=false"],
  ];
  for (const [command, option] of commands) {
    it(`fires on ${command}`, () => assert.deepEqual(found(`RUN ${command}`), [option]));
  }

  const written: readonly (readonly [instruction: string, place: string])[] = [
    ['RUN echo "deb [trusted=yes] https://example.com/apt ./" >> /etc/apt/sources.list', "[trusted=yes] "],
    [
      "RUN echo 'deb [arch=amd64 trusted=yes signed-by=/k] https://example.com/apt ./' | tee /etc/apt/sources.list.d/a.list",
      "trusted=yes ",
    ],
    ["RUN printf 'gpgcheck=0\\n' >> /etc/yum.repos.d/a.repo", "gpgcheck=0"],
    ["RUN sed -i 's/gpgcheck=1/gpgcheck=0/' /etc/yum.conf", "gpgcheck=0"],
    ['RUN echo -e "[a]\\nbaseurl=https://example.com\\ngpgcheck=0" > /etc/yum.repos.d/a.repo', "gpgcheck=0"],
    ["RUN printf '[global]\\ntrusted-host = pypi.org\\ntimeout = 60\\n' > /etc/pip.conf", "trusted-host = pypi.org"],
    [
      "RUN printf 'Types: deb\\nURIs: https://example.com\\nTrusted: yes\\n' > /etc/apt/sources.list.d/a.sources",
      "Trusted: yes",
    ],
    ["RUN sed -i 's/^SigLevel.*/SigLevel = Never/' /etc/pacman.conf", "SigLevel = Never"],
    ["RUN echo ':ssl_verify_mode: 0' > ~/.gemrc", ":ssl_verify_mode: 0"],
    ["RUN echo strict-ssl=false >> /root/.npmrc", "strict-ssl=false"],
    ["RUN echo insecure >> ~/.curlrc", "insecure"],
    ["COPY <<EOF /etc/pip.conf\n[global]\ntrusted-host = example.com\nEOF", "trusted-host = example.com"],
    [
      'RUN cat > /etc/apt/apt.conf.d/99 <<EOF\nAcquire::https::Verify-Peer "false";\nEOF',
      'Acquire::https::Verify-Peer "false";',
    ],
  ];
  for (const [instruction, place] of written) {
    it(`fires on what is written: ${instruction.split("\n")[0]}`, () => assert.deepEqual(found(instruction), [place]));
  }

  for (const pair of [
    "NODE_TLS_REJECT_UNAUTHORIZED=0",
    "PYTHONHTTPSVERIFY=0",
    "GIT_SSL_NO_VERIFY=1",
    "npm_config_strict_ssl=false",
    "GOINSECURE=example.com",
    "MAVEN_OPTS=-Dmaven.wagon.http.ssl.insecure=true",
    "GOSUMDB=off",
    "PIP_TRUSTED_HOST=example.com",
  ]) {
    it(`fires on ENV ${pair}`, () => assert.deepEqual(found(`ENV A=b ${pair}`), [pair]));
    it(`fires on ARG ${pair}`, () => assert.deepEqual(found(`ARG ${pair}`), [pair]));
  }

  const silent: readonly string[] = [
    "RUN curl -o k https://example.com/k && curl -ok https://example.com/k",
    "RUN curl -H -k https://example.com/k",
    "RUN curl -fsSL --cacert /ca.pem https://example.com",
    "RUN curl -k https://localhost:8443 && wget --no-check-certificate https://127.0.0.1/a",
    "HEALTHCHECK CMD curl -fk https://app:8443/health",
    "RUN git config --global http.sslVerify true && git config --unset http.sslVerify",
    "RUN npm config get strict-ssl && npm config set strict-ssl true",
    "RUN go env GOINSECURE GONOSUMDB",
    "ENV NODE_TLS_REJECT_UNAUTHORIZED=1 PYTHONHTTPSVERIFY=1 GIT_SSL_NO_VERIFY=",
    "ARG GIT_SSL_NO_VERIFY",
    "RUN echo 'deb [signed-by=/k.gpg] https://example.com ./' > /etc/apt/sources.list.d/a.list",
    "RUN echo '# gpgcheck=0' >> /etc/yum.conf && echo repo_gpgcheck=0 >> /etc/yum.repos.d/a.repo",
    "RUN sed -i 's/gpgcheck=0/gpgcheck=1/' /etc/yum.conf",
    "RUN echo gpgcheck=0 > /usr/share/doc/readme",
    "RUN printf '[a]\\nrepo_gpgcheck=0\\n' > /etc/yum.repos.d/a.repo",
    "RUN sed -i 's/^SigLevel.*/SigLevel = Required/' /etc/pacman.conf",
    "RUN mvn -Dmaven.wagon.http.ssl.insecure=false package",
    "RUN echo 'curl -k https://example.com'",
    "RUN docker run --rm tool curl -k https://example.com",
  ];
  for (const instruction of silent) {
    it(`is silent on ${instruction}`, () => assert.deepEqual(found(instruction), []));
  }

  it("looks at every stage, ONBUILD, and what runs in the container", () => {
    assert.equal(check("FROM a:1 AS b\nRUN curl -k https://example.com\nFROM scratch\n").length, 1);
    assert.equal(check("FROM a:1\nONBUILD RUN curl -k https://example.com\n").length, 1);
    assert.equal(check("FROM a:1\nCMD curl -k https://example.com/settings -o /s; exec app\n").length, 1);
  });
});

describe("the fix of insecure-download", () => {
  const cases: readonly (readonly [before: string, after: string, safe: boolean])[] = [
    ["RUN curl -fsSkL https://example.com/a", "RUN curl -fsSL https://example.com/a", true],
    ["RUN curl -k https://example.com/a", "RUN curl https://example.com/a", true],
    ["RUN curl -sS \\\n    -k \\\n    https://example.com/a", "RUN curl -sS \\\n    https://example.com/a", true],
    ["RUN curl -k https://nexus/a", "RUN curl https://nexus/a", false],
    ["RUN curl -k $URL", "RUN curl $URL", false],
    ['RUN ["curl", "-k", "https://example.com/a"]', 'RUN ["curl", "https://example.com/a"]', true],
    ["RUN sh -c 'curl -k https://example.com/a'", "RUN sh -c 'curl https://example.com/a'", true],
    ["RUN git -c http.sslVerify=false clone https://example.com/a", "RUN git clone https://example.com/a", true],
    ["RUN pip install --trusted-host pypi.org -r r.txt", "RUN pip install -r r.txt", true],
    ["RUN pip install --trusted-host pypi.corp -r r.txt", "RUN pip install -r r.txt", false],
    ["RUN npm config set strict-ssl false && npm ci", "RUN npm ci", false],
    ["RUN npm config set strict-ssl false", "", false],
    ["RUN GIT_SSL_NO_VERIFY=1 git clone https://example.com/a", "RUN git clone https://example.com/a", false],
    ["RUN export GIT_SSL_NO_VERIFY=1 && git clone https://example.com/a", "RUN git clone https://example.com/a", false],
    ["RUN export A=1 GIT_SSL_NO_VERIFY=1 && true", "RUN export A=1 && true", false],
    ["RUN export GIT_SSL_NO_VERIFY=1 A=1 && true", "RUN export A=1 && true", false],
    ["ENV A=1 NODE_TLS_REJECT_UNAUTHORIZED=0", "ENV A=1", false],
    ["ENV NODE_TLS_REJECT_UNAUTHORIZED 0", "", false],
    ["RUN apt-get install -y --allow-unauthenticated a", "RUN apt-get install -y a", false],
    ["RUN echo gpgcheck=0 >> /etc/yum.conf", "RUN echo gpgcheck=1 >> /etc/yum.conf", false],
    [
      "RUN echo 'deb [trusted=yes] https://example.com ./' > /etc/apt/sources.list",
      "RUN echo 'deb https://example.com ./' > /etc/apt/sources.list",
      false,
    ],
  ];
  for (const [before, after, safe] of cases) {
    it(before, () => assert.deepEqual(fixed(before), [after, safe]));
  }

  it("does not take away what a variable put there", () => {
    assert.equal(fixed("ENV FLAGS=--insecure\nRUN curl $FLAGS https://example.com/a"), undefined);
  });
});
