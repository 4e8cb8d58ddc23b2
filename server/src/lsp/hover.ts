import { type Hover, MarkupKind, type Position } from "vscode-languageserver";
import type { Analysis } from "../core/engine/analysis.ts";
import type { Diagnostic } from "../core/engine/diagnostic.ts";
import { explainAt } from "../core/engine/explain.ts";
import { docsUrl } from "../core/rules/docs-url.ts";
import { toRange } from "./convert.ts";

/**
 * What to do about the findings at a position, and why; undefined where there are none. Editors show a finding's message and
 * rule above it.
 */
export function findingHover(analysis: Analysis, position: Position, isMarkdown: boolean): Hover | undefined {
  const offset = analysis.lines.offsetAt(position);
  const found = analysis.diagnostics.filter(({ span }) => span.start <= offset && offset <= span.end);
  const [first] = found;
  if (first === undefined) return undefined;
  const rules = [...new Set(found.map(({ rule }) => rule))];
  const pages = rules.map((rule) => advice(rule, rules.length > 1, isMarkdown));
  return {
    range: toRange(analysis.lines, first.span),
    contents: {
      kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: pages.join("\n\n"),
    },
  };
}

/** What stands at a position means for security; undefined where that is nothing. */
export function explanationHover(analysis: Analysis, position: Position, isMarkdown: boolean): Hover | undefined {
  const explanation = explainAt(analysis, analysis.lines.offsetAt(position));
  if (explanation === undefined) return undefined;
  const { title, lines, link } = explanation;
  const value = isMarkdown
    ? [`**${title}**`, ...lines, `[${link.title}](${link.url})`].join("\n\n")
    : [title, ...lines, `${link.title}: ${link.url}`].join("\n").replaceAll("**", "");
  return {
    range: toRange(analysis.lines, explanation.span),
    contents: { kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
  };
}

/** Hovers are small: what to do comes first. One among several says which rule it is about, and no more. */
function advice({ id, title, why, remedy }: Diagnostic["rule"], isOneOfSeveral: boolean, isMarkdown: boolean): string {
  const bold = (words: string): string => (isMarkdown ? `**${words}**` : words);
  const url = docsUrl(id);
  const more = isMarkdown ? `[More](${url})` : `More: ${url}`;
  return isOneOfSeveral
    ? `${bold(`${title}:`)} ${remedy} ${more}`
    : `${bold("What to do:")} ${remedy}\n\n${why} ${more}`;
}
