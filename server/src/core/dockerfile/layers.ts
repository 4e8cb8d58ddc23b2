import { joinPath } from "../text/path.ts";
import { PathTree } from "../text/path-tree.ts";
import { type FileCreation, type FileEvent, type FileRemoval, type FileTransfer, fileEvents } from "./file-events.ts";
import type { Instruction, Stage } from "./model.ts";
import { chainOf } from "./stages.ts";

/** A file that one instruction wrote and a later one took away: its layer, and so the image, still holds it. */
export interface HiddenFile {
  readonly creation: FileCreation;
  /** What takes it away: a removal, a `mv`, or a later file at the same path. */
  readonly by: FileEvent;
  readonly how: "removed" | "moved" | "overwritten";
  /** The path that is hidden; below the created one where only a part of a folder goes. */
  readonly path: string;
}

/** What the layers of an image come to. */
export interface LayerHistory {
  readonly hidden: readonly HiddenFile[];
  /** The files that are there at the end. */
  readonly present: readonly FileCreation[];
}

const histories = new WeakMap<Stage, LayerHistory>();

/** Follows the files of a stage and of those it is built on, from instruction to instruction. Files of a base image are unknown. */
export function layerHistory(stage: Stage): LayerHistory {
  const kept = histories.get(stage);
  if (kept !== undefined) return kept;
  const reader = new LayerReader();
  for (const { instructions } of chainOf(stage)) {
    for (const instruction of instructions) reader.read(instruction);
  }
  const history = { hidden: reader.hidden, present: reader.present() };
  histories.set(stage, history);
  return history;
}

class LayerReader {
  readonly hidden: HiddenFile[] = [];
  private readonly files = new PathTree<FileCreation>();

  read(instruction: Instruction): void {
    for (const event of fileEvents(instruction).events) {
      if (event.kind === "create") this.create(event);
      else if (event.kind === "remove") this.remove(event);
      else this.transfer(event);
    }
  }

  present(): readonly FileCreation[] {
    return Array.from(this.files.matching("/", true), ({ value }) => value);
  }

  private create(event: FileCreation): void {
    const earlier = this.files.get(event.path);
    if (earlier !== undefined) {
      if (event.effect === "keep") return;
      if (!event.isDirectory) this.hide(earlier, event, "overwritten", event.path);
      // A folder is added to, not replaced.
      else if (earlier.isDirectory) return;
    }
    this.files.set(event.path, event);
  }

  private remove(event: FileRemoval): void {
    for (const { path, value } of this.found(event, event.isRecursive)) {
      this.hide(value, event, "removed", path);
      if (event.certainty === "always") this.files.delete(path);
    }
    if (!event.isPattern) this.removePart(event);
  }

  /** A path in a folder that came as a whole, such as `COPY . .`. */
  private removePart(event: FileRemoval): void {
    for (const { value } of this.files.above(event.path)) {
      if (value.isDirectory) this.hide(value, event, "removed", event.path);
    }
  }

  private transfer(event: FileTransfer): void {
    const sources = this.found(event, true);
    for (const { path, value } of sources) {
      if (event.kind === "move") {
        this.hide(value, event, "moved", path);
        this.files.delete(path);
      }
      const target =
        sources.length === 1 ? event.target : joinPath(event.target, path.slice(path.lastIndexOf("/") + 1));
      const { origin, isDirectory } = value;
      const { instruction, command, certainty, targetSpan } = event;
      const arrived: FileCreation = {
        kind: "create",
        instruction,
        command,
        certainty,
        span: targetSpan,
        path: target,
        effect: "replace",
        isDirectory,
        origin,
      };
      this.files.set(target, arrived);
    }
  }

  private found(event: FileRemoval | FileTransfer, isRecursive: boolean) {
    return [...this.files.matching(event.path, isRecursive)];
  }

  private hide(creation: FileCreation, by: FileEvent, how: HiddenFile["how"], path: string): void {
    if (creation.instruction !== by.instruction) this.hidden.push({ creation, by, how, path });
  }
}
