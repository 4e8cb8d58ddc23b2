import { commands, type Disposable, l10n, type QuickPickItem, Uri, ViewColumn, window, workspace } from "vscode";

interface Example extends QuickPickItem {
  /** As walkthrough and tests name it. */
  readonly name: string;
  readonly file: string;
  readonly languageId: string;
}

function examples(): readonly Example[] {
  return [
    {
      name: "leak",
      label: l10n.t("A secret that is not gone"),
      description: "Dockerfile",
      file: "leak.Dockerfile",
      languageId: "dockerfile",
    },
    {
      name: "image",
      label: l10n.t("An image with many faults"),
      description: "Dockerfile",
      file: "Dockerfile",
      languageId: "dockerfile",
    },
    {
      name: "deployment",
      label: l10n.t("A pod that has the node"),
      description: "Kubernetes",
      file: "deployment.yaml",
      languageId: "yaml",
    },
    {
      name: "access",
      label: l10n.t("Rights that lead to all others"),
      description: "Kubernetes",
      file: "access.yaml",
      languageId: "yaml",
    },
  ];
}

/** The command that opens one of the insecure examples as a file of its own, to play with. */
export function offerExamples(extensionUri: Uri): Disposable {
  return commands.registerCommand("hullcheck.openExample", async (name?: unknown) => {
    const all = examples();
    const placeHolder = l10n.t("Which example?");
    const chosen = all.find((example) => example.name === name) ?? (await window.showQuickPick(all, { placeHolder }));
    if (chosen !== undefined) await open(extensionUri, chosen);
  });
}

async function open(extensionUri: Uri, { file, languageId }: Example): Promise<void> {
  const bytes = await workspace.fs.readFile(Uri.joinPath(extensionUri, "examples", "insecure", file));
  const content = new TextDecoder().decode(bytes);
  const document = await workspace.openTextDocument({ language: languageId, content });
  // Beside a walkthrough, so that it stays in sight.
  const isInFront = window.activeTextEditor === undefined && window.tabGroups.activeTabGroup.activeTab !== undefined;
  const viewColumn = isInFront ? ViewColumn.Beside : ViewColumn.Active;
  await window.showTextDocument(document, { viewColumn, preview: false });
}
