import { fileEffects } from "../shell/effects.ts";
import { isOpaque } from "../shell/opaque.ts";
import type { Invocation, Word } from "../shell/syntax.ts";
import { baseName, isWithin, joinPath } from "../text/path.ts";
import { matchesPattern } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import type { RunInstruction } from "./model.ts";

const NO_COMMANDS: ReadonlySet<Invocation> = new Set();

/**
 * The instructions that need a file: those that name it or run a program that looks for it by itself. Where none does, those that
 * run a program whose files are not known. `dropped` are commands that will be gone.
 */
export function readersOf(
  runs: readonly RunInstruction[],
  path: string,
  dropped: ReadonlySet<Invocation> = NO_COMMANDS,
): readonly RunInstruction[] {
  const reading = runs.filter((run) => namesFile(run, path, dropped));
  if (reading.length > 0) return reading;
  return runs.filter((run) => isUnread(run) || leftCommands(run, dropped).some(mayReadAnything));
}

/** Commands in another language than the shell's. */
function isUnread(run: RunInstruction): boolean {
  return run.scripts.some(({ dialect }) => dialect !== "posix");
}

function leftCommands(run: RunInstruction, dropped: ReadonlySet<Invocation>): readonly Invocation[] {
  return run.scripts.flatMap(({ invocations }) => invocations.filter((command) => !dropped.has(command)));
}

/** Tells whether commands of an instruction may need a file that lies at a path. */
export function mayRead(run: RunInstruction, commands: readonly Invocation[], path: string): boolean {
  if (isUnread(run)) return true;
  return commands.some((command) => mayReadAnything(command) || names(command, path) || looksFor(command, path));
}

/** Tells whether an instruction names a file, or runs a program that looks for it by itself. */
export function namesFile(run: RunInstruction, path: string, dropped: ReadonlySet<Invocation> = NO_COMMANDS): boolean {
  if (isUnread(run) && textsOf(run).some((text) => text.includes(baseName(path)))) return true;
  return leftCommands(run, dropped).some((command) => names(command, path) || looksFor(command, path));
}

function textsOf(run: RunInstruction): readonly string[] {
  return [run.command.source.text, ...run.heredocs.map(({ body }) => body)];
}

/** The name stands somewhere in the command. */
function names({ nameWord, args, assignments, redirects }: Invocation, path: string): boolean {
  const name = baseName(path);
  const words = [...(nameWord === undefined ? [] : [nameWord]), ...args, ...assignments.map(({ value }) => value)];
  return (
    words.some(({ raw }) => raw.includes(name)) ||
    redirects.some((redirect) => (redirect.kind === "heredoc" ? redirect.body : redirect.target.raw).includes(name))
  );
}

/** The command is given a folder or a pattern that the file is in, or is a program that reads files of that name by itself. */
function looksFor(command: Invocation, path: string): boolean {
  const implicit = IMPLICIT_READERS.some(({ file, programs }) => file.test(path) && programs.has(command.name ?? ""));
  const isRead = fileEffects(command).effects.some((effect) => isReadOf(effect, path));
  return implicit || isRead || (isOpaque(command) && command.args.some((word) => covers(word, command, path)));
}

/** An argument that is the path, a folder around it or a pattern that matches it. */
function covers({ value }: Word, { cwd }: Invocation, path: string): boolean {
  const text = knownValue(value);
  const directory = knownValue(cwd);
  if (text === undefined || text.startsWith("-") || (directory === undefined && !text.startsWith("/"))) return false;
  const named = joinPath(directory ?? "/", text);
  return named === path || isWithin(named, path) || matchesPattern(named, path, "/");
}

function isReadOf(effect: ReturnType<typeof fileEffects>["effects"][number], path: string): boolean {
  if (effect.kind !== "read" && effect.kind !== "copy" && effect.kind !== "move") return false;
  const { path: source, isPattern } = effect.kind === "read" ? effect.target : effect.source;
  return source === path || isWithin(source, path) || (isPattern && matchesPattern(source, path));
}

/** Programs that install software: they write much, and read nothing of the user's but their own settings. */
const INSTALLERS = new Set([
  ...[
    "apt-get",
    "apt",
    "aptitude",
    "dpkg",
    "apk",
    "dnf",
    "microdnf",
    "yum",
    "rpm",
    "zypper",
    "pacman",
    "update-ca-certificates",
  ],
  ...["locale-gen", "ldconfig", "dpkg-reconfigure", "add-apt-repository", "tar", "unzip"],
]);

function mayReadAnything(command: Invocation): boolean {
  return isOpaque(command) && !INSTALLERS.has(command.name ?? "");
}

/** Programs that read a file without being told to, from their manual pages. */
const IMPLICIT_READERS: readonly { readonly file: RegExp; readonly programs: ReadonlySet<string> }[] = [
  { file: /\/\.npmrc$/, programs: new Set(["npm", "npx", "yarn", "pnpm", "bun", "corepack"]) },
  { file: /\/\.yarnrc(?:\.yml)?$/, programs: new Set(["yarn"]) },
  { file: /\/\.netrc$/, programs: new Set(["curl", "wget", "git", "go", "pip", "pip3", "poetry", "uv"]) },
  {
    file: /\/(?:\.gitconfig|\.git-credentials|\.config\/git\/[^/]+)$/,
    // Those that fetch packages from repositories run git.
    programs: new Set([
      ...[
        "git",
        "go",
        "pip",
        "pip3",
        "poetry",
        "uv",
        "npm",
        "npx",
        "yarn",
        "pnpm",
        "bun",
        "cargo",
        "composer",
        "bundle",
      ],
    ]),
  },
  {
    file: /\/\.ssh\/[^/]+$/,
    programs: new Set([
      "ssh",
      "scp",
      "rsync",
      "git",
      "go",
      "npm",
      "yarn",
      "pip",
      "pip3",
      "bundle",
      "composer",
      "cargo",
    ]),
  },
  { file: /\/(?:pip\.conf|\.pypirc)$/, programs: new Set(["pip", "pip3", "python", "python3", "twine"]) },
  { file: /\/\.aws\/[^/]+$/, programs: new Set(["aws"]) },
  { file: /\/\.m2\/settings\.xml$/, programs: new Set(["mvn", "mvnw"]) },
  { file: /\/auth\.json$/, programs: new Set(["composer"]) },
];
