/** Shannon entropy of a text in bits per character; 0 for an empty one. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  let length = 0;
  for (const char of text) {
    counts.set(char, (counts.get(char) ?? 0) + 1);
    length++;
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

/** How many different characters a text has. */
export function distinctCharacters(text: string): number {
  return new Set(text).size;
}

/** Shortest text that is judged by its look: below it, names and versions look as random as keys. */
const SHORTEST_RANDOM = 16;
const HEX = /^(?:0x)?[0-9a-fA-F]{24,}$/;
const KEY_CHARACTERS = /^[A-Za-z0-9+/_~-]+={0,2}$/;

/**
 * Tells whether a text looks like one that a machine drew: a long run of key characters, letters mixed with digits, with few words in
 * it and hardly any character more frequent than chance makes it. Between points, one part has to look so: hosts and versions do not.
 */
export function looksRandom(text: string): boolean {
  return text.split(".").some(isDrawn) && !/[.]{2}/.test(text);
}

function isDrawn(text: string): boolean {
  if (text.length < SHORTEST_RANDOM || !KEY_CHARACTERS.test(text) || !/[A-Za-z]/.test(text)) return false;
  const digits = countOf(text, /\d/g);
  if (HEX.test(text)) return digits > 0 && entropy(text) >= 3;
  if (countOf(text, /[+/_~-]/g) > text.length / 6 || entropy(text) < 3.3) return false;
  const isOneRun = !/[+/_~-]/.test(text);
  if (/[a-z]/.test(text) && /[A-Z]/.test(text)) return isDrawnInBothCases(text, digits, isOneRun);
  // Small letters and digits with separators are most often a name with a version.
  return digits >= text.length / 10 && wordShare(text, isOneRun ? LONG_WORD : WORD) < (isOneRun ? 0.75 : 0.45);
}

function isDrawnInBothCases(text: string, digits: number, isOneRun: boolean): boolean {
  if (digits === 0) return text.length >= 24 && wordShare(text, WORD) < 0.4;
  return wordShare(text, WORD) < (isOneRun ? 0.6 : 0.5);
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

const WORD = /[A-Z]?[a-z]{3,}|[A-Z]{4,}/g;
const LONG_WORD = /[a-z]{5,}|[A-Z]{5,}/g;

/** Which part of a text stands in what may be words. */
function wordShare(text: string, word: RegExp): number {
  return (text.match(word) ?? []).reduce((sum, found) => sum + found.length, 0) / text.length;
}
