import type { DockerfileModel } from "../../dockerfile/model.ts";
import { fixRunSecret } from "../../dockerfile/run-secret-fix.ts";
import { type RunSecret, runSecrets } from "../../dockerfile/run-secrets.ts";
import { defineDockerfileRule } from "../rule.ts";

export const secretInRun = defineDockerfileRule({
  id: "secret-in-run",
  title: "A credential is written out in a command",
  severity: "error",
  topic: "secrets",
  actors: ["external attacker", "malicious insider", "inadvertent insider"],
  why: "The command line of every `RUN` is part of the image: `docker history --no-trunc` shows it to whoever can pull the image, even where no file holds the credential any more. Whoever can read the repository has it as well.",
  remedy:
    "Give the credential to the one `RUN` that needs it, with `RUN --mount=type=secret,id=…,env=NAME`, use `$NAME` in the command, and build with `docker build --secret id=…,env=NAME`. What a container needs when it runs is given to it when it starts. Replace a credential that was in an image or a repository.",
  *check(model) {
    for (const instruction of model.instructions) {
      if (instruction.keyword !== "RUN") continue;
      for (const secret of runSecrets(instruction)) {
        const change = fixRunSecret(model, secret);
        yield {
          span: secret.span,
          ...(secret.match.kind === "weak-default" && { severity: "warning" as const }),
          message: message(model, secret),
          fixes: change === undefined ? [] : [{ ...change, safe: true }],
        };
      }
    }
  },
  bad: [
    {
      title: "written to a file that is removed later",
      code: 'FROM alpine\nRUN echo "«top-secret»" > /password.txt\nRUN rm /password.txt\n',
      fixed: "FROM alpine\n",
    },
    {
      title: "written to a file, used and removed",
      code: "FROM node:22\nWORKDIR /app\nRUN echo '//registry.npmjs.org/:_authToken=«k9Zr7Qw2LmX4vB8n»' > .npmrc && npm ci && rm .npmrc\n",
      fixed: "FROM node:22\nWORKDIR /app\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\n",
    },
    {
      title: "user and password of curl",
      code: "FROM alpine:3.20\nRUN curl -fsS -u deploy:«h7Gq2-mZw» -o /tmp/app.tgz https://files.example.com/app.tgz\n",
      fixed:
        'FROM alpine:3.20\nRUN --mount=type=secret,id=curl_password,env=CURL_PASSWORD,required curl -fsS -u deploy:"$CURL_PASSWORD" -o /tmp/app.tgz https://files.example.com/app.tgz\n',
    },
    {
      title: "a header",
      code: "FROM alpine:3.20\nRUN wget --header='Authorization: Bearer «k9Zr7Qw2LmX4vB8n»' https://files.example.com/app.tgz\n",
      fixed:
        'FROM alpine:3.20\nRUN --mount=type=secret,id=http_token,env=HTTP_TOKEN,required wget --header="Authorization: Bearer $HTTP_TOKEN" https://files.example.com/app.tgz\n',
    },
    {
      title: "a URL that git keeps in the clone",
      code: "FROM alpine:3.20\nRUN git clone https://deploy:«h7Gq2-mZw»@git.example.com/app.git\n",
    },
    {
      title: "a variable for one command",
      code: "FROM alpine:3.20\nRUN API_TOKEN=«k9Zr7Qw2LmX4vB8n» ./fetch-data.sh\n",
      fixed: "FROM alpine:3.20\nRUN --mount=type=secret,id=api_token,env=API_TOKEN,required ./fetch-data.sh\n",
    },
    {
      title: "exported",
      code: 'FROM alpine:3.20\nRUN export DB_PASSWORD="«h7Gq2-mZw»" && ./migrate.sh\n',
      fixed:
        'FROM alpine:3.20\nRUN --mount=type=secret,id=db_password,env=DB_PASSWORD,required export DB_PASSWORD="$DB_PASSWORD" && ./migrate.sh\n',
    },
    {
      title: "options of database clients",
      code: "FROM debian:12\nRUN mysql -uroot -p«h7Gq2-mZw» -e 'SELECT 1' && mongosh --password «t4Lk9-pQx» db\n",
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=mongosh_password,env=MONGOSH_PASSWORD,required --mount=type=secret,id=mysql_pwd,env=MYSQL_PWD,required mysql -uroot -p"$MYSQL_PWD" -e \'SELECT 1\' && mongosh --password "$MONGOSH_PASSWORD" db\n',
    },
    {
      title: "SQL",
      code: "FROM postgres:16\nRUN psql -c \"ALTER USER app PASSWORD '«h7Gq2-mZw»'\"\n",
      fixed:
        "FROM postgres:16\nRUN --mount=type=secret,id=db_password,env=DB_PASSWORD,required psql -c \"ALTER USER app PASSWORD '$DB_PASSWORD'\"\n",
    },
    {
      title: "a system account",
      code: "FROM debian:12\nRUN useradd app && echo 'app:«h7Gq2-mZw»' | chpasswd\n",
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=user_password,env=USER_PASSWORD,required useradd app && echo "app:$USER_PASSWORD" | chpasswd\n',
    },
    {
      title: "logins",
      code: "FROM docker:27-cli\nRUN docker login -u ci -p «h7Gq2-mZw» registry.example.com\n",
    },
    {
      title: "a password that everybody tries first",
      code: "FROM debian:12\nRUN htpasswd -bc /etc/nginx/.htpasswd admin «admin123»\n",
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=htpasswd_password,env=HTPASSWD_PASSWORD,required htpasswd -bc /etc/nginx/.htpasswd admin "$HTPASSWD_PASSWORD"\n',
    },
    {
      title: "in a script",
      code: "FROM debian:12\nRUN <<EOF\nset -e\nopenssl pkcs12 -export -in c.pem -out c.p12 -passout pass:«h7Gq2-mZw»\nEOF\n",
      fixed:
        'FROM debian:12\nRUN --mount=type=secret,id=openssl_password,env=OPENSSL_PASSWORD,required <<EOF\nset -e\nopenssl pkcs12 -export -in c.pem -out c.p12 -passout pass:"$OPENSSL_PASSWORD"\nEOF\n',
    },
  ],
  good: [
    {
      title: "from a secret mount",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=token curl -fsS -H "Authorization: Bearer $(cat /run/secrets/token)" https://example.com/\n',
    },
    {
      title: "from a variable",
      code: 'FROM alpine:3.20\nRUN --mount=type=secret,id=pw,env=PW curl -u "deploy:${PW}" https://example.com/ && mysql -p"$PW" -e "SELECT 1"\n',
    },
    {
      title: "usage text",
      code: 'FROM alpine:3.20\nRUN echo "usage: mysql -uroot -psecret, or curl -u user:password https://user:password@example.com/"\n',
    },
    {
      title: "the word that GitHub takes for a password beside a token",
      code: 'FROM python:3.13\nRUN --mount=type=secret,id=token,env=TOKEN echo "machine github.com login $TOKEN password x-oauth-basic" > ~/.netrc && pip install -r requirements.txt && rm ~/.netrc\n',
    },
    {
      title: "options of the same letter",
      code: "FROM alpine:3.20\nRUN mkdir -p /srv/data && cp -p /etc/hosts /srv/data && ssh -p 2222 host true\n",
    },
    {
      title: "no password",
      code: "FROM postgres:16\nRUN createuser --no-password app && ssh-keygen -A && useradd --password '' app && psql --username app --password app\n",
    },
    {
      title: "settings about passwords",
      code: "FROM alpine:3.20\nRUN PASSWORD_MIN_LENGTH=12 TOKEN_TTL=3600 DB_PASSWORD_FILE=/run/secrets/db ./configure --with-token-cache=yes\n",
    },
    {
      title: "Java's trust store",
      code: "FROM eclipse-temurin:21\nRUN keytool -importcert -noprompt -cacerts -storepass changeit -file /tmp/ca.crt\n",
    },
  ],
  references: [
    { title: "Docker: Build secrets", url: "https://docs.docker.com/build/building/secrets/" },
    { title: "docker image history", url: "https://docs.docker.com/reference/cli/docker/image/history/" },
    { title: "CWE-798: Use of Hard-coded Credentials", url: "https://cwe.mitre.org/data/definitions/798.html" },
  ],
  standards: { cisDocker: ["4.10"], mitreAttack: ["T1552.001"] },
  equivalents: {},
});

function message(model: DockerfileModel, { match, run, writtenTo }: RunSecret): string {
  const what = match.kind === "weak-default" ? `${match.what} that everybody tries first` : match.what;
  const where = writtenTo === undefined ? "in the command" : `in the command that writes \`${writtenTo}\``;
  const isShipped = run.stageIndex !== undefined && model.shippedChain.some(({ index }) => index === run.stageIndex);
  const reader = isShipped
    ? "whoever has the image can read it in its history"
    : "whoever reads the Dockerfile or the build cache has it";
  return `${capitalized(what)} is written out ${where}: ${reader}.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
