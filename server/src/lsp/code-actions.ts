import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type Diagnostic as LspDiagnostic,
  type Range,
} from "vscode-languageserver";
import type { Diagnostic } from "../core/engine/diagnostic.ts";
import { fixAll, safeFix } from "../core/engine/fix-all.ts";
import { suppressFileEdit, suppressLineEdit } from "../core/engine/suppress/edits.ts";
import { commentPlaces } from "../core/engine/suppress/places.ts";
import type { Fix } from "../core/rules/rule.ts";
import type { TextEdit } from "../core/text/edit.ts";
import { lineDifferences } from "../core/text/line-difference.ts";
import { type Client, COMMANDS, FIX_ALL } from "./capabilities.ts";
import { fixEdit, toLspDiagnostic, toSpan, workspaceEdit } from "./convert.ts";
import { today } from "./documents.ts";
import { hardenActions } from "./hardening.ts";
import type { Target } from "./session.ts";
import { configOf } from "./settings.ts";

/** The actions for a range: a quick fix for each fix of each finding there, suppressions, and the one that fixes all. */
export function codeActions(
  target: Target,
  range: Range,
  { only }: CodeActionContext,
  client: Editing & Pick<Client, "resolvesEdits">,
): CodeAction[] {
  const asked = toSpan(target.analysis.lines, range);
  const found = target.analysis.diagnostics.filter(({ span }) => span.start <= asked.end && asked.start <= span.end);
  return [
    ...(isWanted(CodeActionKind.QuickFix, only) ? quickFixes(target, found, client) : []),
    ...(isWanted(CodeActionKind.RefactorRewrite, only) ? hardenActions(target, range.start, client) : []),
    ...(isWanted(FIX_ALL, only) ? fixAllAction(target, client) : []),
  ];
}

/** Kinds are hierarchical: `source` asks for `source.fixAll.hullcheck` too. */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`));
}

type Editing = Pick<Client, "versionsEdits" | "makesFiles">;

function quickFixes(target: Target, found: readonly Diagnostic[], client: Editing): CodeAction[] {
  const fixes = found.flatMap((diagnostic) =>
    (diagnostic.fixes ?? []).flatMap((fix, index) => fixAction(target, diagnostic, fix, index === 0, client)),
  );
  return [...joinSame(fixes), ...suppressions(target, found, client)];
}

function fixAction(
  target: Target,
  diagnostic: Diagnostic,
  fix: Fix,
  isPreferred: boolean,
  client: Editing,
): readonly CodeAction[] {
  const { note } = fix;
  const edit = fixEdit(target, fix, client);
  if (edit === undefined) return [];
  return [
    {
      // Menus show Markdown as it is written.
      title: fix.title.replaceAll("`", ""),
      kind: CodeActionKind.QuickFix,
      diagnostics: [toLspDiagnostic(target, diagnostic)],
      isPreferred,
      edit,
      ...(note !== undefined && {
        command: { title: "What to do besides", command: COMMANDS.note, arguments: [note] },
      }),
    },
  ];
}

/** Findings that one change removes share its action. */
function joinSame(actions: readonly CodeAction[]): CodeAction[] {
  const joined = new Map<string, CodeAction>();
  for (const action of actions) {
    const key = JSON.stringify([action.title, action.edit]);
    const same = joined.get(key);
    joined.set(key, same === undefined ? action : withMore(same, action));
  }
  return [...joined.values()];
}

function withMore(action: CodeAction, other: CodeAction): CodeAction {
  return {
    ...action,
    isPreferred: action.isPreferred === true || other.isPreferred === true,
    diagnostics: [...(action.diagnostics ?? []), ...(other.diagnostics ?? [])],
  };
}

function suppressions(target: Target, found: readonly Diagnostic[], client: Editing): CodeAction[] {
  const { model } = target.analysis;
  if (model === undefined || !allowsComments(target)) return [];
  const places = commentPlaces(model);
  return [...new Set(found.map(({ rule }) => rule.id))].flatMap((ruleId) => {
    const ofRule = found.filter(({ rule }) => rule.id === ruleId);
    const diagnostics = ofRule.map((diagnostic) => toLspDiagnostic(target, diagnostic));
    const action = (title: string, edit: TextEdit): CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics,
      edit: workspaceEdit(target, [edit], client),
    });
    return [
      ...ofRule
        .slice(0, 1)
        .map(({ span }) => action(`Suppress ${ruleId} on this line`, suppressLineEdit(places, span.start, ruleId))),
      action(`Suppress ${ruleId} in this file`, suppressFileEdit(places, ruleId)),
    ];
  });
}

/** JSON has no comments. */
function allowsComments({ languageId, analysis }: Target): boolean {
  return !languageId.startsWith("json") && !/\.json$/i.test(analysis.source.path);
}

const FIX_ALL_TITLE = "Fix all safe Hullcheck findings";

function fixAllAction(target: Target, client: Editing & Pick<Client, "resolvesEdits">): CodeAction[] {
  const fixable = target.analysis.diagnostics.filter((diagnostic) => safeFix(diagnostic) !== undefined);
  if (fixable.length === 0) return [];
  const action: CodeAction = {
    title: FIX_ALL_TITLE,
    kind: FIX_ALL,
    diagnostics: fixable.map((diagnostic): LspDiagnostic => toLspDiagnostic(target, diagnostic)),
    data: { uri: target.uri },
  };
  return [client.resolvesEdits ? action : withFixAllEdit(action, target, client)];
}

/** The action with its edit, which is found only when it is chosen: the lines that fix-all changes. */
export function withFixAllEdit(action: CodeAction, target: Target, client: Pick<Editing, "versionsEdits">): CodeAction {
  const { analysis, settings, languageId, workspace } = target;
  const options = { config: configOf(settings), languageId, today: today(), ...(workspace && { workspace }) };
  const { text } = fixAll(analysis, options);
  return { ...action, edit: workspaceEdit(target, lineDifferences(analysis.source.text, text), client) };
}

/** The document that an unresolved action is about. */
export function uriOfAction({ data }: Pick<CodeAction, "data">): string | undefined {
  return typeof data === "object" && data !== null && "uri" in data && typeof data.uri === "string"
    ? data.uri
    : undefined;
}
