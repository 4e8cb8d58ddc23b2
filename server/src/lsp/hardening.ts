import { type CodeAction, CodeActionKind, type Position } from "vscode-languageserver";
import { type Hardening, hardenToRestricted } from "../core/index.ts";
import { type Client, COMMANDS } from "./capabilities.ts";
import { workspaceEdit } from "./convert.ts";
import type { Target } from "./session.ts";
import { configOf } from "./settings.ts";

/** The change that hardens the pod at a position; undefined where there is none, or nothing to change. */
export function hardeningAt({ analysis, settings }: Target, position: Position): Hardening | undefined {
  return hardenToRestricted(analysis, analysis.lines.offsetAt(position), configOf(settings));
}

/** The same as an action; none where there is nothing to do. */
export function hardenActions(target: Target, position: Position, client: Pick<Client, "versionsEdits">): CodeAction[] {
  const hardening = hardeningAt(target, position);
  if (hardening === undefined) return [];
  const { title, edits } = hardening;
  const words = hardeningNotes(hardening);
  const command = { title: "What to check", command: COMMANDS.note, arguments: [words] };
  return [
    {
      title,
      kind: CodeActionKind.RefactorRewrite,
      edit: workspaceEdit(target, edits, client),
      ...(words !== "" && { command }),
    },
  ];
}

/** What a person has to look at afterwards; empty where that is nothing. */
export function hardeningNotes({ notes, remaining }: Hardening): string {
  const left = remaining.length > 0 ? [`Left to do: ${remaining.join(" ")}`] : [];
  return [...notes, ...left].join(" ");
}
