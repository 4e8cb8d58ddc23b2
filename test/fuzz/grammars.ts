import type { Random } from "./random.ts";

/** What an input is read as. */
export const KINDS = ["dockerfile", "kubernetes", "config"] as const;
export type Kind = (typeof KINDS)[number];

/** What an editor sends: a text in place of so many characters. */
export interface Change {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

export interface Input {
  readonly kind: Kind;
  readonly text: string;
  /** Made one after the other, as in an editor. */
  readonly changes?: readonly Change[];
}

type Make = (random: Random) => string;

const NAMES = ["a", "TOKEN", "DB_PASSWORD", "PATH", "app", "x-y", "é", "🛟", "", "__proto__", "constructor"] as const;
const PATHS = [
  "/a",
  "/etc/passwd",
  "id_rsa",
  ".",
  "/",
  "../b",
  "a b",
  "*.pem",
  "/run/secrets/x",
  "$A",
  "~/.npmrc",
] as const;
const PROGRAMS = [
  "chmod u+s",
  "chmod -R 777",
  "rm -rf",
  "echo s3cret >",
  "curl -k -o",
  "wget -O-",
  "apt-get install -y",
  "git clone",
  "tar -xf",
  "find / -exec",
  "xargs",
  "sudo",
  "cat",
  "printf '%s%d'",
  "sed -i s/a/b/",
  "useradd -u 0",
  "pip install",
  "npm config set",
  "sh -c",
  "export A=",
  "cd",
  "set -e;",
  "install -m 4755",
  "setcap cap_net_raw+ep",
  "ssh-keygen -f",
  "tee",
  "mv",
  "cp -a",
  "ln -s",
  "dd of=",
] as const;
const OPERATORS = [
  " && ",
  " || ",
  " | ",
  "; ",
  " & ",
  "\n",
  " \\\n ",
  " > ",
  " >> ",
  " 2>&1 ",
  " <<< ",
  " $(",
  ")",
  "`",
  " {",
  "}",
  "(",
  " do ",
  " fi ",
] as const;

const word: Make = (random) =>
  random.pick<Make>([
    () => random.pick(PATHS),
    () => random.pick(NAMES),
    () => `"${random.pick(PATHS)}$${random.pick(NAMES)}"`,
    () => `'${random.pick(NAMES)}'`,
    () => `\${${random.pick(NAMES)}${random.pick([":-", "#", "%%", "/", ":?", ""])}${random.pick(PATHS)}}`,
    () => `$(${script(random)})`,
    () => `{a,${random.pick(NAMES)}}`,
    () => `\\${random.pick(["a", "\n", "\\", '"', " "])}`,
    () => `ghp_${"a1B2".repeat(9)}`,
    () => `https://user:${random.pick(NAMES)}@example.com/${random.pick(PATHS)}`,
    () => "\"'`"[random.below(3)] ?? "",
  ])(random);

/** A shell script, now and then a broken one. */
const script: Make = (random) =>
  random.many(random.chance(0.1) ? 12 : 4, () => {
    const words = random.many(4, () => word(random), " ");
    return `${random.pick(PROGRAMS)} ${words}${random.pick(OPERATORS)}`;
  });

const flag: Make = (random) =>
  random.pick([
    "--mount=type=secret,id=a",
    "--mount=type=cache,target=/c",
    "--mount=",
    "--from=a",
    "--from=0",
    "--chmod=4755",
    "--chown=a:b",
    "--checksum=sha256:1",
    "--network=host",
    "--security=insecure",
    "--link",
    "--",
    "--platform=$B",
    "--exclude=*.a",
  ]);

const INSTRUCTIONS = [
  "FROM",
  "RUN",
  "COPY",
  "ADD",
  "ENV",
  "ARG",
  "LABEL",
  "USER",
  "WORKDIR",
  "CMD",
  "ENTRYPOINT",
  "HEALTHCHECK CMD",
  "SHELL",
  "VOLUME",
  "EXPOSE",
  "STOPSIGNAL",
  "ONBUILD RUN",
  "ONBUILD COPY",
  "MAINTAINER",
  "run",
  "RUNN",
  "",
] as const;

const instruction: Make = (random) => {
  const keyword = random.pick(INSTRUCTIONS);
  const flags = random.many(3, () => flag(random), " ");
  const rest = random.pick<Make>([
    script,
    () => random.many(4, () => word(random), " "),
    () => `["${random.many(4, () => random.pick(PATHS), '", "')}"${random.pick(["]", "", ","])}`,
    () => random.many(4, () => `${random.pick(NAMES)}=${word(random)}`, " "),
    () =>
      `${random.pick(["<<EOF", "<<-EOF", "<<'EOF' <<B", "<< EOF", "3<<EOF"])} ${random.pick(PATHS)}\n${script(random)}\n${random.pick(["EOF", "\tEOF", "B", ""])}`,
    () =>
      `${random.pick(["debian:12", "alpine", "scratch", "a", "$A", "x@sha256:1", "node:22-slim"])} ${random.pick(["AS a", "as B", "AS", ""])}`,
  ])(random);
  return `${random.pick(["", "", "", " ", "\t"])}${keyword} ${flags} ${rest}`;
};

const RULES = ["setuid-bit", "root-user", "host-namespace", "all", "", "no-such-rule", "DL3002", "KSV001"] as const;

/** A comment that holds findings back, of ours or another linter's, now and then a broken one. */
const suppression: Make = (random) =>
  random.pick([
    `# hullcheck-disable${random.pick(["", "-next-line", "-line", "-nothing"])} ${random.many(3, () => random.pick(RULES), ", ")} ${random.pick(["— why", "until 2026-99-99", "-- x", ""])}`,
    `# hadolint ${random.pick(["ignore", "global ignore", "shell"])}=${random.many(3, () => random.pick(RULES), ",")}`,
    `# check=skip=${random.pick(RULES)};error=true`,
    `#checkov:skip=${random.pick(RULES)}:why`,
    `#trivy:ignore:${random.pick(RULES)}`,
    `# ${random.pick(["syntax", "escape", "check"])}=${random.pick(["`", "\\", "docker/dockerfile:1", ""])}`,
    "# NOSONAR",
    "#",
  ]);

const dockerfile: Make = (random) =>
  random.many(
    14,
    () => random.pick<Make>([instruction, instruction, instruction, suppression, () => ""])(random),
    random.chance(0.1) ? "\r\n" : "\n",
  );

const KEYS = [
  "apiVersion",
  "kind",
  "metadata",
  "spec",
  "containers",
  "initContainers",
  "securityContext",
  "runAsUser",
  "privileged",
  "hostNetwork",
  "env",
  "name",
  "value",
  "image",
  "capabilities",
  "add",
  "drop",
  "template",
  "volumes",
  "hostPath",
  "path",
  "data",
  "stringData",
  "items",
  "rules",
  "verbs",
  "<<",
  "annotations",
  "seccompProfile",
  "type",
  "ports",
  "__proto__",
  "args",
  "automountServiceAccountToken",
  "subjects",
  "roleRef",
] as const;
const SCALARS = [
  "true",
  "false",
  "0",
  "1000",
  "null",
  "~",
  "",
  "Pod",
  "Deployment",
  "v1",
  '"a"',
  "'b",
  "|\n        x: y",
  ">-\n        z",
  "*a",
  "&a b",
  "{{ .Values.a }}",
  '"{{ include "a" . }}"',
  "!!binary AAAA",
  "? a",
  "- b",
  "[a, b",
  "{a: b}",
  "ALL",
  "SYS_ADMIN",
  "aHVudGVyMg==",
  "s3cretPassw0rd!",
  "0o17",
  "1e999",
  "é🛟",
] as const;

function yaml(random: Random, depth: number): string {
  const indent = " ".repeat(depth * 2);
  return random.many(depth > 5 ? 2 : 5, () => {
    const key = `${indent}${random.pick(["", "- ", "", ""])}${random.pick(KEYS)}:`;
    const comment = random.chance(0.1) ? ` ${suppression(random)}` : "";
    if (depth < 8 && random.chance(0.55))
      return `${key}${random.pick(["", " &a", ""])}${comment}\n${yaml(random, depth + 1 + random.below(2))}`;
    return `${key} ${random.pick(SCALARS)}${comment}\n${random.pick(["", "", "", "\t\n", "{{- if .a }}\n", "{{- end }}\n", "---\n", "...\n"])}`;
  });
}

const POD =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  hostNetwork: true\n  containers:\n    - name: a\n      image: b\n";
const HEAD = "apiVersion: apps/v1\nkind: Deployment\n";

const manifest: Make = (random) =>
  random.pick<Make>([
    () => `${HEAD}${yaml(random, 0)}`,
    () => `${POD}${yaml(random, 3)}`,
    () => `${POD}---\n${HEAD}${yaml(random, 0)}`,
  ])(random);

const config: Make = (random) => {
  const value: Make = () =>
    random.pick([
      '"off"',
      '"error"',
      "1",
      "null",
      "[]",
      "{}",
      '["a"]',
      '{"level": "restricted"}',
      '"v1.99"',
      "true",
      '"',
      "[1, 2",
    ]);
  const keys = [
    "rules",
    "severity",
    "target",
    "trustedRegistries",
    "podSecurity",
    "extends",
    "exclude",
    "overrides",
    "no-such-key",
    "__proto__",
  ] as const;
  return `{${random.many(6, () => `"${random.pick(keys)}": ${random.chance(0.3) ? `{"${random.pick(RULES)}": ${value(random)}}` : value(random)}`, random.pick([",", ", // c\n", "\n"]))}}`;
};

const GRAMMARS: Readonly<Record<Kind, Make>> = { dockerfile, kubernetes: manifest, config };

/** An input that the grammar of its kind makes, or the bytes of one that were tampered with; of some, with changes. */
export function makeInput(random: Random): Input {
  const kind = random.pick<Kind>(["dockerfile", "dockerfile", "kubernetes", "kubernetes", "config"]);
  const made = GRAMMARS[kind](random);
  const text = random.chance(0.4) ? tampered(made, random) : made;
  return random.chance(0.12) ? { kind, text, changes: makeChanges(kind, text, random) } : { kind, text };
}

/** A key, a piece that is cut out, another one that is pasted, a line twice: what people do, at places where they would not. */
function makeChanges(kind: Kind, text: string, random: Random): readonly Change[] {
  const changes: Change[] = [];
  let now = text;
  for (let count = 1 + random.below(6); count > 0; count--) {
    const at = placeIn(now, random);
    const length = random.pick([0, 0, 0, 1, random.below(20), random.below(200)]);
    const change = { at, length: Math.min(length, now.length - at), text: pasted(kind, now, random) };
    changes.push(change);
    now = changed(now, change);
  }
  return changes;
}

/** A place, more often than not at the start of a line: there is what tells one piece from the next. */
function placeIn(text: string, random: Random): number {
  const at = random.below(text.length + 1);
  return random.chance(0.6) ? text.lastIndexOf("\n", at - 1) + 1 : at;
}

function pasted(kind: Kind, text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return random.pick<Make>([
    () => random.pick(["a", " ", "\n", "\\", '"', "'", "#", "-", ":", "\r\n", "---\n", "EOF\n", "FROM a\n", "é"]),
    () => text.slice(at, text.indexOf("\n", at) + 1),
    () => text.slice(at, at + random.below(100)),
    () => GRAMMARS[kind](random).slice(0, 200),
    () => (kind === "dockerfile" ? `${instruction(random)}\n` : `${suppression(random)}\n`),
    () => "",
  ])(random);
}

/** The text after a change. */
export function changed(text: string, change: Change): string {
  return text.slice(0, change.at) + change.text + text.slice(change.at + change.length);
}

/** Changes bytes: what comes out need not be UTF-8, and is decoded as a file is. */
export function tampered(text: string, random: Random): string {
  let bytes = [...new TextEncoder().encode(text)];
  for (let count = 1 + random.below(6); count > 0; count--) {
    const at = random.below(bytes.length + 1);
    const length = random.below(12);
    const piece = bytes.slice(at, at + length);
    const change = random.below(6);
    if (change === 0) bytes.splice(at, length);
    else if (change === 1) bytes.splice(at, 0, ...piece, ...piece);
    else if (change === 2) bytes.splice(at, 1, random.below(256));
    else if (change === 3)
      bytes.splice(at, 0, random.pick([0, 9, 10, 13, 34, 35, 39, 92, 96, 0xef, 0xbb, 0xbf, 0xf0, 0xc0, 0xff]));
    else if (change === 4) bytes = [...bytes.slice(0, at), ...bytes.slice(random.below(bytes.length + 1))];
    else bytes.splice(at, length, ...piece.reverse());
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes.slice(0, 20_000)));
}
