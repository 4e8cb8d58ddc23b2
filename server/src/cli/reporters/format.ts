/** The names of all output formats. */
export const FORMATS = ["pretty", "compact", "json", "sarif", "github", "gitlab", "junit", "checkstyle"] as const;

export type Format = (typeof FORMATS)[number];

/** Tells whether a word is the name of an output format. */
export function isFormat(word: string): word is Format {
  return FORMATS.some((format) => format === word);
}
