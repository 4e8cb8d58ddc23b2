import { knownValue } from "../text/resolved.ts";
import { type OptionSpec, readOptions } from "./options.ts";
import type { Invocation, Word } from "./syntax.ts";

/** A package of the distribution that a command installs. */
export interface DistributionPackage {
  readonly word: Word;
  /** Without version, architecture and release. */
  readonly name: string;
  readonly manager: string;
}

interface Manager {
  readonly names: readonly string[];
  /** Subcommands that install. */
  readonly install: RegExp;
  readonly spec: OptionSpec;
  /** What follows the name: a version, an architecture. */
  readonly suffix: RegExp;
}

/** apt-get(8), apk(8), dnf(8), zypper(8), pacman(8). */
const MANAGERS: readonly Manager[] = [
  {
    names: ["apt-get", "apt", "aptitude"],
    install: /^(?:install|reinstall)$/,
    spec: {
      valued: "otac",
      longValued: ["option", "target-release", "default-release", "config-file", "host-architecture"],
    },
    suffix: /[=:/].*$/s,
  },
  {
    names: ["apk"],
    install: /^add$/,
    spec: {
      valued: "tXp",
      longValued: ["virtual", "repository", "root", "keys-dir", "repositories-file", "cache-dir", "arch", "wait"],
    },
    suffix: /[=<>~@].*$/s,
  },
  {
    names: ["yum", "dnf", "dnf5", "microdnf", "tdnf"],
    install: /^(?:install|localinstall|reinstall|group-?install)$/,
    spec: {
      valued: "cdexR",
      longValued: [
        "enablerepo",
        "disablerepo",
        "config",
        "exclude",
        "installroot",
        "releasever",
        "setopt",
        "repo",
        "repoid",
      ],
    },
    suffix: /\.(?:x86_64|aarch64|i686|noarch)$/,
  },
  {
    names: ["zypper"],
    install: /^(?:install|in)$/,
    spec: { valued: "rtRC", longValued: ["repo", "type", "root", "from", "plus-repo"] },
    suffix: /[=<>:].*$/s,
  },
  {
    names: ["pacman"],
    install: /^-S[a-z]*$/,
    spec: { valued: "br", longValued: ["dbpath", "root", "config", "cachedir"] },
    suffix: /[=<>].*$/s,
  },
];

/** The packages that `apt-get install`, `apk add` and their like name; a word that is not known is left out. */
export function installedPackages(invocation: Invocation): readonly DistributionPackage[] {
  const { name = "" } = invocation;
  const manager = MANAGERS.find(({ names }) => names.includes(name));
  if (manager === undefined) return [];
  const { operands, options } = readOptions(invocation, manager.spec);
  const isPacman = name === "pacman";
  const installs = isPacman
    ? options.some(({ word }) => manager.install.test(word.raw))
    : operands.some((word, i) => i === 0 && manager.install.test(knownValue(word.value) ?? ""));
  if (!installs) return [];
  return operands.slice(isPacman ? 0 : 1).flatMap((word) => packagesIn(word, manager, name));
}

/** A variable may hold several names. */
function packagesIn(word: Word, { suffix }: Manager, manager: string): readonly DistributionPackage[] {
  const text = knownValue(word.value)?.trim() ?? "";
  return text
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => ({ word, name: part.replace(suffix, ""), manager }));
}
