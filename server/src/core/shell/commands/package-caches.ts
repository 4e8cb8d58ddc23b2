import { knownValue } from "../../text/resolved.ts";
import type { Invocation, WriteOrigin } from "../syntax.ts";
import { leadingText } from "../word-text.ts";
import { type CommandFiles, fillsDirectory, ownWord, type Touch } from "./place.ts";

/** What one command of a package manager leaves behind. */
interface CacheUse {
  /** Its subcommands, several words where it takes more than one: `cache clean`. */
  readonly commands: readonly string[];
  readonly fills?: readonly string[];
  readonly empties?: readonly string[];
  /** Arguments with which it keeps nothing. */
  readonly unless?: readonly string[];
}

interface PackageManager {
  readonly names: readonly string[];
  readonly uses: readonly CacheUse[];
}

const APT_LISTS = "/var/lib/apt/lists";
const APT_ARCHIVES = "/var/cache/apt/archives";
const DNF_CACHES = ["/var/cache/dnf", "/var/cache/libdnf5"];

/** Where package managers keep downloads and indexes. */
const MANAGERS: readonly PackageManager[] = [
  {
    // apt-get(8), "FILES": lists in /var/lib/apt/lists, packages in /var/cache/apt/archives. `clean` leaves the lists.
    names: ["apt-get", "apt", "aptitude"],
    uses: [
      { commands: ["update"], fills: [APT_LISTS] },
      {
        commands: ["install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "reinstall"],
        fills: [APT_ARCHIVES],
        unless: ["-s", "--simulate", "--dry-run", "--print-uris"],
      },
      { commands: ["clean", "autoclean"], empties: [APT_ARCHIVES] },
      { commands: ["dist-clean", "distclean"], empties: [APT_ARCHIVES, APT_LISTS] },
    ],
  },
  {
    // apk(8): indexes in /var/cache/apk, unless `--no-cache` is given.
    names: ["apk"],
    uses: [
      {
        commands: ["update", "add", "upgrade", "fetch"],
        fills: ["/var/cache/apk"],
        unless: ["--no-cache", "--no-network"],
      },
      { commands: ["cache clean", "cache purge"], empties: ["/var/cache/apk"] },
    ],
  },
  {
    // dnf.conf(5), "cachedir"; dnf5.conf(5), "system_cachedir".
    names: ["dnf", "dnf5"],
    uses: [
      {
        commands: [
          "install",
          "update",
          "upgrade",
          "makecache",
          "groupinstall",
          "builddep",
          "localinstall",
          "reinstall",
        ],
        fills: ["/var/cache/dnf"],
      },
      { commands: ["clean all"], empties: DNF_CACHES },
    ],
  },
  {
    // microdnf keeps what it loads under yum's name (rpm-software-management/microdnf, pull request 112).
    names: ["microdnf"],
    uses: [
      { commands: ["install", "update", "upgrade", "makecache", "reinstall"], fills: ["/var/cache/yum"] },
      { commands: ["clean all"], empties: ["/var/cache/yum", ...DNF_CACHES] },
    ],
  },
  {
    // yum.conf(5), "cachedir". Newer yum is dnf under its old name.
    names: ["yum"],
    uses: [
      {
        commands: ["install", "update", "upgrade", "makecache", "groupinstall", "localinstall", "reinstall"],
        fills: ["/var/cache/yum"],
      },
      { commands: ["clean all"], empties: ["/var/cache/yum", ...DNF_CACHES] },
    ],
  },
  {
    // tdnf.conf of Photon OS and Azure Linux, "cachedir".
    names: ["tdnf"],
    uses: [
      { commands: ["install", "update", "upgrade", "makecache", "reinstall"], fills: ["/var/cache/tdnf"] },
      { commands: ["clean all"], empties: ["/var/cache/tdnf"] },
    ],
  },
  {
    // zypper(8), "FILES".
    names: ["zypper"],
    uses: [
      { commands: ["install", "in", "update", "up", "refresh", "ref", "dup"], fills: ["/var/cache/zypp"] },
      { commands: ["clean", "cc"], empties: ["/var/cache/zypp"] },
    ],
  },
  {
    // pacman(8), "--cachedir".
    names: ["pacman"],
    uses: [
      { commands: ["-S", "-Sy", "-Syu", "-Syyu", "-Su"], fills: ["/var/cache/pacman/pkg"] },
      { commands: ["-Sc", "-Scc"], empties: ["/var/cache/pacman/pkg"] },
    ],
  },
  {
    // pip documentation, "Caching": ~/.cache/pip on Linux.
    names: ["pip", "pip2", "pip3"],
    uses: [
      { commands: ["install", "download", "wheel"], fills: ["~/.cache/pip"], unless: ["--no-cache-dir", "--no-cache"] },
      { commands: ["cache purge"], empties: ["~/.cache/pip"] },
    ],
  },
  {
    // npm documentation, "npm-cache": ~/.npm/_cacache on POSIX.
    names: ["npm"],
    uses: [
      { commands: ["install", "i", "ci", "add", "update", "install-test"], fills: ["~/.npm/_cacache"] },
      { commands: ["cache clean", "cache rm"], empties: ["~/.npm/_cacache"] },
    ],
  },
  {
    // Yarn 1 documentation, "yarn cache": below /usr/local/share/.cache for root, ~/.cache/yarn for others.
    names: ["yarn"],
    uses: [
      {
        commands: ["install", "add", "global add", ""],
        fills: ["~/.cache/yarn"],
        // The last two are of later versions, which keep their cache in the project.
        unless: ["--version", "-v", "--help", "-h", "--immutable", "--immutable-cache"],
      },
      { commands: ["cache clean"], empties: ["~/.cache/yarn"] },
    ],
  },
];

const USES: ReadonlyMap<string, readonly CacheUse[]> = new Map(
  MANAGERS.flatMap(({ names, uses }) => names.map((name): [string, readonly CacheUse[]] => [name, uses])),
);

/** `python -m pip`. */
const PYTHONS = ["python", "python2", "python3"];

/** The programs whose caches are known. */
export const PACKAGE_MANAGERS: readonly string[] = [...USES.keys(), ...PYTHONS];

/** Tells whether written content is a package manager's cache, which has a rule of its own. */
export function isPackageCache(origin: WriteOrigin): boolean {
  return origin.kind === "generated" && USES.has(origin.by);
}

/** What a package manager's command does to its caches. */
export const packageCaches: CommandFiles = (invocation) => {
  const { name, args } = asModule(invocation);
  const uses = name === undefined ? undefined : USES.get(name);
  if (name === undefined || uses === undefined) return [];
  const words = args.map(leadingText);
  const command = subcommands(words);
  const use = uses.find(({ commands }) => commands.some((wanted) => isCommand(command, words, wanted)));
  if (use === undefined || use.unless?.some((flag) => words.includes(flag)) === true) return [];
  return ownWord(invocation).flatMap((word): readonly Touch[] => [
    ...(use.fills ?? []).map((path) => {
      const target = { word, path: cachePath(path, invocation) };
      return fillsDirectory(target, { kind: "generated", by: name });
    }),
    ...(use.empties ?? []).map((path): Touch => {
      return { kind: "remove", target: { word, path: cachePath(path, invocation) }, isRecursive: true };
    }),
  ]);
};

/** A module of Python that is run as a program counts as that program. */
function asModule({ name, args }: Invocation): Pick<Invocation, "name" | "args"> {
  const at = PYTHONS.includes(name ?? "") ? args.findIndex((word) => leadingText(word) === "-m") : -1;
  const module = args[at + 1];
  return at < 0 || module === undefined ? { name, args } : { name: leadingText(module), args: args.slice(at + 2) };
}

/** Yarn 1 keeps root's cache elsewhere. */
function cachePath(path: string, { home }: Invocation): string {
  return path === "~/.cache/yarn" && knownValue(home) === "/root" ? "/usr/local/share/.cache/yarn" : path;
}

function subcommands(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith("-")).slice(0, 2);
}

function isCommand([first = "", second = ""]: readonly string[], words: readonly string[], wanted: string): boolean {
  if (wanted.startsWith("-")) return words.includes(wanted);
  return wanted.includes(" ") ? wanted === `${first} ${second}` : wanted === first;
}
