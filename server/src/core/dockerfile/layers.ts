import { isWithin, joinPath } from "../text/path.ts";
import { PathTree } from "../text/path-tree.ts";
import { isPattern, matchesPattern } from "../text/pattern.ts";
import { perObject } from "../text/per-object.ts";
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
  /**
   * How sure it is that the created layer holds the path: `named` where the Dockerfile names it; `within` where it goes out of a
   * folder that came as a whole, and nothing that ran since then could have put it there; `perhaps` otherwise.
   */
  readonly evidence: "named" | "within" | "perhaps";
  /** The created content was added to a file that an earlier command had made. */
  readonly isAddition: boolean;
}

/** What the layers of an image come to. */
export interface LayerHistory {
  readonly hidden: readonly HiddenFile[];
  /** The files that are there at the end. */
  readonly present: readonly FileCreation[];
}

/** Follows the files of a stage and of those it is built on, from instruction to instruction. Files of a base image are unknown. */
export const layerHistory = perObject((stage: Stage) =>
  followFiles(chainOf(stage).flatMap(({ instructions }) => instructions)),
);

/** The files that an instruction leaves in its own layer. */
export const runFiles = perObject((instruction: Instruction) => followFiles([instruction]).present);

/** Follows the files through instructions that run one after the other. */
export function followFiles(instructions: readonly Instruction[]): LayerHistory {
  const reader = new LayerReader();
  for (const instruction of instructions) reader.read(instruction);
  return { hidden: reader.hidden, present: reader.present() };
}

/** What is at a path, and how many opaque commands had run when it was made. */
interface Entry {
  /** What made it, and what added to it. */
  readonly creations: readonly [FileCreation, ...FileCreation[]];
  readonly opaqueBefore: number;
}

/** Commands that add to one file more often than this write a log. */
const MOST_ADDITIONS = 100;

class LayerReader {
  readonly hidden: HiddenFile[] = [];
  private readonly files = new PathTree<Entry>();
  private opaque = 0;

  read(instruction: Instruction): void {
    const { events, opaqueFrom = Number.POSITIVE_INFINITY } = fileEvents(instruction);
    const before = this.opaque;
    for (const event of events) {
      const isAfterOpaque = event.command !== undefined && event.command.span.start >= opaqueFrom;
      this.opaque = before + (isAfterOpaque ? 1 : 0);
      this.follow(event);
    }
    this.opaque = before + (opaqueFrom === Number.POSITIVE_INFINITY ? 0 : 1);
  }

  present(): readonly FileCreation[] {
    return [...this.files.matching("/", true)].flatMap(({ value }) => value.creations);
  }

  private follow(event: FileEvent): void {
    if (event.kind === "create") this.create(event);
    else if (event.kind === "remove") this.remove(event);
    else if (event.kind === "move" || event.kind === "copy") this.transfer(event);
  }

  private create(event: FileCreation): void {
    const earlier = this.files.get(event.path);
    const [first] = earlier?.creations ?? [];
    if (earlier === undefined || first === undefined || first.origin.kind === "empty") this.set(event.path, [event]);
    // A folder is added to, not replaced.
    else if (event.effect === "keep" || (event.isDirectory && first.isDirectory)) this.add(event, earlier);
    else {
      // What is written under a condition is often what stands in for a file that is missing.
      const isSure = event.certainty === "always";
      if (isSure && !event.isDirectory) this.hide(earlier, event, "overwritten", event.path, "named");
      if (isSure || event.isDirectory) this.set(event.path, [event]);
    }
  }

  private add(event: FileCreation, { creations, opaqueBefore }: Entry): void {
    if (event.origin.kind === "empty" || event.isDirectory !== creations[0].isDirectory) return;
    if (creations.length >= MOST_ADDITIONS) return;
    this.files.set(event.path, { creations: [...creations, event], opaqueBefore });
  }

  private set(path: string, creations: Entry["creations"]): void {
    this.files.set(path, { creations, opaqueBefore: this.opaque });
  }

  private remove(event: FileRemoval): void {
    const found = this.found(event, event.isRecursive);
    for (const { path, value } of found) {
      this.hide(value, event, "removed", path, "named");
      if (event.certainty === "always") this.files.delete(path);
    }
    if (event.isPattern) this.removeContents(event);
    else if (found.length === 0) this.removePart(event);
  }

  /** `rm -rf folder/*` of a folder that came as a whole. */
  private removeContents(event: FileRemoval): void {
    const folder = /^(.*)\/(?:\*\*\/)?\*{1,2}$/.exec(event.path)?.[1];
    for (const { path, value } of folder === undefined ? [] : this.files.matching(folder || "/", false)) {
      if (!value.creations[0].isDirectory) continue;
      this.hide(value, event, "removed", event.path, "named");
      if (event.certainty === "always") this.files.delete(path);
    }
  }

  /** A path in a folder that came as a whole, such as `COPY . .`. */
  private removePart(event: FileRemoval): void {
    for (const { path, value } of [...this.files.above(event.path)]) {
      const isSure = (!event.isForced && value.opaqueBefore === this.opaque) || isOwnFolder(value.creations[0], event);
      const holding = value.creations.filter(
        (creation) => creation.isDirectory && creation.origin.kind !== "empty" && !isExcluded(creation, event.path),
      );
      const [first, ...others] = holding;
      if (first === undefined) continue;
      // Of several folders that were put together, it is not known which one held it.
      const evidence = isSure && others.length === 0 ? "within" : "perhaps";
      this.hide({ ...value, creations: [first, ...others] }, event, "removed", event.path, evidence);
      if (event.certainty === "always") this.files.set(path, withoutPart(value, event.path));
    }
  }

  private transfer(event: FileTransfer): void {
    const sources = this.found(event, true);
    for (const { path, value } of sources) {
      if (event.kind === "move") {
        this.hide(value, event, "moved", path, "named");
        if (event.certainty === "always") this.files.delete(path);
      }
      const target = movedPath(event, path);
      const [first, ...others] = value.creations.map((creation) => arrival(event, target, creation, path));
      if (first !== undefined) this.set(target, [first, ...others]);
    }
    if (sources.length === 0) this.transferUnknown(event);
  }

  /** What is copied is no file that the Dockerfile names: it comes out of a copied folder, or from the base image. */
  private transferUnknown(event: FileTransfer): void {
    const folder = [...this.files.above(event.path)].findLast(
      ({ value: { creations } }) => creations[0].isDirectory && creations[0].origin.kind !== "empty",
    );
    const origin = folder?.value.creations[0].origin ?? { kind: "command" as const, by: event.command?.name };
    if (!event.isPattern) this.set(event.target, [arrival(event, event.target, { origin, isDirectory: false })]);
  }

  private found(event: FileRemoval | FileTransfer, isRecursive: boolean) {
    return [...this.files.matching(event.path, isRecursive)];
  }

  private hide(
    { creations }: Entry,
    by: FileEvent,
    how: HiddenFile["how"],
    path: string,
    evidence: HiddenFile["evidence"],
  ): void {
    for (const [i, creation] of creations.entries()) {
      if (creation.instruction === by.instruction) continue;
      this.hidden.push({ creation, by, how, path, evidence, isAddition: i > 0 && !creation.isDirectory });
    }
  }
}

/** A clone has a `.git`. */
function isOwnFolder({ command, origin, path }: FileCreation, event: FileRemoval): boolean {
  return command?.name === "git" && origin.kind === "download" && isWithin(`${path}/.git`, event.path);
}

function withoutPart({ creations: [first, ...others], opaqueBefore }: Entry, path: string): Entry {
  const without = (creation: FileCreation): FileCreation => ({
    ...creation,
    excluded: [...(creation.excluded ?? []), path],
  });
  return { creations: [without(first), ...others.map(without)], opaqueBefore };
}

function isExcluded({ excluded = [] }: FileCreation, path: string): boolean {
  return excluded.some((pattern) => isWithin(pattern, path) || matchesPattern(pattern, path, "/"));
}

/** Where a file lies after the transfer of it or of a folder that it is in; the matches of a pattern go into the target. */
function movedPath({ path, target, isPattern: isGlob }: FileTransfer, source: string): string {
  if (!isGlob || !isPattern(path)) return joinPath(target, `.${source.slice(path === "/" ? 0 : path.length)}`);
  const parents = path.split("/").length - 1;
  return joinPath(target, source.split("/").slice(parents).join("/"));
}

function arrival(
  { instruction, command, certainty, targetSpan }: FileTransfer,
  path: string,
  { origin, isDirectory, excluded }: Pick<FileCreation, "origin" | "isDirectory" | "excluded">,
  from = path,
): FileCreation {
  const place = { instruction, command, certainty, span: targetSpan, path };
  const moved = excluded?.map((pattern) => (isWithin(from, pattern) ? path + pattern.slice(from.length) : pattern));
  return { kind: "create", ...place, effect: "replace", isDirectory, origin, ...(moved && { excluded: moved }) };
}
