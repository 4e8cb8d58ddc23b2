import type { SecretMatch } from "./match.ts";
import { judgeOpenPassword } from "./open-password.ts";

const PASSWORD = /(?<=^|[;&?\s"'`])(?:password|pwd)\s?=\s?([^;&\s"'`\\]{1,200})/dgi;
/** Keys of which one stands beside the password in a connection string (ADO.NET, ODBC, libpq) or a form. */
const COMPANION =
  /(?:^|[;&?\s"'`])(?:server|data source|host|addr|address|user id|uid|user|username|database|initial catalog|dbname|login|email|endpoint)\s?=/i;
/** How far from the password another key is looked for, in code units. */
const REACH = 400;

/** The passwords in connection strings: `Server=…;User Id=…;Password=…`. */
export function connectionPasswords(text: string): readonly SecretMatch[] {
  if (!/(?:password|pwd)\s?=/i.test(text)) return [];
  const found: SecretMatch[] = [];
  for (const match of text.matchAll(PASSWORD)) {
    const start = match.indices?.[1]?.[0];
    if (start === undefined || !COMPANION.test(lineAround(text, match.index, start))) continue;
    const judged = judgeOpenPassword(match[1] ?? "", start, "a password in a connection string");
    if (judged !== undefined) found.push(judged);
  }
  return found;
}

/** The rest of the line around a password, without the password itself. */
function lineAround(text: string, key: number, value: number): string {
  const before = text.slice(Math.max(0, key - REACH), key);
  const after = text.slice(value, value + REACH);
  const lineEnd = after.indexOf("\n");
  return before.slice(before.lastIndexOf("\n") + 1) + (lineEnd < 0 ? after : after.slice(0, lineEnd));
}
