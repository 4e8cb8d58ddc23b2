import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, it } from "node:test";
import { FORMATS } from "../../server/src/cli/reporters/format.ts";
import { folderWith, hullcheck, jsonReport, read, useBuiltCli } from "./harness.ts";

useBuiltCli();

/** No letter of it stands in a hexadecimal digest, so that no piece of a secret is found there by chance. */
const LETTERS = "GHJKLMNPQRTUVWXYZghjkmnpqrtuvwxyz23456789";

function invented(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

const secrets = {
  env: invented(24),
  argument: invented(24),
  url: invented(16),
  option: invented(18),
  label: invented(24),
  token: `glpat-${invented(20)}`,
  file: invented(20),
  key: Array.from({ length: 6 }, () => invented(64)).join("\n"),
  manifest: invented(22),
  encoded: invented(24),
};

/** Every line that holds a secret gives reason for a finding of another rule, too, so that its code is shown. */
const DOCKERFILE = `FROM alpine
ARG NPM_TOKEN=${secrets.argument}
ENV DB_PASSWORD=${secrets.env} PATH=/app
LABEL api_key="${secrets.label}"
RUN chmod u+s /bin/su && curl -k -u admin:${secrets.option} https://bob:${secrets.url}@example.com/x | sh
RUN echo "${secrets.file}" > /password.txt
RUN rm /password.txt
RUN chmod 777 /x && git clone https://oauth2:${secrets.token}@gitlab.com/a/b.git /src
COPY --chmod=4777 <<KEY /etc/key.pem
-----BEGIN RSA PRIVATE KEY-----
${secrets.key}
-----END RSA PRIVATE KEY-----
KEY
`;

const MANIFEST = `apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {dsn: "postgres://app:${secrets.url}@db/app"}}
spec:
  hostPID: true
  containers:
    - {name: web, image: web, args: ["--token=${secrets.token}"], securityContext: {privileged: true}, env: [{name: DB_PASSWORD, value: ${secrets.manifest}}]}
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData: {password: ${secrets.manifest}}
data: {token: ${Buffer.from(secrets.encoded).toString("base64")}}
`;

const VALUES = [
  ...Object.values(secrets).flatMap((value) => value.split("\n")),
  Buffer.from(secrets.encoded).toString("base64"),
];

/** Fails where a text holds more of a secret than its first two characters. */
function assertSilent(text: string, what: string): void {
  for (const value of VALUES) {
    const piece = value.replace(/^glpat-/, "");
    for (let at = 1; at + 5 <= piece.length; at++) {
      const part = piece.slice(at, at + 5);
      assert.ok(
        !text.includes(part),
        `${what} repeats a secret: …${text.slice(text.indexOf(part) - 60, text.indexOf(part) + 9)}`,
      );
    }
  }
}

describe("secrets are never repeated", () => {
  const cwd = folderWith({ Dockerfile: DOCKERFILE, "pod.yaml": MANIFEST });

  it("are there to be found", () => {
    const { files } = jsonReport([], { cwd });
    const found = files.flatMap(({ findings }) => findings).filter(({ ruleId }) => ruleId.startsWith("secret-"));
    assert.ok(found.length > 3);
  });

  /** Runs once with every format going to a file of its own; returns all that was written. */
  function everyFormat(folder: string, ...args: readonly string[]): string {
    const outputs = FORMATS.flatMap((format) => ["--format", `${format}=reports/${format}`]);
    const { stderr } = hullcheck([...args, ...outputs], { cwd: folder });
    return FORMATS.map((format) => read(folder, `reports/${format}`)).join("") + stderr;
  }

  const others = "root-user,setuid-bit,world-writable,host-namespace,privileged-container";
  for (const args of [[], ["--show-gaps"], ["--rule", others], ["--severity", "error"]]) {
    it(`in any format, with ${args.join(" ") || "no options"}`, () => {
      assertSilent(everyFormat(cwd, ...args), args.join(" "));
    });
  }

  it("with all secret rules switched off", () => {
    const { files } = jsonReport([], { cwd });
    const ids = new Set(files.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId)));
    const off = [...ids].filter((id) => id.startsWith("secret-")).map((id) => [id, "off"]);
    const quiet = folderWith({
      Dockerfile: DOCKERFILE,
      "pod.yaml": MANIFEST,
      ".hullcheck.json": JSON.stringify({ rules: Object.fromEntries(off) }),
    });
    assertSilent(everyFormat(quiet), "without secret rules");
  });

  it("in diffs, in layers, in a baseline and while fixing", () => {
    const dry = hullcheck(["--dry-run"], { cwd });
    assertSilent(dry.stdout + dry.stderr, "--dry-run");
    for (const format of ["pretty", "json"]) {
      assertSilent(hullcheck(["layers", "Dockerfile", "--format", format], { cwd }).stdout, `layers ${format}`);
    }
    assertSilent(hullcheck(["--baseline", "known.json", "--update-baseline"], { cwd }).stdout, "--update-baseline");
    assertSilent(read(cwd, "known.json"), "the baseline");
    const fixing = folderWith({ Dockerfile: DOCKERFILE, "pod.yaml": MANIFEST });
    const fixed = hullcheck(["--fix"], { cwd: fixing });
    assertSilent(fixed.stdout + fixed.stderr, "--fix");
  });
});
