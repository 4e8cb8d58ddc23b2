import { type EmbeddedText, embeddedSpan } from "../text/embedded.ts";
import { type Span, span } from "../text/span.ts";

/** A PowerShell statement that evaluates what it downloads. */
export interface EvaluatedDownload {
  readonly span: Span;
  readonly downloader: string;
  readonly evaluator: string;
}

const DOWNLOAD = /\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|curl|wget)\b/i;
const EVALUATION = /(?:^|[\s|"'&{(])(iex|invoke-expression)\b/i;

/**
 * The statements that feed a download to `Invoke-Expression`: `iwr … | iex`, `iex (irm …)`, `iex ((New-Object
 * Net.WebClient).DownloadString(…))`. PowerShell is not parsed: each statement is looked at as a whole (about_Aliases,
 * Invoke-Expression).
 */
export function evaluatedDownloads(source: EmbeddedText): readonly EvaluatedDownload[] {
  return statements(source.text).flatMap(({ start, end }) => {
    const found = evaluationIn(source.text.slice(start, end));
    if (found === undefined) return [];
    return [{ ...found, span: embeddedSpan(source, start + found.span.start, start + found.span.end) }];
  });
}

/** Tells whether a command line hands over to PowerShell. */
export function callsPowershell({ text }: EmbeddedText): boolean {
  return /\b(?:powershell|pwsh)\b/i.test(text);
}

function evaluationIn(text: string): EvaluatedDownload | undefined {
  const download = DOWNLOAD.exec(text);
  const evaluation = EVALUATION.exec(text);
  const evaluator = evaluation?.[1];
  if (download === null || evaluation === null || evaluator === undefined) return undefined;
  const at = evaluation.index + evaluation[0].length - evaluator.length;
  const before = text.slice(0, at);
  const isFed = at > download.index && before.trimEnd().endsWith("|");
  const isFirst = at < download.index && !before.includes("|");
  if (!isFed && !isFirst) return undefined;
  const end = isFed ? at + evaluator.length : text.trimEnd().length;
  return { span: span(Math.min(download.index, at), end), downloader: download[0], evaluator };
}

function statements(text: string): readonly Span[] {
  const ends = Array.from(text.matchAll(/;|\n|&&/g), ({ index }) => index);
  return [...ends, text.length].map((end, i) => span(i === 0 ? 0 : (ends[i - 1] ?? 0) + 1, end));
}
