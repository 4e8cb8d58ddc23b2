import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeNamed } from "../../../server/src/core/secrets/detect.ts";
import type { SecretKind } from "../../../server/src/core/secrets/match.ts";
import { ALNUM, BASE64, HEX, joined, random, uuid } from "./samples.ts";

const NAMED: readonly (readonly [name: string, value: string, kind: SecretKind])[] = [
  ["DB_PASSWORD", "hunter2", "named"],
  ["DB_PASSWORD", "Tr0ub4dor&3", "named"],
  ["DB_PASSWORD", "correct horse battery", "named"],
  ["DB_PASSWORD", "changeme", "weak-default"],
  ["POSTGRES_PASSWORD", "postgres", "weak-default"],
  ["POSTGRES_PASSWORD", "example", "weak-default"],
  ["MYSQL_ROOT_PASSWORD", "123456", "weak-default"],
  ["ADMIN_PASSWORD", "your-password-here", "weak-default"],
  ["ADMIN_PASSWORD", "xxxxxxxx", "weak-default"],
  ["API_TOKEN", "abc123def", "named"],
  ["API_TOKEN", random(HEX, 40), "named"],
  ["API_KEY", uuid(), "named"],
  ["JWT_SECRET", "supersecretvalue1", "named"],
  ["CLIENT_SECRET", random(BASE64, 32), "named"],
  // Only the look of the value tells.
  ["SESSION_KEY", random(ALNUM, 32), "named"],
  ["MY_SIGNING_KEY_V2", random(HEX, 64), "named"],
  ["GITHUB_PAT", random(ALNUM, 40), "named"],
  ["REGISTRY_AUTH", "deploy:h7Gq2-mZw", "named"],
  ["NPM_AUTH", random(BASE64, 32), "named"],
  ["NEO4J_AUTH", "neo4j/h7Gq2-mZw", "named"],
  ["DB_CREDENTIALS", "app:hunter2", "named"],
  ["JAVA_OPTS", "-Xmx1g -Ddb.password=hunter2 -Dfile.encoding=UTF-8", "named"],
  ["SERVER_ARGS", "--port=80 --admin-password=hunter2", "named"],
  ["AUTH_SALT", random(ALNUM, 64), "named"],
  // The value's own form tells, whatever the name.
  ["ANYTHING", joined("gh", "p_", random(ALNUM, 36)), "format"],
  ["DATABASE_URL", "postgres://app:hunter2@db/app", "url-password"],
  ["SOME_FILE", `-----BEGIN PRIVATE KEY-----\n${random(BASE64, 64)}\n-----END PRIVATE KEY-----`, "private-key"],
];

const SILENT: readonly (readonly [name: string, value: string])[] = [
  ["DB_PASSWORD", ""],
  ["DB_PASSWORD", "   "],
  ["DB_PASSWORD", "$DB_PASSWORD"],
  ["DB_PASSWORD", "${DB_PASSWORD}"],
  ["DB_PASSWORD", "${DB_PASSWORD:-x}"],
  ["DB_PASSWORD", "$(cat /run/secrets/db)"],
  ["DB_PASSWORD", "{{ .Values.password }}"],
  ["DB_PASSWORD", "<password>"],
  ["DB_PASSWORD", "%DB_PASSWORD%"],
  ["DB_PASSWORD", "@db.password@"],
  ["DB_PASSWORD", "true"],
  ["DB_PASSWORD", "no"],
  ["DB_PASSWORD", "16"],
  ["DB_PASSWORD", "/run/secrets/db"],
  ["DB_PASSWORD", "./secret.txt"],
  ["DB_PASSWORD", "C:\\secret.txt"],
  ["DB_PASSWORD", "https://vault.acme.io/v1/secret"],
  ["DB_PASSWORD", "vault:secret/data/db#password"],
  ["DB_PASSWORD", "op://vault/item/password"],
  ["DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"],
  ["DB_PASSWORD", "projects/p/secrets/db/versions/latest"],
  ["DB_PASSWORD", "ENC[AES256_GCM,data:abc,iv:def,tag:ghi,type:str]"],
  ["DB_PASSWORD", "none"],
  ["DB_PASSWORD", "The password of the database is set elsewhere"],
  ["NPM_TOKEN", "changeme"],
  ["NPM_TOKEN", "xxx"],
  ["NPM_TOKEN", "your-token-here"],
  ["NPM_TOKEN", "<token>"],
  ["NPM_TOKEN", "example"],
  ["NPM_TOKEN", "dummy"],
  ["API_KEY", "test"],
  ["API_KEY", "todo"],
  ["API_KEY", "my-api-key"],
  ["AUTH_TOKEN", "bearer"],
  ["AUTH_TOKEN", "cookie"],
  ["APP_SECRET", "my-kubernetes-secret"],
  ["STRIPE_KEY", joined("pk", "_live_", random(ALNUM, 24))],
  ["AWS_ACCESS_KEY", joined("AKIA", "ABCDEFGHIJKLMNOP")],
  ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"],
  ["SUPABASE_ANON_KEY", joined("ey", "J", random(ALNUM, 33), ".ey", "J", random(ALNUM, 60), ".", random(ALNUM, 43))],
  ["GPG_KEY", random(HEX, 40).toUpperCase()],
  ["NGINX_GPGKEY", random(HEX, 40).toUpperCase()],
  ["PYTHON_SHA256", random(HEX, 64)],
  ["COMMIT", random(HEX, 40)],
  ["INSTANCE_ID", uuid()],
  ["VERSION", "1.2.3"],
  ["SSH_PUBLIC_KEY", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${random(BASE64, 48)}`],
  ["SENTRY_DSN", `https://${random(HEX, 32)}@o1.ingest.sentry.io/1234567`],
  ["BASIC_AUTH", "true"],
  ["PROXY_AUTH", "proxy:8080"],
  ["NEO4J_AUTH", "none"],
  ["GOOGLE_APPLICATION_CREDENTIALS", "/etc/gcp/key.json"],
  ["FETCH_CREDENTIALS", "include"],
  ["SIGNING_KEY", random(HEX, 40).toUpperCase()],
  ["CONFIG_KEY", "applicationsetcontroller.k8s.client.qps"],
  ["SESSION_KEY", "session"],
  ["CACHE_KEY", random(HEX, 40)],
  ["PASSWORD_MIN_LENGTH", "12"],
  ["TOKEN_TTL", "3600"],
  ["GOPRIVATE", "github.com/acme/*"],
  ["SSH_AUTH_SOCK", "/run/ssh.sock"],
  ["DB_PASSWORD_FILE", "/run/secrets/db"],
  ["IMAGE", "docker://alpine:3.20@sha256:abc"],
  ["JAVA_OPTS", "-Djavax.net.ssl.trustStorePassword=changeit -Dtoken.file=/run/t -Dpassword.min=8"],
  ["SERVER_ARGS", "--admin-password=$ADMIN_PASSWORD --token=${TOKEN}"],
  ["HELP", "use --password=<password>"],
  ["COMPOSER_AUTH", '{"github-oauth":{"github.com":"$GITHUB_TOKEN"}}'],
  ["BUNDLE_GITHUB__COM", "x-access-token:$GITHUB_TOKEN"],
];

describe("values judged by their name", () => {
  for (const [name, value, kind] of NAMED) {
    it(`reports ${name} as ${kind}: ${value.slice(0, 2)}…`, () => assert.equal(judgeNamed(name, value)?.kind, kind));
  }
  for (const [name, value] of SILENT) {
    it(`is silent on ${name}=${value}`, () => assert.equal(judgeNamed(name, value), undefined));
  }

  it("gives the place of the secret alone", () => {
    assert.deepEqual(judgeNamed("DB_PASSWORD", " hunter2 ")?.span, { start: 1, end: 8 });
    assert.deepEqual(judgeNamed("URL", "amqp://u:hunter2@h")?.span, { start: 9, end: 16 });
  });

  it("never says the value", () => {
    for (const [name, value] of NAMED) assert.ok(!judgeNamed(name, value)?.what.includes(value));
  });
});
