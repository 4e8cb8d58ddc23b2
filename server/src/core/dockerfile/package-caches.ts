import { isPackageCache } from "../shell/effects.ts";
import { readOptions } from "../shell/options.ts";
import type { Invocation } from "../shell/syntax.ts";
import { leadingText } from "../shell/word-text.ts";
import type { TextEdit } from "../text/edit.ts";
import { isWithin } from "../text/path.ts";
import { perObject } from "../text/per-object.ts";
import type { Resolved } from "../text/resolved.ts";
import { contains, type Span, span } from "../text/span.ts";
import { appendStep, joinRuns } from "./edit.ts";
import { fileEvents } from "./file-events.ts";
import type { ProposedChange } from "./hidden-file-fix.ts";
import { layerHistory, runFiles } from "./layers.ts";
import type { DockerfileModel, RunInstruction, Stage } from "./model.ts";

/** A package manager's cache that is in the layer when a `RUN` ends. */
export interface LeftCache {
  readonly run: RunInstruction;
  readonly manager: string;
  /** The command that fills it. */
  readonly command: Invocation;
  readonly path: string;
  /** The later instruction that cleans it, which is too late. */
  readonly cleanedBy: Span | undefined;
}

/** The caches that the instructions of the shipped image leave in their layers, each at the command that fills it first. */
export function leftCaches(model: DockerfileModel): readonly LeftCache[] {
  return model.shippedChain.flatMap((stage) =>
    stage.instructions.flatMap((run) => (run.keyword === "RUN" ? leftByRun(model, stage, run) : [])),
  );
}

/** Where cleaning once is enough, the first command stands for all; a flag is needed for each. */
function isFirst({ manager, path }: LeftCache, index: number, caches: readonly LeftCache[]): boolean {
  const same = caches.filter((other) => other.manager === manager && other.path === path);
  const needsFlags =
    FLAGS.has(manager) && (manager !== "apk" || same.every(({ command }) => subcommand(command) === "add"));
  return needsFlags || same[0] === caches[index];
}

function leftByRun(model: DockerfileModel, stage: Stage, run: RunInstruction): readonly LeftCache[] {
  const left = runFiles(run).flatMap(({ origin, command, path, certainty }): readonly LeftCache[] => {
    if (origin.kind !== "generated" || !isPackageCache(origin) || command === undefined || certainty === "maybe")
      return [];
    if (isSwitchedOff(run, origin.by, command) || (isWithin(APT_ARCHIVES, path) && !isHookRemoved(stage))) return [];
    return [{ run, manager: origin.by, command, path, cleanedBy: laterCleaning(model, run, path) }];
  });
  return left.filter(isFirst);
}

const APT_ARCHIVES = "/var/cache/apt/archives";
/** The official Debian and Ubuntu images delete the archives after each call of apt (debuerreotype, `docker-clean`). */
const APT_HOOK = "/etc/apt/apt.conf.d/docker-clean";

const isHookRemoved = perObject(({ instructions }: Stage) =>
  instructions.some((instruction) =>
    fileEvents(instruction).events.some((event) => event.kind === "remove" && isWithin(event.path, APT_HOOK)),
  ),
);

/** Variables with which a package manager keeps its cache elsewhere, or not at all, by their documentation. */
const CACHE_VARIABLES: readonly { readonly managers: RegExp; readonly names: readonly string[] }[] = [
  { managers: /^pip/, names: ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR", "XDG_CACHE_HOME"] },
  { managers: /^npm$/, names: ["NPM_CONFIG_CACHE", "npm_config_cache", "XDG_CACHE_HOME"] },
  { managers: /^yarn$/, names: ["YARN_CACHE_FOLDER", "YARN_ENABLE_GLOBAL_CACHE", "XDG_CACHE_HOME"] },
];

function isSwitchedOff(run: RunInstruction, manager: string, { assignments }: Invocation): boolean {
  const names = CACHE_VARIABLES.filter(({ managers }) => managers.test(manager)).flatMap((entry) => entry.names);
  const assigned = run.scripts.flatMap(({ invocations }) => invocations.flatMap((command) => command.assignments));
  return names.some((variable) => {
    const own = [...assigned, ...assignments].find((assignment) => assignment.name === variable);
    if (own !== undefined) return isOn(variable, own.value.value);
    const value = run.before.variable(variable);
    return (value.kind === "known" || run.before.declaration(variable) !== undefined) && isOn(variable, value);
  });
}

/** A switch may be set to say no; a folder counts as soon as it is named. */
function isOn(variable: string, value: Resolved<string>): boolean {
  // pip keeps no cache for `off` and `0` either: it once read them so, and still does (pip/_internal/cli/cmdoptions.py).
  if (variable === "PIP_NO_CACHE_DIR") return value.kind !== "unset" && !(value.kind === "known" && value.value === "");
  const isSwitch = variable.includes("_NO_") || variable.includes("_ENABLE_");
  return (
    value.kind !== "unset" && !(isSwitch && value.kind === "known" && /^(?:|0|n|no|f|false|off)$/i.test(value.value))
  );
}

function laterCleaning(model: DockerfileModel, run: RunInstruction, path: string): LeftCache["cleanedBy"] {
  const { shipped } = model;
  if (shipped === undefined) return undefined;
  return layerHistory(shipped).hidden.find(
    ({ creation, how }) => how === "removed" && creation.instruction === run && creation.path === path,
  )?.by.span;
}

/** The change that keeps the cache out of the layer: a flag of the command, or the cleaning at the end of the instruction. */
export function fixCache(model: DockerfileModel, cache: LeftCache): ProposedChange | undefined {
  const { run, manager, command } = cache;
  const flag = FLAGS.get(manager);
  if (flag !== undefined && (manager !== "apk" || subcommand(command) === "add")) {
    const edit = withFlag(command, flag);
    return edit && { title: `Add \`${flag}\``, edits: [edit] };
  }
  const emptying = CLEANING.get(manager)?.(cache);
  if (emptying === undefined) return undefined;
  // Whoever needed sudo to fill the cache needs it to empty it.
  const cleaning = command.wrappers.includes("sudo") ? `sudo ${emptying}` : emptying;
  if (isNeededLater(model, cache)) return joinWithCleaning(model, cache);
  const edit = appendStep(model, run, cleaning);
  return edit && { title: `Run \`${cleaning}\` in the same instruction`, edits: [edit] };
}

/** The next instruction uses the cache and cleans it. */
function joinWithCleaning(model: DockerfileModel, { run, cleanedBy }: LeftCache): ProposedChange | undefined {
  const next = model.instructions[model.instructions.indexOf(run) + 1];
  if (next?.keyword !== "RUN" || cleanedBy === undefined || !contains(next.span, cleanedBy)) return undefined;
  const edits = joinRuns(model, [run, next]);
  return edits && { title: "Join it with the instruction that cleans the cache", edits };
}

/** apk(8); pip documentation, "Caching". */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ["apk", "--no-cache"],
  ["pip", "--no-cache-dir"],
  ["pip2", "--no-cache-dir"],
  ["pip3", "--no-cache-dir"],
]);

function subcommand(command: Invocation): string | undefined {
  const [first] = readOptions(command, {}).operands;
  return first === undefined ? undefined : leadingText(first);
}

function withFlag(command: Invocation, flag: string): TextEdit | undefined {
  // Behind the subcommand, which is `install` in `python -m pip install`.
  const word = command.args.find(({ raw }) => /^(?:install|download|wheel|add|update|upgrade|fetch)$/.test(raw));
  return word && { span: span(word.span.end, word.span.end), newText: ` ${flag}` };
}

/** The commands that empty the caches, by the manual of each package manager. */
const CLEANING: ReadonlyMap<string, (cache: LeftCache) => string> = new Map([
  ...["apt-get", "apt", "aptitude"].map((name): [string, (cache: LeftCache) => string] => [
    name,
    ({ path }) => (path === APT_ARCHIVES ? "apt-get clean" : `rm -rf ${path}/*`),
  ]),
  ["apk", ({ path }: LeftCache) => `rm -rf ${path}/*`],
  ...["dnf", "dnf5", "microdnf", "tdnf", "yum"].map((name): [string, () => string] => [
    name,
    () => `${name} clean all`,
  ]),
  ["zypper", () => "zypper clean --all"],
  ["pacman", () => "pacman -Scc --noconfirm"],
  ["npm", () => "npm cache clean --force"],
  ["yarn", () => "yarn cache clean"],
]);

/** A later `apt-get install` without an `update` of its own needs the lists. */
function isNeededLater(model: DockerfileModel, { run, manager, path }: LeftCache): boolean {
  return path !== APT_ARCHIVES && /^apt/.test(manager) && model.instructions.indexOf(run) < lastNeed(model);
}

/** Index of the last instruction that needs the lists of one before it; -1 where none does. */
const lastNeed = perObject(({ instructions }: DockerfileModel) =>
  instructions.findLastIndex((instruction) => instruction.keyword === "RUN" && needsLists(instruction)),
);

const needsLists = perObject(({ scripts }: RunInstruction) => {
  const commands = scripts.flatMap(({ invocations }) => invocations);
  const first = commands.find((command) => /^apt/.test(command.name ?? "") && usesLists(command));
  return first !== undefined && subcommand(first) !== "update";
});

function usesLists(command: Invocation): boolean {
  return /^(?:update|install|upgrade|dist-upgrade|full-upgrade|build-dep|source)$/.test(subcommand(command) ?? "");
}
