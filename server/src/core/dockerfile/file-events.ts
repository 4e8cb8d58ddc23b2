import { fileEffects, toleratesMissing } from "../shell/effects.ts";
import { isOpaque } from "../shell/opaque.ts";
import type { Certainty, FileEffect, Invocation, WriteOrigin } from "../shell/syntax.ts";
import type { Gap } from "../text/gap.ts";
import { isWithin, joinPath } from "../text/path.ts";
import { perObject } from "../text/per-object.ts";
import { knownValue, type Resolved, UNSET } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import { copyEvents } from "./copy-events.ts";
import type { BuildState, DockerWord, Instruction, Mount, RunInstruction, Stage } from "./model.ts";

/** Where a file's content comes from. */
export type FileOrigin =
  | WriteOrigin
  /** The build context: a file next to the Dockerfile. */
  | { readonly kind: "context"; readonly source: DockerWord }
  | { readonly kind: "stage"; readonly stage: Stage; readonly source: DockerWord }
  | { readonly kind: "image"; readonly source: DockerWord }
  /** A copy of what a `RUN --mount` shows: `path` is the file's own there. */
  | { readonly kind: "mount"; readonly mount: Mount; readonly path: string };

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
  /** Patterns below a copied folder that `--exclude` leaves out; absolute. */
  readonly excluded?: readonly string[];
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

/** A file that gets another mode, owner or capability; its layer holds all of it once more. */
export interface FileAttribute extends EventPlace {
  readonly kind: "mode" | "owner" | "capability";
  readonly isPattern: boolean;
  readonly isRecursive: boolean;
  /** As written; unset where a capability is taken away. */
  readonly value: Resolved<string>;
  readonly valueSpan: Span;
}

export type FileEvent = FileCreation | FileRemoval | FileTransfer | FileAttribute;

export interface FileEvents {
  readonly events: readonly FileEvent[];
  /** Paths that could not be determined. */
  readonly gaps: readonly Gap[];
  /**
   * Where a command begins that may write files it does not name (a build, an unknown program): the offset of the first one.
   * Undefined where all that the instruction does is known.
   */
  readonly opaqueFrom: number | undefined;
}

const NONE: FileEvents = { events: [], gaps: [], opaqueFrom: undefined };

/** What an instruction does to the files of the image, in order. Mounts are no part of it; triggers run in another build. */
export const fileEvents = perObject((instruction: Instruction): FileEvents => {
  if (instruction.onbuild) return NONE;
  if (instruction.keyword === "RUN") return runEvents(instruction);
  if (instruction.keyword === "COPY" || instruction.keyword === "ADD") {
    return { ...copyEvents(instruction), opaqueFrom: undefined };
  }
  return NONE;
});

function runEvents(run: RunInstruction): FileEvents {
  const mountAt = mountsOf(run);
  const events: FileEvent[] = [];
  const gaps: Gap[] = [];
  for (const script of run.scripts) {
    for (const command of script.invocations) {
      const found = fileEffects(command);
      gaps.push(...found.gaps);
      for (const effect of found.effects) {
        const event = toEvent(effect, run, command);
        const kept = event === undefined ? undefined : outsideMounts(event, mountAt);
        if (kept !== undefined) events.push(kept);
      }
    }
  }
  return { events, gaps, opaqueFrom: firstOpaque(run) };
}

function firstOpaque(run: RunInstruction): number | undefined {
  const starts = run.scripts.flatMap(({ dialect, invocations, span }) =>
    dialect === "posix" ? invocations.filter(isOpaque).map((command) => command.span.start) : [span.start],
  );
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** Folders that the runtime mounts for every `RUN` (OCI runtime specification, "Default Filesystems"). */
const RUNTIME_MOUNTS = ["/proc", "/sys", "/dev"];

type MountLookup = (path: string) => Mount | "runtime" | undefined;

/** Tells what is mounted over a path while a `RUN` runs. */
function mountsOf(run: RunInstruction): MountLookup {
  const targets = run.mounts.flatMap((mount) => {
    const target = mount.target === undefined ? undefined : absolutePath(mount.target, run.before);
    return target === undefined ? [] : [{ mount, target }];
  });
  return (path) => {
    const mounted = targets.findLast(({ target }) => isWithin(target, path));
    if (mounted !== undefined) return mounted.mount;
    return RUNTIME_MOUNTS.some((target) => isWithin(target, path)) ? "runtime" : undefined;
  };
}

/** What an event comes to for the image's own files; undefined where it happens on a mount. */
function outsideMounts(event: FileEvent, mountAt: MountLookup): FileEvent | undefined {
  const mount = mountAt(event.path);
  if (event.kind !== "move" && event.kind !== "copy") return mount === undefined ? event : undefined;
  const { kind, target, targetSpan, isPattern, ...place } = event;
  if (mountAt(target) !== undefined) {
    const isLost = kind === "move" && mount === undefined;
    return isLost ? { ...place, kind: "remove", isPattern, isRecursive: true, isForced: false } : undefined;
  }
  if (mount === undefined) return event;
  if (mount === "runtime") return undefined;
  return {
    ...place,
    kind: "create",
    path: target,
    span: targetSpan,
    effect: "replace",
    isDirectory: isPattern,
    origin: { kind: "mount", mount, path: event.path },
  };
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
        isForced: toleratesMissing(command),
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
    case "mode":
    case "owner":
    case "capability":
      return { ...attributeOf(effect), ...placeOf(effect.target), instruction, command, certainty };
    case "read":
      return undefined;
  }
}

type AttributeEffect = FileEffect & { readonly kind: FileAttribute["kind"] };

function attributeOf(
  effect: AttributeEffect,
): Pick<FileAttribute, "kind" | "isPattern" | "isRecursive" | "value" | "valueSpan"> {
  const word = effect.kind === "mode" ? effect.mode : effect.kind === "owner" ? effect.owner : effect.capability;
  return {
    kind: effect.kind,
    isPattern: effect.target.isPattern,
    isRecursive: effect.kind !== "capability" && effect.isRecursive,
    value: word?.value ?? UNSET,
    valueSpan: word?.span ?? effect.target.span,
  };
}

const WRITE_EFFECT = { replace: "replace", append: "keep", "in-place": "keep", truncate: "truncate" } as const;

function placeOf({ path, span }: { readonly path: string; readonly span: Span }): {
  readonly path: string;
  readonly span: Span;
} {
  return { path, span };
}
