import type { Gap } from "../text/gap.ts";
import { isWithin } from "../text/path.ts";
import { matchesPattern } from "../text/pattern.ts";
import { known, type Resolved, unknown } from "../text/resolved.ts";
import type { Span } from "../text/span.ts";
import { type FileAttribute, type FileCreation, type FileEvent, type FileRemoval, fileEvents } from "./file-events.ts";
import { type HistoryLine, historyLine } from "./history-line.ts";
import { followFiles, type HiddenFile, layerHistory } from "./layers.ts";
import type { ArgInstruction, BuildState, DockerfileModel, Instruction, Stage } from "./model.ts";
import { chainOf } from "./stages.ts";
import { baseFacts, type StartUser, startUser } from "./start-user.ts";

/** What the image of a Dockerfile will be made of, from the base image up. */
export interface LayerReport {
  readonly shipped: Stage;
  /** The stages whose layers are not in the image. */
  readonly unshipped: readonly Stage[];
  readonly entries: readonly HistoryEntry[];
  /** Who a container starts as. */
  readonly user: Resolved<string>;
  readonly start: StartUser["kind"];
  /** Files that a later layer hides, and that can be read all the same. */
  readonly readable: readonly HiddenFile[];
}

/** One entry of the image's history. */
export interface HistoryEntry {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** Whether it adds a layer with files; the others change the image's configuration only. */
  readonly isLayer: boolean;
  readonly history: HistoryLine;
  /** Who it runs as. */
  readonly user: Resolved<string>;
  /** The files that the layer holds when the instruction has ended. */
  readonly added: readonly FileCreation[];
  /** Files that get another mode, owner or capability: the layer holds them once more. */
  readonly changed: readonly FileAttribute[];
  /** Paths that it takes out of sight, as far as they were not its own. */
  readonly removed: readonly FileRemoval[];
  /** Files of layers below that it hides. */
  readonly hides: readonly HiddenFile[];
  /** Files of this layer that one above hides. */
  readonly keeps: readonly HiddenFile[];
  readonly gaps: readonly Gap[];
}

/** Tells what each layer of the image will hold; `secrets` are the places of credentials in the text. Undefined where nothing is built. */
export function layerReport(model: DockerfileModel, secrets: readonly Span[]): LayerReport | undefined {
  const { shipped, shippedChain, stages } = model;
  if (shipped === undefined) return undefined;
  const { hidden } = layerHistory(shipped);
  const args: ArgInstruction[] = [];
  const entries: HistoryEntry[] = [];
  for (const stage of shippedChain) {
    for (const instruction of stage.instructions) {
      const history = historyLine(instruction, args, model, secrets);
      if (history !== undefined) entries.push(entryOf(instruction, stage, history, hidden));
      if (instruction.keyword === "ARG") args.push(instruction);
    }
  }
  return {
    shipped,
    unshipped: stages.filter((stage) => !shippedChain.includes(stage)),
    entries,
    user: userOf(shipped.after, shipped),
    start: startUser(shipped).kind,
    readable: hidden,
  };
}

function entryOf(
  instruction: Instruction,
  stage: Stage,
  history: HistoryLine,
  hidden: readonly HiddenFile[],
): HistoryEntry {
  const { events, gaps } = fileEvents(instruction);
  const scripts = instruction.keyword === "RUN" ? instruction.scripts : [];
  return {
    instruction,
    stage,
    isLayer: isLayer(instruction),
    history,
    user: userOf(instruction.before, stage),
    added: followFiles([instruction]).present,
    changed: events.filter(isAttribute),
    removed: events.filter(isRemoval).filter((event) => !isOwn(event, events)),
    hides: hidden.filter(({ by }) => by.instruction === instruction),
    keeps: hidden.filter(({ creation }) => creation.instruction === instruction),
    gaps: [...scripts.flatMap((script) => script.gaps), ...gaps],
  };
}

/** `WORKDIR` makes the folder; for the root there is nothing to make (BuildKit, `dispatchWorkdir`). */
function isLayer(instruction: Instruction): boolean {
  if (instruction.keyword !== "WORKDIR") return ["RUN", "COPY", "ADD"].includes(instruction.keyword);
  const path = instruction.path?.value;
  return path?.kind !== "known" || path.value !== "/";
}

function isAttribute(event: FileEvent): event is FileAttribute {
  return event.kind === "mode" || event.kind === "owner" || event.kind === "capability";
}

function isRemoval(event: FileEvent): event is FileRemoval {
  return event.kind === "remove";
}

/** Whether a removal takes away what the same instruction wrote before: then no layer holds it. */
function isOwn(removal: FileRemoval, events: readonly FileEvent[]): boolean {
  const before = events.slice(0, events.indexOf(removal));
  return before.some((event) => event.kind === "create" && isTaken(event.path, removal));
}

function isTaken(path: string, { path: taken, isPattern }: FileRemoval): boolean {
  return isPattern ? matchesPattern(taken, path, "/") : isWithin(taken, path);
}

/** The user that is set, else the base image's own as far as that is known. */
function userOf({ user }: BuildState, stage: Stage): Resolved<string> {
  if (user.value.kind !== "unset") return user.value;
  if (chainOf(stage)[0]?.base.kind === "scratch") return known("root");
  const runsAs = baseFacts(stage)?.runsAs;
  if (runsAs === undefined) return unknown("the base image sets the user");
  if (runsAs === "root") return known("root");
  const name = runsAs.name ?? runsAs.uid;
  return name === undefined ? unknown("the base image sets the user") : known(String(name));
}
