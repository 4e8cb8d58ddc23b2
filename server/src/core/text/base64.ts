const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Decodes base64 (RFC 4648, section 4; line breaks are skipped) to bytes. Undefined where the text is none. */
export function decodeBase64(text: string): readonly number[] | undefined {
  const digits = text.replace(/[\s]/g, "").replace(/={0,2}$/, "");
  if (digits.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const digit of digits) {
    const index = ALPHABET.indexOf(digit);
    if (index < 0) return undefined;
    value = ((value << 6) | index) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return bytes;
}

/** The text that bytes spell in UTF-8 (RFC 3629); undefined where they spell none, as those of a picture or a key store. */
export function decodeUtf8(bytes: readonly number[]): string | undefined {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes[i] ?? 0);
    const point = length === undefined ? undefined : codePoint(bytes.slice(i, i + length), length);
    if (length === undefined || point === undefined) return undefined;
    text += String.fromCodePoint(point);
    i += length;
  }
  return text;
}

/** How many bytes the code point takes that a byte begins. */
function sequenceLength(first: number): number | undefined {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : undefined;
}

function codePoint([first = 0, ...rest]: readonly number[], length: number): number | undefined {
  if (rest.length < length - 1 || rest.some((byte) => byte >> 6 !== 2)) return undefined;
  const start = length === 1 ? first : first & (0x7f >> length);
  const point = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), start);
  return point > 0x10ffff ? undefined : point;
}
