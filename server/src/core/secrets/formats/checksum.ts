const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_LENGTH = 6;

const TABLE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 of an ASCII text (ISO 3309, as in zip), an unsigned 32-bit number. */
export function crc32(text: string): number {
  let value = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    value = (value >>> 8) ^ (TABLE[(value ^ text.charCodeAt(i)) & 0xff] ?? 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** A number in base 62 (digits, upper, lower case), padded with zeros to six characters. */
export function base62(value: number): string {
  let text = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = (ALPHABET[rest % 62] ?? "") + text;
  return text.padStart(CHECKSUM_LENGTH, "0");
}

/**
 * Tells whether the last six characters after the prefix are the CRC-32 of those before them in base 62
 * (github.blog, "Behind GitHub's new authentication token formats"; npm tokens are made the same way).
 */
export function hasCrc32Checksum(token: string): boolean {
  const random = token.slice(token.lastIndexOf("_") + 1);
  const at = random.length - CHECKSUM_LENGTH;
  return at > 0 && base62(crc32(random.slice(0, at))) === random.slice(at);
}
