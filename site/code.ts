import type { MarkdownOptions } from "vitepress";

type CodeTransformer = NonNullable<MarkdownOptions["codeTransformers"]>[number];

interface Marked {
  /** The code without the lines of `^^^`. */
  readonly code: string;
  /** What they stood under, by line and column from 0. */
  readonly marks: readonly { readonly line: number; readonly start: number; readonly end: number }[];
}

/** Takes the lines of `^^^` out of an example: they stand under what a finding covers. */
export function readMarks(text: string): Marked {
  const code: string[] = [];
  const marks: Marked["marks"][number][] = [];
  for (const line of text.split("\n")) {
    const above = code.at(-1);
    if (above !== undefined && /^\s*\^[\s^]*$/.test(line)) {
      for (const { 0: carets, index } of line.matchAll(/\^+/g)) {
        // What is missing at a line's end has its mark one column behind it.
        const end = Math.min(index + carets.length, above.length);
        marks.push({ line: code.length - 1, start: Math.max(0, Math.min(index, end - 1)), end });
      }
    } else code.push(line);
  }
  return { code: code.join("\n"), marks };
}

/** Draws what a finding covers as an editor does, with a wavy line below it. */
export const squiggles: CodeTransformer = {
  name: "squiggles",
  preprocess(text, options) {
    const { code, marks } = readMarks(text);
    options.decorations = marks.map(({ line, start, end }) => ({
      start: { line, character: start },
      end: { line, character: end },
      properties: { class: "finding" },
    }));
    return code;
  },
};

/** Marks the output of a check, whose messages are long lines of text among short ones of code. */
export const reports: CodeTransformer = {
  name: "reports",
  pre(node) {
    if (/^\S+:\d+:\d+ (?:error|warning|information) /m.test(this.source)) this.addClassToHast(node, "report");
  },
};
