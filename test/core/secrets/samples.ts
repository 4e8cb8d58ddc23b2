/** Characters as the published formats name them. */
const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const HEX = `${DIGITS}abcdef`;
export const UPPER_HEX = `${DIGITS}ABCDEF`;
export const LETTERS = LOWER + LOWER.toUpperCase();
export const ALNUM = DIGITS + LETTERS;
export const LOWER_ALNUM = DIGITS + LOWER;
export const UPPER_ALNUM = DIGITS + LOWER.toUpperCase();
export const URL_SAFE = `${ALNUM}-_`;
export const BASE64 = `${ALNUM}+/`;
export { DIGITS };

/** A made-up random text of a length, the same in every run: nothing here was ever issued by anyone. */
export function random(characters: string, length: number, seed = 7): string {
  let state = seed * 2_654_435_761;
  let text = "";
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += characters[(state >>> 16) % characters.length];
  }
  return text;
}

/** A made-up UUID. */
export function uuid(): string {
  return [8, 4, 4, 4, 12].map((length, i) => (i === 2 ? "4" : "") + random(HEX, i === 2 ? 3 : length, i + 3)).join("-");
}

/** Joined at run time, so that no scanner takes this file for a leak. */
export function joined(...parts: readonly string[]): string {
  return parts.join("");
}
