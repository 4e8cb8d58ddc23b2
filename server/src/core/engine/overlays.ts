import type { KubernetesDocument, KubernetesModel } from "../kubernetes/model.ts";
import { type SetElsewhere, withSetElsewhere } from "../kubernetes/set-elsewhere.ts";
import { isSame } from "../workspace/is-same.ts";
import { isPatchFile, kustomizationsOf, patchesOf } from "../workspace/kustomizations.ts";
import type { WorkspaceView } from "../workspace/workspace-index.ts";

/** A manifest as the kustomizations of the workspace leave it: what they set is unknown, since it is not for this file to say. */
export function withOverlays(model: KubernetesModel, path: string, view: WorkspaceView): KubernetesModel {
  // Asked for again so that the view knows what the model was read with.
  if (isPatchFile(view, path)) return model;
  if (kustomizationsOf(view, path).length === 0) return model;
  const namespaces = new Set(kustomizationsOf(view, path).flatMap(({ namespace }) => namespace ?? []));
  const [namespace] = namespaces.size === 1 ? namespaces : [];
  const parts = model.parts.map(({ document, offset }) => ({
    offset,
    document: overlaid(document, model.isPatch, { fields: fieldsOf(document, path, view), namespace }),
  }));
  return { ...model, parts };
}

/** A document that holds one object has that as its root. */
function fieldsOf({ objects, root }: KubernetesDocument, path: string, view: WorkspaceView): SetElsewhere["fields"] {
  const [object] = objects;
  if (object === undefined || object.root !== root) return [];
  return patchesOf(view, path, object).flatMap(({ fields }) => fields);
}

interface Overlaid {
  readonly set: SetElsewhere;
  readonly document: KubernetesDocument;
}

const kept = new WeakMap<KubernetesDocument, Overlaid>();

/** The same document for the same changes, so that its findings are kept. */
function overlaid(document: KubernetesDocument, isPatch: boolean, set: SetElsewhere): KubernetesDocument {
  if (set.fields.length === 0 && set.namespace === undefined) return document;
  const known = kept.get(document);
  if (known !== undefined && isSame(known.set, set)) return known.document;
  const changed = withSetElsewhere(document, isPatch, set);
  kept.set(document, { set, document: changed });
  return changed;
}
