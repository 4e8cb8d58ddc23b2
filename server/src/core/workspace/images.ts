import { imageKey } from "./build-facts.ts";
import type { BuildFact, StageFact } from "./facts.ts";
import { imageOverrides } from "./kustomizations.ts";
import type { WorkspaceView } from "./workspace-index.ts";

/** A stage of a Dockerfile of the workspace that an image is built from. */
export interface BuiltImage {
  /** Path of the Dockerfile. */
  readonly path: string;
  readonly stage: StageFact;
}

/**
 * What an image of a file is built from, by the settings, else by Compose files and Skaffold; several where several build it. None where
 * that is not known of one of them.
 */
export function buildsOf(view: WorkspaceView, path: string, image: string): readonly BuiltImage[] {
  const overrides = imageOverrides(view, path, image);
  const names = overrides.map(({ newName, name }) => newName ?? name);
  const keys = new Set([image, ...names].flatMap((name) => imageKey(name) ?? []));
  const builds = [...keys].flatMap((key) => buildsNamed(view, key));
  const found = builds.map((build) => builtImage(view, build));
  const known = found.filter((built) => built !== undefined);
  return known.length === found.length ? unique(known) : [];
}

/** Whether Skaffold puts the digest of what it has just pushed in an image's place (Skaffold, "Image repository handling" and "Tag"). */
export function isFilledIn(view: WorkspaceView, image: string): boolean {
  const name = imageKey(image);
  return name !== undefined && view.find("filledImage", name).length > 0;
}

type Recipe = Pick<BuildFact, "dockerfile" | "target">;

function buildsNamed(view: WorkspaceView, key: string): readonly Recipe[] {
  const set = view.builtBy.get(key);
  return set === undefined ? view.find("build", `image/${key}`) : [{ dockerfile: set, target: undefined }];
}

function builtImage(view: WorkspaceView, { dockerfile, target }: Recipe): BuiltImage | undefined {
  const [file] = view.find("dockerfile", dockerfile);
  if (file === undefined) return undefined;
  const stage =
    target === undefined
      ? file.stages.find(({ index }) => index === file.shipped)
      : file.stages.find(({ name, index }) => name?.toLowerCase() === target.toLowerCase() || String(index) === target);
  return stage && { path: dockerfile, stage };
}

function unique(images: readonly BuiltImage[]): readonly BuiltImage[] {
  return images.filter((image, i) => images.findIndex(({ stage }) => stage === image.stage) === i);
}
