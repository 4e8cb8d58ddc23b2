import { span } from "../text/span.ts";
import type { SecretMatch } from "./match.ts";
import { isDefaultPassword, isPlaceholder, isSchematic } from "./placeholder.ts";
import { isReference } from "./reference.ts";

/** Judges a text at a place where only a password stands, such as before the host of a URL; `start` is its offset. */
export function judgeOpenPassword(password: string, start: number, what: string): SecretMatch | undefined {
  if (password === "" || password.startsWith("$") || isReference(password) || isTemplate(password)) return undefined;
  const isWeak = isDefaultPassword(password) || isPlaceholder(password);
  return { span: span(start, start + password.length), kind: isWeak ? "weak-default" : "url-password", what };
}

/** What stands for a password in usage texts and format strings: `%s`, `PASSWORD`, `****`, `{pw}`. */
function isTemplate(password: string): boolean {
  return (
    isSchematic(password) || /^(?:%[a-z%]|[.*x\u2022\u2026]+|\{[^}]*\}?|\[[^\]]*\]?|x-oauth-basic)$/i.test(password)
  );
}
