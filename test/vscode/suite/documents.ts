import assert from "node:assert/strict";
import * as vscode from "vscode";

let shown = 0;

/** Writes a file into a new folder of the workspace and shows it in an editor. */
export async function show(name: string, text: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder !== undefined, "a folder is open");
  shown++;
  // An editor may show for a while what a file held that had the same name.
  const uri = vscode.Uri.joinPath(folder.uri, `${shown}`, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(uri, { preview: false });
}

/** Hullcheck's findings of a document as the editor knows them now. */
export function findings({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "hullcheck");
}

/** The rule ids of findings, in alphabetical order. */
export function ruleIds(diagnostics: readonly vscode.Diagnostic[]): readonly unknown[] {
  return diagnostics.map(({ code }) => (typeof code === "object" ? code.value : code)).sort();
}
