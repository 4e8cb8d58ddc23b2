import type { ManifestEdit } from "../kubernetes/manifest-edit.ts";
import type { Fix } from "./rule.ts";

export interface ManifestFixText {
  readonly title: string;
  /** Whether the program still does what it did. */
  readonly isSafe: boolean;
  readonly note?: string;
}

/** The fix that makes a change of a manifest, or none where the change can't be made. One that reaches other places is never safe. */
export function manifestFix(edit: ManifestEdit | undefined, { title, isSafe, note }: ManifestFixText): readonly Fix[] {
  if (edit === undefined || edit.edits.length === 0) return [];
  return [
    {
      title: edit.isShared ? `${title} (also everywhere else its anchor is used)` : title,
      edits: edit.edits,
      safe: isSafe && !edit.isShared,
      ...(edit.isShared && { isShared: true }),
      ...(note !== undefined && { note }),
    },
  ];
}
