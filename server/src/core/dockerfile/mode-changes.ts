import { type Mode, parseMode } from "../shell/mode.ts";
import { type ModeArgument, modeArgument } from "../shell/mode-argument.ts";
import { applyMode, USUAL_UMASK } from "../shell/mode-bits.ts";
import type { Invocation, ShellScript } from "../shell/syntax.ts";
import { isWithin } from "../text/path.ts";
import { matchesPattern } from "../text/pattern.ts";
import { perObject } from "../text/per-object.ts";
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

const runChanges = perObject((run: RunInstruction) =>
  run.scripts.flatMap((script) => {
    let umask = USUAL_UMASK;
    return script.invocations.flatMap((command) => {
      umask = umaskAfter(command, umask);
      const argument = modeArgument(command);
      const text = argument === undefined ? undefined : knownValue(argument.word.value);
      if (argument === undefined || text === undefined) return [];
      const by: ModeCommand = { kind: "command", run, script, command, argument };
      return change(by, argument.word.span, text, umask);
    });
  }),
);

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

/** An event and its place in the order of all. */
interface OrderedEvent {
  readonly event: FileEvent;
  readonly at: number;
}

/** What the instructions of the image do to files, in order and found by who does it and to which path. */
class ShippedEvents {
  private readonly byMaker = new Map<unknown, OrderedEvent[]>();
  private readonly byPath = new Map<string, OrderedEvent[]>();
  /** Those that reach more than the path they name. */
  private readonly wide: OrderedEvent[] = [];

  constructor(model: DockerfileModel) {
    const events = shippedInstructions(model).flatMap((instruction) => fileEvents(instruction).events);
    for (const [at, event] of events.entries()) this.add({ event, at });
  }

  /** The events of a command, or of a `COPY`. */
  of(maker: Invocation | CopyInstruction): readonly OrderedEvent[] {
    return this.byMaker.get(maker) ?? [];
  }

  /** The events behind one that may reach a path. */
  after(at: number, path: string): readonly FileEvent[] {
    return [...(this.byPath.get(path) ?? []), ...this.wide].flatMap((later) => (later.at > at ? later.event : []));
  }

  private add(ordered: OrderedEvent): void {
    const { event } = ordered;
    push(this.byMaker, event.command ?? event.instruction, ordered);
    if (event.kind !== "remove" && event.kind !== "mode") return;
    if (event.isPattern || event.isRecursive) this.wide.push(ordered);
    else push(this.byPath, event.path, ordered);
  }
}

function push<K>(map: Map<K, OrderedEvent[]>, key: K, ordered: OrderedEvent): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [ordered]);
  else known.push(ordered);
}

const shippedEvents = perObject((model: DockerfileModel) => new ShippedEvents(model));

/** Tells whether every file that gets a mode is removed again, or loses these bits, by what runs afterwards. */
export function isTakenBack(model: DockerfileModel, { by }: ModeChange, bits: number): boolean {
  const events = shippedEvents(model);
  const changed = changedFiles(by, events);
  return changed?.every(({ event, at }) => isLost(event.path, events.after(at, event.path), bits)) ?? false;
}

/** The files that get the mode; undefined where one of them is not known. */
function changedFiles(by: ModeChange["by"], events: ShippedEvents): readonly OrderedEvent[] | undefined {
  if (by.kind === "flag") {
    const created = events.of(by.copy);
    const areFiles = created.every(({ event }) => event.kind === "create" && !event.isDirectory);
    return areFiles && created.length > 0 ? created : undefined;
  }
  const { makesDirectory, isRecursive, targets } = by.argument;
  const changed = events
    .of(by.command)
    .filter(({ event }) => event.kind === "mode" || (event.kind === "create" && makesDirectory));
  return changed.length === targets.length && !isRecursive && changed.length > 0 ? changed : undefined;
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
