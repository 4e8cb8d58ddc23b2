// Configuration files in the editor: found, obeyed, reloaded, checked and completed.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import {
  type CompletionItem,
  DidChangeWatchedFilesNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver-protocol/node";
import { ConfigFiles } from "../../server/src/lsp/config-files.ts";
import { buildServer, PULL, PUSH, rangeOf, removeServer, type StartOptions, TestClient, textAt } from "./client.ts";

const SETUID = 'FROM scratch\nCOPY --chmod=4555 app /app\nENTRYPOINT ["/app"]\n';
const BOTH = ["root-user", "setuid-bit"];

const WATCHING = { didChangeWatchedFiles: { dynamicRegistration: true } };
const PUSH_WATCHING = { ...PUSH, workspace: { ...PUSH.workspace, ...WATCHING } };
const PULL_WATCHING = {
  ...PULL,
  workspace: { ...PULL.workspace, ...WATCHING, diagnostics: { refreshSupport: true } },
};

let server = "";
const made: string[] = [];
before(async () => {
  server = await buildServer();
});
after(() => {
  removeServer();
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A workspace folder on the disk, and a client that has it open. */
class Workspace {
  readonly folder: string;
  readonly client: TestClient;

  private constructor(folder: string, client: TestClient) {
    this.folder = folder;
    this.client = client;
  }

  static async open(files: Readonly<Record<string, string>>, options: StartOptions = {}): Promise<Workspace> {
    // The name has characters that addresses escape.
    const folder = mkdtempSync(join(tmpdir(), "hullcheck ä+"));
    made.push(folder);
    for (const [name, text] of Object.entries(files)) put(folder, name, text);
    const folders = [pathToFileURL(folder).href];
    const client = await TestClient.start(server, { capabilities: PUSH_WATCHING, folders, ...options });
    return new Workspace(folder, client);
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  async write(name: string, text: string): Promise<void> {
    put(this.folder, name, text);
    await this.tell(name, FileChangeType.Changed);
  }

  async remove(name: string): Promise<void> {
    rmSync(join(this.folder, name));
    await this.tell(name, FileChangeType.Deleted);
  }

  async tell(name: string, type: FileChangeType): Promise<void> {
    this.client.published.clear();
    await this.client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: this.uri(name), type }],
    });
  }

  /** Waits until these rules, and no others, find something in a document that is open. */
  async finds(name: string, rules: readonly string[]): Promise<void> {
    const found = (): readonly unknown[] | undefined =>
      this.client.published.get(this.uri(name))?.diagnostics.map(({ code }) => code);
    await this.client.until(() => isDeepStrictEqual(found()?.toSorted(), rules), `${rules.join()} in ${name}`);
  }

  /** Waits until this is what is wrong in a configuration file: the text that is underlined, and the words. */
  async isTold(name: string, text: string, problems: readonly string[]): Promise<void> {
    const told = (): readonly string[] | undefined =>
      this.client.published
        .get(this.uri(name))
        ?.diagnostics.map(({ range, message }) => `${textAt(text, range)} | ${message}`);
    await this.client.until(() => isDeepStrictEqual(told(), problems), `${problems.join() || "nothing"} in ${name}`);
  }
}

function put(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

describe("a configuration file in the workspace", () => {
  const forms: Readonly<Record<string, string>> = {
    ".hullcheck.yaml": "rules:\n  root-user: off\n",
    ".hullcheck.yml": "rules: {root-user: off}\n",
    ".hullcheck.json": '{"rules": {"root-user": "off"}}',
    "package.json": '{"name": "x", "hullcheck": {"rules": {"root-user": "off"}}}',
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`is obeyed: ${name}`, async () => {
      const workspace = await Workspace.open({ [name]: text });
      await workspace.client.open(workspace.uri("a/b c/Dockerfile"), SETUID);
      await workspace.finds("a/b c/Dockerfile", ["setuid-bit"]);
      assert.equal(await workspace.client.stop(), 0);
    });
  }

  it("is the nearest one, with what it extends; other files are none", async () => {
    const workspace = await Workspace.open({
      ".hullcheck.yaml": "rules: {setuid-bit: off}\n",
      "a/.hullcheck.yaml": "extends: ../shared/base.yaml\n",
      "shared/base.yaml": "rules: {root-user: off}\n",
      "a/b/package.json": '{"name": "hullcheck"}',
    });
    for (const name of ["Dockerfile", "a/Dockerfile", "a/b/Dockerfile"]) {
      await workspace.client.open(workspace.uri(name), SETUID);
    }
    await workspace.finds("Dockerfile", ["root-user"]);
    await workspace.finds("a/Dockerfile", ["setuid-bit"]);
    await workspace.finds("a/b/Dockerfile", ["setuid-bit"]);
    assert.equal(await workspace.client.stop(), 0);
  });

  it("is not looked for beyond the workspace folder, nor for documents outside of one", async () => {
    const workspace = await Workspace.open({ "in/Dockerfile": SETUID, ".hullcheck.yaml": "rules: {root-user: off}\n" });
    await workspace.client.stop();
    const folders = [workspace.uri("in")];
    const client = await TestClient.start(server, { capabilities: PUSH_WATCHING, folders });
    for (const name of ["in/Dockerfile", "Dockerfile"]) {
      await client.open(workspace.uri(name), SETUID);
      const found = await client.pushed(workspace.uri(name));
      assert.deepEqual(found.map(({ code }) => code).sort(), BOTH, name);
    }
    assert.equal(await client.stop(), 0);
  });

  it("yields to the editor's settings, rule by rule; what nobody set there hides nothing", async () => {
    const files = { ".hullcheck.yaml": "severity: error\nrules: {root-user: error, setuid-bit: off}\n" };
    const unset = { severity: "", rules: {}, exclude: [], trustedRegistries: [], images: {}, podSecurity: {} };
    const settings: readonly (readonly [unknown, readonly string[]])[] = [
      [unset, ["root-user"]],
      [{ ...unset, rules: { "root-user": "off" } }, []],
      [{ ...unset, rules: { "setuid-bit": "on" } }, BOTH],
      [{ ...unset, rules: { "root-user": "warning" } }, []],
      [{ ...unset, rules: { "root-user": "warning" }, severity: "information" }, ["root-user"]],
      [{ ...unset, enable: false }, []],
    ];
    for (const [value, rules] of settings) {
      const workspace = await Workspace.open(files, { settings: value });
      await workspace.client.open(workspace.uri("Dockerfile"), SETUID);
      await workspace.finds("Dockerfile", rules);
      assert.equal(await workspace.client.stop(), 0);
    }
  });

  it("excludes files, those that are open too, and so does the setting", async () => {
    const workspace = await Workspace.open(
      { "app/.hullcheck.yaml": "exclude: [/legacy/]\n" },
      { settings: { exclude: ["/app/*.old.Dockerfile"] } },
    );
    const expected: Readonly<Record<string, readonly string[]>> = {
      "app/Dockerfile": BOTH,
      "app/legacy/Dockerfile": [],
      "legacy/Dockerfile": BOTH,
      "app/a.old.Dockerfile": [],
      "app/b/a.old.Dockerfile": BOTH,
    };
    for (const [name, rules] of Object.entries(expected)) {
      await workspace.client.open(workspace.uri(name), SETUID);
      await workspace.finds(name, rules);
    }
    assert.equal(await workspace.client.stop(), 0);
  });

  it("holds for files that are not open", async () => {
    const workspace = await Workspace.open(
      { ".hullcheck.yaml": "exclude: [b/]\nrules: {root-user: off}\n", "a/Dockerfile": SETUID, "b/Dockerfile": SETUID },
      { capabilities: PULL_WATCHING },
    );
    const { items } = await workspace.client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
      previousResultIds: [],
    });
    const found = items.map((report) => [report.uri, report.kind === "full" && report.items.map(({ code }) => code)]);
    assert.deepEqual(found, [[workspace.uri("a/Dockerfile"), ["setuid-bit"]]]);
    assert.equal(await workspace.client.stop(), 0);
  });
});

describe("the paths of a configuration file", () => {
  it("are told from its own folder, for excludes and for the Dockerfiles of images", async () => {
    const files: Readonly<Record<string, string>> = {
      "file:///w/a%20b/.hullcheck.yaml":
        "extends: ../base.yaml\nimages: {shop: ../shop/Dockerfile, log: log/Dockerfile}\n",
      "file:///w/base.yaml": "exclude: [/log/]\n",
    };
    const configs = new ConfigFiles({
      folders: () => [{ uri: "file:///w", name: "w" }],
      read: async (uri) => files[uri],
      openText: () => undefined,
      publish: async () => undefined,
    });
    const found = await configs.of("file:///w/a%20b/c/pod.yaml");
    assert.deepEqual(found?.config.images, { shop: "shop/Dockerfile", log: "a b/log/Dockerfile" });
    assert.equal(found?.excludes("file:///w/a%20b/log/Dockerfile"), true);
    assert.equal(found?.excludes("file:///w/log/Dockerfile"), false);
    assert.equal(await configs.of("file:///w/pod.yaml"), undefined);
    assert.equal(await configs.of("file:///elsewhere/pod.yaml"), undefined);
    assert.equal(await configs.filesChanged(["file:///w/base.yaml"]), true, "it is extended");
    assert.equal(await configs.filesChanged(["file:///w/a%20b/package.json", "file:///w/pod.yaml"]), false);
  });
});

describe("a configuration file that changes", () => {
  it("is read again: changed, extended from another, taken away, new", async () => {
    const workspace = await Workspace.open({ ".hullcheck.yaml": "extends: ./base.yaml\n", "base.yaml": "" });
    await workspace.client.open(workspace.uri("Dockerfile"), SETUID);
    await workspace.finds("Dockerfile", BOTH);
    await workspace.write("base.yaml", "rules: {root-user: off}\n");
    await workspace.finds("Dockerfile", ["setuid-bit"]);
    await workspace.write(".hullcheck.yaml", "rules: {setuid-bit: off}\n");
    await workspace.finds("Dockerfile", ["root-user"]);
    await workspace.remove(".hullcheck.yaml");
    await workspace.finds("Dockerfile", BOTH);
    await workspace.write("package.json", '{"hullcheck": {"rules": {"setuid-bit": "off"}}}');
    await workspace.finds("Dockerfile", ["root-user"]);
    await workspace.write("package.json", "{}");
    await workspace.finds("Dockerfile", BOTH);
    assert.equal(await workspace.client.stop(), 0);
  });

  it("lets a client that pulls ask again", async () => {
    const workspace = await Workspace.open({}, { capabilities: PULL_WATCHING });
    let refresh = (): void => {};
    workspace.client.connection.onRequest("workspace/diagnostic/refresh", () => {
      refresh();
      return null;
    });
    const uri = workspace.uri("Dockerfile");
    await workspace.client.open(uri, SETUID);
    const first = await workspace.client.pull(uri);
    const refreshed = new Promise<void>((done) => {
      refresh = done;
    });
    await workspace.write(".hullcheck.yaml", "rules: {root-user: off}\n");
    const second = await workspace.client.pull(uri, first.kind === "full" ? first.resultId : undefined);
    assert.deepEqual(second.kind === "full" && second.items.map(({ code }) => code), ["setuid-bit"]);
    await refreshed;
    assert.equal(await workspace.client.stop(), 0);
  });

  it("is read again when it is saved, by a client that watches no files", async () => {
    const workspace = await Workspace.open({ ".hullcheck.yaml": "" }, { capabilities: PUSH });
    await workspace.client.open(workspace.uri("Dockerfile"), SETUID);
    await workspace.finds("Dockerfile", BOTH);
    const uri = workspace.uri(".hullcheck.yaml");
    const text = "rules: {root-user: off}\n";
    await workspace.client.open(uri, "", "yaml");
    await workspace.client.change(uri, [{ text }]);
    put(workspace.folder, ".hullcheck.yaml", text);
    workspace.client.published.clear();
    await workspace.client.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
    await workspace.finds("Dockerfile", ["setuid-bit"]);
    assert.equal(await workspace.client.stop(), 0);
  });
});

for (const [kind, capabilities] of [
  ["pushes", PUSH_WATCHING],
  ["pulls", PULL_WATCHING],
] as const) {
  describe(`a mistake in a configuration file, told a client that ${kind}`, () => {
    it("is told at its key as soon as the configuration is needed, and what is right counts", async () => {
      const text = "rules:\n  root-usr: off\n  setuid-bit: off\n";
      const workspace = await Workspace.open({ ".hullcheck.yaml": text }, { capabilities });
      await workspace.client.open(workspace.uri("Dockerfile"), SETUID);
      if (kind === "pulls") {
        const report = await workspace.client.pull(workspace.uri("Dockerfile"));
        assert.deepEqual(report.kind === "full" && report.items.map(({ code }) => code), ["root-user"]);
      } else await workspace.finds("Dockerfile", ["root-user"]);
      const expected = "root-usr | rules.root-usr: no such rule; did you mean “root-user”?";
      await workspace.isTold(".hullcheck.yaml", text, [expected]);
      const mended = text.replace("root-usr", "root-user");
      await workspace.write(".hullcheck.yaml", mended);
      await workspace.isTold(".hullcheck.yaml", mended, []);
      assert.equal(await workspace.client.stop(), 0);
    });

    it("is told while it is typed, and of the saved file when it is closed", async () => {
      const workspace = await Workspace.open({ ".hullcheck.yaml": "severity: warnin\n" }, { capabilities });
      const uri = workspace.uri(".hullcheck.yaml");
      await workspace.client.open(uri, "severity: warnin\n", "yaml");
      const wrong = 'warnin | severity: takes error, warning or information, not "warnin"; did you mean “warning”?';
      await workspace.isTold(".hullcheck.yaml", "severity: warnin\n", [wrong]);
      workspace.client.published.clear();
      await workspace.client.change(uri, [{ text: "severity: warning\n" }]);
      await workspace.isTold(".hullcheck.yaml", "severity: warning\n", []);
      workspace.client.published.clear();
      await workspace.client.close(uri);
      await workspace.isTold(".hullcheck.yaml", "severity: warnin\n", [wrong]);
      assert.equal(await workspace.client.stop(), 0);
    });

    it("is told in the file that is extended, and where it extends what is not there", async () => {
      const own = "extends: [./base.yaml, ../outside.yaml, ./circle.yaml]\n";
      const base = "targt: a\n";
      const circle = "extends: ./.hullcheck.yaml\n";
      const files = { ".hullcheck.yaml": own, "base.yaml": base, "circle.yaml": circle };
      const workspace = await Workspace.open(files, { capabilities });
      await workspace.client.open(workspace.uri(".hullcheck.yaml"), own, "yaml");
      const inOwn = "../outside.yaml | extends.1: there is no file “../outside.yaml” to be read";
      const inCircle = "./.hullcheck.yaml | extends: “./.hullcheck.yaml” extends this file in turn";
      await workspace.isTold("base.yaml", base, ["targt | targt: no such setting; did you mean “target”?"]);
      await workspace.isTold(".hullcheck.yaml", own, [inOwn]);
      await workspace.isTold("circle.yaml", circle, [inCircle]);
      await workspace.write("base.yaml", "target: a\n");
      await workspace.isTold("base.yaml", base, []);
      workspace.client.published.clear();
      await workspace.client.close(workspace.uri(".hullcheck.yaml"));
      await workspace.isTold(".hullcheck.yaml", own, [inOwn]);
      await workspace.isTold("circle.yaml", circle, [inCircle]);
      await workspace.remove(".hullcheck.yaml");
      await workspace.isTold("circle.yaml", circle, []);
      assert.equal(await workspace.client.stop(), 0);
    });
  });
}

describe("completion", () => {
  it("knows rules, levels and presets in a configuration file, each rule with its page", async () => {
    const workspace = await Workspace.open({});
    const complete = async (name: string, text: string, marked: string): Promise<readonly CompletionItem[]> => {
      const uri = workspace.uri(name);
      await workspace.client.open(uri, text, name.endsWith("json") ? "json" : "yaml");
      return workspace.client.connection.sendRequest("textDocument/completion", {
        textDocument: { uri },
        position: rangeOf(text, marked).end,
      });
    };
    const text = "severity: error\nrules:\n  root\n";
    const items = await complete(".hullcheck.yaml", text, "root");
    const item = items.find(({ label }) => label === "root-user");
    assert.deepEqual(item?.textEdit, { range: rangeOf(text, "root"), newText: "root-user" });
    assert.ok(item?.detail !== undefined && /docs\/rules\/root-user\.md/.test(JSON.stringify(item.documentation)));
    const json = await complete(".hullcheck.json", '{"rules": {"root-user": ""}}', ': "');
    assert.deepEqual(
      json.map(({ label }) => label),
      ["off", "on", "error", "warning", "information"],
    );
    const presets = await complete("package.json", '{"hullcheck": {"extends": "hull"}}', ': "hull');
    assert.ok(presets.some(({ label }) => label === "hullcheck:strict"));
    assert.deepEqual(await complete("other.yaml", text, "root"), []);
    assert.equal(await workspace.client.stop(), 0);
  });
});
