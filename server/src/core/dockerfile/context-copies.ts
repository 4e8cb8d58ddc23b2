import { baseName, isWithin, joinPath, normalizePath } from "../text/path.ts";
import { isPattern, matchesFolder, matchesPattern } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import { type FileCreation, fileEvents } from "./file-events.ts";
import type { CopyInstruction, DockerfileModel, DockerWord } from "./model.ts";

/** A folder of the build context that an instruction copies into the shipped image as a whole. */
export interface ContextCopy {
  readonly copy: CopyInstruction;
  readonly source: DockerWord;
  /** Whether a file of the context comes with it; its path is relative to the context. */
  readonly brings: (path: string) => boolean;
}

/** The folders of the build context that are copied into the shipped image. Files that are copied by their names are none. */
export function contextCopies({ shippedChain }: DockerfileModel): readonly ContextCopy[] {
  return shippedChain
    .flatMap(({ instructions }) => instructions)
    .flatMap((instruction) => {
      if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") return [];
      return instruction.sources.flatMap((source) => folderCopy(instruction, source) ?? []);
    });
}

function folderCopy(copy: CopyInstruction, source: DockerWord): ContextCopy | undefined {
  const created = fileEvents(copy).events.filter(
    (event): event is FileCreation => event.kind === "create" && event.span === source.span,
  );
  const folder = created.find(({ isDirectory, origin }) => isDirectory && origin.kind === "context");
  const from = knownValue(source.value);
  if (folder === undefined || from === undefined) return undefined;
  const root = normalizePath(from);
  const brings = (path: string): boolean => {
    const absolute = normalizePath(path);
    // A file that is named is another rule's.
    if (absolute === root) return false;
    const below = isPattern(root)
      ? belowPattern(root, absolute)
      : isWithin(root, absolute)
        ? absolute.slice(root === "/" ? 0 : root.length)
        : undefined;
    return below !== undefined && !isLeftOut(folder, joinPath(folder.path, `.${below}`));
  };
  return { copy, source, brings };
}

/** `config/*` brings the folders that it matches with all that they hold, and the files that it matches. */
function belowPattern(pattern: string, path: string): string | undefined {
  if (!matchesFolder(pattern, path)) return undefined;
  const depth = pattern.split("/").length;
  const parts = path.split("/");
  // The matched file itself goes into the target under its name, a folder's contents without it.
  return parts.length === depth ? `/${baseName(path)}` : `/${parts.slice(depth).join("/")}`;
}

function isLeftOut({ excluded = [] }: FileCreation, path: string): boolean {
  return excluded.some((pattern) => isWithin(pattern, path) || matchesPattern(pattern, path, "/"));
}
