import type { TextEdit } from "../text/edit.ts";

/** A change of a manifest that touches nothing but what it is about. */
export interface ManifestEdit {
  readonly edits: readonly TextEdit[];
  /** It also changes other places, which use the same text through an anchor. */
  readonly isShared: boolean;
}
