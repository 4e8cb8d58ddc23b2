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
  const { Error: error, Warning: warning, Information: information } = DiagnosticSeverity;
  const counts = [
    countOf(ours, error, l10n.t("1 error"), (amount) => l10n.t("{0} errors", amount)),
    countOf(ours, warning, l10n.t("1 warning"), (amount) => l10n.t("{0} warnings", amount)),
    countOf(ours, information, l10n.t("1 info"), (amount) => l10n.t("{0} infos", amount)),
  ];
  return `Hullcheck: ${counts.flat().join(", ")}`;
}

/** Nothing where there are none. */
function countOf(
  diagnostics: readonly Diagnostic[],
  severity: DiagnosticSeverity,
  one: string,
  several: (amount: number) => string,
): readonly string[] {
  const amount = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  if (amount === 0) return [];
  return [amount === 1 ? one : several(amount)];
}
