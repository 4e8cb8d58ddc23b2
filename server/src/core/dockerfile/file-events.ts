import { fileEffects } from "../shell/effects.ts";
import type { Certainty, FileEffect, Invocation, WriteOrigin } from "../shell/syntax.ts";
import type { Gap } from "../text/gap.ts";
import { isWithin, joinPath } from "../text/path.ts";
import { knownValue } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import { copyEvents } from "./copy-events.ts";
import type { BuildState, DockerWord, Instruction, RunInstruction, Stage } from "./model.ts";

/** Where a file's content comes from. */
export type FileOrigin =
  | WriteOrigin
  /** The build context: a file next to the Dockerfile. */
  | { readonly kind: "context"; readonly source: DockerWord }
  | { readonly kind: "stage"; readonly stage: Stage; readonly source: DockerWord }
  | { readonly kind: "image"; readonly source: DockerWord };

interface EventPlace {
  readonly instruction: Instruction;
  /** The word that names the path. */
  readonly span: Span;
  /** Absolute and normalised. */
  readonly path: string;
  readonly certainty: Certainty;
  /** The command that does it; undefined for `COPY` and `ADD`. */
  readonly command: Invocation | undefined;
}

/** A file or folder that an instruction writes. */
export interface FileCreation extends EventPlace {
  readonly kind: "create";
  /** `keep` adds to what was there; `truncate` leaves nothing of it. */
  readonly effect: "replace" | "keep" | "truncate";
  readonly isDirectory: boolean;
  readonly origin: FileOrigin;
}

/** A file that an instruction takes away. */
export interface FileRemoval extends EventPlace {
  readonly kind: "remove";
  readonly isPattern: boolean;
  readonly isRecursive: boolean;
  /** `rm -f`: it says nothing about whether the file exists. */
  readonly isForced: boolean;
}

/** A file that gets another path, or is there twice afterwards. */
export interface FileTransfer extends EventPlace {
  readonly kind: "move" | "copy";
  readonly isPattern: boolean;
  readonly target: string;
  readonly targetSpan: Span;
}

export type FileEvent = FileCreation | FileRemoval | FileTransfer;

export interface FileEvents {
  readonly events: readonly FileEvent[];
  /** Paths that could not be determined. */
  readonly gaps: readonly Gap[];
}

const NONE: FileEvents = { events: [], gaps: [] };
const eventsOf = new WeakMap<Instruction, FileEvents>();

/** What an instruction does to the files of the image, in order. Mounts are no part of it; triggers run in another build. */
export function fileEvents(instruction: Instruction): FileEvents {
  const kept = eventsOf.get(instruction);
  if (kept !== undefined) return kept;
  const events = readEvents(instruction);
  eventsOf.set(instruction, events);
  return events;
}

function readEvents(instruction: Instruction): FileEvents {
  if (instruction.onbuild) return NONE;
  if (instruction.keyword === "RUN") return runEvents(instruction);
  if (instruction.keyword === "COPY" || instruction.keyword === "ADD") return copyEvents(instruction);
  return NONE;
}

function runEvents(run: RunInstruction): FileEvents {
  const isInImage = outsideMounts(run);
  const events: FileEvent[] = [];
  const gaps: Gap[] = [];
  for (const script of run.scripts) {
    for (const command of script.invocations) {
      const found = fileEffects(command);
      gaps.push(...found.gaps);
      for (const effect of found.effects) {
        const event = toEvent(effect, run, command);
        if (event !== undefined && isInImage(event.path)) events.push(event);
      }
    }
  }
  return { events, gaps };
}

/** Folders that the runtime mounts for every `RUN` (OCI runtime specification, "Default Filesystems"). */
const RUNTIME_MOUNTS = ["/proc", "/sys", "/dev"];

function outsideMounts(run: RunInstruction): (path: string) => boolean {
  const targets = run.mounts.flatMap((mount) => {
    const target = mount.target === undefined ? undefined : absolutePath(mount.target, run.before);
    return target === undefined ? [] : [target];
  });
  const mounted = [...RUNTIME_MOUNTS, ...targets];
  return (path) => !mounted.some((target) => isWithin(target, path));
}

/** A path as an instruction sees it: relative ones start at the working directory; undefined where that is unknown. */
export function absolutePath(path: string, before: BuildState): string | undefined {
  if (path.startsWith("/")) return joinPath("/", path);
  const workdir = knownValue(before.workdir);
  return workdir === undefined ? undefined : joinPath(workdir, path);
}

function toEvent(effect: FileEffect, instruction: RunInstruction, command: Invocation): FileEvent | undefined {
  const { certainty } = effect;
  switch (effect.kind) {
    case "write":
      return {
        kind: "create",
        ...placeOf(effect.target),
        instruction,
        command,
        certainty,
        effect: WRITE_EFFECT[effect.how],
        isDirectory: effect.isDirectory,
        origin: effect.origin,
      };
    case "remove":
      return {
        kind: "remove",
        ...placeOf(effect.target),
        instruction,
        command,
        certainty,
        isPattern: effect.target.isPattern,
        isRecursive: effect.isRecursive,
        isForced: command.args.some(({ raw }) => /^(?:-[A-Za-z]*f|--force$)/.test(raw)),
      };
    case "move":
    case "copy":
      return {
        kind: effect.kind,
        ...placeOf(effect.source),
        instruction,
        command,
        certainty,
        isPattern: effect.source.isPattern,
        target: effect.target.path,
        targetSpan: effect.target.span,
      };
    default:
      return undefined;
  }
}

const WRITE_EFFECT = { replace: "replace", append: "keep", "in-place": "keep", truncate: "truncate" } as const;

function placeOf({ path, span }: { readonly path: string; readonly span: Span }): {
  readonly path: string;
  readonly span: Span;
} {
  return { path, span };
}
