import { span } from "../text/span.ts";
import type { Comment } from "./model.ts";

/** Every comment among the YAML library's syntax tokens, which nest without bound, in the order of the text. */
export function readComments(tokens: readonly object[]): readonly Comment[] {
  const comments: Comment[] = [];
  const pending: object[] = [...tokens];
  for (let token = pending.pop(); token !== undefined; token = pending.pop()) {
    const comment = asComment(token);
    if (comment !== undefined) comments.push(comment);
    else for (const value of Object.values(token)) if (typeof value === "object" && value !== null) pending.push(value);
  }
  return comments.sort((a, b) => a.span.start - b.span.start);
}

function asComment(token: object): Comment | undefined {
  if (!("type" in token && "offset" in token && "source" in token)) return undefined;
  const { type, offset, source } = token;
  if (type !== "comment" || typeof offset !== "number" || typeof source !== "string") return undefined;
  return { span: span(offset, offset + source.trimEnd().length) };
}
