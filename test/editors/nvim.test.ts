// The configuration of docs/editors.md in a real Neovim, without a window, against the built server.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { analyze } from "../../server/src/core/index.ts";
import { Bench, configuration, missing, script } from "./editor.ts";

const LEAK = 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers: []\n";

interface Seen {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

interface Report {
  readonly problem?: string;
  readonly opened: readonly Seen[];
  readonly hover: string;
  readonly actions: readonly string[];
  readonly fixed: readonly string[];
  readonly manifest: readonly Seen[];
  readonly clients: number;
}

/** The findings as the core sees them, in the same words. */
function expected(path: string, text: string): readonly (readonly unknown[])[] {
  const { diagnostics, lines } = analyze({ path, text });
  return diagnostics.map(({ rule, message, span }) => {
    const [start, end] = [lines.positionAt(span.start), lines.positionAt(span.end)];
    return [start.line, start.character, end.character, rule.id, message];
  });
}

function told(all: readonly Seen[]): readonly (readonly unknown[])[] {
  return all.map(({ line, column, endColumn, code, message }) => [line, column, endColumn, code, message]);
}

describe("Neovim", { skip: missing("nvim", ["--version"], "neovim"), timeout: 110_000 }, () => {
  let bench: Bench;
  let report: Report;
  before(async () => {
    bench = await Bench.make({ Dockerfile: LEAK, "pod.yaml": POD });
    bench.write("init.lua", configuration("lua", "vim.lsp.start_client"));
    report = bench.run("nvim", ["--headless", "-n", "-u", "init.lua", "-S", script("nvim.lua")]) as Report;
    assert.equal(report.problem, undefined);
  });
  after(() => bench?.remove());

  it("shows the findings of a Dockerfile and of a manifest, with one server", () => {
    assert.deepEqual(told(report.opened), expected("Dockerfile", LEAK));
    assert.deepEqual(told(report.manifest), expected("pod.yaml", POD));
    assert.equal(report.clients, 1);
  });

  it("shows the rule's documentation", () => {
    assert.match(report.hover, /secret-file-removed-in-later-layer/);
    assert.ok(!report.hover.includes("top-secret"));
  });

  it("applies a fix that is chosen from the menu", () => {
    assert.equal(report.actions[0], "Remove /password.txt from the build");
    assert.deepEqual(report.fixed, ["FROM alpine"]);
  });

  it("sees what is typed", () => assert.equal(bench.read("Dockerfile"), "FROM alpine\nRUN chmod 4755 /app\n"));
});
