/**
 * Copies plain data so that its texts are its own: V8 keeps a whole text in memory for a part of it. What holds no text is left as it
 * is, and what occurs twice is copied once.
 */
export class OwnTexts {
  private readonly copies = new Map<unknown, unknown>();

  /** Returns what equals the value. */
  of<T>(value: T): T {
    if (!holdsText(value)) return value;
    const copy = this.copies.get(value) ?? this.copy(value);
    this.copies.set(value, copy);
    // A copy is of the type of what it is the copy of.
    return copy as T;
  }

  private copy(value: unknown): unknown {
    // A text that JSON reads is a new one.
    if (typeof value === "string") return JSON.parse(JSON.stringify(value));
    if (Array.isArray(value)) return value.map((item) => this.of(item));
    return Object.fromEntries(Object.entries(Object(value)).map(([key, item]) => [key, this.of(item)]));
  }
}

function holdsText(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "string";
  return Object.values(value).some(holdsText);
}
