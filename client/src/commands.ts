import { commands, type Disposable, l10n, ProgressLocation, window } from "vscode";
import { type BaseLanguageClient, ExecuteCommandRequest, WorkDoneProgress } from "vscode-languageclient";

/** The commands that a person can run. */
export function registerCommands(client: BaseLanguageClient): Disposable[] {
  return [
    commands.registerCommand("hullcheck.scanWorkspace", () => scanWorkspace(client)),
    commands.registerCommand("hullcheck.restartServer", () => restart(client)),
    commands.registerCommand("hullcheck.showOutput", () => client.outputChannel.show(true)),
  ];
}

async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  await client.start();
}

let scans = 0;

interface ScanSummary {
  readonly files: number;
  readonly filesWithFindings: number;
}

/** Has every file of the workspace checked; the findings come up in the list of problems. */
async function scanWorkspace(client: BaseLanguageClient): Promise<void> {
  if (!client.isRunning()) await client.start();
  const title = l10n.t("Hullcheck scans the workspace");
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  const summary = await window.withProgress(options, async (progress, token) => {
    scans++;
    const workDoneToken = `hullcheck-scan-${scans}`;
    let percentage = 0;
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind !== "report") return;
      const increment = (value.percentage ?? percentage) - percentage;
      percentage += increment;
      progress.report({ increment, ...(value.message !== undefined && { message: value.message }) });
    });
    const params = { command: "hullcheck.scan", arguments: [], workDoneToken };
    const done: ScanSummary = await client.sendRequest(ExecuteCommandRequest.type, params, token);
    listener.dispose();
    return token.isCancellationRequested ? undefined : done;
  });
  if (summary !== undefined) await tell(summary);
}

async function tell({ files, filesWithFindings }: ScanSummary): Promise<void> {
  const show = l10n.t("Show Problems");
  const words =
    filesWithFindings > 0
      ? l10n.t("Hullcheck found something in {0} of {1} Dockerfiles and manifests.", filesWithFindings, files)
      : l10n.t("Hullcheck found nothing in {0} Dockerfiles and manifests.", files);
  const chosen = await window.showInformationMessage(words, ...(filesWithFindings > 0 ? [show] : []));
  if (chosen === show) await commands.executeCommand("workbench.actions.view.problems");
}
