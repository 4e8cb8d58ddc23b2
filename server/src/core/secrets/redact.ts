/** Shortest value of which two characters may be shown. */
const SHORTEST_SHOWN = 6;

/** What of a secret may stand in a message: its first two characters, or nothing where it is short. */
export function redact(value: string): string {
  const [first = "", second = ""] = value;
  return value.length < SHORTEST_SHOWN ? "…" : `${first}${second}…`;
}
