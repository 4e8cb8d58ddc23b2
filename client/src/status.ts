import {
  type Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  LanguageStatusSeverity,
  l10n,
  languages,
  window,
} from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { documentSelector } from "./options.ts";

/** Shows in the status bar whether the server runs, and what it found in the document that is looked at. */
export function showStatus(client: BaseLanguageClient): Disposable[] {
  const item = languages.createLanguageStatusItem("hullcheck", documentSelector());
  item.name = "Hullcheck";
  const update = (): void => {
    item.busy = client.state === State.Starting;
    item.text = client.state === State.Running ? findings() : l10n.t("Hullcheck: not running");
    item.severity = client.state === State.Stopped ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command =
      client.state === State.Stopped
        ? { command: "hullcheck.restartServer", title: l10n.t("Restart Server") }
        : { command: "hullcheck.showOutput", title: l10n.t("Show Output") };
  };
  update();
  return [
    item,
    client.onDidChangeState(update),
    languages.onDidChangeDiagnostics(update),
    window.onDidChangeActiveTextEditor(update),
  ];
}

function findings(): string {
  const uri = window.activeTextEditor?.document.uri;
  const ours = uri === undefined ? [] : languages.getDiagnostics(uri).filter(({ source }) => source === "hullcheck");
  if (ours.length === 0) return l10n.t("Hullcheck: no findings");
  const [errors, warnings, rest] = [
    DiagnosticSeverity.Error,
    DiagnosticSeverity.Warning,
    DiagnosticSeverity.Information,
  ].map((severity) => ours.filter((diagnostic: Diagnostic) => diagnostic.severity === severity).length);
  return l10n.t("Hullcheck: {0} errors, {1} warnings, {2} informations", errors ?? 0, warnings ?? 0, rest ?? 0);
}
