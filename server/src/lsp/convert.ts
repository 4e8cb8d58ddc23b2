import {
  type CodeDescription,
  CreateFile,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as LspDiagnostic,
  type TextEdit as LspTextEdit,
  type Range,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { Analysis } from "../core/engine/analysis.ts";
import type { Diagnostic } from "../core/engine/diagnostic.ts";
import { safeFix } from "../core/engine/fix-all.ts";
import { docsUrl } from "../core/rules/docs-url.ts";
import type { Fix, RelatedPlace, Severity } from "../core/rules/rule.ts";
import type { TextEdit } from "../core/text/edit.ts";
import type { LineIndex, Position } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";
import { childUri } from "./uris.ts";

/** What the editor shows findings as coming from. */
export const SOURCE = "hullcheck";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Rules about something that is not needed, or past its time: editors fade it or strike it through. */
const TAGS: Readonly<Record<string, DiagnosticTag>> = {
  "unused-suppression": DiagnosticTag.Unnecessary,
  "end-of-life-base-image": DiagnosticTag.Deprecated,
};

/** An analysed document with its address, and that of its workspace folder where it has one. */
export interface Checked {
  readonly uri: string;
  readonly folderUri: string | undefined;
  readonly analysis: Analysis;
}

/** A place in a text as LSP tells it. */
export function toRange(lines: LineIndex, { start, end }: Span): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

/** A place that LSP tells, as a span; positions outside are moved to the nearest inside. */
export function toSpan(lines: LineIndex, { start, end }: Range): Span {
  return { start: lines.offsetAt(start), end: lines.offsetAt(end) };
}

/** The findings of a document as LSP tells them. */
export function toLspDiagnostics(checked: Checked): LspDiagnostic[] {
  return checked.analysis.diagnostics.map((diagnostic) => toLspDiagnostic(checked, diagnostic));
}

/** One finding as LSP tells it. `data` says whether fix-all, a quick fix, or neither removes it. */
export function toLspDiagnostic(checked: Checked, diagnostic: Diagnostic): LspDiagnostic {
  const { rule, related = [] } = diagnostic;
  const tag = TAGS[rule.id];
  return {
    range: toRange(checked.analysis.lines, diagnostic.span),
    severity: SEVERITIES[diagnostic.severity],
    code: rule.id,
    codeDescription: pageOf(rule.id),
    source: SOURCE,
    message: diagnostic.message,
    ...(tag !== undefined && { tags: [tag] }),
    ...(related.length > 0 && { relatedInformation: related.flatMap((place) => toRelated(checked, place) ?? []) }),
    data: fixability(diagnostic),
  };
}

const pages = new Map<string, CodeDescription>();

/** One object for all findings of a rule: a workspace may have many thousand. */
function pageOf(ruleId: string): CodeDescription {
  const known = pages.get(ruleId);
  if (known !== undefined) return known;
  const page = { href: docsUrl(ruleId) };
  pages.set(ruleId, page);
  return page;
}

const FIXABLE = { safe: { fix: "safe" }, reviewed: { fix: "reviewed" }, none: { fix: "none" } } as const;

function fixability(diagnostic: Diagnostic): (typeof FIXABLE)[keyof typeof FIXABLE] {
  if (safeFix(diagnostic) !== undefined) return FIXABLE.safe;
  return (diagnostic.fixes ?? []).length > 0 ? FIXABLE.reviewed : FIXABLE.none;
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** In another file, where the lines are not known the file itself is the place. */
function toRelated(
  { uri, folderUri, analysis }: Checked,
  { path, span, range = START, message }: RelatedPlace,
): DiagnosticRelatedInformation | undefined {
  if (path === undefined) {
    return DiagnosticRelatedInformation.create({ uri, range: toRange(analysis.lines, span) }, message);
  }
  if (folderUri === undefined) return undefined;
  return DiagnosticRelatedInformation.create({ uri: childUri(folderUri, path), range }, message);
}

/** Edits as LSP tells them. */
function toLspEdits(analysis: Analysis, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map((edit) => {
    const { span, newText } = wholeCharacters(analysis.source.text, edit);
    return { range: toRange(analysis.lines, span), newText };
  });
}

/** Edits of one version of a document; clients that know no versions get them without. */
export function workspaceEdit(
  { uri, version, analysis }: Pick<Checked, "uri" | "analysis"> & { readonly version: number },
  edits: readonly TextEdit[],
  { versionsEdits }: { readonly versionsEdits: boolean },
): WorkspaceEdit {
  const lspEdits = toLspEdits(analysis, edits);
  return versionsEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits: lspEdits }] }
    : { changes: { [uri]: lspEdits } };
}

/** What a client can do with edits of files that are not open. */
export interface FileEditing {
  readonly versionsEdits: boolean;
  readonly makesFiles: boolean;
}

/** The edit of a fix, with what it puts into other files; undefined where the client cannot make a file that it needs. */
export function fixEdit(
  target: Checked & { readonly version: number },
  { edits, additions = [] }: Fix,
  client: FileEditing,
): WorkspaceEdit | undefined {
  if (additions.length === 0) return workspaceEdit(target, edits, client);
  const { folderUri } = target;
  const canMake = client.makesFiles && client.versionsEdits;
  if (folderUri === undefined || additions.some(({ at }) => at === undefined && !canMake)) return undefined;
  const own = edits.length > 0 ? workspaceEdit(target, edits, client) : {};
  const others = additions.map((addition) => ({ uri: childUri(folderUri, addition.path), ...addition }));
  if (!client.versionsEdits) {
    const changes = others.map(({ uri, at = START.start, text }) => [uri, [insertion(at, text)]]);
    return { changes: { ...own.changes, ...Object.fromEntries(changes) } };
  }
  return {
    documentChanges: [
      ...(own.documentChanges ?? []),
      ...others.flatMap(({ uri, at, text }) => [
        ...(at === undefined ? [CreateFile.create(uri, { ignoreIfExists: true })] : []),
        { textDocument: { uri, version: null }, edits: [insertion(at ?? START.start, text)] },
      ]),
    ],
  };
}

function insertion(at: Position, newText: string): LspTextEdit {
  return { range: { start: at, end: at }, newText };
}

/** An LSP position cannot stand between CR and LF, and should not between the halves of a pair: the edit is widened. */
function wholeCharacters(text: string, { span, newText }: TextEdit): TextEdit {
  const before = isInside(text, span.start) ? 1 : 0;
  const after = isInside(text, span.end) ? 1 : 0;
  return {
    span: { start: span.start - before, end: span.end + after },
    newText: text.slice(span.start - before, span.start) + newText + text.slice(span.end, span.end + after),
  };
}

function isInside(text: string, offset: number): boolean {
  const [before, after] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  const isInLineBreak = before === 0x0d && after === 0x0a;
  const isInPair = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
  return isInLineBreak || isInPair;
}
