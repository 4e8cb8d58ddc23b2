import type { FieldPath } from "../kubernetes/set-elsewhere.ts";
import type { ImageOverride, KustomizationFact, PatchFact, PatchTarget } from "./facts.ts";
import type { WorkspaceView } from "./workspace-index.ts";

const known = new WeakMap<WorkspaceView, Map<string, readonly KustomizationFact[]>>();

/** Every kustomization that a file becomes a part of, and the components whose changes those apply. */
export function kustomizationsOf(view: WorkspaceView, path: string): readonly KustomizationFact[] {
  const kept = known.get(view) ?? new Map<string, readonly KustomizationFact[]>();
  known.set(view, kept);
  const found = kept.get(path) ?? findKustomizations(view, path);
  kept.set(path, found);
  return found;
}

function findKustomizations(view: WorkspaceView, path: string): readonly KustomizationFact[] {
  const folders = new Set<string>();
  const pending = [path];
  for (const included of pending) {
    for (const { folder } of view.find("inclusion", included)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      pending.push(folder);
    }
  }
  const found: KustomizationFact[] = [];
  for (const folder of folders) {
    for (const kustomization of view.find("kustomization", folder)) {
      found.push(kustomization);
      for (const component of kustomization.components) folders.add(component);
    }
  }
  return found;
}

/** Whether a kustomization applies a file as a patch. */
export function isPatchFile(view: WorkspaceView, path: string): boolean {
  return view.find("patchFile", path).length > 0;
}

/** A patch of a kustomization, with the fields that it sets of one object. */
export interface AppliedPatch {
  readonly fields: readonly FieldPath[];
  readonly place: PatchFact["place"];
}

/** The patches that kustomizations of the workspace apply to an object of a file. */
export function patchesOf(
  view: WorkspaceView,
  path: string,
  object: { readonly kind: string; readonly name: string | undefined },
): readonly AppliedPatch[] {
  return kustomizationsOf(view, path).flatMap(({ patches, patchFiles }) => [
    ...patches.filter((patch) => isFor(patch, object)),
    ...patchFiles.flatMap(({ path: file, target }) =>
      view.find("patch", file).filter((patch) => isFor(target ?? patch, object)),
    ),
  ]);
}

function isFor(
  target: PatchTarget,
  { kind, name }: { readonly kind: string; readonly name: string | undefined },
): boolean {
  return (target.kind === undefined || target.kind === kind) && (target.name === undefined || target.name === name);
}

/** The entries of `images` that kustomizations of the workspace apply to an image of a file. */
export function imageOverrides(view: WorkspaceView, path: string, image: string): readonly ImageOverride[] {
  const name = nameOf(image);
  return kustomizationsOf(view, path).flatMap(({ images }) => images.filter((override) => override.name === name));
}

/** An image without its tag and digest, as it is written. */
function nameOf(image: string): string {
  const named = image.split("@")[0] ?? image;
  const colon = named.lastIndexOf(":");
  return colon > named.lastIndexOf("/") ? named.slice(0, colon) : named;
}

/** The labels that kustomizations of the workspace may put on the objects of a file. */
export function labelsAdded(view: WorkspaceView, path: string): readonly Readonly<Record<string, string>>[] {
  return kustomizationsOf(view, path).map(({ labels }) => labels);
}
