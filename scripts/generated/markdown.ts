import { indexLines, type Span } from "../../server/src/core/index.ts";

/** A fenced block, with a fence longer than any in the code. */
export function codeBlock(language: string, code: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n*$/, "")}\n${fence}\n`;
}

/** Code with a line of `^^^^` under each part that a span covers. */
export function underlined(text: string, spans: readonly Span[]): string {
  const lines = indexLines(text);
  const shown: string[] = [];
  for (let line = 0; line < lines.lineCount; line++) {
    const [start, end] = [lines.lineStart(line), lines.lineEnd(line)];
    const code = text.slice(start, end);
    shown.push(code);
    const marks = [...code.replaceAll(/[^\t]/g, " "), " "].map((blank, i) =>
      isCovered(spans, start + i, end) ? "^" : blank,
    );
    if (marks.includes("^")) shown.push(marks.join("").trimEnd());
  }
  return shown.join("\n");
}

/** An empty span is shown at the place it points to; line breaks are never shown as covered. */
function isCovered(spans: readonly Span[], offset: number, lineEnd: number): boolean {
  return spans.some((span) =>
    span.start === span.end ? span.start === offset : span.start <= offset && offset < Math.min(span.end, lineEnd),
  );
}

/** A table; cells hold Markdown without line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}

/** The anchor that GitHub gives to a heading. */
export function headingAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
