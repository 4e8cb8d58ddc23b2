import { type CompletionItem, CompletionItemKind, MarkupKind, type Position } from "vscode-languageserver";
import type { Analysis } from "../core/engine/analysis.ts";
import { type Choice, type Completion, completeConfigFile, completeRuleIds } from "../core/engine/complete.ts";
import { docsUrl } from "../core/rules/docs-url.ts";
import type { Rule } from "../core/rules/rule.ts";
import { indexLines, type LineIndex } from "../core/text/lines.ts";
import type { Client } from "./capabilities.ts";
import { toRange } from "./convert.ts";
import { uriKey } from "./uris.ts";

type Reader = Pick<Client, "readsMarkdown" | "givesFiles">;

/** Completes a suppression comment: first its name, then the ids of the rules it is about. */
export function completions(analysis: Analysis, position: Position, client: Reader): CompletionItem[] {
  const completion = completeRuleIds(analysis, analysis.lines.offsetAt(position));
  return toItems(completion, analysis.lines, client);
}

/** Completes a configuration file. Our own client's editor knows the schema of those in JSON, and completes them itself. */
export function configCompletions(uri: string, text: string, position: Position, client: Reader): CompletionItem[] {
  if (client.givesFiles && uri.endsWith("/.hullcheck.json")) return [];
  const lines = indexLines(text);
  return toItems(completeConfigFile(uriKey(uri), text, lines.offsetAt(position)), lines, client);
}

const KINDS: Readonly<Record<Choice["kind"], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  rule: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
};

/** In the order of the core, which has the likely ones first. */
function toItems(completion: Completion | undefined, lines: LineIndex, client: Reader): CompletionItem[] {
  if (completion === undefined) return [];
  const range = toRange(lines, completion.span);
  const digits = String(completion.choices.length).length;
  return completion.choices.map(({ kind, label, newText, detail, rule }, index) => ({
    label,
    detail,
    kind: KINDS[kind],
    sortText: String(index).padStart(digits, "0"),
    textEdit: { range, newText },
    ...(rule !== undefined && { documentation: documentation(rule, client) }),
  }));
}

function documentation({ id, why, remedy }: Rule, { readsMarkdown }: Reader): CompletionItem["documentation"] {
  const url = docsUrl(id);
  return readsMarkdown
    ? { kind: MarkupKind.Markdown, value: `${why}\n\n**What to do:** ${remedy}\n\n[${id}](${url})` }
    : `${why}\n\nWhat to do: ${remedy}\n\n${url}`;
}
