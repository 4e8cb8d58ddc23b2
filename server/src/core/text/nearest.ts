/** A mistyped word differs from the right one in at most this part of its characters. */
const MOST_DIFFERENT = 0.4;
/** Longer words are no names of ours, and comparing them would take long. */
const MOST_CHARACTERS = 100;

/** The known word that is most like a mistyped one; undefined where none is like it. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MOST_CHARACTERS) return undefined;
  let best: string | undefined;
  let least = Math.floor(word.length * MOST_DIFFERENT) + 1;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** How many characters have to be put in, taken out, replaced or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let above: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (above[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [above, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/** `; did you mean “x”?`, or nothing where no word is near. */
export function suggestion(word: string, known: Iterable<string>): string {
  const found = nearest(word, known);
  return found === undefined ? "" : `; did you mean “${found}”?`;
}
