import { type Mode, parseMode } from "../shell/mode.ts";
import { type ModeArgument, modeArgument } from "../shell/mode-argument.ts";
import { applyMode, USUAL_UMASK } from "../shell/mode-bits.ts";
import type { Invocation, ShellScript } from "../shell/syntax.ts";
import { isWithin } from "../text/path.ts";
import { matchesPattern } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import { type FileAttribute, type FileEvent, type FileRemoval, fileEvents } from "./file-events.ts";
import type { CopyInstruction, DockerfileModel, RunInstruction } from "./model.ts";
import { shippedInstructions } from "./walk.ts";

/** A mode that an instruction gives to files of the image. */
export interface ModeChange {
  readonly by: ModeCommand | ModeFlag;
  /** The place of the mode, and its text where variables are expanded. */
  readonly span: Span;
  readonly text: string;
  readonly mode: Mode;
  /** The bits that a file without any has afterwards. */
  readonly bits: number;
}

/** `chmod`, `install -m`, `mkdir -m`. */
export interface ModeCommand {
  readonly kind: "command";
  readonly run: RunInstruction;
  readonly script: ShellScript;
  readonly command: Invocation;
  readonly argument: ModeArgument;
}

/** `COPY --chmod`, `ADD --chmod`. */
export interface ModeFlag {
  readonly kind: "flag";
  readonly copy: CopyInstruction;
}

/** The modes that the instructions give to files of the shipped image, in order. */
export function modeChanges(model: DockerfileModel): readonly ModeChange[] {
  return shippedInstructions(model).flatMap((instruction) => {
    if (instruction.keyword === "RUN") return runChanges(instruction);
    return instruction.keyword === "COPY" || instruction.keyword === "ADD" ? flagChanges(instruction) : [];
  });
}

function runChanges(run: RunInstruction): readonly ModeChange[] {
  return run.scripts.flatMap((script) => {
    let umask = USUAL_UMASK;
    return script.invocations.flatMap((command) => {
      umask = umaskAfter(command, umask);
      const argument = modeArgument(command);
      const text = argument === undefined ? undefined : knownValue(argument.word.value);
      if (argument === undefined || text === undefined) return [];
      const by: ModeCommand = { kind: "command", run, script, command, argument };
      return change(by, argument.word.span, text, umask);
    });
  });
}

/** umask(1) with a number. */
function umaskAfter({ name, args }: Invocation, before: number): number {
  const value = name === "umask" && args[0] !== undefined ? knownValue(args[0].value) : undefined;
  return value !== undefined && /^[0-7]{1,4}$/.test(value) ? Number.parseInt(value, 8) : before;
}

function flagChanges(copy: CopyInstruction): readonly ModeChange[] {
  const { chmod } = copy;
  if (chmod?.value === undefined) return [];
  return change({ kind: "flag", copy }, chmod.valueSpan, chmod.value, USUAL_UMASK);
}

function change(by: ModeChange["by"], span: Span, text: string, umask: number): readonly ModeChange[] {
  const mode = parseMode(text);
  return mode === undefined ? [] : [{ by, span, text, mode, bits: applyMode(mode, 0, umask) }];
}

const eventsOf = new WeakMap<DockerfileModel, readonly FileEvent[]>();

/** What the instructions of the image do to files, in order. */
function shippedEvents(model: DockerfileModel): readonly FileEvent[] {
  const kept = eventsOf.get(model);
  if (kept !== undefined) return kept;
  const events = shippedInstructions(model).flatMap((instruction) => fileEvents(instruction).events);
  eventsOf.set(model, events);
  return events;
}

/** Tells whether every file that gets a mode is removed again, or loses these bits, by what runs afterwards. */
export function isTakenBack(model: DockerfileModel, { by }: ModeChange, bits: number): boolean {
  const events = shippedEvents(model);
  const paths = pathsOf(by, events);
  if (paths === undefined) return false;
  return paths.every(({ event, path }) => isLost(path, events.slice(events.indexOf(event) + 1), bits));
}

/** The paths that get the mode; undefined where one of them is not known. */
function pathsOf(
  by: ModeChange["by"],
  events: readonly FileEvent[],
): readonly { readonly event: FileEvent; readonly path: string }[] | undefined {
  if (by.kind === "flag") {
    const created = events.filter((event) => event.instruction === by.copy && event.kind === "create");
    const isWhole = created.length > 0 && created.every((event) => event.kind === "create" && !event.isDirectory);
    return isWhole ? created.map((event) => ({ event, path: event.path })) : undefined;
  }
  const found = events.filter(({ command }) => command === by.command);
  const changed = found.filter(
    (event) => event.kind === "mode" || (event.kind === "create" && by.argument.makesDirectory),
  );
  const isKnown = changed.length === by.argument.targets.length && !by.argument.isRecursive && changed.length > 0;
  return isKnown ? changed.map((event) => ({ event, path: event.path })) : undefined;
}

function isLost(path: string, later: readonly FileEvent[], bits: number): boolean {
  return later.some((event) => {
    if (event.certainty !== "always") return false;
    if (event.kind === "remove") return reaches(event, path);
    return event.kind === "mode" && reaches(event, path) && clears(event, bits);
  });
}

function reaches(event: FileRemoval | FileAttribute, path: string): boolean {
  const isNamed = event.isPattern ? matchesPattern(event.path, path, "/") : event.path === path;
  return isNamed || (event.isRecursive && isWithin(event.path, path));
}

function clears({ value }: FileAttribute, bits: number): boolean {
  const mode = value.kind === "known" ? parseMode(value.value) : undefined;
  return mode !== undefined && (applyMode(mode, 0o7777) & bits) === 0;
}
