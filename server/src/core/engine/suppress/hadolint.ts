import { lineBelowComments } from "./places.ts";
import { commentText, type ReadContext, type Suppression, takesEquivalents } from "./suppression.ts";

const PRAGMA = /^#[ \t]*hadolint[ \t]+(global[ \t]+)?ignore[ \t]*=([^#]*)(?:#.*)?$/;
const CODE = /^[DLSC0-9]+$/;

/**
 * `# hadolint ignore=DL3002,DL3006` for the instruction below it, `# hadolint global ignore=…` for the file. As in hadolint a comment
 * counts only whole: a word in it that is no code makes it an ordinary one (hadolint README, section "Inline ignores").
 */
export function hadolintComments({ places, comments }: ReadContext): readonly Suppression[] {
  return comments.flatMap((comment): Suppression[] => {
    const match = PRAGMA.exec(commentText(places, comment));
    const codes = (match?.[2] ?? "").split(",").map((code) => code.trim());
    if (match === null || !codes.every((code) => CODE.test(code))) return [];
    const takes = takesEquivalents("hadolint", codes);
    if (match[1] !== undefined) return [{ coverage: { kind: "file" }, takes }];
    const line = lineBelowComments(places, places.lines.lineAt(comment.start));
    return line === undefined ? [] : [{ coverage: { kind: "line", line }, takes }];
  });
}
