import { knownValue } from "../text/resolved.ts";
import { findOption, hasOption, type OptionSpec, type ReadArguments, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";
import { leadingText } from "./word-text.ts";

/** A package of a programming language that a command installs without saying which version. */
export interface UnversionedPackage {
  readonly word: Word;
  /** How a version is written for this manager. */
  readonly example: string;
}

type Manager = (invocation: Invocation) => readonly UnversionedPackage[];

const PIP: OptionSpec = {
  valued: "cdefirtb",
  longValued: [
    ...[
      "constraint",
      "requirement",
      "editable",
      "target",
      "platform",
      "python-version",
      "implementation",
      "abi",
      "root",
    ],
    ...["prefix", "build", "src", "upgrade-strategy", "config-settings", "global-option", "no-binary", "only-binary"],
    ...["progress-bar", "root-user-action", "report", "group", "index-url", "extra-index-url", "find-links", "proxy"],
    ...[
      "retries",
      "timeout",
      "exists-action",
      "trusted-host",
      "cert",
      "client-cert",
      "cache-dir",
      "log",
      "use-feature",
    ],
    ...["use-deprecated", "python", "index", "default-index", "build-constraint", "override", "with", "install-option"],
  ],
};

/** Version specifiers of PEP 440, a direct reference of PEP 508, a commit or tag of a repository. */
const PIP_VERSION = /[=<>~!]=|[<>]|@/;

/** pip documentation, "Requirement Specifiers"; a constraints file gives the versions. */
function pip(invocation: Invocation): readonly UnversionedPackage[] {
  const read = readOptions(invocation, PIP);
  const [command, ...packages] = read.operands;
  if (command === undefined || knownValue(command.value) !== "install" || hasOption(read, "c", "constraint")) return [];
  return packages
    .filter((word) => {
      const text = knownValue(word.value) ?? "";
      if (/^(?:git|hg|svn|bzr)\+/.test(text)) return !/@[^/@]+$/.test(text.replace(/#.*$/s, ""));
      return isName(text) && !PIP_VERSION.test(text);
    })
    .map((word) => ({ word, example: "name==1.2.3" }));
}

/** A name of the registry: no path, URL, archive or pattern. */
function isName(text: string): boolean {
  return /^[A-Za-z0-9@][^\s/\\*?:]*$/.test(text) && !/\.(?:whl|tar\.gz|tgz|zip|egg|gem)$/i.test(text);
}

const NPM: OptionSpec = {
  valued: "Cw",
  longValued: [
    "prefix",
    "registry",
    "loglevel",
    "tag",
    "workspace",
    "cache",
    "userconfig",
    "omit",
    "include",
    "fetch-retries",
  ],
};

/** npm-install(1), and the same in pnpm and Yarn. */
function npm(invocation: Invocation): readonly UnversionedPackage[] {
  const read = readOptions(invocation, NPM);
  const words =
    invocation.name === "yarn" && knownValue(read.operands[0]?.value ?? { kind: "unset" }) === "global"
      ? read.operands.slice(1)
      : read.operands;
  const [command, ...packages] = words;
  const wanted = invocation.name === "yarn" ? /^add$/ : /^(?:install|i|in|add)$/;
  if (command === undefined || !wanted.test(knownValue(command.value) ?? "")) return [];
  return packages.filter(isUnversionedNpm).map((word) => ({ word, example: "name@1.2.3" }));
}

const MOVING_TAG = /^(?:latest|next|beta|alpha|canary|rc|master|main)$/;

function isUnversionedNpm({ value }: Word): boolean {
  const text = knownValue(value) ?? "";
  if (/^(?:git(?:\+[a-z]+)?:\/\/|git\+|github:|gitlab:|bitbucket:)/.test(text)) return !text.includes("#");
  if (/^[./~]|:\/\/|\.t(?:ar\.)?gz$/.test(text)) return false;
  const at = text.indexOf("@", 1);
  const name = at < 0 ? text : text.slice(0, at);
  if (!/^(?:@[\w.~-]+\/)?[A-Za-z0-9][\w.~-]*$/.test(name)) return false;
  return at < 0 || MOVING_TAG.test(text.slice(at + 1));
}

const GEM: OptionSpec = {
  valued: "vnisPpBut",
  longValued: ["version", "install-dir", "bindir", "source", "trust-policy", "platform", "http-proxy", "build-root"],
};

/** `gem help install`; `-v` is for all of them. */
function gem({ args }: Invocation): readonly UnversionedPackage[] {
  const end = args.findIndex((word) => word.raw === "--");
  const read: ReadArguments = readOptions({ args: end < 0 ? args : args.slice(0, end) }, GEM);
  const [command, ...packages] = read.operands;
  if (command === undefined || !/^(?:install|i)$/.test(knownValue(command.value) ?? "")) return [];
  if (hasOption(read, "v", "version")) return [];
  return packages
    .filter((word) => isName(knownValue(word.value) ?? ""))
    .map((word) => ({ word, example: "name:1.2.3" }));
}

/** Go Modules Reference, "go install", "go get": without `@`, `go install` and `go run` take what go.mod says. */
function go({ args }: Invocation): readonly UnversionedPackage[] {
  const [command, ...rest] = args;
  const name = command === undefined ? "" : knownValue(command.value);
  if (name !== "install" && name !== "get" && name !== "run") return [];
  const read = readOptions(
    { args: rest },
    { hasSingleDash: true, longValued: GO_VALUED, stopsAtOperand: name === "run" },
  );
  const packages = name === "run" ? read.operands.slice(0, 1) : read.operands;
  return packages
    .filter(({ value }) => {
      const text = knownValue(value) ?? "";
      if (!/^[A-Za-z0-9]/.test(text)) return false;
      const version = /@(.*)$/s.exec(text)?.[1];
      return version === undefined ? name === "get" : /^(?:latest|upgrade|patch|master|main|head)$/i.test(version);
    })
    .map((word) => ({ word, example: "module@v1.2.3" }));
}

const GO_VALUED = [
  "ldflags",
  "tags",
  "gcflags",
  "asmflags",
  "mod",
  "modfile",
  "o",
  "p",
  "buildmode",
  "toolexec",
  "exec",
];

const CARGO: OptionSpec = {
  valued: "jFZC",
  longValued: [
    ...["version", "vers", "git", "branch", "tag", "rev", "path", "registry", "index", "root", "features", "target"],
    ...["target-dir", "profile", "jobs", "bin", "example", "color", "config", "message-format"],
  ],
};

/** `cargo help install`. */
function cargo({ args }: Invocation): readonly UnversionedPackage[] {
  const [first, ...rest] = args.filter((word) => !leadingText(word).startsWith("+"));
  if (first === undefined || knownValue(first.value) !== "install") return [];
  const read = readOptions({ args: rest }, CARGO);
  if (hasOption(read, "path", "version", "vers", "rev", "tag")) return [];
  const repository = findOption(read, "git");
  if (repository?.value !== undefined) return [{ word: repository.value, example: "--rev <commit>" }];
  return read.operands
    .filter(({ value }) => /^[A-Za-z][\w-]*$/.test(knownValue(value) ?? ""))
    .map((word) => ({ word, example: "name@1.2.3" }));
}

const MANAGERS: ReadonlyMap<string, Manager> = new Map<string, Manager>([
  ...["pip", "pip2", "pip3", "pipx"].map((name): [string, Manager] => [name, pip]),
  ...["npm", "pnpm", "yarn"].map((name): [string, Manager] => [name, npm]),
  ["gem", gem],
  ["go", go],
  ["cargo", cargo],
]);

/** The packages that a command of pip, npm, RubyGems, Go or Cargo installs in whatever version is the newest. */
export function unversionedPackages(invocation: Invocation): readonly UnversionedPackage[] {
  const { name = "", args } = invocation;
  if (/^(?:python|pypy)[0-9.]*$/.test(name)) {
    const at = args.findIndex((word) => leadingText(word) === "-m");
    const module = at < 0 ? undefined : args[at + 1];
    return module !== undefined && leadingText(module) === "pip"
      ? pip({ ...invocation, args: args.slice(at + 2) })
      : [];
  }
  if (name === "uv" && leadingText(args[0] ?? NOTHING) === "pip") return pip({ ...invocation, args: args.slice(1) });
  const manager = MANAGERS.get(/^pip[0-9.]+$/.test(name) ? "pip" : name);
  return manager === undefined ? [] : manager(invocation);
}

const NOTHING: Word = { span: { start: 0, end: 0 }, raw: "", parts: [], value: { kind: "unset" }, isPattern: false };
