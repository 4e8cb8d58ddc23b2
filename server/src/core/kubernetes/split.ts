/** A stretch of a file that holds one YAML document. */
export interface DocumentText {
  readonly offset: number;
  readonly text: string;
}

/**
 * Cuts a file at its document markers; each piece but the first begins with its own `---`. Together they are the whole text.
 * A marker at the start of a line ends even a block scalar (YAML 1.2.2, section 9.1.2 and rule c-forbidden).
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  const starts = [0];
  for (const marker of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    if (marker.index > 0 && isLineStart(text, marker.index)) starts.push(marker.index);
  }
  return starts.map((start, index) => ({ offset: start, text: text.slice(start, starts[index + 1] ?? text.length) }));
}

/** The `m` flag also counts U+2028 and U+2029 as line breaks; YAML does not. */
function isLineStart(text: string, offset: number): boolean {
  return /[\r\n]/.test(text[offset - 1] ?? "");
}
