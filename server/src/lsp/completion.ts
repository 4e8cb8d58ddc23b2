import { type CompletionItem, CompletionItemKind, type Position, type Range } from "vscode-languageserver";
import { type Analysis, commentPlaces, docsUrl, RULES } from "../core/index.ts";

const DIRECTIVE = /^#\s*hullcheck-disable(?:-next-line|-line)?[\s,]+(?:[a-z0-9-]+[\s,]+)*$/;
const WORD = /[a-z0-9-]*$/;

/** Completes a suppression comment: first its name, then the ids of the rules it is about. */
export function completions(analysis: Analysis, position: Position): CompletionItem[] {
  const written = commentBefore(analysis, position);
  if (written === undefined) return [];
  const word = WORD.exec(written)?.[0] ?? "";
  const before = written.slice(0, written.length - word.length);
  const range = { start: { ...position, character: position.character - word.length }, end: position };
  if (/^#\s*$/.test(before) && word !== "") return directiveItems(analysis, range);
  return DIRECTIVE.test(before) ? ruleItems(analysis, before, range) : [];
}

/** The comment at a position, from its `#` to there. */
function commentBefore({ model, lines }: Analysis, position: Position): string | undefined {
  if (model === undefined) return undefined;
  const { comments, text } = commentPlaces(model);
  const offset = lines.offsetAt(position);
  const comment = comments.findLast(({ start }) => start < offset);
  const isOnLine = comment !== undefined && lines.lineAt(comment.start) === lines.lineAt(offset);
  return isOnLine ? text.slice(comment.start, offset) : undefined;
}

function directiveItems({ model }: Analysis, range: Range): CompletionItem[] {
  const sameLine = model !== undefined && commentPlaces(model).allowsSameLine;
  return [
    directive("hullcheck-disable-next-line", "Suppresses rules on the next line.", range),
    ...(sameLine ? [directive("hullcheck-disable-line", "Suppresses rules on this line.", range)] : []),
    directive("hullcheck-disable", "Suppresses rules in this file.", range),
  ];
}

function directive(label: string, detail: string, range: Range): CompletionItem {
  return { label, detail, kind: CompletionItemKind.Keyword, textEdit: { range, newText: `${label} ` } };
}

/** The rules for this kind of file that are not named yet; those that find something here come first. */
function ruleItems({ kind, diagnostics }: Analysis, before: string, range: Range): CompletionItem[] {
  const named = new Set(before.split(/[\s,]+/));
  const firing = new Set(diagnostics.map(({ rule }) => rule.id));
  return RULES.filter((rule) => rule.kind === kind && !named.has(rule.id)).map(({ id, title }) => ({
    label: id,
    detail: title,
    documentation: docsUrl(id),
    kind: CompletionItemKind.EnumMember,
    sortText: `${firing.has(id) ? 0 : 1}${id}`,
    textEdit: { range, newText: id },
  }));
}
