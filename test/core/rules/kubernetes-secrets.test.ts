import assert from "node:assert/strict";
import { test } from "node:test";
import { analyze, type Diagnostic } from "../../../server/src/core/index.ts";
import { secretCommitted } from "../../../server/src/core/rules/kubernetes/secret-committed.ts";
import { secretInManifest } from "../../../server/src/core/rules/kubernetes/secret-in-manifest.ts";

const SECRET = "k9Zr7Qw2LmX4vB8n";

function found(text: string): readonly Diagnostic[] {
  const { diagnostics, failures } = analyze({ path: "a.yaml", text }, { rules: [secretInManifest, secretCommitted] });
  assert.deepEqual(failures, []);
  for (const { message, fixes = [] } of diagnostics) {
    for (const words of [message, ...fixes.flatMap(({ title, note = "" }) => [title, note])]) {
      assert.ok(!words.includes(SECRET), `the secret is told: ${words}`);
    }
  }
  return diagnostics;
}

/** What is squiggled. */
function squiggled(text: string): readonly string[] {
  return found(text).map(({ span }) => text.slice(span.start, span.end));
}

function container(lines: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - name: web\n    image: web:1\n${lines}`;
}

test("the squiggle is on the credential alone, in every style of scalar", () => {
  for (const value of [SECRET, `"${SECRET}"`, `'${SECRET}'`, `|\n        ${SECRET}\n`, `>-\n        ${SECRET}\n`]) {
    assert.deepEqual(squiggled(container(`    env:\n    - name: API_TOKEN\n      value: ${value}\n`)), [SECRET], value);
  }
  assert.deepEqual(squiggled(container(`    args: ["--api-token=\\u006b${SECRET.slice(1)}"]\n`)), [
    `\\u006b${SECRET.slice(1)}`,
  ]);
});

test("a script in a block, with its place in the file", () => {
  const script = `    command: [sh, -c]\n    args:\n    - |\n      set -e\n      export DB_PASSWORD=h7Gq2-mZw\n      curl -H "Authorization: Bearer ${SECRET}" https://example.com\n`;
  assert.deepEqual(squiggled(container(script)), ["h7Gq2-mZw", SECRET]);
  assert.deepEqual(squiggled(container(script).replaceAll("\n", "\r\n")), ["h7Gq2-mZw", SECRET]);
});

test("what Kubernetes or the shell fills in is no literal", () => {
  for (const argument of [
    "--password=$(DB_PASSWORD)",
    "--password=${DB_PASSWORD}",
    "--password=$DB_PASSWORD",
    "--password-file=/run/x",
    "--password=",
  ]) {
    assert.deepEqual(squiggled(container(`    args: ["${argument}"]\n`)), [], argument);
  }
});

test("annotations: only what shows itself", () => {
  const annotated = (value: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    example.com/password-secret: shop-credentials\n    example.com/repo: ${value}\n`;
  assert.deepEqual(squiggled(annotated("https://deploy:h7Gq2-mZw@git.example.com/a.git")), ["h7Gq2-mZw"]);
  assert.deepEqual(squiggled(annotated("https://git.example.com/a.git")), []);
});

test("annotations of a pod template are read once", () => {
  const url = "https://deploy:h7Gq2-mZw@git.example.com/a.git";
  const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  template:\n    metadata:\n      annotations: {repo: "${url}"}\n    spec:\n      containers: [{name: web, image: "web:1"}]\n`;
  assert.equal(found(text).length, 1);
});

test("the fix refers to the Secret that the container already uses", () => {
  const text = container(
    `    env:\n    - name: USER\n      valueFrom: {secretKeyRef: {name: shop-db, key: user}}\n    - name: API_TOKEN\n      value: ${SECRET} # from the portal\n`,
  );
  const [fix] = found(text)[0]?.fixes ?? [];
  assert.equal(fix?.edits.length, 1);
  assert.match(fix?.edits[0]?.newText ?? "", /valueFrom:\n {8}secretKeyRef:\n {10}name: shop-db\n {10}key: API_TOKEN/);
  assert.match(fix?.note ?? "", /--from-literal=API_TOKEN=…/);
});

test("a part of a variable's value has no mechanical fix", () => {
  const [diagnostic] = found(
    container("    env:\n    - name: DATABASE\n      value: postgres://shop:h7Gq2-mZw@db/shop\n"),
  );
  assert.ok(diagnostic !== undefined);
});

const secret = (body: string, head = "apiVersion: v1\nkind: Secret"): string =>
  `${head}\nmetadata: {name: shop}\n${body}`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

test("a Secret's contents are decoded and judged", () => {
  assert.deepEqual(squiggled(secret(`data: {token: ${base64(SECRET)}, user: ${base64("shop")}}\n`)), [base64(SECRET)]);
  const key =
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7bq3Zr7Qw2LmX4vB8nk9Zr7Qw2LmX4vB8nk9Zr7Qw2LmX4vB\n-----END RSA PRIVATE KEY-----\n";
  assert.equal(
    found(secret(`type: kubernetes.io/tls\ndata:\n  tls.crt: ${base64("x")}\n  tls.key: ${base64(key)}\n`)).length,
    1,
  );
  assert.deepEqual(
    squiggled(secret(`data:\n  keystore.p12: ${Buffer.from([0x30, 0x82, 0xff, 0xfe, 0x02]).toString("base64")}\n`))
      .length,
    1,
  );
});

test("a Secret of another group, references and encrypted contents are none", () => {
  for (const text of [
    secret(`spec: {encryptedData: {token: ${SECRET}}}\n`, "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret"),
    secret(
      "spec: {data: [{secretKey: token, remoteRef: {key: prod/token}}]}\n",
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret",
    ),
    secret(`data: {token: ${base64(SECRET)}}\nsops: {mac: x}\n`),
    secret(
      "stringData: {password: 'ENC[AES256_GCM,data:xyz]', token: '${TOKEN}', a: '<token>', b: 'vault:secret/data/x#y'}\n",
    ),
    secret("data: {token: '', password: null}\n"),
    secret("data:\n  token: {{ .Values.token | b64enc }}\n"),
  ]) {
    assert.deepEqual(squiggled(text), [], text);
  }
});

test("a password that everybody tries first is less grave", () => {
  assert.equal(found(secret("stringData: {password: admin}\n"))[0]?.severity, "information");
  assert.equal(found(container("    env: [{name: POSTGRES_PASSWORD, value: postgres}]\n"))[0]?.severity, "warning");
});

test("a ConfigMap's SQL and Redis settings, but neither hashes nor what is filled in", () => {
  const file = (name: string, line: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n  ${name}: |\n    ${line}\n`;
  for (const [name, line] of [
    ["init.sql", "CREATE USER 'app'@'%' IDENTIFIED BY 'h7Gq2-mZw';"],
    ["init.sql", "CREATE USER app IDENTIFIED WITH caching_sha2_password BY 'h7Gq2-mZw';"],
    ["users.sql", "alter role app with login password 'h7Gq2-mZw';"],
    ["redis.conf", "requirepass h7Gq2-mZw"],
    ["redis-config", 'masterauth "h7Gq2-mZw"'],
  ] as const) {
    assert.deepEqual(squiggled(file(name, line)), ["h7Gq2-mZw"], line);
  }
  for (const [name, line] of [
    ["init.sql", "CREATE USER 'app'@'%' IDENTIFIED BY PASSWORD '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19';"],
    ["init.sql", "ALTER ROLE app PASSWORD 'SCRAM-SHA-256$4096:kP9Zx3vQ8mT2$bN7cR4wY:6uJ1hL5g';"],
    ["init.sql", "ALTER ROLE app PASSWORD '${DB_PASSWORD}';"],
    ["redis.conf", "# requirepass h7Gq2-mZw"],
    ["redis.conf", "requirepass ${REDIS_PASSWORD}"],
  ] as const) {
    assert.deepEqual(squiggled(file(name, line)), [], line);
  }
});
