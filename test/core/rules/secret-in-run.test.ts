import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Analysis, analyze, applyEdits, fixAll } from "../../../server/src/core/index.ts";
import { secretFileRemovedInLaterLayer } from "../../../server/src/core/rules/dockerfile/secret-file-removed-in-later-layer.ts";
import { secretInRun } from "../../../server/src/core/rules/dockerfile/secret-in-run.ts";

const RULES = [secretInRun, secretFileRemovedInLaterLayer];

function check(text: string, rules = [secretInRun]): Analysis {
  return analyze({ path: "Dockerfile", text }, { rules });
}

/** What is squiggled in one instruction. */
function found(instruction: string): readonly string[] {
  const text = `FROM debian:12\nWORKDIR /w\n${instruction}\n`;
  return check(text).diagnostics.map(({ span }) => text.slice(span.start, span.end));
}

const TOKEN = "k9Zr7Qw2LmX4vB8n";

describe("secret-in-run squiggles the literal", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "curl -u me:pw-1x https://h": ["pw-1x"],
    "curl -fsSume:pw-1x https://h": ["pw-1x"],
    "curl --user 'me:pw-1x' https://h": ["pw-1x"],
    "curl --proxy-user=me:pw-1x https://h": ["pw-1x"],
    [`curl -H "Authorization: Bearer ${TOKEN}" https://h`]: [TOKEN],
    [`curl -H 'PRIVATE-TOKEN: ${TOKEN}' https://h`]: [TOKEN],
    [`curl -H "X-Api-Key: ${TOKEN}" https://h`]: [TOKEN],
    [`curl --oauth2-bearer ${TOKEN} https://h`]: [TOKEN],
    'curl -d \'{"user":"a","password":"pw-1x"}\' https://h': ["pw-1x"],
    "curl -d 'user=a&password=pw-1x' https://h": ["pw-1x"],
    "wget --user=me --password=pw-1x https://h": ["pw-1x"],
    "http -a me:pw-1x GET https://h": ["pw-1x"],
    "pip install --index-url https://me:pw-1x@h/simple x": ["pw-1x"],
    "export DB_PASSWORD=pw-1x": ["pw-1x"],
    "export DB_PASSWORD=${DB_PASSWORD:-pw-1x}": ["pw-1x"],
    "DB_PASSWORD=pw-1x; ./run": ["pw-1x"],
    "env DB_PASSWORD=pw-1x ./run": ["pw-1x"],
    "make DB_PASSWORD=pw-1x": ["pw-1x"],
    [`docker build --build-arg NPM_TOKEN=${TOKEN} .`]: [TOKEN],
    "mysql -uroot -ppw-1x": ["pw-1x"],
    "mysqldump --password=pw-1x db": ["pw-1x"],
    "mysqladmin -u root password 'pw-1x'": ["pw-1x"],
    "mysql -e \"CREATE USER 'a'@'%' IDENTIFIED BY 'pw-1x'\"": ["pw-1x"],
    "mysql -e \"SET PASSWORD FOR 'root'@'localhost' = PASSWORD('pw-1x')\"": ["pw-1x"],
    "echo \"GRANT ALL ON a.* TO b IDENTIFIED BY 'pw-1x'\" | mysql": ["pw-1x"],
    "psql -c \"CREATE ROLE a WITH LOGIN PASSWORD 'pw-1x'\"": ["pw-1x"],
    "redis-cli -a pw-1x ping": ["pw-1x"],
    "mongo admin -u root -p pw-1x": ["pw-1x"],
    "ldapadd -D cn=admin -w pw-1x -f a.ldif": ["pw-1x"],
    "rabbitmqctl add_user app pw-1x": ["pw-1x"],
    "sqlcmd -S localhost -U sa -P pw-1x": ["pw-1x"],
    "sshpass -p pw-1x ssh me@host": ["pw-1x"],
    "sshpass -ppw-1x scp a host:": ["pw-1x"],
    "docker login -u me -p pw-1x": ["pw-1x"],
    "echo pw-1x | docker login -u me --password-stdin": ["pw-1x"],
    "podman login --username me --password pw-1x h": ["pw-1x"],
    "skopeo copy --src-creds me:pw-1x docker://a dir:b": ["pw-1x"],
    [`npm config set //registry.npmjs.org/:_authToken ${TOKEN}`]: [TOKEN],
    [`npm config set //registry.npmjs.org/:_authToken=${TOKEN}`]: [TOKEN],
    [`npm set _authToken=${TOKEN}`]: [TOKEN],
    [`yarn config set npmAuthToken ${TOKEN}`]: [TOKEN],
    [`aws configure set aws_secret_access_key ${TOKEN}${TOKEN}`]: [TOKEN + TOKEN],
    "echo 'root:pw-1x' | chpasswd": ["pw-1x"],
    "echo root:pw-1x | sudo chpasswd": ["pw-1x"],
    "printf 'root:%s\\n' pw-1x | chpasswd": ["pw-1x"],
    "printf 'a:pw-1x\\nb:pw-2x\\n' | chpasswd": ["pw-1x", "pw-2x"],
    "chpasswd <<< 'root:pw-1x'": ["pw-1x"],
    "echo 'root:0000' | chpasswd": ["0000"],
    "npm config set //h:8443/npm/:_auth=bWU6cHctMXg5MlE3": ["bWU6cHctMXg5MlE3"],
    "chpasswd <<EOF\nroot:pw-1x\nEOF": ["pw-1x"],
    "echo pw-1x | passwd --stdin root": ["pw-1x"],
    "useradd -m -p pw-1x app": ["pw-1x"],
    "useradd -p $(openssl passwd -1 pw-1x) app": ["pw-1x"],
    "usermod --password pw-1x app": ["pw-1x"],
    "htpasswd -bc /etc/p user pw-1x": ["pw-1x"],
    "htpasswd -nbB user pw-1x": ["pw-1x"],
    "openssl rsa -in a -passin pass:pw-1x": ["pw-1x"],
    "openssl enc -aes-256-cbc -k pw-1x -in a": ["pw-1x"],
    "keytool -genkeypair -keystore s.jks -storepass pw-1x -keypass pw-2x": ["pw-1x", "pw-2x"],
    "echo pw-1x | gpg --batch --passphrase-fd 0 -d a.gpg": ["pw-1x"],
    "gpg --batch --passphrase pw-1x -d a.gpg": ["pw-1x"],
    "ssh-keygen -N pw-1x -f k": ["pw-1x"],
    "unzip -P pw-1x a.zip": ["pw-1x"],
    "7z x -ppw-1x a.7z": ["pw-1x"],
    "echo 'mysql-server mysql-server/root_password password pw-1x' | debconf-set-selections": ["pw-1x"],
    "lftp -u me,pw-1x host": ["pw-1x"],
    "smbclient -U me%pw-1x //h/s": ["pw-1x"],
    "twine upload -u me -p pw-1x dist/*": ["pw-1x"],
    "composer config --global http-basic.h me pw-1x": ["pw-1x"],
    [`composer config -g github-oauth.github.com ${TOKEN}`]: [TOKEN],
    [`git -c http.extraHeader="Authorization: Basic ${TOKEN}" clone https://h/a`]: [TOKEN],
    "git clone https://me:pw-1x@h/a": ["pw-1x"],
    "bundle config gems.example.com me:pw-1x": ["pw-1x"],
    "bundle config set --global gems.example.com me:pw-1x": ["pw-1x"],
    "dotnet nuget add source https://h/i.json -n h -u me -p pw-1x --store-password-in-clear-text": ["pw-1x"],
    "nuget sources Add -Name h -Source https://h -UserName me -Password pw-1x": ["pw-1x"],
    [`cargo login ${TOKEN}`]: [TOKEN],
    [`vault login ${TOKEN}`]: [TOKEN],
    "kubectl create secret generic a --from-literal=password=pw-1x": ["pw-1x"],
    "tool --db-password=pw-1x": ["pw-1x"],
    "tool --db-password pw-1x": ["pw-1x"],
    [`tool --api-key ${TOKEN} run`]: [TOKEN],
    "mvn -Ddb.password=pw-1x package": ["pw-1x"],
    "sh -c 'mysql -ppw-1x'": ["pw-1x"],
    "echo pw-1x > /etc/db_password": ["pw-1x"],
    "echo 'DB_PASSWORD=pw-1x' >> /etc/environment": ["pw-1x"],
    "printf '[client]\\npassword=pw-1x\\n' > ~/.my.cnf": ["pw-1x"],
    "echo 'machine h login me password pw-1x' > ~/.netrc": ["pw-1x"],
    "echo 'h:5432:db:me:pw-1x' > ~/.pgpass": ["pw-1x"],
    'echo \'{"auths":{"h":{"auth":"bWU6cHctMXg5Mg=="}}}\' > ~/.docker/config.json': ["bWU6cHctMXg5Mg=="],
    "echo pw-1x | tee /run/password.txt": ["pw-1x"],
    "cat > ~/.npmrc <<EOF\n//registry.npmjs.org/:_authToken=k9Zr7Qw2LmX4vB8n\nEOF": [TOKEN],
  };
  for (const [command, expected] of Object.entries(cases)) {
    it(command, () => assert.deepEqual(found(`RUN ${command}`), expected));
  }

  it("in the exec form and in scripts", () => {
    assert.deepEqual(found('RUN ["mysql", "-ppw-1x"]'), ["pw-1x"]);
    assert.deepEqual(found("RUN <<EOF\nmysql -ppw-1x\nEOF"), ["pw-1x"]);
    const python = `RUN <<EOF\n#!/usr/bin/env python3\ntoken = "ghp_${"k9Zr7Qw2LmX4vB8n".repeat(3).slice(0, 36)}"\nEOF`;
    assert.equal(found(python).length, 1);
  });

  it("in a private key", () => {
    const key =
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7Vh2k9Zr7Qw2LmX4vB8nk9Zr7Qw2\n-----END RSA PRIVATE KEY-----";
    assert.equal(found(`RUN cat > /k <<EOF\n${key}\nEOF`).length, 1);
  });
});

describe("secret-in-run is silent", () => {
  for (const command of [
    'curl -u "$USER:$PASS" https://h',
    'curl -H "Authorization: Bearer $(cat /run/secrets/t)" https://h',
    'mysql -p"$(cat /run/secrets/pw)"',
    "mysql -p",
    "mysql --password db",
    "psql --password me db",
    "docker run -p 8080:80 img",
    "docker login -u me --password-stdin < /run/secrets/pw",
    "echo 'docker login -p pw-1x'",
    "echo 'set DB_PASSWORD=pw-1x to log in'",
    "grep -q 'password=pw-1x' /etc/a",
    "sed -n '/password=pw-1x/p' /etc/a",
    "npm config set registry https://h/",
    "npm config set strict-ssl false",
    "composer config repositories.a vcs https://h/a.git",
    "aws configure set region eu-west-1",
    "useradd -p '' app",
    "useradd -m -s /bin/bash app",
    "passwd -d root",
    "useradd -p '*' app && usermod -p '!' app",
    "bundle config build.nokogiri --use-system-libraries && bundle config mirror.https://rubygems.org https://h:8443",
    "keytool -genkeypair -alias androiddebugkey -keypass android -keystore debug.keystore -storepass android",
    "echo 'root:*' | chpasswd -e",
    'echo "root:$ROOT_PASSWORD" | chpasswd',
    "keytool -list -keystore a.jks -storepass changeit",
    "ssh-keygen -t rsa -N '' -f k",
    "tar -xpf a.tar && unzip -p a.zip b",
    "tool --password-file=/run/pw --token-ttl=3600 --no-password",
    "tool --token --verbose",
    "export TOKEN=$(cat /run/secrets/t) PASSWORD=${PASSWORD}",
    "export PWD=/app PASS=1",
    "PIP_INDEX_URL=https://user:${TOKEN}@h pip install x",
    "echo $TOKEN > /run/token.txt",
    "echo 'registry=https://h/' > ~/.npmrc",
    "git clone https://git@h/a",
    "openssl passwd -1 -stdin",
    "openssl enc -pass env:PW -pass file:/run/pw",
  ]) {
    it(command, () => assert.deepEqual(found(`RUN ${command}`), []));
  }
});

describe("secret-in-run puts a variable in the literal's place", () => {
  function fixed(command: string): string {
    const text = `FROM debian:12\nWORKDIR /w\nRUN ${command}\n`;
    const result = fixAll(check(text), { rules: [secretInRun] }).text;
    return result.slice(result.indexOf("RUN ") + 4).trimEnd();
  }
  const mount = (id: string): string => `--mount=type=secret,id=${id.toLowerCase()},env=${id},required`;

  it("in the right quotes", () => {
    assert.equal(fixed("redis-cli -a pw-1x ping"), `${mount("REDIS_PASSWORD")} redis-cli -a "$REDIS_PASSWORD" ping`);
    assert.equal(fixed('redis-cli -a "pw-1x"'), `${mount("REDIS_PASSWORD")} redis-cli -a "$REDIS_PASSWORD"`);
    assert.equal(fixed("redis-cli -a 'pw-1x'"), `${mount("REDIS_PASSWORD")} redis-cli -a "$REDIS_PASSWORD"`);
    assert.equal(
      fixed('curl -d \'{"password":"pw-1x"}\' https://h'),
      `${mount("HTTP_PASSWORD")} curl -d '{"password":"'"$HTTP_PASSWORD"'"}' https://h`,
    );
    assert.equal(
      fixed("pip install -i https://me:pw-1x@h/simple x"),
      `${mount("PIP_PASSWORD")} pip install -i https://me:"$PIP_PASSWORD"@h/simple x`,
    );
    assert.equal(
      fixed('wget "https://me:pw-1x@h/x" -O /dev/null'),
      `${mount("WGET_PASSWORD")} wget "https://me:$WGET_PASSWORD@h/x" -O /dev/null`,
    );
  });

  it("once for a value, with another name for each other one", () => {
    assert.equal(
      fixed("redis-cli -a pw-1x ping && redis-cli -a pw-1x info && redis-cli -a pw-2x ping"),
      `${mount("REDIS_PASSWORD_2")} ${mount("REDIS_PASSWORD")} redis-cli -a "$REDIS_PASSWORD" ping && redis-cli -a "$REDIS_PASSWORD" info && redis-cli -a "$REDIS_PASSWORD_2" ping`,
    );
  });

  it("not where the secret would stay in the image, or two shells read the text", () => {
    for (const command of [
      "docker login -u me -p pw-1x h",
      `npm config set //h/:_authToken ${TOKEN}`,
      "git clone https://me:pw-1x@h/a",
      "echo pw-1x > /etc/db_password",
      "echo 'PASSWORD=pw-1x' > $CONFIG",
      "sed -i 's/@@/https:\\/\\/me:pw-1x@h/' f",
      "sh -c 'redis-cli -a pw-1x'",
      "chpasswd <<'EOF'\nroot:pw-1x\nEOF",
    ]) {
      assert.equal(fixed(command), command);
    }
  });

  it("where the file goes in the same instruction", () => {
    assert.equal(
      fixed(`npm config set //h/:_authToken ${TOKEN} && npm ci && rm ~/.npmrc`),
      `${mount("NPM_TOKEN")} npm config set //h/:_authToken "$NPM_TOKEN" && npm ci && rm ~/.npmrc`,
    );
    assert.equal(
      fixed("echo pw-1x > /db_password && ./deploy /db_password && rm /db_password"),
      "--mount=type=secret,id=db_password,target=/db_password ./deploy /db_password",
    );
  });
});

describe("the first case", () => {
  const text = 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
  const analysis = check(text, RULES);

  it("is an error at the path and one at the literal", () => {
    const found = analysis.diagnostics.map(({ rule, severity, span, related = [] }) => [
      rule.id,
      severity,
      text.slice(span.start, span.end),
      analysis.lines.lineAt(span.start) + 1,
      related.map((place) => analysis.lines.lineAt(place.span.start) + 1),
    ]);
    assert.deepEqual(found, [
      ["secret-in-run", "error", "top-secret", 2, []],
      ["secret-file-removed-in-later-layer", "error", "/password.txt", 2, [3]],
    ]);
  });

  it("leaves the secret neither in a layer nor in the history", () => {
    assert.equal(fixAll(analysis, { rules: RULES }).text, "FROM alpine\n");
  });

  it("ends the same, one fix at a time and in any order", () => {
    for (const { fixes = [] } of analysis.diagnostics) {
      assert.equal(applyEdits(text, fixes[0]?.edits ?? []), "FROM alpine\n");
    }
  });

  it("keeps the build working where the file is read", () => {
    const read = text.replace("RUN rm", "RUN ./deploy --password-file /password.txt\nRUN rm");
    assert.equal(
      fixAll(check(read, RULES), { rules: RULES }).text,
      "FROM alpine\nRUN --mount=type=secret,id=password,target=/password.txt ./deploy --password-file /password.txt\n",
    );
  });
});
