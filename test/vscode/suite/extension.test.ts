import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../eventually.ts";
import { findings, ruleIds, show } from "./documents.ts";

const LEAK = 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  hostNetwork: true
  containers:
    - name: web
      image: registry.example/web:1.4
      securityContext:
        privileged: true
`;

const extension = () => vscode.extensions.getExtension("hullcheck.hullcheck");

/** The code actions of a place in a document. */
async function codeActions(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  kind?: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, range, kind?.value, 20);
}

/** The texts that stand above the lines of a document, of which there are at least so many. */
async function lenses({ uri }: vscode.TextDocument, atLeast: number): Promise<readonly string[]> {
  const found: readonly vscode.CodeLens[] = await vscode.commands.executeCommand(
    "vscode.executeCodeLensProvider",
    uri,
    100,
  );
  assert.ok(found.length >= atLeast, `${found.length} lenses`);
  return found.map(({ command }) => command?.title ?? "");
}

describe("Hullcheck in the extension host", () => {
  afterEach(async () => {
    await vscode.workspace.saveAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("is installed and wakes up for a Dockerfile", async () => {
    assert.ok(extension() !== undefined, "hullcheck.hullcheck is installed");
    await show("Dockerfile", LEAK);
    await eventually(() => assert.equal(extension()?.isActive, true));
  });

  it("registers its commands", async () => {
    const contributed: readonly { readonly command: string }[] = extension()?.packageJSON.contributes.commands ?? [];
    assert.ok(contributed.length > 0, "commands are contributed");
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  it("finds the secret in the layer and says where it is removed", async () => {
    const { document } = await show("Dockerfile", LEAK);
    const leak = await eventually(() => {
      const found = findings(document).find((one) => ruleIds([one])[0] === "secret-file-removed-in-later-layer");
      assert.ok(found !== undefined, ruleIds(findings(document)).join(" "));
      return found;
    });
    assert.equal(leak.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(leak.range), "/password.txt");
    assert.equal(leak.range.start.line, 1);
    assert.deepEqual(
      leak.relatedInformation?.map(({ location }) => location.range.start.line),
      [2],
    );
    assert.ok(typeof leak.code === "object" && leak.code.target.scheme === "https", "its code is a link");
  });

  it("reads Kubernetes objects, and no other YAML", async () => {
    const pod = await show("pod.yaml", POD);
    await eventually(() => {
      const found = ruleIds(findings(pod.document));
      assert.ok(found.includes("privileged-container") && found.includes("host-namespace"), found.join(" "));
    });
    const other = await show("compose.yaml", "services:\n  web:\n    image: web\n    privileged: true\n");
    const next = await show("next.yaml", POD);
    await eventually(() => assert.ok(findings(next.document).length > 0));
    assert.deepEqual(findings(other.document), []);
  });

  for (const name of ["Containerfile", "Dockerfile.dev", "api.Dockerfile"]) {
    it(`takes ${name} for a Dockerfile`, async () => {
      const { document } = await show(name, LEAK);
      await eventually(() => assert.ok(findings(document).length > 0));
    });
  }

  it("offers quick fixes", async () => {
    const { document } = await show("pod.yaml", POD);
    await eventually(() => assert.ok(findings(document).length > 0));
    const actions = await codeActions(document, new vscode.Range(5, 15, 5, 15), vscode.CodeActionKind.QuickFix);
    const fix = actions.find(({ title }) => title === "Remove hostNetwork");
    assert.ok(fix?.edit !== undefined, actions.map(({ title }) => title).join(" | "));
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), POD.replace("  hostNetwork: true\n", ""));
    await eventually(() => assert.ok(!ruleIds(findings(document)).includes("host-namespace")));
  });

  it("fixes all in one action of its own kind", async () => {
    const { document } = await show("Dockerfile", LEAK);
    await eventually(() => assert.ok(findings(document).length > 0));
    const kind = vscode.CodeActionKind.SourceFixAll.append("hullcheck");
    const [action, ...others] = await codeActions(document, new vscode.Range(0, 0, 3, 0), kind);
    assert.ok(action?.edit !== undefined && others.length === 0, "one action with an edit");
    await vscode.workspace.applyEdit(action.edit);
    assert.ok(!document.getText().includes("top-secret"), document.getText());
  });

  it("shows the rule's documentation in a hover", async () => {
    const { document } = await show("Dockerfile", LEAK);
    await eventually(() => assert.ok(findings(document).length > 0));
    const place = new vscode.Position(1, 28);
    const hovers: readonly vscode.Hover[] = await vscode.commands.executeCommand(
      "vscode.executeHoverProvider",
      document.uri,
      place,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === "string" ? content : content.value))
      .join("\n");
    assert.match(text, /secret-file-removed-in-later-layer/);
    assert.ok(!text.includes("top-secret"), "a hover does not repeat the secret");
  });

  it("tells above the lines what layers do and how far a pod is from the standards", async () => {
    const image = await show("Dockerfile", LEAK);
    const layers = await eventually(() => lenses(image.document, 3));
    assert.match(layers[0] ?? "", /^ships as root · 2 layers/);
    assert.match(layers[1] ?? "", /^layer 1 · as root · hidden later, still readable: \/password\.txt/);
    assert.match(layers[2] ?? "", /^layer 2 · as root · removes \/password\.txt/);
    const pod = await show("pod.yaml", POD);
    const [verdict] = await eventually(() => lenses(pod.document, 1));
    assert.match(verdict ?? "", /^Pod Security: privileged — \d+ steps? to baseline, \d+ to restricted$/);
  });

  it("hardens a pod to the restricted standard in one edit", async () => {
    const { document } = await show("pod.yaml", POD);
    await eventually(() => assert.ok(findings(document).length > 0));
    const actions = await codeActions(document, new vscode.Range(3, 8, 3, 8), vscode.CodeActionKind.RefactorRewrite);
    const harden = actions.find(({ title }) => title === "Harden Pod shop to Restricted");
    assert.ok(harden?.edit !== undefined, actions.map(({ title }) => title).join(" | "));
    await vscode.workspace.applyEdit(harden.edit);
    await eventually(async () => {
      const [verdict] = await lenses(document, 1);
      assert.equal(verdict, "Pod Security: restricted");
    });
  });

  it("completes rule ids in a suppression comment", async () => {
    const { document } = await show("Dockerfile", `FROM alpine\n# hullcheck-disable-next-line \n${LEAK.slice(12)}`);
    const list = await eventually(async () => {
      const place = new vscode.Position(1, 30);
      const found: vscode.CompletionList = await vscode.commands.executeCommand(
        "vscode.executeCompletionItemProvider",
        document.uri,
        place,
      );
      const labels = found.items.map(({ label }) => (typeof label === "string" ? label : label.label));
      assert.ok(labels.includes("secret-in-run"), labels.join(" "));
      return labels;
    });
    assert.ok(!list.includes("host-namespace"), "no rules for other kinds of file");
  });

  it("follows its settings", async () => {
    const { document } = await show("Dockerfile", LEAK);
    const rule = "unpinned-base-image";
    await eventually(() => assert.ok(ruleIds(findings(document)).includes(rule)));
    const settings = vscode.workspace.getConfiguration("hullcheck");
    const { Workspace } = vscode.ConfigurationTarget;
    await settings.update("rules", { [rule]: "off" }, Workspace);
    await eventually(() => assert.ok(!ruleIds(findings(document)).includes(rule)));
    await settings.update("rules", undefined, Workspace);
    await eventually(() => assert.ok(ruleIds(findings(document)).includes(rule)));
    await settings.update("enable", false, Workspace);
    await eventually(() => assert.deepEqual(findings(document), []));
    await settings.update("enable", undefined, Workspace);
    await eventually(() => assert.ok(findings(document).length > 0));
  });
});
