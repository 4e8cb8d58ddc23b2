import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nameWords, secretName } from "../../../server/src/core/secrets/names.ts";

const SECRET: readonly (readonly [name: string, what: string])[] = [
  ["DB_PASSWORD", "a password"],
  ["MYSQL_ROOT_PASSWORD", "a password"],
  ["db.password", "a password"],
  ["dbPassword", "a password"],
  ["DBPassword", "a password"],
  ["PGPASSWORD", "a password"],
  ["MYSQL_PWD", "a password"],
  ["DB_PASS", "a password"],
  ["SSHPASS", "a password"],
  ["REDIS_PASSWORD_PROD", "a password"],
  ["PASSWORD1", "a password"],
  ["admin-password", "a password"],
  ["GPG_PASSPHRASE", "a passphrase"],
  ["WIFI_PSK", "a pre-shared key"],
  ["NPM_TOKEN", "an access token"],
  ["TOKEN", "an access token"],
  ["GITHUB_API_TOKEN", "an access token"],
  ["HOMEBREW_GITHUB_API_TOKEN", "an access token"],
  ["authToken", "an access token"],
  ["API_KEY", "an API key"],
  ["apikey", "an API key"],
  ["STRIPE_SECRET_KEY", "a secret key"],
  ["SECRET_KEY_BASE", "a secret key"],
  ["AWS_SECRET_ACCESS_KEY", "an access key"],
  ["ENCRYPTION_KEY", "an encryption key"],
  ["SSH_PRIVATE_KEY", "a private key"],
  ["RAILS_MASTER_KEY", "a master key"],
  ["CLIENT_SECRET", "a secret"],
  ["JWT_SECRET", "a secret"],
  ["clientSecret", "a secret"],
  ["ssh_prv_key", "a private key"],
  ["DEPLOY_PRIV_KEY", "a private key"],
  ["COMPOSER_AUTH", "a set of credentials"],
  ["BUNDLE_GEMS__CONTRIBSYS__COM", "a set of credentials"],
  ["BUNDLE_RUBYGEMS__PKG__GITHUB__COM", "a set of credentials"],
  ["GITHUB_PAT", "a personal access token"],
  ["GIT_CREDENTIALS", "a set of credentials"],
  ["STOREPASS", "a password"],
];

/** Names of real variables that other linters have cried over, and their like. */
const HARMLESS = [
  // Bundler: settings of builds and sources.
  "BUNDLE_BUILD__NOKOGIRI",
  "BUNDLE_LOCAL__RACK__COM",
  "BUNDLE_PATH",
  // hadolint 1245: words, not substrings.
  "GOPRIVATE",
  "MONKEY",
  "BYPASS",
  "KEYBOARD",
  "KEYCLOAK_URL",
  "COMPASS",
  "TOKENIZERS_PARALLELISM",
  "SECRETARY",
  "PASSENGER_APP_ENV",
  "HOTKEY",
  "TURKEY",
  "NPM_TOKEN_FILE",
  "GITHUB_TOKEN_PATH",
  // buildkit 5403 and 6501: modes and places.
  "AUTH_MODE",
  "TOKEN_TTL",
  "PASSWORD_MIN_LENGTH",
  "MYSQL_ALLOW_EMPTY_PASSWORD",
  "PASSWORD_POLICY",
  "TOKEN_URL",
  "OAUTH_TOKEN_ENDPOINT",
  "SECRET_NAME",
  "SECRET_ARN",
  "TOKEN_EXPIRY",
  "TOKEN_ISSUER",
  "PASSWORD_HASH_ALGORITHM",
  "CREDENTIALS_PROVIDER",
  // ddev 6462: a socket.
  "SSH_AUTH_SOCK",
  "SSH_KEY_DIR",
  "SSH_KEY_PATH",
  // Names of files, as the official images take them.
  "POSTGRES_PASSWORD_FILE",
  "MYSQL_ROOT_PASSWORD_FILE",
  "DB_PASSWORD_FILE",
  // Ids and public material.
  "AWS_ACCESS_KEY_ID",
  "PUBLIC_KEY",
  "SSH_PUBLIC_KEY",
  "GPG_KEY",
  "GPG_KEYS",
  "PHP_GPG_KEYS",
  "PGP_KEY",
  "NGINX_GPGKEY",
  "GPG_KEY_FINGERPRINT",
  "PYTHON_SHA256",
  "DOWNLOAD_CHECKSUM",
  "KMS_KEY",
  "CACHE_KEY",
  "PRIMARY_KEY",
  "RECAPTCHA_SITE_KEY",
  "STRIPE_PUBLISHABLE_KEY",
  "NEXT_PUBLIC_API_KEY",
  "VITE_API_KEY",
  // The shell's own, and what language models call tokens.
  "PWD",
  "OLDPWD",
  "MAX_TOKENS",
  "EOS_TOKEN",
  "PAD_TOKEN_ID",
  // Kubernetes objects by name.
  "IMAGE_PULL_SECRET",
  "TLS_SECRET_NAME",
  "secretName",
  "secretKeyRef",
  "existingSecret",
  "SECRET_KEY_BASE_DUMMY",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "FILE_PAT",
  "BASIC_AUTH",
  "PATH",
  "USER",
  "KEY",
  "",
];

describe("secret names", () => {
  for (const [name, what] of SECRET) {
    it(`takes ${name} for ${what}`, () => assert.equal(secretName(name)?.what, what));
  }
  for (const name of HARMLESS) {
    it(`is silent on ${name === "" ? "the empty name" : name}`, () => assert.equal(secretName(name), undefined));
  }

  it("splits names into words at separators and changes of case", () => {
    assert.deepEqual(nameWords("MY_DB-pass.word"), ["my", "db", "pass", "word"]);
    assert.deepEqual(nameWords("myHTTPServerToken2"), ["my", "http", "server", "token"]);
    assert.deepEqual(nameWords("apikey"), ["api", "key"]);
    assert.deepEqual(nameWords("ROOTPASSWORD"), ["root", "password"]);
    assert.deepEqual(nameWords("S3_BUCKET"), ["s3", "bucket"]);
  });
});

it("a browser's key is public, a client secret is not, and etcd's cluster token is a name", () => {
  assert.equal(secretName("VITE_API_KEY"), undefined);
  assert.equal(secretName("VUE_APP_CLIENT_SECRET")?.what, "a secret");
  assert.equal(secretName("ETCD_INITIAL_CLUSTER_TOKEN"), undefined);
  assert.equal(secretName("K3S_CLUSTER_TOKEN")?.what, "an access token");
});
