import { credentialFile } from "../secrets/files.ts";
import { isWithin, joinPath } from "../text/path.ts";
import { matchesFolder, matchesPattern } from "../text/pattern.ts";
import { knownValue } from "../text/resolved.ts";
import type { FileCreation } from "./file-events.ts";
import { layerHistory } from "./layers.ts";
import type { CopyInstruction, DockerWord, Stage } from "./model.ts";
import { persistedSecrets } from "./mount-flow.ts";
import { type FileSecret, isPublicFile, secretOf } from "./secret-files.ts";

/** A secret in a build stage that a `COPY --from` takes along. */
export interface CopiedSecret {
  /** The word of the `COPY` that names it or a folder around it. */
  readonly source: DockerWord;
  /** What makes the file in its stage; undefined where the stage does not show it. */
  readonly file: FileCreation | undefined;
  readonly path: string;
  readonly secret: FileSecret;
  /** Whether the `COPY` names the file itself. */
  readonly isNamed: boolean;
}

/** The secrets that a `COPY --from=stage` brings along, each file once. */
export function copiedSecrets(copy: CopyInstruction): readonly CopiedSecret[] {
  if (copy.from?.kind !== "stage") return [];
  const { stage } = copy.from;
  const found: CopiedSecret[] = [];
  for (const source of copy.sources) {
    const value = knownValue(source.value);
    if (value === undefined) continue;
    const path = joinPath("/", value);
    const excluded = excludedPaths(copy, path);
    for (const secret of stageSecrets(stage)) {
      const isTaken = isWithin(path, secret.path) || matchesFolder(path, secret.path);
      if (!isTaken || excluded.some((gone) => isWithin(gone, secret.path) || matchesPattern(gone, secret.path, "/")))
        continue;
      if (!found.some((other) => other.path === secret.path))
        found.push({ ...secret, source, isNamed: path === secret.path });
    }
    const unseen = namedLikeSecret(stage, path);
    if (unseen !== undefined) found.push({ file: undefined, path, secret: unseen, source, isNamed: true });
  }
  return found;
}

/** The `COPY` works only where the file is there: it came in a folder, or a program made it. */
function namedLikeSecret(stage: Stage, path: string): FileSecret | undefined {
  if (layerHistory(stage).present.some((file) => file.path === path)) return undefined;
  const credential = isPublicFile(path) ? undefined : credentialFile(path);
  return credential?.evidence === "form" ? { what: credential.what, isWeak: false } : undefined;
}

function excludedPaths(copy: CopyInstruction, folder: string): readonly string[] {
  return copy.flags.flatMap(({ name, value }) =>
    name === "exclude" && value !== undefined ? [joinPath(folder, value)] : [],
  );
}

type StageSecret = Pick<CopiedSecret, "path" | "secret"> & { readonly file: FileCreation };

const secretsOf = new WeakMap<Stage, readonly StageSecret[]>();

/** The secrets that are in a stage's files when it is done, also those that it copied from another. */
function stageSecrets(stage: Stage): readonly StageSecret[] {
  // In the order of the file, so that what a stage copies is known before it: thousands may copy from each other.
  for (const earlier of copiedStages(stage)) readSecrets(earlier);
  return readSecrets(stage);
}

/** The stages that a stage copies from, and those that they copy from, the first of the file first. */
function copiedStages(stage: Stage): readonly Stage[] {
  const copied = new Set<Stage>();
  const seen = new Set([stage]);
  for (const next of seen) {
    if (next.base.kind === "stage") seen.add(next.base.stage);
    for (const instruction of next.instructions) {
      if (!("from" in instruction) || instruction.from?.kind !== "stage") continue;
      const source = instruction.from.stage;
      if (secretsOf.has(source)) continue;
      copied.add(source);
      seen.add(source);
    }
  }
  return [...copied].sort((a, b) => a.index - b.index);
}

function readSecrets(stage: Stage): readonly StageSecret[] {
  const kept = secretsOf.get(stage);
  if (kept !== undefined) return kept;
  const persisted = new Map(
    stage.instructions.flatMap((instruction) =>
      instruction.keyword === "RUN"
        ? persistedSecrets(instruction).map(({ file, path }) => [file.origin, path] as const)
        : [],
    ),
  );
  const found = layerHistory(stage).present.flatMap((file): readonly StageSecret[] => {
    if (file.origin.kind === "stage") return throughStage(file);
    const persistedPath = persisted.get(file.origin);
    const secret = persistedPath === undefined ? secretOf(file) : { what: "a build secret", isWeak: false };
    if (secret === undefined || secret.isWeak) return [];
    return [{ file, path: persistedPath === undefined ? file.path : moved(persistedPath, file), secret }];
  });
  secretsOf.set(stage, found);
  return found;
}

/** A repository's configuration lies in the folder, wherever that is now. */
function moved(path: string, file: FileCreation): string {
  return path.endsWith("/.git/config") && file.isDirectory ? `${file.path}/.git/config` : file.path;
}

function throughStage(file: FileCreation): readonly StageSecret[] {
  if (file.origin.kind !== "stage") return [];
  const source = knownValue(file.origin.source.value);
  if (source === undefined) return [];
  const from = joinPath("/", source);
  return stageSecrets(file.origin.stage)
    .filter(({ path }) => isWithin(from, path))
    .map((inner) => {
      const path =
        inner.path === from ? file.path : joinPath(file.path, `.${inner.path.slice(from === "/" ? 0 : from.length)}`);
      return { ...inner, path };
    });
}
