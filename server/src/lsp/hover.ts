import { type Hover, MarkupKind, type Position } from "vscode-languageserver";
import { type Analysis, type Diagnostic, docsUrl, explainAt, type Fix } from "../core/index.ts";
import { toRange } from "./convert.ts";

/** The documentation of the rules that found something at a position; undefined where none did. */
export function findingHover(analysis: Analysis, position: Position, isMarkdown: boolean): Hover | undefined {
  const offset = analysis.lines.offsetAt(position);
  const found = analysis.diagnostics.filter(({ span }) => span.start <= offset && offset <= span.end);
  const [first] = found;
  if (first === undefined) return undefined;
  const pages = onePerRule(found).map((diagnostic) => documentation(diagnostic, isMarkdown));
  return {
    range: toRange(analysis.lines, first.span),
    contents: {
      kind: isMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText,
      value: pages.join(isMarkdown ? "\n\n---\n\n" : "\n\n"),
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

function onePerRule(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [diagnostic.rule.id, diagnostic])).values()];
}

function documentation({ rule, fixes = [] }: Diagnostic, isMarkdown: boolean): string {
  const bold = (words: string): string => (isMarkdown ? `**${words}**` : words);
  const url = docsUrl(rule.id);
  return [
    `${bold(rule.title)} (${isMarkdown ? `[${rule.id}](${url})` : `${rule.id}, ${url}`})`,
    rule.why,
    `${bold("What to do:")} ${rule.remedy}`,
    ...(fixes.length === 0 ? [] : [`${bold("Quick fixes:")}\n${fixes.map(fixLine).join("\n")}`]),
  ].join("\n\n");
}

function fixLine({ title, note }: Fix): string {
  return note === undefined ? `- ${title}` : `- ${title}. ${note}`;
}
