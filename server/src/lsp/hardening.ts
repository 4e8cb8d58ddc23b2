import { type CodeAction, CodeActionKind, type Position } from "vscode-languageserver";
import { type Hardening, hardenToRestricted } from "../core/engine/harden.ts";
import { type Client, COMMANDS } from "./capabilities.ts";
import { workspaceEdit } from "./convert.ts";
import type { Note } from "./note.ts";
import type { Target } from "./session.ts";
import { configOf } from "./settings.ts";

/** The change that hardens the pod at a position; undefined where there is none, or nothing to change. */
export function hardeningAt({ analysis, settings }: Target, position: Position): Hardening | undefined {
  const hardening = hardenToRestricted(analysis, analysis.lines.offsetAt(position), configOf(settings));
  // Menus show Markdown as it is written.
  return hardening && { ...hardening, title: hardening.title.replaceAll("`", "") };
}

/** The same as an action; none where there is nothing to do. */
export function hardenActions(target: Target, position: Position, client: Pick<Client, "versionsEdits">): CodeAction[] {
  const hardening = hardeningAt(target, position);
  if (hardening === undefined) return [];
  const { title, edits } = hardening;
  const note = hardeningNote(hardening);
  return [
    {
      title,
      kind: CodeActionKind.RefactorRewrite,
      edit: workspaceEdit(target, edits, client),
      ...(note !== undefined && {
        command: { title: "What to check", command: COMMANDS.note, arguments: [note.message, ...note.details] },
      }),
    },
  ];
}

/** What a person has to look at afterwards; undefined where that is nothing. */
export function hardeningNote({ notes, remaining }: Hardening): Note | undefined {
  const details = [...notes, ...remaining.map((message) => `Left to do: ${message}`)];
  if (details.length === 0) return undefined;
  return { message: `The pod is hardened. To check: ${notes.length}, left to do: ${remaining.length}.`, details };
}
