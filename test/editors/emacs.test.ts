// The configuration of docs/editors.md in a real Emacs with Eglot, without a window, against the built server.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { analyze } from "../../server/src/core/index.ts";
import { Bench, configuration, missing, script } from "./editor.ts";

const LEAK = 'FROM alpine\nRUN echo "top-secret" > /password.txt\nRUN rm /password.txt\n';
const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  hostNetwork: true\n  containers: []\n";

interface Seen {
  readonly place: string;
  readonly line: number;
  readonly text: string;
}

interface Report {
  readonly problem?: string;
  readonly mode: string;
  readonly opened: readonly Seen[];
  readonly hover: string;
  readonly actions: readonly string[];
  readonly fixed: string;
  readonly manifest: readonly Seen[];
}

const NEEDED = "(progn (package-initialize) (require 'eglot) (require 'dockerfile-mode) (require 'yaml-mode))";

/** The findings as the core sees them: where, and in which words. */
function expected(path: string, text: string): readonly Seen[] {
  const { diagnostics, lines } = analyze({ path, text });
  return diagnostics.map(({ rule, message, span }) => ({
    place: text.slice(span.start, span.end),
    line: lines.lineAt(span.start) + 1,
    text: `hullcheck [${rule.id}]: ${message}`,
  }));
}

/** Emacs keeps no order among findings of one place. */
function sorted(all: readonly Seen[]): readonly Seen[] {
  return [...all].sort((a, b) => a.line - b.line || (a.text < b.text ? -1 : 1));
}

const lacking = missing(
  "emacs",
  ["--batch", "--eval", "(require 'package)", "--eval", NEEDED],
  "emacs-nox elpa-eglot elpa-dockerfile-mode elpa-yaml-mode",
);

describe("Emacs", { skip: lacking, timeout: 110_000 }, () => {
  let bench: Bench;
  let report: Report;
  before(async () => {
    bench = await Bench.make({ Dockerfile: LEAK, "pod.yaml": POD });
    bench.write("init.el", configuration("elisp", "eglot-server-programs"));
    report = bench.run("emacs", ["--batch", "--load", script("emacs.el")]) as Report;
    assert.equal(report.problem, undefined);
  });
  after(() => bench?.remove());

  it("shows the findings of a Dockerfile and of a manifest", () => {
    assert.equal(report.mode, "dockerfile-mode");
    assert.deepEqual(sorted(report.opened), sorted(expected("Dockerfile", LEAK)));
    assert.deepEqual(sorted(report.manifest), sorted(expected("pod.yaml", POD)));
  });

  it("shows the rule's documentation", () => {
    assert.match(report.hover, /secret-file-removed-in-later-layer/);
    assert.ok(!report.hover.includes("top-secret"));
  });

  it("applies a fix that is chosen from the menu", () => {
    assert.equal(report.actions[0], "Remove /password.txt from the build");
    assert.equal(report.fixed, "FROM alpine\n");
  });

  it("sees what is typed", () => assert.equal(bench.read("Dockerfile"), "FROM alpine\nRUN chmod 4755 /app\n"));
});
