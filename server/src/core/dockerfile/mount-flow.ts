import { gitCall, unsetSetting } from "../shell/commands/git.ts";
import { fileEffects } from "../shell/effects.ts";
import type { Invocation, Redirect, Word, WordPart } from "../shell/syntax.ts";
import { isWithin } from "../text/path.ts";
import { contains } from "../text/span.ts";
import { absolutePath, type FileCreation, type FileOrigin, fileEvents } from "./file-events.ts";
import { runFiles } from "./layers.ts";
import type { Mount, RunInstruction } from "./model.ts";
import { isPublicFile } from "./secret-files.ts";

/** A build secret that a `RUN` leaves in a file of its layer. */
export interface PersistedSecret {
  /** The file, where the instruction ends. */
  readonly file: FileCreation;
  /** The path of the file that holds it: below `file` where that is a repository. */
  readonly path: string;
  readonly mount: Mount;
}

/** The secrets of mounts that are in the layer when a `RUN` ends, each file once. */
export function persistedSecrets(run: RunInstruction): readonly PersistedSecret[] {
  const secrets = run.mounts.filter(({ type }) => type === "secret");
  if (secrets.length === 0) return [];
  const flow = new SecretFlow(run, secrets);
  const atExit = removedAtExit(run);
  return runFiles(run).flatMap((file): readonly PersistedSecret[] => {
    const mount = flow.sourceOf(file.origin);
    if (mount === undefined) return [];
    const isClone = file.origin.kind === "download";
    // Only the clone itself, or all of it elsewhere, has the settings.
    if (isClone && !file.isDirectory) return [];
    const path = isClone ? `${file.path}/.git/config` : file.path;
    const isGone = [...(file.excluded ?? []), ...atExit].some((gone) => isWithin(gone, path));
    return isGone || isPublicFile(path) ? [] : [{ file, path, mount }];
  });
}

/** What `trap 'rm …' EXIT` takes away when the script ends, however it ends (POSIX Shell Command Language, "trap"). */
function removedAtExit({ scripts }: RunInstruction): readonly string[] {
  const commands = scripts.flatMap(({ invocations }) => invocations);
  const traps = commands.filter(
    ({ name, args }) => name === "trap" && args.slice(1).some(({ raw }) => /^(?:EXIT|0)$/.test(raw)),
  );
  return commands
    .filter((command) => traps.some((trap) => trap !== command && contains(trap.span, command.span)))
    .flatMap((command) => fileEffects(command).effects)
    .flatMap((effect) => (effect.kind === "remove" ? effect.target.path : []));
}

/** Commands whose output holds what they read or are given. */
const PASSES_ON = new Set([
  ...["cat", "tac", "head", "tail", "cut", "tr", "sed", "gsed", "awk", "grep", "jq", "yq", "base64", "base32", "xxd"],
  ...["echo", "printf", "envsubst", "tee", "sort", "uniq", "rev", "fold", "tar", "gzip", "zip"],
]);
/** Of these the arguments are what is printed. */
const PRINTS = new Set(["echo", "printf"]);

/** Which of its files a `git config` means. */
function scopeOf({ args }: Invocation): string {
  return args.flatMap(({ raw }) => (/^--(?:global|system|local|worktree)$/.test(raw) ? raw : [])).join(" ");
}

/** Follows the secrets of mounts through variables, substitutions and pipes to what is written. */
class SecretFlow {
  private readonly files: readonly { readonly path: string; readonly mount: Mount }[];
  /** Variables that hold a secret at the place that is read. */
  private readonly variables = new Map<string, Mount>();
  private readonly origins = new Map<FileOrigin, Mount>();

  constructor(run: RunInstruction, mounts: readonly Mount[]) {
    this.files = mounts.flatMap((mount) => {
      const path = mount.target === undefined ? undefined : absolutePath(mount.target, run.before);
      return path === undefined ? [] : [{ path, mount }];
    });
    for (const mount of mounts) {
      const name = mount.options.get("env");
      if (name !== undefined) this.variables.set(name, mount);
    }
    const created = fileEvents(run).events.filter((event): event is FileCreation => event.kind === "create");
    for (const command of run.scripts.flatMap(({ invocations }) => invocations)) {
      for (const file of created) if (file.command === command) this.follow(file, command);
      if (this.forgetsAddress(command)) this.forgetClones();
      this.forgetSettings(command, created);
      this.assign(command);
    }
  }

  sourceOf(origin: FileOrigin): Mount | undefined {
    return this.origins.get(origin);
  }

  private follow({ origin, effect, isDirectory }: FileCreation, command: Invocation): void {
    const mount = this.written(origin, effect, isDirectory, command);
    if (mount !== undefined) this.origins.set(origin, mount);
  }

  private written(
    origin: FileOrigin,
    effect: FileCreation["effect"],
    isDirectory: boolean,
    command: Invocation,
  ): Mount | undefined {
    switch (origin.kind) {
      case "mount":
        return origin.mount.type === "secret" ? origin.mount : undefined;
      case "expanded":
        return this.inParts(origin.parts);
      case "generated":
        return origin.keepsArguments === true ? (this.inWords(command.args) ?? this.onInput(command)) : undefined;
      case "download":
        // git-clone(1) keeps the URL in .git/config.
        return isDirectory && command.name === "git" && origin.url !== undefined
          ? this.inWords([origin.url])
          : undefined;
      case "command":
        return effect === "keep" ? (this.inWords(command.args) ?? this.printed(command)) : this.printed(command);
      default:
        return undefined;
    }
  }

  /** What a command prints. */
  private printed(command: Invocation): Mount | undefined {
    const { name, nameWord, args } = command;
    // `$(< file)` prints the file (Bash manual, "Command Substitution").
    const isBareRead = name === undefined && nameWord === undefined;
    if (!isBareRead && !PASSES_ON.has(name ?? "")) return undefined;
    return (PRINTS.has(name ?? "") ? this.inWords(args) : this.readFile(command)) ?? this.onInput(command);
  }

  /** git-remote(1): `set-url` and `remove` take the place of the address that the clone came from. */
  private forgetsAddress(command: Invocation): boolean {
    const call = gitCall(command);
    if (call?.subcommand !== "remote" || this.inWords(call.args) !== undefined) return false;
    return call.args.some(({ raw }) => raw === "set-url" || raw === "remove" || raw === "rm");
  }

  private forgetClones(): void {
    for (const origin of this.origins.keys()) if (origin.kind === "download") this.origins.delete(origin);
  }

  /** Since 2.18, Git leaves no empty section behind, whose name may hold the secret. */
  private forgetSettings(command: Invocation, created: readonly FileCreation[]): void {
    const call = gitCall(command);
    const gone = call && unsetSetting(call);
    if (gone === undefined) return;
    for (const { origin, command: setting } of created)
      if (setting?.args.some(({ raw }) => raw.startsWith(gone)) && scopeOf(setting) === scopeOf(command))
        this.origins.delete(origin);
  }

  private readFile(command: Invocation): Mount | undefined {
    for (const effect of fileEffects(command).effects) {
      const found = effect.kind === "read" ? this.mountAt(effect.target.path) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private mountAt(path: string): Mount | undefined {
    return this.files.find((file) => file.path === path)?.mount;
  }

  private onInput(command: Invocation): Mount | undefined {
    const redirect = command.redirects.findLast((candidate) => candidate.kind !== "file" || candidate.operator === "<");
    if (redirect !== undefined) return this.inRedirect(redirect, command);
    const previous = command.pipeline.commands[command.index - 1];
    return previous === undefined ? undefined : this.printed(previous);
  }

  private inRedirect(redirect: Redirect, command: Invocation): Mount | undefined {
    if (redirect.kind === "heredoc") return this.inParts(redirect.parts);
    return redirect.kind === "here-string" ? this.inParts(redirect.target.parts) : this.readFile(command);
  }

  private inWords(words: readonly Word[]): Mount | undefined {
    return this.inParts(words.flatMap(({ parts }) => parts));
  }

  private inParts(parts: readonly WordPart[]): Mount | undefined {
    for (const part of parts) {
      const found =
        part.kind === "variable"
          ? this.variables.get(part.name)
          : part.kind === "substitution"
            ? this.inSubstitution(part.commands)
            : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private inSubstitution(commands: readonly Invocation[]): Mount | undefined {
    const last = commands.filter(({ pipeline, index }) => index === pipeline.commands.length - 1);
    return last.map((command) => this.printed(command)).find((mount) => mount !== undefined);
  }

  /** `TOKEN=$(cat …)`, `read TOKEN < …`. */
  private assign(command: Invocation): void {
    for (const { name, value } of command.assignments) {
      const mount = this.inWords([value]);
      if (mount === undefined) this.variables.delete(name);
      else this.variables.set(name, mount);
    }
    const mount = command.name === "read" ? this.onInput(command) : undefined;
    if (mount === undefined) return;
    for (const { raw } of command.args) if (/^[A-Za-z_]\w*$/.test(raw)) this.variables.set(raw, mount);
  }
}
